# The main job: plan, apply, apply again, edit. ECS is the one on this machine, tasks are real processes.
$ mkdir manifests; cp $PURSER_REPOSITORY/manifests/{report,replicas,scratch}.yaml manifests; cp $PURSER_REPOSITORY/manifests/purser.yaml .
$ purser validate
3 jobs are valid

$ purser plan --sandbox --detailed-exitcode
sandbox: made cluster 'batch'
Plan for set 'demo' in eu-central-1

  + replicas  launch 3 tasks on 'batch': it never ran
      registers task definition 'replicas'
      run replicas-[..], run key [..], task definition replicas
  + report    launch 1 task on 'batch': it never ran
      registers task definition 'report'
      run report-[..], run key [..], task definition report
  + scratch   launch 1 task on 'batch': it never ran
      registers task definition 'scratch'
      run scratch-[..], run key [..], task definition scratch

Plan: 3 to launch (5 tasks), 3 task definitions to register.
? 2

# A plan writes nothing at all, and an apply in the sandbox not the ledger of what is real.
$ ls .purser 2> /dev/null
? 2

$ purser apply --sandbox
...
RUN [..]STATUS [..]
replicas-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes worker=0  arn:aws:ecs:eu-central-1:[..]
  [1] attempt 1  succeeded  exit codes worker=0  arn:aws:ecs:eu-central-1:[..]
  [2] attempt 1  succeeded  exit codes worker=0  arn:aws:ecs:eu-central-1:[..]
report-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes report=0  arn:aws:ecs:eu-central-1:[..]
scratch-[..]  succeeded  [..]
  [0] attempt 1  succeeded  exit codes sort=0  arn:aws:ecs:eu-central-1:[..]

# What the processes wrote.
$ purser logs report --sandbox
report of region north, run report-[..], attempt 1
fruit      sold
apples      120
pears        45
plums        78
total 243

$ purser logs scratch --sandbox
sorted 1000 lines on the volume: 0 to 999

# Again: nothing to launch, and not one call that changes anything.
$ grep -c '"mutating":true' .purser/sandbox/requests.jsonl > before; purser apply --sandbox
Plan for set 'demo' in eu-central-1

  = replicas  already ran as replicas-[..]: succeeded at [..]
  = report    already ran as report-[..]: succeeded at [..]
  = scratch   already ran as scratch-[..]: succeeded at [..]

No changes. 3 jobs have nothing to launch.

$ grep -c '"mutating":true' .purser/sandbox/requests.jsonl | diff before -
$ purser plan --sandbox --detailed-exitcode | tail -1
No changes. 3 jobs have nothing to launch.

# A comment changes nothing, a tag changes the job and runs nothing, the command runs again.
$ echo '# a comment' >> manifests/report.yaml; purser plan --sandbox | tail -1
No changes. 3 jobs have nothing to launch.

$ sed -i 's/CostCenter: "42"/CostCenter: "43"/' manifests/report.yaml; purser plan --sandbox
Plan for set 'demo' in eu-central-1

  = replicas  already ran as [..]
  ~ report    update, no run: nothing changed that its run hangs on
      ~ tags[0].value: "42" -> "43"
  = scratch   already ran as [..]

Plan: 1 to update without a run, 2 unchanged.

$ purser apply --sandbox | tail -1
Plan: 1 to update without a run, 2 unchanged.

$ purser plan --sandbox | tail -1
No changes. 3 jobs have nothing to launch.

$ sed -i 's/total 243/total 244/' manifests/report.yaml; purser plan --sandbox
Plan for set 'demo' in eu-central-1

  = replicas  already ran as [..]
  + report    launch 1 task on 'batch': its run key changed
      run report-[..], run key [..], task definition report:1
      ~ overrides.containerOverrides[0].command[0]: ...[..]echo \"total 243\"\n" -> ...[..]echo \"total 244\"\n"
      its newest run was report-[..]: succeeded at [..]
  = scratch   already ran as [..]

Plan: 1 to launch (1 task), 2 unchanged.

$ purser apply --sandbox >/dev/null 2>&1; purser logs report --sandbox | tail -1
total 244

$ purser history --sandbox --output json | grep -c '"run":'
4
