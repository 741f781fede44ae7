# Jobs that wait for others: in waves, each launched when those before it have ended; a failure skips what is behind it.
$ mkdir manifests; cp $PURSER_REPOSITORY/manifests/pipeline.yaml manifests; cp $PURSER_REPOSITORY/manifests/purser.yaml .
$ sed -i "s#\[echo, extracted\]#[sh, -c, 'test -e $PWD/there || exit 9']#; s/size: 10/size: 3/" manifests/pipeline.yaml
$ purser graph
wave 1
  extract

wave 2
  load         after extract (SUCCESS)

wave 3
  load-report  after load (COMPLETE)
$ purser graph --output mermaid
flowchart LR
  job0["extract"]
  job1["load"]
  job2["load-report"]
  job0 --> job1
  job1 -.-> job2
$ purser graph --output dot
digraph jobs {
  rankdir=LR
  node [shape=box]
  "extract"
  "load"
  "load-report"
  "extract" -> "load"
  "load" -> "load-report" [style=dashed]
}

$ purser graph --output svg | grep -c '<rect'
3

$ purser plan --sandbox 2>/dev/null | grep -E ' launch |Plan: '
  + extract      launch 3 tasks on 'batch': it never ran
  + load         launch 3 tasks on 'batch' after 'extract': it never ran
  + load-report  launch 1 task on 'batch' after 'load': it never ran
Plan: 3 to launch (7 tasks), 3 task definitions to register.

# The first job fails: those behind it are skipped, and stay so.
$ purser apply --sandbox --wait 2>/dev/null | tail -7
extract-[..]  failed  [..]
  3 failed (0-2)
...
load  skipped: 'extract' failed as extract-[..]
load-report  skipped: 'load' is skipped
$ purser plan --sandbox | tail -1
No changes. 1 job has nothing to launch, 2 skipped.

# A rerun that brings it to success lets the others run, the parts of the load one after the other.
$ touch there; purser rerun extract --failed --apply --sandbox 2>/dev/null | tail -1
  3 succeeded (0-2)
$ purser apply --sandbox --wait 2>/dev/null | grep '^load'
load-[..]  succeeded  [..]
load-report-[..]  succeeded  [..]
$ purser apply --sandbox | tail -1
No changes. 3 jobs have nothing to launch.

# An apply that does not stay launches the first wave; the next one goes on from there.
$ sed -i 's/exit 9/exit 8/; s/echo, loaded/echo, loaded again/' manifests/pipeline.yaml; purser apply --sandbox --detach 2>/dev/null | tail -1
load  waiting: the next apply launches it after 'extract'
$ purser apply --sandbox --wait 2>/dev/null | grep -cE '^(extract|load)-.*succeeded'
2

# A job alone: what it waits for counts by the ledger, as its manifest is now.
$ sed -i 's/echo, loaded again/echo, loaded once more/' manifests/pipeline.yaml; purser apply --sandbox --job load 2>/dev/null | grep -E "^load-|waiting"
load-[..]  succeeded  [..]
$ sed -i 's/exit 8/exit 7/; s/echo, loaded once more/echo, loaded at last/' manifests/pipeline.yaml; purser plan --sandbox --job load 2> /dev/null | sed -n 3p
  - load  waiting: 'extract' is left out of this plan, and has not run as its manifest is now (extract-[..] was another revision of it): apply it too (--job extract), or first
