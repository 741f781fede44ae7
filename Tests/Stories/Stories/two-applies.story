# Two applies at the same moment, on one folder: one launch each, and both say how it ended.
$ mkdir manifests; cp $PURSER_REPOSITORY/manifests/{report,scratch}.yaml manifests; cp $PURSER_REPOSITORY/manifests/purser.yaml .
$ purser apply --sandbox > one 2>&1 & purser apply --sandbox > two 2>&1; echo "second: $?"; wait $!; echo "first: $?"
second: 0
first: 0

$ grep -c '"operation":"RunTask"' .purser/sandbox/requests.jsonl > calls; grep '"operation":"RunTask"' .purser/sandbox/requests.jsonl | grep -o 'task/batch/[0-9a-f]*' | sort -u | wc -l
2

$ purser history --sandbox --output json | grep -c '"status": "succeeded"'
2
