# Variables: from purser.yaml, the environment, files and the command line; jobs chosen by name and label.
$ mkdir -p m/deep; printf 'set: demo\nvariables: {image: "app:1", replicas: 2, who: file}\n' > purser.yaml
$ cat > m/a.yaml <<'YAML'
> apiVersion: purser/v1
> kind: Job
> metadata: {name: one, labels: {team: data}}
> spec:
>   taskDefinition: {file: td.json}
>   count: ${{ vars.replicas }}
>   group: ${{ vars.who }}-${{ job.name }}
> YAML
$ sed 's/one/two/; s/team: data/team: web, env: test/; s/td.json/..\/td.json/' m/a.yaml > m/deep/b.yaml
$ echo '{"family": "f", "memory": "512", "containerDefinitions": [{"name": "a", "image": "${{ vars.image }}"}]}' > m/td.json
$ printf 'apiVersion: purser/v1\nkind: Defaults\nspec: {cluster: batch, timeout: {attemptDurationSeconds: 60}}\n' > m/defaults.yaml
$ purser validate
2 jobs are valid

# One file alone has the defaults of its folders too, from wherever it is named.
$ purser validate m/deep/b.yaml; (cd m/deep; purser validate b.yaml; cat b.yaml | purser validate -)
1 job is valid
1 job is valid
1 job is valid

$ purser render --job one --why
apiVersion: purser/v1
kind: Job
metadata:
  name: one  # m/a.yaml:3
  labels:
    team: data  # m/a.yaml:3
spec:
  trigger:
    onRevision: {}  # default
...
  cluster: batch  # m/defaults.yaml:3 (Defaults)
  taskDefinition:
    family: f  # m/td.json:1 (task definition)
    containerDefinitions:
      - name: a  # m/td.json:1 (task definition)
        image: app:1  # m/td.json:1 (task definition), vars.image from purser.yaml:2
    memory: "512"  # m/td.json:1 (task definition)
  count: 2  # m/a.yaml:6, vars.replicas from purser.yaml:2
...
  group: file-one  # m/a.yaml:7, vars.who from purser.yaml:2, job.name from metadata.name
...

$ echo 'who: vars' > v.vars; group() { purser render --job one --why "$@" | grep group; }
$ PURSER_VAR_who=outside group; PURSER_VAR_who=outside group --vars v.vars; group --vars v.vars --var who=a=b
  group: outside-one  # m/a.yaml:7, vars.who from the environment, PURSER_VAR_who, job.name from metadata.name
  group: vars-one  # m/a.yaml:7, vars.who from v.vars:1, job.name from metadata.name
  group: a=b-one  # m/a.yaml:7, vars.who from --var, job.name from metadata.name

$ purser render --job one --why --output json | grep -A12 '"/spec/count"'
      "/spec/count": {
        "column": 10,
        "fills": [
          {
            "name": "vars.replicas",
            "source": "purser.yaml:2"
          }
        ],
        "kind": "manifest",
        "line": 6,
        "path": "m/a.yaml"
      },
...

$ purser render --job three
purser: error: no manifest declares a job 'three'
? 1

$ purser hash --job tow
purser: error: no manifest declares a job 'tow'
  help: did you mean 'two'?
? 1

$ for s in team=data team!=data env '!env' team=web,env; do purser hash --selector "$s" | tail -n +2 | cut -d' ' -f1; done
one
two
two
one
two

$ purser hash --selector team=none
purser: error: no job has labels that fit 'team=none'
? 1

$ purser plan --sandbox --selector env 2>/dev/null | tail -1
Plan: 1 to launch (2 tasks), 1 task definition to register.

$ sed -i 's/vars.who/vars.woh/' m/a.yaml; purser validate m/a.yaml
m/a.yaml:7:10: error[M0019]: the variable 'woh' is not defined
6 |   count: ${{ vars.replicas }}
7 |   group: ${{ vars.woh }}-${{ job.name }}
  |          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ did you mean 'who'?
...
1 error
[..]
? 1

$ for kind in job config plan events; do purser schema $kind | diff - $PURSER_REPOSITORY/schemas/$kind.v1.schema.json && echo same; done
same
same
same
same
