# Ctrl-C before anything is launched, and in the midst of many launches.
$ purser init > /dev/null; export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
$ python3 -c 'import socket,time; s=socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True); time.sleep(600)' > port & S=$!; until [ -s port ]; do sleep 0.05; done
$ cut() { "$@" > out 2>&1 & P=$!; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; kill -INT $P 2> /dev/null || break; done; wait $P; }

# An endpoint that takes the call and never answers: a command that changes nothing ends at once.
$ export PURSER_ENDPOINT=http://127.0.0.1:$(cat port)
$ cut purser plan; R=$?; [ $R -eq 130 ] || cat out; (exit $R)
? 130
$ cut purser plan --output json
? 130
# An apply that has not begun launches nothing, and says so.
$ cut purser apply
? 130
$ cat out
purser: error: interrupted: nothing was launched by this command
  help: purser apply begins again
$ ls .purser 2> /dev/null; kill $S

# In the midst of many launches: what was sent is in the ledger, no other one is begun, and the next apply goes on.
$ purser sandbox --port 0 > url & until [ -s url ]; do sleep 0.05; done; export PURSER_ENDPOINT=$(cat url)
$ sed -i 's/^spec:/spec:\n  arrayProperties: {size: 500}/' manifests/hello.yaml
$ purser apply --detach --pace none > out 2>&1 & P=$!; until grep -q 'launched as' out; do sleep 0.01; done; kill -INT $P; wait $P
? 130
$ grep -A1 detached: out
purser: error: detached: what was launched goes on; [..] of 500 tasks are not launched
  help: purser apply or purser wait launches them, purser stop calls them off
$ n=$(grep -c 'launched as' out); [ $n -lt 400 ] && echo few
few
$ purser status --output json | grep -c '"taskArn"' > known; [ $(cat known) -eq $n ] && echo the same
the same
$ purser apply --detach --pace none > out 2>&1; echo $(($n + $(grep -c 'launched as' out)))
500
