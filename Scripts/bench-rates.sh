#!/usr/bin/env bash
# Whether a large apply runs at the rate that ECS grants: launches on Fargate, against a sandbox with ECS's own buckets.
#
#   Scripts/bench-rates.sh [BINARY] [LAUNCHES]
#
# The buckets need (launches - 20) / 20 seconds, since each launch is a call of RunTask. The launches may take 1.1 times as
# long, and fewer than 1 call of 100 may be throttled.
set -euo pipefail
binary=$(realpath "${1:-.build/release/purser}")
launches=${2:-1000}
folder=$(mktemp -d "${TMPDIR:-/tmp}/purser-rates-XXXXXX")
sandbox=
trap '[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

printf 'set: bench\nregion: eu-central-1\n' > purser.yaml
cat > job.yaml <<YAML
apiVersion: purser/v1
kind: Job
metadata: {name: many}
spec:
  count: $launches
  launchType: FARGATE
  networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
  taskDefinition:
    family: many
    requiresCompatibilities: [FARGATE]
    networkMode: awsvpc
    cpu: "256"
    memory: "512"
    containerDefinitions:
      - {name: main, image: "busybox:1.36", environment: [{name: PURSER_SANDBOX_SECONDS, value: "600"}]}
  timeout: {attemptDurationSeconds: 3600}
YAML
"$binary" sandbox --port 0 --strict --folder files --request-log log > url 2> sandbox.log &
sandbox=$!
until [ -s url ]; do sleep 0.05; done
PURSER_ENDPOINT=$(head -1 url) AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench \
    "$binary" apply job.yaml --detach > apply.txt 2> apply.log || { tail -3 apply.log >&2; exit 1; }
python3 - "$launches" <<'PYTHON'
import datetime, json, sys
launches = int(sys.argv[1])
calls = [json.loads(line) for line in open("log")]
runs = [call for call in calls if call["operation"] == "RunTask"]
times = [datetime.datetime.fromisoformat(call["time"].replace("Z", "+00:00")).timestamp() for call in runs]
tasks = {task for call in runs for task in call.get("tasks", [])}
throttled = sum(call.get("error") == "ThrottlingException" for call in calls)
took, needed = times[-1] - times[0], max((launches - 20) / 20, (launches - 100) / 20)
print(f"{len(tasks)} of {launches} tasks launched in {took:.1f} s, {took / needed:.2f} times what ECS's buckets need; "
      f"{throttled} of {len(calls)} calls throttled; bounds: 1.1 times, 1 of 100")
sys.exit(0 if len(tasks) == launches and took <= 1.1 * needed and throttled < 0.01 * len(calls) else 1)
PYTHON
