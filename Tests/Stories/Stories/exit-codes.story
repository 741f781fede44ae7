# What the exit code says: a container's failure is ours, and no sidecar's 0 hides it.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; mkdir m
$ cat > m/fails.yaml <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: fails}
> spec:
>   launchType: FARGATE
>   networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
>   taskDefinition:
>     family: fails
>     requiresCompatibilities: [FARGATE]
>     networkMode: awsvpc
>     cpu: "256"
>     memory: "512"
>     containerDefinitions:
>       - {name: sidecar, image: "busybox:1.36", essential: false, command: [sh, -c, exit 0]}
>       - {name: main, image: "busybox:1.36", command: [sh, -c, "echo working; exit 3"]}
>   timeout: {attemptDurationSeconds: 60}
> YAML
$ purser apply m --sandbox --wait
...
fails-[..]: container 'main' exited with 3
fails-[..]: failed
...
RUN [..]
fails-[..]  failed  [..]  [..]  container 'main' exited with 3
  [0] attempt 1  failed  exit codes main=3 sidecar=0  (container 'main' exited with 3)  arn:[..]
purser: help: purser rerun --sandbox fails --failed plans to run again what did not succeed
? 4

# Its run key has had its run: applying again launches nothing and says how it ended.
$ purser apply m --sandbox
Plan for set 'demo' in eu-central-1

  = fails  already ran as fails-[..]: failed at [..]
      to run again what did not succeed: purser rerun --sandbox fails --failed

No changes. 1 job has nothing to launch.

$ purser logs fails --sandbox --container main
working

# A program that is not there never ran; a second attempt is made, and fails too.
$ sed -i 's/name: fails/name: missing/; s/family: fails/family: missing/; s/command: \[sh, -c, "echo.*\]/command: [nosuchprogram]/; s/^  timeout/  retryStrategy: {attempts: 2}\n  timeout/' m/fails.yaml
$ purser apply m --sandbox --wait --output json 2>/dev/null | grep -E '"(outcome|status|attempt)"' | sort | uniq -c
      1           "attempt": 1,
      1           "attempt": 2,
      2           "outcome": "neverStarted",
[..]"status": "failed",
$ purser status missing --sandbox --output json | grep -c '"status": "failed"'
1
