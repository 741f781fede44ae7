# A mistake in a manifest stays small: launches are counted, and a file halts them.
$ purser init > /dev/null; sed -i 's/^spec:/spec:\n  count: 3/' manifests/hello.yaml
$ purser apply --sandbox --detach --max-launches 2 2>&1 | grep -E 'error|help'
purser: error: 1 launch waits: 2 launches are as many as one command may begin
  help: apply again when they may go: each is made once

# What was launched is not launched again; the file halts the rest.
$ touch .purser/stop; purser apply --sandbox --detach 2>&1 | grep -E 'error|launched as'
purser: error: 1 launch waits: the file .purser/stop halts them
$ purser status --output json --sandbox | grep -c '"taskArn"'
2
$ rm .purser/stop; purser apply --sandbox 2>&1 | grep -c 'launched as'
1
$ purser history --sandbox | tail -1
hello-[..]  succeeded  [..]

$ echo 'maxLaunches: none' >> purser.yaml; purser history 2>&1 | head -1
purser.yaml:[..]: error[M0004]: [..]
