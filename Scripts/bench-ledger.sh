#!/bin/bash
# How long a large apply takes, and how much of it is the ledger: jobs of one task each, against the sandbox.
#
#   Scripts/bench-ledger.sh [BINARY] [JOBS] [FOLDER]
#
# The folder has to be on a real disk: on a file system in memory a flush costs nothing, and the figures say nothing.
# FLUSH_MS=9 makes each flush take so much longer, as on a slower disk.
set -euo pipefail
binary=$(realpath "${1:-.build/debug/purser}")
jobs=${2:-1000}
aws=${AWS_CLI:-$(cd "$(dirname "$0")/.." && pwd)/.venv/bin/aws}
folder=$(mktemp -d -p "${3:-${TMPDIR:-/tmp}}" purser-ledger-XXXXXX)
sandbox=
trap '[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

printf 'set: bench\nregion: eu-central-1\n' > purser.yaml
mkdir manifests
for ((i = 0; i < jobs; i++)); do
    printf 'apiVersion: purser/v1\nkind: Job\nmetadata: {name: job-%d}\nspec:\n  cluster: bench\n  launchType: FARGATE\n' "$i"
    printf '  networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}\n'
    printf '  taskDefinition: bench:1\n  timeout: {attemptDurationSeconds: 3600}\n---\n'
done > manifests/jobs.yaml

"$binary" sandbox --port 0 --run simulate --folder files > url 2> sandbox.log &
sandbox=$!
until [ -s url ]; do sleep 0.05; done
# Without a pace: what is measured is the ledger, not the rates of ECS.
export PURSER_ENDPOINT PURSER_PACE=none AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench
PURSER_ENDPOINT=$(head -1 url)

ecs() { "$aws" ecs "$@" --endpoint-url "$PURSER_ENDPOINT" --region eu-central-1 > answer.json; }
ecs create-cluster --cluster-name bench
ecs register-task-definition --family bench --requires-compatibilities FARGATE --network-mode awsvpc --cpu 256 \
    --memory 512 --container-definitions \
    '[{"name":"main","image":"busybox:1.36","environment":[{"name":"PURSER_SANDBOX_SECONDS","value":"600"}]}]'

# Stands before the calls that flush: counts them, and makes them take FLUSH_MS longer.
cc -shared -fPIC -o flushes.so -x c - -ldl <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
static atomic_long count;
static int counted(const char *name, int file) {
    long milliseconds = getenv("FLUSH_MS") ? atol(getenv("FLUSH_MS")) : 0;
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, 0);
    atomic_fetch_add(&count, 1);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}
int fsync(int file) { return counted("fsync", file); }
int fdatasync(int file) { return counted("fdatasync", file); }
__attribute__((destructor)) static void tell(void) {
    FILE *out = getenv("FLUSH_COUNT") ? fopen(getenv("FLUSH_COUNT"), "w") : 0;
    if (out) { fprintf(out, "%ld\n", atomic_load(&count)); fclose(out); }
}
C
counted() { env FLUSH_COUNT="$folder/$1" LD_PRELOAD="$folder/flushes.so" "${@:2}"; }

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
start=$(milliseconds)
counted plan.count "$binary" plan > plan.txt || { tail -3 plan.txt >&2; exit 1; }
planned=$(milliseconds)
counted apply.count "$binary" apply --detach > apply.txt 2> apply.log || { tail -3 apply.log >&2; exit 1; }
applied=$(milliseconds)
launched=$(grep -c 'launched as arn:' apply.log || true)
flush=$(counted python.count python3 - <<'PY'
import os, time
file = os.open("flush", os.O_CREAT | os.O_WRONLY)
start = time.perf_counter()
for _ in range(50):
    os.write(file, b"x" * 4096)
    os.fsync(file)
print(f"{(time.perf_counter() - start) / 50 * 1000:.1f}")
PY
)
echo "$launched of $jobs jobs launched in $(((applied - planned))) ms, plan alone $((planned - start)) ms;" \
    "$(cat apply.count) flushes of $flush ms each"
[ "$launched" = "$jobs" ]
