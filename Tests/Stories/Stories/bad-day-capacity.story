# No place for a task: looked for twice, then tried again; and told when there is none in the end.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
$ manifest() { sed "s/@name/$1/; s/@seconds/$2/; s/@code/$3/" <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: "@name"}
> spec:
>   launchType: FARGATE
>   networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
>   taskDefinition:
>     family: "@name"
>     requiresCompatibilities: [FARGATE]
>     networkMode: awsvpc
>     cpu: "256"
>     memory: "512"
>     containerDefinitions:
>       - {name: sidecar, image: "busybox:1.36", essential: false, environment: [{name: PURSER_SANDBOX_SECONDS, value: "0.1"}]}
>       - name: main
>         image: busybox:1.36
>         environment: [{name: PURSER_SANDBOX_SECONDS, value: "@seconds"}, {name: PURSER_SANDBOX_EXIT_CODE, value: "@code"}]
>   timeout: {attemptDurationSeconds: 86400}
>   launch: {secondLookSeconds: 5, backoff: {intervalSeconds: 1}}
> YAML
> }
$ serve() { purser sandbox --port 0 --request-log log "$@" > url & until [ -s url ]; do sleep 0.05; done; export PURSER_ENDPOINT=$(cat url); }
$ tasks() { grep "\"startedBy\":\"purser/$1/" log | grep -o 'task/default/[0-9a-f]*' | sort -u | wc -l; }
$ cat > faults.yaml <<'YAML'
> faults:
>   - {on: RunTask, match: {job: patient}, do: {noCapacity: {forSeconds: 3}}}
>   - {on: RunTask, match: {job: many, times: 7}, do: {failures: {reason: "RESOURCE:MEMORY", arn: "arn:aws:ecs:eu-central-1:123456789012:container-instance/default/1"}}}
>   - {on: RunTask, match: {job: never}, do: {failures: {reason: "RESOURCE:MEMORY"}}}
>   - {on: RunTask, match: {job: full, nth: 1}, do: {error: {code: ClientException, message: "You've reached the limit on the number of tasks in the PROVISIONING state."}}}
> YAML
$ serve --faults faults.yaml

# All at once, since each waits for its second look.
$ manifest patient 0.2 0 > patient.yaml; manifest full 0.2 0 > full.yaml; manifest many 0.2 0 | sed 's/^  launchType/  count: 25\n  launchType/' > many.yaml
$ manifest never 0.2 0 | sed 's/launch: {/launch: {attempts: 1, /' > never.yaml
$ for job in patient many never full; do (mkdir $job; cd $job; cp ../purser.yaml ../$job.yaml .; purser apply $job.yaml --wait > out 2>&1; echo $? > code) & pids="$pids $!"; done; wait $pids

$ cat patient/code; tasks patient; grep -q 'Capacity is unavailable' patient/out && echo told
0
1
told

# Of 25, the 18 that were placed are kept; the other 7 are launched later.
$ cat many/code; tasks many; grep -c 'succeeded  exit codes main=0' many/out; grep '"startedBy":"purser/many/' log | grep -c '"operation":"RunTask"'
0
25
25
32

$ cat never/code; tasks never; tail -2 never/out
5
0
  [0] attempt 1  [..]RESOURCE:MEMORY[..]
purser: help: purser rerun never --failed plans to run again what did not succeed

$ cat full/code; tasks full
0
1
