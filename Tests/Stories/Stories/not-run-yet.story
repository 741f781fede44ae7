# What this version does not run yet is checked, rendered and hashed; a plan says so, and an apply sends nothing.
$ mkdir manifests; cp $PURSER_REPOSITORY/manifests/{report,nightly,pipeline}.yaml manifests; cp $PURSER_REPOSITORY/manifests/purser.yaml .
$ purser validate
5 jobs are valid

$ purser hash | wc -l
6
$ purser render --job nightly | grep 'catchUp:'
      catchUp: Latest

$ purser plan --sandbox
sandbox: made cluster 'batch'
Plan for set 'demo' in eu-central-1

  + extract      launch 10 tasks on 'batch': it never ran
      registers task definition 'sales-extract'
      run extract-[..], run key [..], task definition sales-extract
  - load         not run: this version does not run dependencies yet
  - load-report  not run: this version does not run dependencies yet
  - nightly      not run: this version does not run schedules, concurrency policies and history limits yet
  + report       launch 1 task on 'batch': it never ran
      registers task definition 'report'
      run report-[..], run key [..], task definition report

Plan: 2 to launch (11 tasks), 2 task definitions to register, 3 not run by this version.

$ purser apply --sandbox
manifests/nightly.yaml:12:5: error[M0010]: 'nightly' is not run: this version does not run schedules, concurrency policies and history limits yet
...
manifests/pipeline.yaml:[..]: error[M0010]: 'load-report' is not run: this version does not run dependencies yet
...
? 1

# Nothing was sent, and no ledger was made.
$ ls .purser
sandbox
$ grep -c '"mutating":true' .purser/sandbox/requests.jsonl
1

# The others are applied by their files.
$ purser apply manifests/report.yaml --sandbox 2>/dev/null | tail -2
report-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes report=0  arn:aws:ecs:eu-central-1:[..]

# Time zones are those of the machine.
$ sed -i 's|Europe/Berlin|Europe/Berln|' manifests/nightly.yaml; purser validate manifests/nightly.yaml
manifests/nightly.yaml:14:17: error[M0031]: expected the IANA name of a time zone, found 'Europe/Berln'
...
? 1
$ TZDIR=/nowhere purser validate manifests/nightly.yaml
manifests/nightly.yaml:14:17: warning[M0031]: whether there is a time zone 'Europe/Berln' cannot be told: this machine has no tz database
...
1 job is valid
