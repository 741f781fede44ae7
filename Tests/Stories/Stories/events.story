# What ECS says in its events: taken in once, in the order of versions, and shown.
$ printf 'set: nightly\n' > purser.yaml
$ event() { printf '{"version":"0","id":"1","detail-type":"ECS Task State Change","source":"aws.ecs","time":"2026-01-02T03:04:05Z","detail":{"taskArn":"arn:aws:ecs:eu-central-1:111122223333:task/jobs/%s","clusterArn":"arn:aws:ecs:eu-central-1:111122223333:cluster/jobs","lastStatus":"%s","desiredStatus":"%s","version":%s,"updatedAt":"2026-01-02T03:04:0%sZ","startedBy":"purser/etl/0123"}}\n' $1 $2 ${4:-RUNNING} $3 $3; }
$ { event aa RUNNING 4; event aa PENDING 2; event aa RUNNING 4; event bb RUNNING 3 STOPPED; } > feed.jsonl
$ purser events ingest feed.jsonl
feed.jsonl: 4 records: 2 taken in, 1 duplicate, 1 late
$ purser tasks
TASK  CLUSTER  STATUS   STARTED BY       CHANGED                   NOTE
aa    jobs     RUNNING  purser/etl/0123  2026-01-02T03:04:04.000Z
bb    jobs     RUNNING  purser/etl/0123  2026-01-02T03:04:03.000Z  is to stop
$ purser events tail
2026-01-02T03:04:04.000Z  task  aa  RUNNING  v4  purser/etl/0123
2026-01-02T03:04:02.000Z  task  aa  PENDING  v2  purser/etl/0123  (late)
2026-01-02T03:04:04.000Z  task  aa  RUNNING  v4  purser/etl/0123  (duplicate)
2026-01-02T03:04:03.000Z  task  bb  RUNNING  v3  purser/etl/0123

# The same command again goes on where it was; what was appended is taken in.
$ purser events ingest feed.jsonl
feed.jsonl: 4 records were taken in before; going on behind them
feed.jsonl: 0 records: 0 taken in, 0 duplicate, 0 late
$ event aa STOPPED 8 STOPPED >> feed.jsonl; purser events ingest feed.jsonl
feed.jsonl: 4 records were taken in before; going on behind them
feed.jsonl: 1 record: 1 taken in, 0 duplicate, 0 late
$ purser tasks --status stopped --output json | grep -E '"(job|status|version)"'
    "job": "etl",
    "status": "STOPPED",
    "version": 8
$ purser events tail --job etl --limit 1 --output json | grep -o '"disposition":"[a-z]*"'
"disposition":"taken"

# What is no event of ECS is told of and counted, and stops nothing.
$ { echo 'Hello'; event cc PENDING 1; echo '{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{}}'; } | purser events ingest -
purser: warning: standard input, record 1: not valid JSON at byte 0: expected a value
purser: warning: standard input, record 3: its source is 'aws.ec2', not 'aws.ecs'
standard input: 3 records: 1 taken in, 0 duplicate, 0 late, 2 malformed (1 not JSON, 1 of another source)
? 1

# Container instances, with the tasks on them; wrapped by SNS, as a queue may bring them.
$ printf '{"Type":"Notification","Message":"{\\"source\\":\\"aws.ecs\\",\\"detail-type\\":\\"ECS Container Instance State Change\\",\\"detail\\":{\\"containerInstanceArn\\":\\"arn:aws:ecs:eu-central-1:111122223333:container-instance/jobs/i1\\",\\"clusterArn\\":\\"arn:aws:ecs:eu-central-1:111122223333:cluster/jobs\\",\\"status\\":\\"DRAINING\\",\\"agentConnected\\":true,\\"ec2InstanceId\\":\\"i-0abc\\",\\"version\\":7,\\"updatedAt\\":\\"2026-01-02T03:04:05Z\\"}}"}\n' > instance.jsonl
$ purser events ingest instance.jsonl
instance.jsonl: 1 record: 1 taken in, 0 duplicate, 0 late
$ purser instances
INSTANCE  EC2     CLUSTER  STATUS    AGENT      TASKS  CHANGED
i1        i-0abc  jobs     DRAINING  connected  0      2026-01-02T03:04:05.000Z

$ purser events ingest nothing.jsonl
purser: error: no such file: 'nothing.jsonl'
? 1
