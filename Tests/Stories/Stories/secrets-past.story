# What was secret when a run was made stays so, though the secret was changed since, or is declared no more.
$ mkdir m; cat > purser.yaml <<'YAML'
> set: demo
> region: eu-central-1
> variables:
>   key: {secret: true, value: canary-of-monday}
>   pin: {secret: true, value: 48151623}
> YAML
$ cat > m/job.yaml <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: report}
> spec:
>   cluster: batch
>   tags: {owner: "of ${{ vars.key }}"}
>   taskDefinition:
>     family: report
>     memory: 512
>     containerDefinitions:
>       - name: main
>         image: "app:1"
>         command: [sh, -c, 'echo "I am $0, $1"', "key-${{ vars.key }}", "by ${{ vars.pin }}"]
>   timeout: {attemptDurationSeconds: 600}
> YAML

# The file of the variables, as it stands, does not show them either.
$ purser render --raw purser.yaml
{"region":"eu-central-1","set":"demo","variables":{"key":{"secret":true,"value":"(secret)"},"pin":{"secret":true,"value":"(secret)"}}}
$ printf 'a: {secret: "yes", value: x}\nb: {secret: true, vale: [abcd]}\nc: {secret: false, value: y}\n' > v.yaml; purser render --raw v.yaml
{"a":{"secret":"yes","value":"(secret)"},"b":{"secret":true,"vale":["(secret)"]},"c":{"secret":false,"value":"y"}}

$ purser apply m --sandbox > /dev/null 2>&1; purser logs report --sandbox
I am key-(secret), by (secret)

# Changed: neither the old nor the new value is shown, nor what the run wrote of it.
$ sed -i 's/canary-of-monday/canary-of-tuesday/; s/48151623/31415926/' purser.yaml
$ sed -i 's/, "by ${{ vars.pin }}"\]/, "by ${{ vars.pin }}", more]/' m/job.yaml
$ purser logs report --sandbox
I am key-(secret), by (secret)
$ purser plan m --sandbox | grep command
      ~ taskDefinition.containerDefinitions[0].command: "(secret)" -> "(secret)"

# Declared no more, and no more in the manifest.
$ printf 'set: demo\nregion: eu-central-1\n' > purser.yaml
$ sed -i 's/of ${{ vars.key }}/nobody/; s/"key-.*\]/nobody, none]/' m/job.yaml
$ purser logs report --sandbox
I am key-(secret), by (secret)
$ purser plan m --sandbox | grep 'command'
      ~ taskDefinition.containerDefinitions[0].command[3]: "(secret)" -> "(secret)"
      ~ taskDefinition.containerDefinitions[0].command[4]: "(secret)" -> "(secret)"
$ all() { for c in "plan m" status "history --details" "logs report" "wait"; do purser $c --sandbox; purser $c --sandbox --output json; done; }
$ all > printed 2>&1; grep -c -e canary -e 48151623 printed
0
? 1

# A copy of the ledger knows it as well; the copy itself holds what was pinned, as it was.
$ purser ledger export --sandbox --file book.jsonl; grep -c canary-of-monday book.jsonl
book.jsonl: 1 run with 1 launch
2
$ purser ledger import book.jsonl --ledger sqlite:copy.db > /dev/null
$ purser plan m --sandbox --ledger sqlite:copy.db 2>&1 | grep -c -e '"(secret)" -> "(secret)"' -e canary
2

# The ledger of a version that kept no such marks: what may have been a secret is not shown.
$ python3 - <<'PY'
> import hashlib, json
> lines = [json.loads(line) for line in open("book.jsonl")][:-1]
> for line in lines: line.get("run", {}).pop("secrets", None)
> body = "".join(json.dumps(line) + "\n" for line in lines)
> end = {"lines": len(lines), "sha256": hashlib.sha256(body.encode()).hexdigest()}
> open("old.jsonl", "w").write(body + json.dumps(end) + "\n")
> PY
$ purser ledger import old.jsonl --ledger sqlite:old.db > /dev/null
$ purser plan m --sandbox --ledger sqlite:old.db 2>&1 | grep 'command\['
      ~ taskDefinition.containerDefinitions[0].command[3]: changed (values are not shown)
      ~ taskDefinition.containerDefinitions[0].command[4]: changed (values are not shown)
