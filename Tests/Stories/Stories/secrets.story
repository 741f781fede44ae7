# A secret goes where it is needed and is printed nowhere: every way of printing is tried, and its words searched for.
$ mkdir m; cat > purser.yaml <<'YAML'
> set: demo
> region: eu-central-1
> variables:
>   password: {secret: true}
>   key: {secret: true, value: canary-in-a-file}
>   pin: {secret: true, value: 48151623}
> YAML
$ cat > m/job.yaml <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: report}
> spec:
>   cluster: batch
>   taskDefinition:
>     family: report
>     memory: 512
>     containerDefinitions:
>       - name: main
>         image: "app:1"
>         command: [sh, -c, 'test "$PASSWORD" = canary-on-the-line', "--key=${{ vars.key }}", "-p${{ vars.pin }}"]
>         environment:
>           - {name: PASSWORD, value: "${{ vars.password }}"}
>           - {name: URL, value: "db://u:${{ env.DB_PASSWORD }}@host/${{ vars.pin }}"}
>   timeout: {attemptDurationSeconds: 600}
> YAML
$ export DB_PASSWORD=canary-in-the-environment; v='--var password=canary-on-the-line'
$ purser render m $v 2> /dev/null | grep -A1 -e '- name: PASSWORD' -e '- name: URL' -e '--key'
          - "--key=(secret)"
          - "-p(secret)"
...
          - name: PASSWORD
            value: "(secret)"
          - name: URL
            value: "db://u:(secret)@host/(secret)"

# Every command, every form, right and wrong; then what they all printed.
$ c="purser validate m; purser validate m --output github; purser validate m --output sarif; purser render m; purser render m --why; purser hash m; purser plan m --sandbox; purser apply m --sandbox; purser plan m --sandbox; purser status --sandbox; purser history --sandbox --details; purser wait --sandbox"
$ all() { (eval "$c"; eval "$(echo "$c;" | sed 's/;/ --output json;/g')") >> printed 2>&1; }
$ run() { purser() { case $1 in status|history|wait) command purser "$@";; *) command purser "$@" $v;; esac; }; all; }
$ run; grep -c . printed > /dev/null && grep -c canary printed; grep -c 48151623 printed
0
0
? 1

$ command purser history --sandbox | grep -c succeeded
1

# The secrets change: the plan says that they did.
$ sed -i 's/canary-in-a-file/canary-in-another-file/; s/48151623/31415926/' purser.yaml
$ purser plan m --sandbox 2>&1 | grep 'command\['
      ~ taskDefinition.containerDefinitions[0].command[3]: "(secret)" -> "(secret)"
      ~ taskDefinition.containerDefinitions[0].command[4]: "(secret)" -> "(secret)"

$ run

# Mistakes beside, in and around secrets.
$ c="purser validate m; purser validate m --output github; purser validate m --output sarif; purser render m --why; purser plan m --sandbox"
$ cp m/job.yaml good.yaml; for e in 's/memory: 512/memory: "${{ vars.password }}"/' 's/name: PASSWORD/nam: PASSWORD/' 's/cluster: batch/cluster: ["${{ vars.key }}"]/' 's/image: .*/image: "${{ vars.nokey }}"/' 's/- name: main/- name: "${{ vars.key }} ${{ vars.pin }}!"/' 's/  cluster: batch/  count: "${{ vars.pin }}"/' 's/name: report/name: "${{ vars.key }}_"/' 's/      - name: main/   - [/'; do sed "$e" good.yaml > m/job.yaml; run; done; true
$ cp good.yaml m/job.yaml; for e in 's/region:/regoin:/' 's/value: canary/vale: canary/' 's/secret: true, value: 3/secret: "yes", value: 3/' 's/pin: {/key: {/' 's/pin: {/pin: [/' 's/^set.*/set: "${{ vars.key }}"/'; do cp purser.yaml keep; sed -i "$e" purser.yaml; run; cp keep purser.yaml; done
$ printf 'password: {secret: true, value: canary-in-vars}\n' > v.yaml; printf 'password: {secret: true, value: canary-in-vars\n' > w.yaml
$ for f in v.yaml w.yaml none.yaml; do purser plan m --sandbox --vars $f >> printed 2>&1; purser validate m --vars $f --output json >> printed 2>&1; done; purser plan m --var password:canary-on-the-line >> printed 2>&1
? 64

$ AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b purser plan m --endpoint http://127.0.0.1:1/canary-in-another-file >> printed 2>&1
? 1

$ grep -c . printed > /dev/null && grep -ci canary printed; grep -c -e 48151623 -e 31415926 printed; grep -c '(secret)' printed | sed 's/[0-9][0-9]*/many/'
0
0
many
