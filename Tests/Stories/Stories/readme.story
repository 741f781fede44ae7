# What the README shows is what is printed; times and the ids of tasks are others each time.
$ mkdir manifests; cp $PURSER_REPOSITORY/manifests/report.yaml manifests; cp $PURSER_REPOSITORY/manifests/purser.yaml .
$ purser plan --sandbox
sandbox: made cluster 'batch'
Plan for set 'demo' in eu-central-1

  + report  launch 1 task on 'batch': it never ran
      registers task definition 'report'
      run report-6ebabfb4c7, run key 343cb098c1f7, task definition report

Plan: 1 to launch (1 task), 1 task definition to register.
$ purser apply --sandbox 2> progress | tail -2
report-6ebabfb4c7  succeeded  [..]Z  [..]Z
  [0] attempt 1  succeeded  exit codes report=0  arn:aws:ecs:eu-central-1:123456789012:task/batch/[..]
$ purser apply --sandbox
Plan for set 'demo' in eu-central-1

  = report  already ran as report-6ebabfb4c7: succeeded at [..]Z

No changes. 1 job has nothing to launch.
