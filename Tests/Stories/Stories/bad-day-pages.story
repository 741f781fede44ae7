# More tasks than ECS tells in one answer, and no ledger any more: each is found, and none is launched again.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
$ cat > many.yaml <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: many}
> spec:
>   count: 130
>   launchType: FARGATE
>   networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
>   taskDefinition:
>     family: many
>     requiresCompatibilities: [FARGATE]
>     networkMode: awsvpc
>     cpu: "256"
>     memory: "512"
>     containerDefinitions:
>       - {name: main, image: "busybox:1.36", environment: [{name: PURSER_SANDBOX_SECONDS, value: "3600"}]}
>   timeout: {attemptDurationSeconds: 86400}
> YAML
$ purser sandbox --port 0 --request-log log > url & until [ -s url ]; do sleep 0.05; done; export PURSER_ENDPOINT=$(cat url)
$ tasks() { grep -o 'task/default/[0-9a-f]*' log | sort -u | wc -l; }

$ purser apply many.yaml --detach --pace none > out 2>&1; echo $?; tasks
0
130

$ rm -r .purser/ledger.db; purser apply many.yaml --detach --pace none > out 2>&1; echo $?; tasks; grep -c 'attempt 1  .*arn:' out
0
130
130

$ purser status many --output json | grep -c '"evidence": "observed"'
130
