# Tasks that end badly: what the run is called, and the exit code.
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
>   - on: task.pulling
>     match: {job: pull}
>     do: {stop: {stopCode: TaskFailedToStart, reason: "CannotPullContainerError: pull image manifest: not found"}}
>   - {on: task.running, match: {job: memory}, do: {exit: {code: 137, container: main, reason: "OutOfMemoryError: Container killed due to memory usage"}}}
>   - on: task.running
>     match: {job: spot, times: 1}
>     do: {stop: {stopCode: SpotInterruption, reason: Your Spot Task was interrupted., exitCode: 143}}
>   - {on: task.running, match: {job: host}, do: {loseHost: {}}}
>   - {on: task.provisioning, match: {job: slow}, do: {hold: {seconds: 3}}}
> YAML
$ serve --faults faults.yaml

# The job's own failure, with a sidecar's 0 before it; and one that is over before anybody looks.
$ manifest fails 0.2 3 > fails.yaml; purser apply fails.yaml --wait > out 2>&1; echo $?; tail -3 out | head -2; tasks fails
4
fails-[..]  failed  [..]  container 'main' exited with 3
  [0] attempt 1  failed  exit codes main=3 sidecar=0  (container 'main' exited with 3)  arn:[..]
1

$ manifest short 0.2 0 > short.yaml; purser apply short.yaml --wait > out 2>&1; echo $?; tasks short
0
1

$ manifest pull 1 0 > pull.yaml; purser apply pull.yaml --wait > out 2>&1; echo $?; grep '\[0\] attempt' out; tasks pull
4
  [0] attempt 1  neverStarted  [..]CannotPullContainerError: pull image manifest: not found[..]
1

$ manifest memory 60 0 > memory.yaml; purser apply memory.yaml --wait > out 2>&1; echo $?; grep '\[0\] attempt' out
4
  [0] attempt 1  failed  exit codes main=137[..]OutOfMemoryError[..]

$ manifest host 60 0 > host.yaml; purser apply host.yaml --wait > out 2>&1; echo $?; grep '\[0\] attempt' out
4
  [0] attempt 1  [..]lost its host: [..]

$ manifest slow 0.2 0 > slow.yaml; purser apply slow.yaml --wait > out 2>&1; echo $?
0

# Interrupted once, and run again since the manifest allows two attempts.
$ manifest spot 0.2 0 | sed 's/^  timeout/  retryStrategy: {attempts: 2}\n  timeout/' > spot.yaml; purser apply spot.yaml --wait > out 2>&1; echo $?; tail -2 out; tasks spot
0
  [0] attempt 1  interrupted  [..]
  [0] attempt 2  succeeded  [..]
2
