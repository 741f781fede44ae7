# The ledger is lost: what ECS shows is taken over, and nothing is launched again.
$ purser init > /dev/null; sed -i 's/^spec:/spec:\n  count: 2/' manifests/hello.yaml
$ tasks() { purser status --sandbox --output json | grep -o '"taskArn": ".*"' | sort; }
$ purser apply --sandbox > /dev/null 2>&1; tasks > before; wc -l < before
2

# A disk died, and with it the folder of the ledger.
$ rm .purser/sandbox/ledger.db; purser history --sandbox
No runs.
$ purser ledger rebuild --sandbox
RUN [..]
hello-[..]  active  [..]
  [0] attempt 1  launched  arn:[..]
  [1] attempt 1  launched  arn:[..]
$ purser ledger rebuild --sandbox
No runs.
$ tasks > after; cmp before after && purser status --sandbox | head -2
RUN [..]
hello-[..]  succeeded  [..]
$ purser apply --sandbox 2>/dev/null | tail -1
No changes. 1 job has nothing to launch.
$ purser ledger check --sandbox | sed 's|sqlite:.*/|sqlite:|'
sqlite:ledger.db: 1 run, 2 launches: all is well

# A backup is an old ledger: what was launched since is not in it.
$ cp .purser/sandbox/ledger.db backup.db
$ sed -i 's/hello from/hello again from/' manifests/hello.yaml; purser apply --sandbox > /dev/null 2>&1; tasks > before
$ cp backup.db .purser/sandbox/ledger.db; purser ledger rebuild --sandbox | grep -c 'launched  arn:'
2
$ tasks > after; cmp before after; purser apply --sandbox 2>/dev/null | tail -1
No changes. 1 job has nothing to launch.

# A job that ECS has never heard of is still to be launched.
$ sed 's/hello/other/g' manifests/hello.yaml > manifests/other.yaml; purser ledger rebuild --sandbox
No runs.
other: never ran: its task definition was never registered
$ purser apply --sandbox 2>&1 | grep -c 'other-.*launched as'
2

# What nothing shows is unknown, and a person's to decide: index by index, or all that are alike.
$ rm -r .purser/sandbox; purser apply --sandbox --max-launches 0 manifests/hello.yaml > /dev/null 2>&1
? 1
$ rm .purser/sandbox/ledger.db; purser ledger rebuild --sandbox manifests/hello.yaml
RUN [..]
hello-[..]  unknown  [..]  the ledger was lost, and nothing shows whether this was launched
  [0] attempt 1  unknown  (the ledger was lost, and nothing shows whether this was launched)
  [1] attempt 1  unknown  (the ledger was lost, and nothing shows whether this was launched)
? 7
$ purser apply --sandbox manifests/hello.yaml > /dev/null 2>&1
? 7
$ purser resolve hello --sandbox --not-launched
purser: error: 2 indexes of hello-[..] are unknown: 0-1
  help: say which are meant, for example --index 0-1
? 1
$ purser resolve hello --sandbox --launched arn:aws:ecs:eu-central-1:000000000000:task/default/no --index 0-1
purser: error: one ARN cannot be the task of 2 launches
  help: give one --index
? 1
$ purser resolve hello --sandbox --launched hello-1 --index 1
purser: error: 'hello-1' is not the ARN of a task in arn:[..]
  help: copy it from ECS or CloudTrail: it ends with task/CLUSTER/ID
? 1
$ purser resolve hello --sandbox --not-launched --index 5
purser: error: '5' is no list of indexes of hello-[..]
  help: write it as 3,7-9, with indexes from 0 to 1
? 1
$ purser resolve hello --sandbox --not-launched --index 0-1 2>/dev/null
RUN [..]
hello-[..]  refused  [..]  not launched: so said by hand
  [0] attempt 1  refused  (not launched: so said by hand)
  [1] attempt 1  refused  (not launched: so said by hand)
$ purser resolve hello --sandbox --not-launched
purser: error: nothing of hello-[..] is unknown: there is nothing to resolve
? 1
$ rm .purser/sandbox/ledger.db; purser ledger rebuild --sandbox --assume-not-run manifests/hello.yaml
No runs.
hello: nothing found, taken as never run
$ purser apply --sandbox manifests/hello.yaml 2>&1 | grep -c 'launched as'
2
