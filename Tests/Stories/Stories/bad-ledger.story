# A ledger that cannot be trusted: one sentence, a way out, nothing sent, and the file as it was.
$ purser init > /dev/null; purser apply --sandbox > /dev/null 2>&1; cp .purser/sandbox/ledger.db whole.db
$ sed -i 's/hello from/hello again from/' manifests/hello.yaml
$ try() { cp .purser/sandbox/ledger.db was.db; purser apply --sandbox 2>&1 | sed 's|: error: .*/ledger.db: |: error: |'; cmp was.db .purser/sandbox/ledger.db; cp whole.db .purser/sandbox/ledger.db; }

# Cut off in the middle.
$ truncate -s 20000 .purser/sandbox/ledger.db; try
purser: error: the ledger is damaged: [..]
  help: keep the file, and put back the newest copy that is whole; nothing is launched until then
$ truncate -s 0 .purser/sandbox/ledger.db; try
purser: error: the file is empty, and a ledger never is
  help: put a copy back; delete the file only if nothing was ever launched from it

# A page of something else.
$ head -c 4096 /dev/zero | tr '\0' x | dd of=.purser/sandbox/ledger.db bs=4096 seek=2 conv=notrunc status=none; try
purser: error: the ledger is damaged: [..]
  help: keep the file, and put back the newest copy that is whole; nothing is launched until then
$ echo 'not a database' > .purser/sandbox/ledger.db; try
purser: error: the ledger is damaged: file is not a database
  help: keep the file, and put back the newest copy that is whole; nothing is launched until then

# Written by a later version: the version stands at byte 60.
$ printf '\0\0\0\143' | dd of=.purser/sandbox/ledger.db bs=1 seek=60 conv=notrunc status=none; try
purser: error: the ledger is of version 99, and this Purser knows up to [..]
  help: use the newest version of Purser that has written to this ledger

# In the wrong hands, or not where it seems to be.
$ chmod 644 .purser/sandbox/ledger.db; try
purser: error: others may use the ledger's file
  help: chmod 600 [..]/ledger.db
$ chmod 600 .purser/sandbox/ledger.db; mv .purser/sandbox/ledger.db there.db; ln -s ../../there.db .purser/sandbox/ledger.db; purser apply --sandbox 2>&1 | sed 's|: error: .*/ledger.db: |: error: |'; rm .purser/sandbox/ledger.db
purser: error: the ledger is a symbolic link
  help: name its target
$ cp whole.db .purser/sandbox/ledger.db; chmod 600 .purser/sandbox/ledger.db; sed -i 's/^set:.*/set: other/' purser.yaml; try
purser: error: the ledger belongs to set 'jobs', not to 'other'
  help: name another file, or the set 'jobs' in purser.yaml

# The other commands say the same; a check is a check.
$ truncate -s 20000 .purser/sandbox/ledger.db; for command in history status 'ledger check' 'ledger export' plan; do purser $command --sandbox 2>&1 | grep -c 'the ledger is damaged\|belongs to set'; done
1
1
1
1
1

# Put back, it goes on where it was.
$ cp whole.db .purser/sandbox/ledger.db; sed -i 's/^set:.*/set: jobs/' purser.yaml; purser apply --sandbox 2>&1 | grep -c 'launched as'
1
$ purser history --sandbox | grep -c succeeded
2
