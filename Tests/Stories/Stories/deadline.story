# A run that takes too long is stopped by its own rule, whatever attempts it has left.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; mkdir m
$ sed 's/sleep 1/sleep 600/; s/cluster: batch/cluster: default\n  activeDeadlineSeconds: 4/; s/attempts: 2/attempts: 3/' $PURSER_REPOSITORY/manifests/report.yaml > m/report.yaml
$ purser apply m --sandbox --wait > said 2> notes
? 6

$ tail -2 said
report-[..]  timedOut  [..]  purser: activeDeadlineSeconds (4) of report-[..] is over
  [0] attempt 1  timedOut  exit codes report=143  (purser: activeDeadlineSeconds (4) of report-[..] is over)  arn:[..]
$ grep -c 'launched as' notes
1
