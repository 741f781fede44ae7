# The sandbox in a command: what it leaves behind, where it is, and what becomes of its tasks when the command is ended.
$ purser init > /dev/null; sed -i "s#command: .*#command: [sh, -c, 'echo \$\$ > $PWD/pid; sleep 600']#" manifests/hello.yaml

# A command that only looks leaves nothing behind.
$ purser plan --sandbox > /dev/null 2>&1; purser status --sandbox; purser logs hello --sandbox 2> /dev/null; ls -A
No runs.
.gitignore
manifests
purser.yaml

# Ended by SIGTERM it ends its tasks, so that no attempt runs beside the next one.
$ : > out; purser apply --sandbox > out 2>&1 & P=$!; until [ -s pid ] && grep -q RUNNING out; do sleep 0.1; done; T=$(cat pid); kill -TERM $P; wait $P
? 143
$ tail -2 out; kill -0 $T 2> /dev/null
purser: error: ended by SIGTERM: the tasks of the sandbox in this process were stopped
  help: purser apply --sandbox goes on with their runs
? 1
$ sed -i "s/sleep 600'/sleep 600'/" manifests/hello.yaml; : > out; rm pid; purser apply --sandbox > out 2>&1 & P=$!; until [ -s pid ] && grep -q 'attempt 2: RUNNING' out; do sleep 0.1; done; grep 'lost its host' out
hello-[..]: lost its host: ECS is performing maintenance on the underlying infrastructure hosting the task: the sandbox was stopped.
$ kill -TERM $P; wait $P
? 143

# It keeps the region that it began with; in another one nothing is planned.
$ purser plan --sandbox --region eu-west-1
purser: error: eu-west-1 is asked, and the ECS that answers is in us-east-1
  help: give --region us-east-1; the sandbox of --sandbox keeps the region that it began with until the folder .purser/sandbox is removed
? 1
$ purser sandbox --port 0 --folder served > url & until [ -s url ]; do sleep 0.05; done
$ export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test; purser apply --detach --endpoint $(cat url) > /dev/null 2>&1; purser apply --detach --set other --ledger sqlite:.purser/other.db --region eu-west-1 --endpoint $(cat url) 2>&1 | head -1
purser: error: eu-west-1 is asked, and the ECS that answers is in us-east-1

# Its ledger stays where it is.
$ purser ledger move sqlite:new.db --sandbox
purser: error: the ledger of the sandbox stays where it is: --sandbox would not find it elsewhere
  help: purser ledger export --sandbox --file FILE makes a copy; without --sandbox the usual ledger is moved
? 1
