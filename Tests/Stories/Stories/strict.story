# A sandbox as strict as ECS: what was launched is seen late, calls have a rate, and Purser keeps to it.
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
$ serve --strict
$ manifest many 0.2 0 | sed 's/^  launchType/  count: 25\n  launchType/' > many.yaml; purser apply many.yaml --wait > out 2>&1; echo $?; tasks many; grep -c 'succeeded  exit codes main=0' out
0
25
25

$ grep -c ThrottlingException log
0
? 1
