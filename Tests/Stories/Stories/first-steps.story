# A newcomer's first minute.
$ purser init
purser.yaml: written
manifests/hello.yaml: written
.gitignore: written

Next: purser plan --sandbox, then purser apply --sandbox

$ purser init | head -2
purser.yaml: is there already, left as it is
manifests/hello.yaml: is there already, left as it is

$ purser validate
1 job is valid

$ purser plan --sandbox 2>/dev/null | tail -1
Plan: 1 to launch (1 task), 1 task definition to register.

$ purser apply --sandbox > /dev/null 2>&1; purser logs hello --sandbox
hello from hello-[..]

$ purser history --sandbox
RUN [..]
hello-[..]  succeeded  [..]

$ purser hash
JOB    MANIFEST HASH                                                     RUN KEY
hello  [..]  [..]

$ purser render --job hello | head -4
apiVersion: purser/v1
kind: Job
metadata:
  name: hello

$ purser --version
0.1.0
