#!/usr/bin/env bash
# Purser's whole job on this machine, on real input: what is shown is what the commands print.
set -euo pipefail
binary=$(realpath "${1:-.build/debug/purser}")
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/manifests"
cp "$root"/manifests/{report,replicas,scratch}.yaml "$folder/manifests"
cp "$root/manifests/purser.yaml" "$folder"
cd "$folder"
purser() { "$binary" "$@"; }
say() { printf '\n\033[1m# %s\033[0m\n' "$1"; }
if [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ]; then say() { printf '\n# %s\n' "$1"; }; fi
run() { printf '$ %s\n' "$*"; "$@"; }
# The verdict of a plan, which must be the one that is expected here.
expect() {
    local verdict
    verdict=$(tail -n 1 plan.txt)
    if [[ "$verdict" != $1 ]]; then echo "demo: expected '$1', the plan says '$verdict'" >&2; exit 1; fi
}
changing_calls() { grep -c '"mutating":true' .purser/sandbox/requests.jsonl; }

say "Three jobs, declared in YAML and checked without asking anybody"
run purser validate
say "What an apply would do: three launches"
run purser plan --sandbox | tee plan.txt
expect "Plan: 3 to launch (5 tasks), 3 task definitions to register."
say "Do it. ECS is the sandbox in this command; the tasks are real processes"
run purser apply --sandbox
say "What the processes wrote"
run purser logs report --sandbox
run purser logs scratch --sandbox
run purser logs replicas --sandbox
say "Again: nothing is launched, and no call changes anything"
before=$(changing_calls)
run purser apply --sandbox | tee plan.txt
expect "No changes. 3 jobs have nothing to launch."
after=$(changing_calls)
echo "calls that change something, before and after: $before, $after"
[ "$before" = "$after" ]
say "A comment and a tag are edited: nothing is launched"
echo "# reviewed" >> manifests/report.yaml
sed -i 's/CostCenter: "42"/CostCenter: "43"/' manifests/report.yaml
run purser apply --sandbox | tee plan.txt
expect "Plan: 1 to update without a run, 2 unchanged."
say "The command is edited: the plan names the field, and one job is launched"
sed -i 's/total 243/total 244/' manifests/report.yaml
run purser apply --sandbox | tee plan.txt
grep -q 'overrides.containerOverrides\[0\].command' plan.txt
say "The books, long after ECS has forgotten"
run purser history --sandbox
echo
echo "demo: done"
