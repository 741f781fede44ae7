# What a hint names can be typed as it stands: with the sandbox, the endpoint and the ledger that the command was given.
$ purser init > /dev/null; sed -i 's/attempts: 2/attempts: 1/; s/command: .*/command: [sh, -c, "exit 3"]/' manifests/hello.yaml
$ purser apply --sandbox --ledger "sqlite:my book.db" 2>&1 | tail -1
purser: help: purser rerun --ledger 'sqlite:my book.db' --sandbox hello --failed plans to run again what did not succeed
$ eval "$(purser apply --sandbox --ledger "sqlite:my book.db" | grep -o 'purser rerun .*')" | head -1
Rerun of 1 index of hello-[..]: 0
$ purser logs nosuch --sandbox --set jobs
purser: error: the ledger has no run of the name 'nosuch', and none of a job of that name
  help: purser history --set jobs --sandbox lists all runs
? 1
$ purser status nosuch --output json --sandbox 2> /dev/null | grep help
    "help": "purser history --sandbox lists all runs",

$ sed -i 's/exit 3/exit 4/' manifests/hello.yaml

# A profile that is not there is none of the sandbox's business.
$ AWS_PROFILE=nosuch purser plan --sandbox | tail -1
Plan: 1 to launch (1 task), 1 task definition to register.

# The file that halts all launches is told before it does.
$ touch .purser/stop; purser plan --sandbox 2>&1 | tail -1
The file .purser/stop exists: an apply launches nothing until it is removed.
$ purser plan --sandbox --output json 2> /dev/null | grep -c formatVersion
1

# A stop is told once.
$ rm .purser/stop; sed -i 's/exit 4/sleep 600/' manifests/hello.yaml; : > out; purser apply --sandbox > out 2>&1 & until grep -q RUNNING out; do sleep 0.1; done
$ purser stop hello --sandbox 2> /dev/null | tail -1
  [0] attempt 1  stopped  exit codes main=143  (stopped by purser stop)  arn:[..]

# The region is that of the other tools of AWS, or that of what is imported.
$ mkdir -p .aws a b c d; printf '[default]\nregion = ap-south-1\n[profile west]\nregion = us-west-2\n' > .aws/config
$ region() { (cd $1; shift; "$@" > /dev/null; grep region: purser.yaml); }
$ region a purser init; region b env AWS_PROFILE=west purser init
region: ap-south-1
region: us-west-2
$ echo '{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-north-1:111122223333:task-definition/x:1", "family": "x", "containerDefinitions": [{"name": "m", "image": "i", "memory": 64}]}}' > td.json
$ region c purser init --from-json ../td.json; rm .aws/config; region d purser init
region: eu-north-1
region: us-east-1  # nothing named one: put yours here
