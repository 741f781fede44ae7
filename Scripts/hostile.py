#!/usr/bin/env python3
"""Measures what a billion laughs in one kilobyte cost: the whole of `purser validate`, its start included.

Exits 1 where that is more than 50 ms or 50 MiB, or where the file is not refused.

    python3 Scripts/hostile.py BINARY
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

MILLISECONDS, MEBIBYTES = 50, 50
JOKE = "a0: &a0 [ha, ha]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 31))
SOUND = "apiVersion: purser/v1\nkind: Job\nmetadata: {name: a}\nspec: {taskDefinition: a, timeout: {attemptDurationSeconds: 60}}\n"


def measure(binary, text):
    """The best of ten runs: milliseconds, and the most memory that was resident, in MiB."""
    times, sizes, said = [], [], ""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.yaml"
        path.write_text(text)
        for _ in range(10):
            start = time.perf_counter()
            child = subprocess.Popen([binary, "validate", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            said = child.stderr.read().decode()
            _, _, usage = os.wait4(child.pid, 0)
            times.append((time.perf_counter() - start) * 1000)
            sizes.append(usage.ru_maxrss / 1024)
    return min(times), min(sizes), said


def main():
    binary = sys.argv[1]
    for name, text in (("one sound job", SOUND), ("a billion laughs", JOKE[: JOKE.rindex("\n", 0, 1024) + 1])):
        milliseconds, mebibytes, said = measure(binary, text)
        verdict = said.split("\n")[0].split(": ", 1)[-1] or "valid"
        print(f"{name}, {len(text)} bytes: {milliseconds:.0f} ms, {mebibytes:.0f} MiB: {verdict}")
    print(f"bound: {MILLISECONDS} ms, {MEBIBYTES} MiB")
    if milliseconds > MILLISECONDS or mebibytes > MEBIBYTES or "error[Y0006]" not in said:
        sys.exit(1)


if __name__ == "__main__":
    main()
