"""Ten thousand manifests: purser validate against PyYAML's CSafeLoader with jsonschema, in this run, on the same files.

Usage: bench_validate.py BINARY [COUNT]. Prints seconds, ratio and peak memory, and fails where a bound is missed.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BOUNDS = {"ratio": 10, "seconds": 1.5, "megabytes": 250}

MANIFEST = """\
# Job {number} of many.
apiVersion: purser/v1
kind: Job
metadata:
  name: report-{number}
  labels: {{team: data, tier: "{tier}"}}
spec:
  cluster: batch
  taskDefinition:
    family: report-{number}
    requiresCompatibilities: [FARGATE]
    networkMode: awsvpc
    executionRoleArn: arn:aws:iam::111122223333:role/ecsTaskExecutionRole
    cpu: "256"
    memory: "512"
    containerDefinitions:
      - name: main
        image: registry.example.com/report:1.{number}
        command: [report, --full, --shard={number}]
        environment:
          - {{name: MODE, value: full}}
          - {{name: SHARD, value: "{number}"}}
        logConfiguration:
          logDriver: awslogs
          options: {{awslogs-group: /report, awslogs-region: eu-central-1, awslogs-stream-prefix: report, mode: blocking}}
  launchType: FARGATE
  networkConfiguration:
    awsvpcConfiguration:
      subnets: [subnet-0a1b2c3d4e5f60718]
  retryStrategy:
    attempts: 2
  timeout:
    attemptDurationSeconds: {timeout}
  tags: {{CostCenter: "42", Shard: "{number}"}}
"""

PEER = """
import json, pathlib, sys, yaml, jsonschema
schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
validator = jsonschema.Draft202012Validator(schema)
count = errors = 0
for path in sorted(pathlib.Path(sys.argv[2]).rglob("*.yaml")):
    for document in yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader):
        count += 1
        errors += sum(1 for _ in validator.iter_errors(document))
print(count, errors)
"""


def write(folder: pathlib.Path, count: int) -> int:
    """Writes the manifests, a hundred a folder; returns their bytes."""
    total = 0
    for number in range(count):
        place = folder / f"{number // 100:03d}"
        place.mkdir(exist_ok=True)
        text = MANIFEST.format(number=number, tier=number % 7, timeout=60 + number % 3600)
        (place / f"report-{number}.yaml").write_text(text)
        total += len(text)
    return total


def run(command: list[str], folder: pathlib.Path) -> tuple[float, float, str]:
    """Seconds, peak megabytes and output of a command."""
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        sys.exit(f"bench: {command[0]} ended with {process.returncode}: {output[-500:]}")
    return seconds, usage.ru_maxrss / 1024, output.strip()


def main() -> None:
    binary = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    python = ROOT / ".venv/bin/python"
    with tempfile.TemporaryDirectory(prefix="purser-bench-") as name:
        folder = pathlib.Path(name)
        size = write(folder, count)
        results = [run([binary, "validate", "."], folder) for _ in range(5)]
        seconds, megabytes, output = sorted(results)[len(results) // 2]
        if output != f"{count} jobs are valid":
            sys.exit(f"bench: purser said: {output[-500:]}")
        peer, _, said = run([str(python), "-c", PEER, str(ROOT / "schemas/job.v1.schema.json"), "."], folder)
        if said != f"{count} 0":
            sys.exit(f"bench: the peer said: {said}")
    ratio = peer / seconds
    print(
        f"purser validate of {count} manifests ({size / 1e6:.1f} MB): {seconds:.2f} s, {megabytes:.0f} MB; "
        f"CSafeLoader with jsonschema: {peer:.1f} s, {ratio:.0f} times as long; bounds: {BOUNDS['ratio']} times, "
        f"{BOUNDS['seconds']} s, {BOUNDS['megabytes']} MB")
    missed = ratio < BOUNDS["ratio"] or seconds > BOUNDS["seconds"] or megabytes > BOUNDS["megabytes"]
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
