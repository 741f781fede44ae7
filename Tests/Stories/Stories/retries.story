# What is run again, and how often: the rules of the manifest against real exit codes.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; mkdir m
$ cat > m/job.yaml <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: job}
> spec:
>   capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]
>   networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
>   taskDefinition:
>     family: job
>     requiresCompatibilities: [FARGATE]
>     networkMode: awsvpc
>     cpu: "256"
>     memory: "512"
>     containerDefinitions:
>       - {name: main, image: "busybox:1.36", command: [sh, -c, "exit 7"]}
>   retryStrategy:
>     attempts: 3
>     evaluateOnExit:
>       - {onExitCode: "2", action: EXIT}
>       - {onExitCode: "75", action: IGNORE}
>     maxIgnored: 2
>     backoff: {intervalSeconds: 1, backoffRate: 1, maxDelaySeconds: 1, jitterStrategy: FULL}
>     fallback:
>       - {fromAttempt: 2, capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]}
>   timeout: {attemptDurationSeconds: 60}
> YAML

# No rule matches 7: it is retried, as in AWS Batch, three attempts in total; from the second on not on Spot.
$ purser apply m --sandbox --wait 2>/dev/null | grep attempt
  [0] attempt 1  failed  exit codes main=7  (container 'main' exited with 7)  arn:[..]
  [0] attempt 2  failed  exit codes main=7  (container 'main' exited with 7)  arn:[..]
  [0] attempt 3  failed  exit codes main=7  (container 'main' exited with 7)  arn:[..]
$ purser status job --sandbox --output json | grep -oE '"capacityProvider.*'
"capacityProvider": "FARGATE_SPOT",
"capacityProvider": "FARGATE",
"capacityProvider": "FARGATE",

# The first attempt that succeeds is the last, and each knows its number.
$ sed -i 's/exit 7/[ $PURSER_ATTEMPT = $AWS_BATCH_JOB_ATTEMPT ] \&\& [ $PURSER_ATTEMPT -ge 2 ]/' m/job.yaml
$ purser apply m --sandbox --wait 2>/dev/null | grep attempt
  [0] attempt 1  failed  [..]
  [0] attempt 2  succeeded  [..]

# EXIT ends it at once.
$ sed -i 's/\[sh, -c, .*\]/[sh, -c, "exit 2"]/' m/job.yaml; purser apply m --sandbox --wait 2>/dev/null | grep attempt
  [0] attempt 1  failed  exit codes main=2  [..]

# IGNORE uses up no attempt: here the only one is the third task.
$ sed -i 's/exit 2"/[ $PURSER_ATTEMPT -ge 3 ] || exit 75"/; s/attempts: 3/attempts: 1/; /fallback/,+1d' m/job.yaml
$ purser apply m --sandbox --wait 2>/dev/null | grep attempt
  [0] attempt 1  failed  exit codes main=75  [..]
  [0] attempt 2  failed  exit codes main=75  [..]
  [0] attempt 3  succeeded  exit codes main=0  [..]

# maxIgnored bounds it: two are passed over, the third is the one attempt that there is.
$ sed -i 's/-ge 3/-ge 9/' m/job.yaml; purser apply m --sandbox --wait 2>/dev/null | grep -c attempt
3
$ purser status job --sandbox | tail -4 | grep -c 'exit codes main=75'
3
