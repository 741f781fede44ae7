# What is wrong with manifests is said in one pass, with place and way out; nothing is sent, no ledger is made.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml; mkdir m
$ printf 'spec: [1, 2\n' > m/a.yaml; purser validate m
m/a.yaml:[..]: error[Y[..]
...
1 error
For more about an error: purser explain Y0018
? 1

$ printf 'name: \377\376\n' > m/a.yaml; purser validate m
m/a.yaml:1:7: error[Y[..]UTF-8[..]
...
? 1

$ : > m/a.yaml; purser validate m
m/a.yaml:1:1: error[M[..]
...
? 1

$ cp $PURSER_REPOSITORY/manifests/report.yaml m/a.yaml; sed -i 's/^  cluster: batch/  cluster: batch\n  cluster: other/' m/a.yaml; purser validate m
m/a.yaml:12:3: error[Y[..]'cluster'[..]
...
? 1

# Two problems in two files: both are shown, and an apply stops there.
$ cp $PURSER_REPOSITORY/manifests/report.yaml m/a.yaml; sed -i 's/^  launchType:/  lauchType:/' m/a.yaml
$ cp $PURSER_REPOSITORY/manifests/scratch.yaml m/b.yaml; sed -i 's/sizeInGiB: 20/sizeInGiB: twenty/' m/b.yaml
$ purser apply m --sandbox
m/a.yaml:12:3: error[M[..]'lauchType'[..]
...
[..]did you mean 'launchType'?[..]
...
m/b.yaml:44:20: error[M[..]
...
2 errors
For more about an error: purser explain M0002
? 1

$ ls -A .
m
purser.yaml

$ purser validate m --output json | grep -c '"severity": "error"'
2

$ purser validate nowhere
purser: error: no such file or folder: 'nowhere'
  help: the path starts at [..]
? 1

# What comes through a pipe or from a device is read like a file, and standard input once.
$ printf 'kind: Jbo\n' | purser validate - 2>&1 | head -n 1
<stdin>:1:1: error[M0003]: missing key 'apiVersion'

$ purser validate /dev/null
/dev/null:1:1: error[M0013]: expected a manifest, found an empty file
...
? 1

$ head -c 5000000 /dev/zero | tr '\0' '#' > large.yaml; purser validate large.yaml
large.yaml:1:1: error[Y0001]: the file has more than 4194304 bytes
...
? 1

# What has no end is not read to it.
$ yes '# and so on' | purser validate -
<stdin>:1:1: error[Y0001]: the file has more than 4194304 bytes
...
? 1

$ purser validate - - < /dev/null
purser: error: '-' is given twice
  help: standard input can be read only once
? 1

$ mkdir empty; purser validate empty
purser: error: no manifests in 'empty'
  help: name files or folders with *.yaml, or write a first one: purser init
? 1

# Every code leads to a page; a code that is nearly one is guessed at.
$ purser explain m0003 | sed -n 3p
Some keys have no default, because no value would be right for everybody. How long one attempt may
$ purser explain | grep -c '^[EMY][0-9][0-9][0-9][0-9]  '
[..]
$ purser explain Y0099
purser: error: no error or warning has the code 'Y0099'
  help: did you mean 'Y00[..]'? 'purser explain' lists all codes
? 1

$ purser explain E0106 --output json | grep '"title"'
  "title": "an EBS volume asks for IOPS that its type or size does not have"
