# AWS that cannot be asked: one sentence, the way out, exit code 1, and no ledger.
$ mkdir m; cp $PURSER_REPOSITORY/manifests/report.yaml m/; echo 'set: demo' > purser.yaml
$ purser plan m
purser: error: [..]region[..]
  help: [..]
? 1

$ purser plan m --region eu-central-1
purser: error: [..]credentials[..]
  help: [..]
? 1

$ export AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=secret AWS_REGION=eu-central-1
$ purser plan m --endpoint http://127.0.0.1:1
purser: error: [..]http://127.0.0.1:1 cannot be reached: [..]
  help: is the sandbox running? check --endpoint
? 1

$ purser apply m --endpoint http://ecs.example.com
purser: error: [..]
  help: [..]
? 1

# Something that is not AWS answers, in HTML.
$ python3 -u -m http.server 0 --bind 127.0.0.1 > web 2>/dev/null & until grep -qs port web; do sleep 0.05; done
$ purser plan m --endpoint http://127.0.0.1:$(sed 's/.*port \([0-9]*\).*/\1/' web)
purser: error: DescribeClusters: http://127.0.0.1:[..] answered status 501, not as AWS does: <!DOCTYPE [..]
  help: check --endpoint and what stands between here and there, such as a proxy
? 1

# A cluster and a task definition that do not exist, both named at once.
$ purser sandbox --port 0 > url & until [ -s url ]; do sleep 0.05; done
$ sed 's/name: report/name: ghost/; s/cluster: batch/cluster: default/; /^  taskDefinition:/,/value: north/d; s/^  overrides:/  taskDefinition: ghost:7\n  overrides:/' m/report.yaml > m/ghost.yaml; purser apply m --endpoint $(cat url)
Plan for set 'demo' in eu-central-1

  ! ghost: task definition 'ghost:7' does not exist
      [..]
  ! report: cluster 'batch' does not exist in eu-central-1
      [..]

This plan cannot be applied: 2 problems.
? 1

$ ls -A .purser
sandbox
