# A ledger that cannot be trusted or written: said in one sentence, before anything is sent.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
$ sed 's/cluster: batch/cluster: default/' $PURSER_REPOSITORY/manifests/report.yaml > report.yaml; sed 's/name: report/name: other/' report.yaml > other.yaml
$ purser sandbox --port 0 --request-log log > url & until [ -s url ]; do sleep 0.05; done; export PURSER_ENDPOINT=$(cat url)
$ purser apply report.yaml --wait > /dev/null 2>&1; echo $?; cp .purser/ledger.db whole; : > log
0

# Written by a newer version.
$ python3 -c "import sqlite3; c = sqlite3.connect('.purser/ledger.db'); c.execute('PRAGMA user_version = 99'); c.commit()"
$ purser apply other.yaml
purser: error: ledger [..]/ledger.db: the ledger is of version 99, and this Purser knows up to [..]
  help: use the newest version of Purser that has written to this ledger
? 1

# Damaged in the middle, cut off, emptied.
$ cp whole .purser/ledger.db; dd if=/dev/zero of=.purser/ledger.db bs=4096 seek=4 count=8 conv=notrunc status=none; purser apply other.yaml
purser: error: ledger [..]/ledger.db: the ledger is damaged: [..]
...
  help: keep the file, and put back the newest copy that is whole; nothing is launched until then
? 1

$ cp whole .purser/ledger.db; truncate -s 5000 .purser/ledger.db; purser apply other.yaml
purser: error: ledger [..]/ledger.db: the ledger is damaged: [..]
  help: keep the file, and put back the newest copy that is whole; nothing is launched until then
? 1

$ : > .purser/ledger.db; purser status
purser: error: ledger [..]/ledger.db: the file is empty, and a ledger never is
  help: put a copy back; delete the file only if nothing was ever launched from it
? 1

# Not a file, and a place where none can be made.
$ purser apply other.yaml --ledger sqlite:/dev/full
purser: error: ledger /dev/full: the ledger is not a file
? 1

# A disk that takes no more, played by the limit on the size of files: one that is there, and one to be made.
$ cp whole .purser/ledger.db; (trap '' XFSZ; ulimit -f 1; purser apply other.yaml 2>&1 | tail -2; exit ${PIPESTATUS[0]})
purser: error: ledger [..]/ledger.db: the disk does not take a write ([..])
  help: check that the disk has room, that no limit on files is reached, and that it works
? 1

$ (trap '' XFSZ; ulimit -f 1; purser apply other.yaml --ledger sqlite:new/ledger.db 2>&1 | tail -2; exit ${PIPESTATUS[0]})
purser: error: ledger [..]/ledger.db: the disk does not take a write ([..])
  help: check that the disk has room, that no limit on files is reached, and that it works
? 1

# A file that may not be written; root may write any, so there it is not tried.
$ if [ $(id -u) != 0 ]; then chmod 400 .purser/ledger.db; purser apply other.yaml 2>&1 | grep -c 'may not be written'; chmod 600 .purser/ledger.db; else echo 1; fi
1

# None of this has sent anything that changes something, and with the whole ledger all goes on.
$ grep -c '"mutating":true' log
0
? 1

$ cp whole .purser/ledger.db; purser apply report.yaml other.yaml --wait > out 2>&1; echo $?; grep -c '"operation":"RunTask"' log
0
1
