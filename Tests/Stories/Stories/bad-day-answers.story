# Answers that are lost, cut, throttled or not ECS's: one task each, and a success.
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
>   - {on: RunTask, match: {job: lost, nth: 1}, do: {error: {code: ServerException, status: 500, afterEffect: true}}}
>   - {on: RunTask, match: {job: wrapped, nth: 1}, do: {throttle: {wrapped: true}}}
>   - {on: RunTask, match: {job: throttled, nth: 1}, do: {throttle: {}}}
>   - {on: RunTask, match: {job: ghost, nth: 1}, do: {failures: {reason: AGENT, start: true}}}
>   - {on: RunTask, match: {job: reset, nth: 1}, do: {reset: {}}}
>   - {on: RunTask, match: {job: dropped, nth: 1}, do: {drop: {}}}
>   - {on: RunTask, match: {job: cut, nth: 1}, do: {truncate: {bytes: 30}}}
>   - {on: RunTask, match: {job: proxy, nth: 1}, do: {html: {afterEffect: true}}}
>   - {on: DescribeTasks, match: {job: absent}, do: {missing: {times: 2}}}
> YAML
$ serve --faults faults.yaml

# A 5xx after the task was made: the same bytes again, and ECS knows the token.
$ manifest lost 1 0 > lost.yaml; purser apply lost.yaml --wait 2>&1 | tail -2; tasks lost
lost-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes main=0 sidecar=0  [..]
1

$ manifest wrapped 1 0 > wrapped.yaml; purser apply wrapped.yaml --wait 2>&1 | tail -2; tasks wrapped
wrapped-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes main=0 sidecar=0  [..]
1

$ manifest throttled 1 0 > throttled.yaml; purser apply throttled.yaml --wait 2>&1 | tail -2; tasks throttled
throttled-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes main=0 sidecar=0  [..]
1

# MISSING twice after the launch is "not yet".
$ manifest absent 1 0 > absent.yaml; purser apply absent.yaml --wait 2>&1 | tail -2; tasks absent
absent-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes main=0 sidecar=0  [..]
1

# ECS says that nothing was placed, and the task starts all the same: it is found, not launched again.
$ manifest ghost 60 0 > ghost.yaml; purser apply ghost.yaml --detach > /dev/null 2>&1; echo $?; purser status | grep -A1 ^ghost
0
ghost-[..]  active  [..]
  [0] attempt 1  RUNNING  arn:[..]
$ grep '"startedBy":"purser/ghost/' log | grep -c '"operation":"RunTask"'
1

# Connections that break before or in the answer, and a proxy that answers in ECS's place: all at once, one task each.
$ for job in reset dropped cut proxy; do mkdir $job; manifest $job 0.2 0 > $job/job.yaml; cp purser.yaml $job; (cd $job; purser apply job.yaml --wait > out 2>&1; echo $? > code) & pids="$pids $!"; done; wait $pids
$ for job in reset dropped cut proxy; do echo "$job $(cat $job/code) $(tasks $job) $(grep "\"startedBy\":\"purser/$job/" log | grep -c '"operation":"RunTask"')"; done
reset 0 1 2
dropped 0 1 2
cut 0 1 2
proxy 0 1 2
