# Every example is checked, rendered, hashed and planned, and run as far as this version runs it.
$ cp -r $PURSER_REPOSITORY/manifests . && mv manifests/purser.yaml . && purser validate --strict
12 jobs are valid
note: 2 of them are not run by this version yet: backfill (manual triggers), nightly (schedules and history limits)

$ head -qn 1 manifests/*.yaml | sort -u | cut -c3-
yaml-language-server: $schema=../schemas/job.v1.schema.json

# What is rendered is a manifest that means the same, and nothing is said against it.
$ purser render > all.yaml && purser validate --strict all.yaml
12 jobs are valid
note: 2 of them are not run by this version yet: backfill (manual triggers), nightly (schedules and history limits)
$ purser hash > hashes; purser hash all.yaml | diff hashes - && echo same
same
$ purser render --output json | python3 -c 'import json, sys; [open(f"all-{n}.json", "w").write(json.dumps(job)) for n, job in enumerate(json.load(sys.stdin))]'
$ purser validate all-*.json
12 jobs are valid
note: 2 of them are not run by this version yet: backfill (manual triggers), nightly (schedules and history limits)
$ purser hash all-*.json | diff hashes - && echo same
same

$ purser plan --sandbox --output json 2> /dev/null | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["actions"]))'
12

# The array is made smaller: there is nothing to see in the hundredth index.
$ sed -i 's/size: 100/size: 6/; s/succeededCount: 95/succeededCount: 5/' manifests/resize.yaml
$ for j in crawl replicas report resize restore scratch shuffle; do purser apply manifests/$j.yaml --sandbox > /dev/null 2>&1 && echo $j; done
crawl
replicas
report
resize
restore
scratch
shuffle

$ for j in backfill nightly; do purser apply manifests/$j.yaml --sandbox 2>&1 | grep 'M0010]'; done
manifests/backfill.yaml:[..]: error[M0010]: 'backfill' is not run: [..]
manifests/nightly.yaml:[..]: error[M0010]: 'nightly' is not run: [..]
