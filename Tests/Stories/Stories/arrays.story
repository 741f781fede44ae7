# An array: each index runs once, a few at a time, and knows its number; failed ones are run again by themselves.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; mkdir m
$ cat > m/parts.yaml <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: parts}
> spec:
>   launchType: FARGATE
>   networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
>   taskDefinition:
>     family: parts
>     requiresCompatibilities: [FARGATE]
>     networkMode: awsvpc
>     cpu: "256"
>     memory: "512"
>     containerDefinitions:
>       - name: main
>         image: busybox:1.36
>         entryPoint: [sh, -c]
>         command: ["echo part $PURSER_ARRAY_INDEX of $AWS_BATCH_JOB_ARRAY_SIZE; [ ! -e $DONE ] || exit 0; case $AWS_BATCH_JOB_ARRAY_INDEX in 1|3|4|5) exit 9;; esac"]
>         environment: [{name: DONE, value: "/nowhere"}]
>   arrayProperties: {size: 8}
>   parallelism: 3
>   timeout: {attemptDurationSeconds: 60}
> YAML
$ sed -i "s#/nowhere#$PWD/mended#" m/parts.yaml

$ purser plan m --sandbox | tail -1
Plan: 1 to launch (8 tasks), 1 task definition to register.

$ purser apply m --sandbox --wait 2>/dev/null | tail -6
parts-[..]  failed  [..]  4 of 8 indexes failed (1,3-5): container 'main' exited with 9
  4 succeeded (0,2,6-7), 4 failed (1,3-5)
  [1] attempt 1  failed  exit codes main=9  [..]
  [3] attempt 1  failed  exit codes main=9  [..]
  [4] attempt 1  failed  exit codes main=9  [..]
  [5] attempt 1  failed  exit codes main=9  [..]
$ purser logs parts --sandbox --index 6
[6] | part 6 of 8
$ purser status parts --sandbox --output json | grep -A 12 '"indexes"' | tr -d ' \n'; echo
"indexes":[{"count":4,"indexes":"0,2,6-7","standing":"succeeded"},{"count":4,"indexes":"1,3-5","standing":"failed"}],[..]

# A rerun is a plan first.
$ purser rerun parts --failed --sandbox
Rerun of 4 indexes of parts-[..]: 1,3-5

  [1] failed: container 'main' exited with 9
  [3] failed: container 'main' exited with 9
  [4] failed: container 'main' exited with 9
  [5] failed: container 'main' exited with 9

Plan: launch 4 tasks as parts-[..], task definition arn:[..]:task-definition/parts:1.
Nothing was launched: --apply does it.

$ purser history --sandbox | grep -c parts-
1
$ touch mended; purser rerun parts --failed --apply --sandbox 2>/dev/null | tail -2
parts-[..]  succeeded  [..]
  4 succeeded (1,3-5)
$ purser history --sandbox | grep -c parts-
2

# The manifest has had its run; a rerun changes nothing about that.
$ purser apply m --sandbox | tail -1
No changes. 1 job has nothing to launch.

$ purser rerun parts --index 9 --sandbox
purser: error: '9' is no list of indexes of parts-[..]
[..]write it as 3,7-9, with indexes from 0 to 7
? 1

# Too many failures end the array; enough successes do too.
$ rm mended; sed -i 's/size: 8}/size: 8}\n  maxFailedIndexes: 0/; s/parallelism: 3/parallelism: 1/' m/parts.yaml
$ sed -i 's/echo part/echo piece/' m/parts.yaml; purser apply m --sandbox --wait 2>/dev/null | tail -3
parts-[..]  failed  [..]  1 of 8 indexes failed (1): container 'main' exited with 9
  1 succeeded (0), 1 failed (1), 6 waiting (2-7)
  [1] attempt 1  failed  [..]
$ sed -i 's/maxFailedIndexes: 0/successPolicy: {succeededCount: 2}/; s/echo piece/echo bit/' m/parts.yaml; purser apply m --sandbox --wait 2>/dev/null | tail -3
parts-[..]  succeeded  [..]
  2 succeeded (0,2), 1 failed (1), 5 waiting (3-7)
  [1] attempt 1  failed  [..]
