# A ledger is the book of one place, and a rehearsal in the sandbox is in a book of its own.
$ purser init --set demo --region eu-central-1
purser.yaml: written
manifests/hello.yaml: written
.gitignore: written

Next: purser plan --sandbox, then purser apply --sandbox

$ cat .gitignore; purser init --region us-east-1 | tail -1; git init -q; git status --porcelain
.purser/
purser.yaml was there before: the set and the region are what it says
Next: purser plan --sandbox, then purser apply --sandbox
?? .gitignore
?? manifests/
?? purser.yaml

$ purser apply --sandbox > /dev/null 2>&1; purser history --sandbox | tail -1
hello-[..]  succeeded  [..]
$ purser history
The runs of the sandbox are in a ledger of their own: give --sandbox.
No runs.

# What was rehearsed is still to be launched for real; a served sandbox stands for AWS here.
$ purser sandbox --port 0 --folder served > url & until [ -s url ]; do sleep 0.05; done
$ export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test PURSER_ENDPOINT=$(cat url)
$ purser plan | tail -1
Plan: 1 to launch (1 task), 1 task definition to register.
$ purser apply --wait > /dev/null 2>&1; purser plan | tail -1
No changes. 1 job has nothing to launch.

# In another region nothing of it has run; one sentence, before anything is sent.
$ purser sandbox --port 0 --folder west --request-log west.log > url & until grep -q http url; do sleep 0.05; done; export PURSER_ENDPOINT=$(cat url)
$ for command in plan apply 'ledger rebuild --without-cloudtrail'; do purser $command --region us-east-1 2>&1 | grep -A1 error; done
purser: error: the ledger is the book of eu-central-1 of account 123456789012, where hello-[..] ran, and us-east-1 of account 123456789012 is asked
  help: ask that place again (--region, --profile, --endpoint), or keep another set and ledger for this one: --set NAME --ledger sqlite:PATH
purser: error: the ledger is the book of eu-central-1 of account 123456789012, where hello-[..] ran, and us-east-1 of account 123456789012 is asked
  help: ask that place again (--region, --profile, --endpoint), or keep another set and ledger for this one: --set NAME --ledger sqlite:PATH
purser: error: the ledger is the book of eu-central-1 of account 123456789012, where hello-[..] ran, and us-east-1 of account 123456789012 is asked
  help: ask that place again (--region, --profile, --endpoint), or keep another set and ledger for this one: --set NAME --ledger sqlite:PATH
$ for command in wait stop status 'rerun --index 0'; do purser $command hello --region us-east-1 2>&1 | grep -c 'runs in eu-central-1, and us-east-1 is asked'; done
1
0
1
1
$ grep -c '"mutating":true' west.log; purser plan --region us-east-1 --set demo-us --ledger sqlite:.purser/us.db | tail -1
0
Plan: 1 to launch (1 task), 1 task definition to register.

# The team's ledger is not for rehearsals, unless a flag says so.
$ echo 'ledger: dynamodb:team-ledger' >> purser.yaml; rm -r .purser; purser plan --sandbox 2>&1 | head -1
sandbox: the ledger is .purser/sandbox/ledger.db, not dynamodb:team-ledger; --ledger names another
$ purser apply --sandbox > /dev/null 2>&1; purser apply --sandbox 2>&1 | tail -1
No changes. 1 job has nothing to launch.
$ PURSER_LEDGER=sqlite:other.db purser history --sandbox | tail -1; ls *.db 2>/dev/null
hello-[..]  succeeded  [..]
? 2

# A name that no set can have is not written down.
$ mkdir team; cd team; purser init --set 'My Team'
purser: error: 'My Team' is no name of a set: it is 1 to 48 lower-case letters, digits and hyphens, without a hyphen at either end
  help: --set my-team
? 1
$ ls -A
$ PURSER_SET=My_Team purser history
purser: error: 'My_Team' is no name of a set: [..]
  help: --set my-team
? 1
