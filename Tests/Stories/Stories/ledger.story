# The ledger itself: made, checked, copied, moved.
$ purser init > /dev/null
$ purser ledger check > /dev/null 2>&1
? 1
$ purser ledger check 2>&1 | sed 's|sqlite:.*/|sqlite:|'
purser: error: there is no ledger at sqlite:ledger.db
  help: purser ledger create, or apply, makes it

$ purser ledger create | sed 's|sqlite:.*/|sqlite:|'
sqlite:ledger.db: made (set '[..]')
$ purser ledger create | sed 's|sqlite:.*/|sqlite:|'
sqlite:ledger.db: is there already, left as it is (set '[..]')

$ purser apply --sandbox --ledger sqlite:.purser/ledger.db > /dev/null 2>&1
$ purser ledger check | sed 's|sqlite:.*/|sqlite:|'
sqlite:ledger.db: 1 run, 1 launch: all is well
$ purser ledger check --output json | grep -c '"findings": \[\]'
1

# An export is JSON lines that end with a checksum; a changed one is refused.
$ purser ledger export --file book.jsonl
book.jsonl: 1 run with 1 launch
$ tail -1 book.jsonl
{"lines":[..],"sha256":"[..]"}
$ sed 's/succeeded/failed/' book.jsonl | purser ledger import - --ledger sqlite:copy.db
purser: error: ledger -: the export is damaged: the checksum does not match
  help: export the ledger again
? 1
$ purser ledger import book.jsonl --ledger sqlite:copy.db | sed 's|sqlite:.*/|sqlite:|'
sqlite:copy.db: 1 run with 1 launch
$ purser history --ledger sqlite:copy.db | tail -1
hello-[..]  succeeded  [..]
$ purser ledger export | head -1 | sed 's/"set".*//'
{"format":"purser-ledger","ledger":"[..]",

# A ledger that has moved takes no more writes, and says where it is.
$ purser ledger move sqlite:new/ledger.db 2>&1 | sed 's|sqlite:[^ ]*/\(.*/\)|sqlite:\1|g'
...
$ sed -i 's/hello from/hello again from/' manifests/hello.yaml; purser apply --sandbox --ledger sqlite:.purser/ledger.db 2>&1 >/dev/null | grep -c 'has moved to sqlite:'
1
$ purser apply --sandbox --ledger sqlite:new/ledger.db > /dev/null 2>&1; purser history --ledger sqlite:new/ledger.db | grep -c succeeded
2
$ purser ledger import book.jsonl --ledger sqlite:new/ledger.db 2>&1 | sed 's/ledger [^:]*:/ledger:/'
purser: error: ledger: the ledger holds 2 runs already: an import goes into an empty one
  help: name a ledger that does not exist yet

# A place that is no ledger's is refused in words.
$ purser history --ledger mysql:ledger
purser: error: the ledger 'mysql:ledger' is not of a kind that this version keeps
  help: write it as sqlite:PATH or dynamodb:TABLE, for example sqlite:.purser/ledger.db
? 1
$ sed -i '$ a ledger: dynamodb:x' purser.yaml; purser history
purser.yaml:[..]: error[M0008]: expected sqlite:PATH or dynamodb:TABLE for 'ledger', found 'dynamodb:x'
...
? 1
