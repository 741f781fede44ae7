#!/usr/bin/env bash
# Installs what the build needs from the system, and the packages named as arguments, and says so; does nothing where
# it is all there.
set -euo pipefail
missing=()
for package in libyaml-dev libsqlite3-dev pkg-config tzdata "$@"; do
    dpkg-query --show --showformat='${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
echo "== setup: installing ${missing[*]}"
sudo=""
if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
$sudo apt-get update --quiet=2
$sudo apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" >/dev/null
