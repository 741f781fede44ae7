# Killed, run again, and hours later: never a second task, and what cannot be told is said.
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
>   - {on: DescribeTasks, match: {job: "gone"}, do: {missing: {}}}
>   - {on: RunTask, match: {job: unheard, nth: 1}, do: {delay: {seconds: 5}}}
>   - {on: RunTask, match: {job: dark, nth: 1}, do: {delay: {seconds: 5}}}
> YAML
$ serve --faults faults.yaml
$ pass() { python3 -c "import sys, urllib.request as u; u.urlopen(u.Request(sys.argv[1] + '/_sandbox/clock', b'{\"advanceSeconds\": $1}')).read()" $PURSER_ENDPOINT; }
$ killed() { purser apply $1.yaml --wait > $1.out 2>&1 & until grep -qs "$2" $3; do sleep 0.05; done; kill -9 $!; wait $! 2> /dev/null; echo killed; }

# Killed with the task still running: it is followed to its end.
$ manifest still 4 0 > still.yaml; killed still 'launched as' still.out; purser apply still.yaml --wait > out 2>&1; echo $?; tasks still
killed
0
1

# Killed, and the task has ended.
$ manifest ended 0.1 0 > ended.yaml; killed ended 'launched as' ended.out; sleep 1; purser apply ended.yaml --wait > out 2>&1; echo $?; tasks ended
killed
0
1

# Killed before the answer came: the same bytes are sent again, and ECS knows the token.
$ manifest unheard 4 0 > unheard.yaml; killed unheard '"startedBy":"purser/unheard/' log; purser apply unheard.yaml --wait > out 2>&1; echo $?; tasks unheard
killed
0
1

# MISSING for ever: asked again for an hour, then lost; not run again by itself.
$ manifest gone 600 0 > gone.yaml; purser apply gone.yaml --wait > gone.out 2>&1 & until grep -qs 'launched as' gone.out; do sleep 0.05; done; sleep 1; pass 3700; wait $!
? 7
$ tail -1 gone.out; tasks gone; purser apply gone.yaml | tail -1
  [0] attempt 1  lost  [..]ECS does not know the task any more[..]
1
No changes. 1 job has nothing to launch.

# Killed, the task ended three hours ago, and ECS has forgotten it and its token.
$ manifest past 0.1 0 > past.yaml; killed past 'launched as' past.out; sleep 1; pass 10800; purser apply past.yaml --wait > out 2>&1; echo $?; tail -1 out; tasks past
killed
7
  [0] attempt 1  lost  [..]
1

# Killed before the answer came, three hours ago: nobody knows, and nobody launches.
$ manifest dark 0.1 0 > dark.yaml; killed dark '"startedBy":"purser/dark/' log; sleep 1; pass 10800; purser apply dark.yaml --wait > out 2>&1; echo $?; tail -1 out; tasks dark
killed
7
  [0] attempt 1  unknown  [..]
1
