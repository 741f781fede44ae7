# What runs share: a group that lets one run go on at a time, and the policies of a job that is due while it runs.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; mkdir m n
$ purser sandbox --port 0 --run processes > url & until [ -s url ]; do sleep 0.05; done
$ export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test PURSER_ENDPOINT=$(cat url)
$ sed 's/cluster: batch/cluster: default\n  concurrencyGroup: warehouse/; s/report/load/g' $PURSER_REPOSITORY/manifests/report.yaml > m/load.yaml
$ sed 's/load/tidy/g' m/load.yaml > m/tidy.yaml
$ purser plan m | grep -E ' launch |Plan'
Plan for set 'demo' in eu-central-1
  + load  launch 1 task on 'default': it never ran
  + tidy  launch 1 task on 'default' when group 'warehouse' has room: it never ran
Plan: 2 to launch (2 tasks), 2 task definitions to register.

$ purser apply m --detach 2> /dev/null | tail -1
tidy  waiting: the next apply launches it when group 'warehouse' has room
# It brings the run that is in the way to its end, though its file is not given.
$ purser apply m/tidy.yaml --wait 2>&1 | grep -oE '(load|tidy)-[^ :]*: (launched|succeeded)|^(load|tidy).*succeeded' | sed 's/-[0-9a-f]*//'
load: succeeded
tidy: launched
tidy: succeeded
tidy  succeeded

# A job that runs for long, and another revision of it that is due meanwhile.
$ sed 's/cluster: batch/cluster: default/; s/sleep 1/sleep 600/' $PURSER_REPOSITORY/manifests/report.yaml > n/report.yaml
$ purser apply n --detach > first 2>&1; sed -i 's/sleep 600/sleep 1/; s/cluster: default/cluster: default\n  concurrencyPolicy: Forbid/' n/report.yaml
$ purser apply n
Plan for set 'demo' in eu-central-1

  - report  skipped: report-[..] has not ended, and concurrencyPolicy is Forbid

No changes. 0 jobs have nothing to launch, 1 skipped.

$ sed -i 's/Forbid/Queue/' n/report.yaml; purser plan n | grep '^  +'
  + report  launch 1 task on 'default' when report-[..] has ended: its run key changed
$ purser apply n --detach 2> /dev/null | tail -1
report  waiting: the next apply launches it when report-[..] has ended
$ sed -i 's/Queue/Replace/' n/report.yaml; purser plan n | grep '^  +'
  + report  launch 1 task on 'default' in place of report-[..], stopped first: its run key changed
$ purser apply n --wait 2>/dev/null | grep '^report'
report-[..]  succeeded  [..]
$ purser history report | grep stopped
report-[..]  stopped  [..]  stopped: purser: replaced by report-[..] (concurrencyPolicy Replace)
