#!/bin/bash
# Puts one mistake after another into a copy of the sources and lets the simulator find it.
# usage: Scripts/mutants.sh [NAME...]; without names, all of Scripts/mutants.
#
# The copy is built without optimisation and keeps its own build folder: after a mistake only the files that it touches
# are compiled again, in seconds, and a mistake is mostly found in the first hundred seeds.
set -euo pipefail
cd "$(dirname "$0")/.."

seeds=${SEEDS:-10000}
copy=$PWD/.build-mutants
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    for patch in Scripts/mutants/*.patch; do names+=("$(basename "$patch" .patch)"); done
fi

mkdir -p "$copy"
rm -rf "$copy/Sources" "$copy/Tests"
cp -a Package.swift Package.resolved Sources Tests "$copy/"

build() {
    ${SWIFT:-swift} build --package-path "$copy" --product simulate > "$copy/build.log" 2>&1
}

simulate() {
    "$copy/.build/debug/simulate" --seeds "$1" --until-first --quiet > "$copy/run.log" 2>&1
}

if ! build || ! simulate 300; then
    grep -m 3 'error:' "$copy/build.log" || tail -5 "$copy/run.log"
    echo "without any mistake put in, the simulator must build and find nothing"
    exit 1
fi

missed=0
printf '%-28s %-6s %-10s %s\n' MUTANT FOUND SEED PROMISE
for name in "${names[@]}"; do
    patch=Scripts/mutants/$name.patch
    if ! patch --quiet --fuzz=0 --no-backup-if-mismatch -d "$copy" -p1 < "$patch"; then
        echo "$name: the patch does not apply any more"
        missed=$((missed + 1))
        rm -rf "$copy/Sources" && cp -a Sources "$copy/"
        continue
    fi
    if ! build; then
        grep -m 3 'error:' "$copy/build.log" || tail -3 "$copy/build.log"
        echo "$name: the mutant does not build"
        missed=$((missed + 1))
    else
        status=0
        simulate "$seeds" || status=$?
        if [ "$status" -eq 1 ]; then
            seed=$(sed -n 's/^seed \([0-9]*\) breaks.*/\1/p' "$copy/run.log" | head -1)
            printf '%-28s %-6s %-10s %s\n' "$name" yes "$seed" "$(grep -m 1 '^  ' "$copy/run.log" | cut -c3-110)"
        elif [ "$status" -gt 2 ]; then
            printf '%-28s %-6s %-10s %s\n' "$name" yes - "the program stopped itself: $(tail -1 "$copy/run.log" | cut -c1-80)"
        else
            printf '%-28s %-6s %-10s %s\n' "$name" NO - "not found in $seeds seeds"
            missed=$((missed + 1))
        fi
    fi
    # Not by taking the patch off again: where it would fit twice, that may change another place.
    for file in $(sed -n 's|^+++ b/||p' "$patch"); do cp "$file" "$copy/$file"; done
done
echo "${#names[@]} mutants, $missed not found"
exit $((missed > 0))
