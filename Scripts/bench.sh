#!/usr/bin/env bash
# Ratios against peers, measured side by side in this run. Needs hyperfine, and awscli from the virtual environment.
set -euo pipefail
binary=$(realpath "${1:-.build/release/purser}")
root=$(cd "$(dirname "$0")/.." && pwd)
aws=${AWS_CLI:-$root/.venv/bin/aws}
command -v hyperfine >/dev/null || { echo "bench: hyperfine is missing: apt-get install hyperfine" >&2; exit 1; }
[ -x "$aws" ] || { echo "bench: $aws is missing: make venv" >&2; exit 1; }
results=$(mktemp)
trap 'rm -f "$results"' EXIT
hyperfine --shell=none --warmup 2 --runs 15 --export-json "$results" \
    "$binary --version" "$binary validate $root/manifests/report.yaml" "$aws --version"
python3 - "$results" <<'PYTHON'
import json, sys
version, validate, aws = (result["median"] for result in json.load(open(sys.argv[1]))["results"])
bounds = [("purser --version", version, 50), ("purser validate of one file", validate, 30)]
failed = False
for name, seconds, bound in bounds:
    ratio = aws / seconds
    failed |= ratio < bound
    print(f"{name}: {seconds * 1000:.1f} ms, a {ratio:.0f}th of aws --version ({aws * 1000:.0f} ms); bound: a {bound}th")
sys.exit(1 if failed else 0)
PYTHON
python3 "$root/Scripts/hostile.py" "$binary"
