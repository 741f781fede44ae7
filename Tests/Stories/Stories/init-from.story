# A first manifest made from what is there already; what has no equivalent is told in its comments.
$ cat > cron.yaml <<'YAML'
> apiVersion: batch/v1
> kind: CronJob
> metadata: {name: hello}
> spec:
>   schedule: "0 3 * * *"
>   timeZone: Europe/Berlin
>   jobTemplate:
>     spec:
>       ttlSecondsAfterFinished: 60
>       template:
>         spec:
>           containers: [{name: hello, image: "busybox:1.36", command: [date], resources: {limits: {memory: 64Mi}}}]
> YAML
$ purser init --set demo --from-json cron.yaml
purser.yaml: written
manifests/hello.yaml: written
.gitignore: written

Next: read the comments in the manifests, then purser validate

$ purser validate && head -1 manifests/hello.yaml | cut -c3- && grep -c ttlSecondsAfterFinished manifests/hello.yaml
1 job is valid
note: it is not run by this version yet: hello (schedules)
Made from a CronJob of Kubernetes.
1

$ cp $PURSER_REPOSITORY/Tests/ImportTests/Goldens/a-request-of-run-task.json run.json
$ purser init --from-json - < run.json && purser validate
purser.yaml: is there already, left as it is
manifests/report.yaml: written

Next: read the comments in the manifests, then purser validate
2 jobs are valid
note: 1 of them is not run by this version yet: hello (schedules)

# From ECS itself: the revision that an apply registered.
$ mkdir other; cd other; purser init > /dev/null; purser apply --sandbox > /dev/null 2>&1; purser init --from-task-definition hello --sandbox 2>&1 | head -2
purser.yaml: is there already, left as it is
manifests/hello.yaml: is there already, left as it is

$ rm manifests/hello.yaml; purser init --from-task-definition hello:1 --sandbox | grep hello; purser validate; sed -n 2,4p manifests/hello.yaml
manifests/hello.yaml: written
1 job is valid
...

$ rm manifests/hello.yaml; purser init --from-task-definition arn:aws:ecs:us-east-1:123456789012:task-definition/hello:1 --sandbox | grep hello
manifests/hello.yaml: written
$ purser validate --strict && grep -c 'purser:body$' manifests/hello.yaml
1 job is valid
0
? 1

$ purser init --from-task-definition ghost:7 --sandbox
purser: error: the task definition 'ghost:7' does not exist
? 1

$ echo '{"a": 1}' | purser init --from-json -
[..]warning[M0008]: expected a job, found this
...
purser: error: there is no job in '<stdin>.json'
? 1

$ purser init --from-json none.json
purser: error: cannot read 'none.json': there is no such file
? 1
