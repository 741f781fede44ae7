# Ctrl-C: the first one detaches from waiting, a second one stops the runs that the command started, as the screen says.
$ purser init > /dev/null; sed -i "s#command: .*#command: [sh, -c, 'until [ -e $PWD/go ]; do sleep 0.1; done; echo done']#" manifests/hello.yaml
$ press() { for text in "$@"; do until grep -q "$text" out || ! kill -0 $P; do sleep 0.1; done; sleep 0.2; kill -INT $P; done; wait $P; }

# ECS is in the command: it stays until its tasks have ended by themselves, and says so.
$ : > out; purser apply --sandbox > out 2>&1 & P=$!; { until grep -q 'Ctrl-C again' out; do sleep 0.1; done; touch go; } & press RUNNING
? 130
$ tail -7 out
RUN [..]
hello-[..]  active  [..]  RUNNING
  [0] attempt 1  RUNNING  arn:[..]
purser: error: detached: what was launched goes on
  help: purser wait --sandbox follows it to its end, purser status --sandbox shows how it stands
The sandbox is in this process and stays until its tasks have ended; Ctrl-C again stops the run that this command started: hello-[..].
$ purser logs hello --sandbox
done
$ purser status --sandbox | tail -1
  [0] attempt 1  succeeded  exit codes main=0  arn:[..]

# Twice: its runs are stopped, and ended as such.
$ : > out; sed -i "s/'until.*'/'sleep 600'/" manifests/hello.yaml; purser apply --sandbox > out 2>&1 & P=$!; press RUNNING 'Ctrl-C again'
? 130
$ grep -v STOPPING out | tail -3
Stopping the run that this command started: hello-[..].
hello-[..]: stopped: Ctrl-C was pressed twice
hello-[..]: stopped
$ purser status --sandbox | tail -1
  [0] attempt 1  stopped  exit codes main=143  (stopped: Ctrl-C was pressed twice)  arn:[..]

# A command that has stopped waiting by itself takes as many.
$ : > out; sed -i 's/sleep 600/sleep 601/' manifests/hello.yaml; purser apply --sandbox --detach > out 2>&1 & P=$!; press 'Ctrl-C twice' 'Ctrl-C again'; tail -1 out
hello-[..]: stopped

# ECS outlives the command: it ends at once, unless a second one is pressed within three seconds.
$ purser sandbox --port 0 --run processes > url & until [ -s url ]; do sleep 0.05; done
$ export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test PURSER_ENDPOINT=$(cat url)
$ : > out; sed -i 's/sleep 601/sleep 602/' manifests/hello.yaml; purser apply --wait > out 2>&1 & P=$!; press RUNNING; tail -3 out
purser: error: detached: what was launched goes on
  help: purser wait follows it to its end, purser status shows how it stands
Within 3 seconds, Ctrl-C again stops the run that this command started: hello-[..].
$ purser status | tail -1
  [0] attempt 1  RUNNING  arn:[..]
$ : > out; purser stop hello > /dev/null 2>&1; sed -i 's/sleep 602/sleep 603/' manifests/hello.yaml; purser apply --wait > out 2>&1 & P=$!; press RUNNING 'Ctrl-C again'; tail -1 out
hello-[..]: stopped

# Who follows a run that another command started stops nothing.
$ : > out; sed -i 's/sleep 603/sleep 604/' manifests/hello.yaml; purser apply --detach > /dev/null 2>&1; purser wait hello > out 2>&1 & P=$!; press RUNNING; tail -2 out
purser: error: detached: the runs go on
  help: purser wait follows them again
$ purser stop hello 2> /dev/null | grep -c 'stopped by purser stop'
2

# Of an array that is not launched whole, what is left is told.
$ echo 'maxLaunchesPerMinute: 2' >> purser.yaml; sed -i 's/sleep 604/sleep 605/; s/^spec:/spec:\n  arrayProperties: {size: 5}/' manifests/hello.yaml
$ : > out; purser apply --wait > out 2>&1 & P=$!; press '\[1\]: RUNNING'; grep -e 'launching' -e detached -e help out
  2 launched (0-1), 3 launching (2-4)
purser: error: detached: what was launched goes on; 3 of 5 tasks are not launched
  help: purser apply or purser wait launches them, purser stop calls them off
$ purser stop hello 2> /dev/null | grep -c 'not launched: stopped by purser stop'
3
