# A service brings to their end what applies have left: retries, and what a replica that was killed had in hand.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
$ manifest() { cat > $1.yaml <<YAML
> apiVersion: purser/v1
> kind: Job
> metadata: {name: $1}
> spec:
>   launchType: FARGATE
>   networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
>   taskDefinition:
>     family: $1
>     requiresCompatibilities: [FARGATE]
>     networkMode: awsvpc
>     cpu: "256"
>     memory: "512"
>     containerDefinitions:
>       - name: main
>         image: busybox:1.36
>         environment: [{name: PURSER_SANDBOX_SECONDS, value: "$2"}, {name: PURSER_SANDBOX_EXIT_CODE, value: "$3"}]
>   timeout: {attemptDurationSeconds: 600}
>   retryStrategy: {attempts: 2, backoff: {intervalSeconds: 1}}
> YAML
> }
$ purser sandbox --port 0 --request-log log > url & until [ -s url ]; do sleep 0.05; done; export PURSER_ENDPOINT=$(cat url)
$ tasks() { grep "\"startedBy\":\"purser/$1/" log | grep -o 'task/default/[0-9a-f]*' | sort -u | wc -l; }
$ until_ended() { until [ "$(purser status $1 --output json | grep -c '"status": "active"')" = 0 ]; do sleep 0.3; done; }

# One replica, with pages for Prometheus and for whoever restarts it.
$ manifest flaky 0.2 3; purser apply flaky.yaml --detach > /dev/null 2>&1; purser controller --listen 127.0.0.1:0 > one.out 2>&1 & ONE=$!
$ until grep -qs 'runEnded\|: failed$' one.out; do sleep 0.2; done; grep -v ': [A-Z]*$' one.out
controller [..]: moves the runs of set 'demo' in sqlite:[..].purser/ledger.db
serving http://127.0.0.1:[..]/healthz and /metrics
flaky-[..]: taken up
flaky-[..]: [..]exit[..]3[..]
flaky-[..] attempt 2: to be launched, after failed[..]
flaky-[..] attempt 2: launched as arn:[..]
flaky-[..] attempt 2: [..]exit[..]3[..]
flaky-[..]: failed
$ tasks flaky
2
$ get() { python3 -c "import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).read().decode(), end='')" $(grep -o 'http://[0-9.:]*' one.out)$1; }
$ get /healthz; get /metrics | grep '^purser_r\|^purser_at'
ok
purser_attempts_ended_total{class="failed"} 2
purser_retries_total{class="failed"} 1
purser_runs_ended_total{status="failed"} 1
purser_runs_taken_total 1
purser_replicas_gone_total 0
purser_runs_active 0
purser_runs_kept 0
purser_replicas 1

# A second one comes; the first is killed in the middle, and the second takes over what it had.
$ manifest long 30 0; purser apply long.yaml --detach > /dev/null 2>&1; until grep -qs 'long-.*taken up' one.out; do sleep 0.2; done
$ { kill -9 $ONE; wait $ONE; } 2> /dev/null; purser controller --output json > two.out 2> two.err & TWO=$!
$ SECONDS=0; until grep -qs '"event":"taken"' two.out; do sleep 0.2; done; [ $SECONDS -le 30 ] && echo in time
in time
$ grep -o '"event":"[a-z]*"' two.out | head -3; grep '"event":"taken"' two.out
"event":"started"
"event":"gone"
"event":"taken"
{"event":"taken","level":"info","message":"long-[..]: taken up, from [..], which is gone","replica":"[..]","run":"long-[..]","time":"[..]"}
$ until_ended long; purser status long | tail -1; tasks long
  [0] attempt 1  succeeded  exit codes main=0  arn:[..]
1

# SIGTERM: what is under way is written down, and the runs are free at once.
$ manifest next 3 0; purser apply next.yaml --detach > /dev/null 2>&1; until grep -qs '"event":"taken".*next-' two.out; do sleep 0.2; done
$ kill -TERM $TWO; wait $TWO
$ tail -1 two.out
{"event":"ended","level":"info","message":"controller [..]: has handed its runs over","replica":"[..]","time":"[..]"}
$ purser controller > three.out 2>&1 & THREE=$!; SECONDS=0; until grep -qs 'next-.*: succeeded$' three.out; do sleep 0.2; done; [ $SECONDS -le 12 ] && echo at once; kill -INT $THREE; wait $THREE
at once

# A place that cannot be had.
$ purser controller --listen 127.0.0.1:${PURSER_ENDPOINT##*:}
purser: error: cannot listen on 127.0.0.1:[..]: [..]Address already in use[..]
  help: give another --listen
? 1
$ purser controller --listen 9464 2>&1 | head -1
Error: The value '9464' is invalid for '--listen <host:port>'
