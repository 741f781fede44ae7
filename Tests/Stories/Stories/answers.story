# Small mistakes get an answer that helps: names that do not exist, indexes that are not there, files that are missing.
$ purser aply
Error: There is no command 'aply': did you mean 'apply'?
...
? 64
$ purser ledger chek
Error: There is no command 'chek': did you mean 'check'?
...
? 64
$ purser nonsense 2>&1 | head -1
Error: There is no command 'nonsense'.
$ purser help aply 2>&1 | head -1; purser --verson 2>&1 | head -1
Error: There is no command 'aply': did you mean 'apply'?
Error: There is no option '--verson': did you mean '--version'?
$ purser help nonsense > /dev/null 2>&1
? 64
$ purser help ledger check | head -1
OVERVIEW: [..]

$ purser init > /dev/null; sed -i 's/attempts: 2/attempts: 1/; s/command: .*/command: [sh, -c, "[ -e up ] || exit 3"]/' manifests/hello.yaml
$ purser plan --sandbox --faults nope.yaml
purser: error: no such file: 'nope.yaml'
? 1
$ purser apply --sandbox 2>&1 | tail -1
purser: help: purser rerun --sandbox hello --failed plans to run again what did not succeed

# A run that failed names its way out, and a rerun that succeeded is told.
$ purser plan --sandbox
Plan for set 'jobs' in us-east-1

  = hello  already ran as hello-[..]: failed at [..]
      to run again what did not succeed: purser rerun --sandbox hello --failed

No changes. 1 job has nothing to launch.

$ sed -i 's/\[ -e up \]/true/' manifests/hello.yaml; purser apply --sandbox > /dev/null 2>&1; sed -i 's/true ||/[ -e up ] ||/' manifests/hello.yaml; purser plan --sandbox | sed -n 3,4p
  ~ hello  already ran as hello-[..]: failed at [..]; the manifest is again as it was then
      to run again what did not succeed: purser rerun --sandbox hello-[..] --failed

# Runs and jobs by name.
$ purser history nosuch --sandbox
purser: error: no run of a job 'nosuch' is in the ledger
  help: purser history --sandbox lists all runs
? 1
$ purser history helo --sandbox
purser: error: no run of a job 'helo' is in the ledger
  help: did you mean 'hello'?
? 1
$ purser stop helo --sandbox
purser: error: the ledger has no run of the name 'helo', and none of a job of that name
  help: did you mean 'hello'?
? 1
$ purser history --limit 0 2>&1 | head -1
Error: --limit is a number from 1.
$ purser stop hello --sandbox
hello-[..] has ended already: there is nothing to stop
RUN [..]
hello-[..]  succeeded  [..]
  [0] attempt 1  succeeded  [..]
$ purser logs hello --index 4 --sandbox
purser: error: hello-[..] has no index 4
  help: it has one task, of index 0
? 1

# A program is answered in JSON, also with a failure.
$ purser status helo --sandbox --output json 2> /dev/null
{
  "diagnostics": [],
  "error": {
    "exitCode": 1,
    "help": "did you mean 'hello'?",
    "message": "the ledger has no run of the name 'helo', and none of a job of that name"
  }
}
? 1
$ sed 's/attempts: 1/attempts: 11/' manifests/hello.yaml | purser plan - --sandbox --output json 2> /dev/null | grep -E '"(code|exitCode)"'
[..]"code": "M0006",
[..]"exitCode": 1

$ purser ledger export --sandbox --file book.jsonl --output json
{
  "file": "book.jsonl",
  "launches": 2,
  "ledger": "sqlite:[..]/.purser/sandbox/ledger.db",
  "runs": 2,
  "set": "jobs"
}
$ for c in init validate plan apply status history wait logs stop rerun resolve "ledger create" "ledger check" "ledger export" "ledger import" "ledger move" "ledger rebuild" render hash explain sandbox; do purser $c --help | grep -q -e '--output <output>' || echo "$c has no --output"; done

# purser.yaml may lie beside the manifests, a folder below.
$ mkdir below; mv purser.yaml manifests .purser below; mv below/purser.yaml below/manifests; cd below; purser plan --sandbox 2>/dev/null | tail -1
Plan: 1 to launch (1 task), 1 task definition to register.

# ECS that cannot be asked: what is shown is of the ledger, and no success.
$ cd ..; mkdir far; cd far; purser init > /dev/null; sed -i 's/command: .*/command: [sleep, "600"]/' manifests/hello.yaml
$ purser sandbox --port 0 > url & until [ -s url ]; do sleep 0.05; done; export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test PURSER_ENDPOINT=$(cat url)
$ sed -i 's/main$/main\n        environment: [{name: PURSER_SANDBOX_SECONDS, value: "600"}]/' manifests/hello.yaml; purser apply > /dev/null 2>&1; kill %1; wait %1 2>/dev/null; purser status
purser: warning: [..] cannot be reached: [..]
RUN [..]
hello-[..]  active  [..]
  [0] attempt 1  [..]
purser: error: ECS cannot be asked: this is what the ledger has, as of 20[..]Z
? 1

# Also where the mistake is in the words of the command.
$ purser plan --nosuch --output json 2> /dev/null
{
  "diagnostics": [],
  "error": {
    "exitCode": 64,
    "message": "Unknown option '--nosuch'"
  }
}
? 64
$ purser aply --output=json 2> /dev/null | grep message
    "message": "There is no command 'aply': did you mean 'apply'?"
$ purser graph --output json
{
  "edges": [],
  "nodes": [
    {
      "job": "hello",
      "wave": 1
    }
  ]
}
$ purser schema plan --output json > schema.json; purser schema plan | cmp - schema.json

# A variable that nobody asks for is a slip of the pen.
$ cp purser.yaml keep.yaml; echo 'variables: {image: "busybox:1.36"}' >> purser.yaml; sed -i 's#image: .*#image: "${{ vars.image }}"#' manifests/hello.yaml
$ purser plan --sandbox --var imgae=busybox:2
error[M0019]: the variable 'imgae' of --var is declared by no file, and no manifest asks for it
  = hint: did you mean 'image'?
...
? 1
$ cp keep.yaml purser.yaml; purser validate --var image=busybox:2
1 job is valid

# One name for two jobs is one mistake.
$ cp manifests/hello.yaml manifests/again.yaml; purser validate --var image=b 2>&1 | grep -c 'is given 2 times'; rm manifests/again.yaml
1
