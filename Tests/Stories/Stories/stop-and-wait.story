# A long job on a sandbox of its own: detach, look, wait with a bound, interrupt, stop.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; mkdir m
$ purser sandbox --port 0 --run processes > url & until [ -s url ]; do sleep 0.05; done
$ export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test PURSER_ENDPOINT=$(cat url)
$ sed 's/cluster: batch/cluster: default/; s/sleep 1/sleep 600/' $PURSER_REPOSITORY/manifests/report.yaml > m/report.yaml
$ purser apply m --detach
...
report-[..]: launched as arn:[..]
...
report-[..]  active  [..]
...

$ purser wait report --timeout 3
...
purser: error: gave up after 3 seconds: the runs go on
? 9

# Ctrl-C while waiting detaches: the task goes on.
$ timeout --preserve-status --signal INT 5 purser wait report
...
purser: error: detached: the runs go on
  help: purser wait follows them again
? 130

$ purser status
RUN [..]
report-[..]  active  [..]  RUNNING
  [0] attempt 1  RUNNING  arn:[..]

$ purser stop report --reason 'no longer needed' 2>/dev/null
RUN [..]
report-[..]  stopped  [..]  stopped: no longer needed
  [0] attempt 1  stopped  exit codes report=143  (stopped: no longer needed)  arn:[..]

$ purser logs report | head -1
report of region north, run report-[..], attempt 1
# Only what is unknown is a person's to decide.
$ purser resolve report --not-launched
purser: error: nothing of report-[..] is unknown: there is nothing to resolve
? 1

$ purser resolve report
Error: Give one of --launched ARN, --not-launched and --evidence cloudtrail.
...
? 64

$ purser stop nosuch
purser: error: the ledger has no run of the name 'nosuch', and none of a job of that name
  help: purser history lists all runs
? 1

$ purser apply m --wait --detach
Error: --wait and --detach exclude each other.
...
? 64
