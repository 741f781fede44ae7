# What this version does not run yet is checked, rendered and hashed; a plan says so, and an apply sends nothing.
$ mkdir manifests; cp $PURSER_REPOSITORY/manifests/{report,nightly,backfill}.yaml manifests; cp $PURSER_REPOSITORY/manifests/purser.yaml .
$ purser validate
3 jobs are valid
note: 2 of them are not run by this version yet: backfill (manual triggers), nightly (schedules and history limits)

$ purser hash | wc -l
4
$ purser render --job nightly | grep 'catchUp:'
      catchUp: Latest

$ purser plan --sandbox
sandbox: made cluster 'batch'
Plan for set 'demo' in eu-central-1

  - backfill  not run: this version does not run manual triggers yet
  - nightly   not run: this version does not run schedules and history limits yet
  + report    launch 1 task on 'batch': it never ran
      registers task definition 'report'
      run report-[..], run key [..], task definition report

Plan: 1 to launch (1 task), 1 task definition to register, 2 not run by this version.
An apply of them all is refused; of the others: --job report

$ purser plan --sandbox --job nightly 2> /dev/null | tail -2
No changes. 0 jobs have nothing to launch, 1 not run by this version.
An apply is refused: this version runs none of these jobs.

$ purser apply --sandbox
manifests/backfill.yaml:[..]: error[M0010]: 'backfill' is not run: this version does not run manual triggers yet
...
manifests/nightly.yaml:12:5: error[M0010]: 'nightly' is not run: this version does not run schedules and history limits yet
...
? 1

# Nothing was sent: there is neither a ledger nor a sandbox yet.
$ ls .purser 2> /dev/null
? 2

# The others are applied by their names, or by their files.
$ purser apply --sandbox --job report 2>/dev/null | tail -1
  [0] attempt 1  succeeded  exit codes report=0  arn:[..]
$ purser apply manifests/report.yaml --sandbox 2>/dev/null | tail -1
No changes. 1 job has nothing to launch.

# Time zones are those of the machine.
$ sed -i 's|Europe/Berlin|Europe/Berln|' manifests/nightly.yaml; purser validate manifests/nightly.yaml
manifests/nightly.yaml:14:17: error[M0031]: expected the IANA name of a time zone, found 'Europe/Berln'
...
? 1
$ TZDIR=/nowhere purser validate manifests/nightly.yaml
manifests/nightly.yaml:14:17: warning[M0031]: whether there is a time zone 'Europe/Berln' cannot be told: this machine has no tz database
...
1 job is valid
note: it is not run by this version yet: nightly (schedules and history limits)
