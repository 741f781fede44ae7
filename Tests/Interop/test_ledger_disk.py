"""The disk of a ledger is full or read-only: a clear error, nothing sent that is not written, and once it is well again
each launch is made once.

The disk is a file system in memory, of its own for each test, which takes a namespace to make.
"""

import shutil
import subprocess

import pytest
from peers import PATIENCE, Purser, job
from test_crashes import tasks

SPACE = ["unshare", "--map-root-user", "--mount"]


def can_mount() -> bool:
    """Whether this machine lets a user have a file system of their own."""
    if shutil.which("unshare") is None:
        return False
    probe = [*SPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not can_mount(), reason="no file systems of one's own: unshare and mount are refused")

# The disk is `disk`, its ledger `disk/ledger.db`; `before` has one job in it, `fill` leaves so many bytes of room.
PRELUDE = """
set -e
mkdir -p disk && mount -t tmpfs -o size=512k,mode=0700 tmpfs disk
fill() { dd if=/dev/zero of=disk/filler bs=1024 status=none 2>/dev/null || true; truncate -s -"$1" disk/filler; }
apply() { "$PURSER" apply --detach "$@"; }
apply before.json > /dev/null
"""


def on_a_disk(purser: Purser, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SPACE, "bash", "-c", PRELUDE + script], cwd=purser.folder, text=True, capture_output=True, timeout=PATIENCE,
        check=False, env=purser.environment | {"PURSER": purser.binary, "PURSER_LEDGER": "sqlite:disk/ledger.db"})


@pytest.fixture
def prepared(purser, sandbox, cluster, name):
    """A Purser with the manifests `before.json` and `after.json`."""
    made = purser(sandbox)
    for stem, count in (("before", 1), ("after", 3)):
        path = made.manifest(job(f"{name}-{stem}", cluster, count=count))
        shutil.move(path, made.folder / f"{stem}.json")
    return made


@pytest.mark.parametrize("room", [0, 4096, 8192, 12288, 16384, 24576, 32768])
def test_a_full_disk_stops_before_anything_is_sent(prepared, ecs, cluster, room):
    """Wherever the room ends: at the claim, at the mark before the send, or when the answer is written."""
    done = on_a_disk(prepared, f"""
        fill {room}
        if apply after.json > out 2> err; then echo fits; else echo refused; fi
        "$PURSER" history > /dev/null
        rm disk/filler
        apply after.json > /dev/null
        "$PURSER" ledger check
        apply before.json after.json
    """)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 runs, 4 launches: all is well" in done.stdout and "No changes." in done.stdout
    made = tasks(ecs, cluster)
    assert len(made) == len(set(made.values())) == 4
    if "refused" in done.stdout:
        complaint = (prepared.folder / "err").read_text()
        assert "the disk is full" in complaint and "make room" in complaint
    else:
        assert room > 4096, "so little room was enough"


def test_a_read_only_disk_is_read_and_not_launched_from(prepared, ecs, cluster):
    done = on_a_disk(prepared, """
        mount -o remount,ro disk
        "$PURSER" history; "$PURSER" ledger check; "$PURSER" ledger export > export
        if apply after.json 2> err; then echo applied; fi
        mount -o remount,rw disk
        apply after.json > /dev/null
    """)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "before" in done.stdout and "all is well" in done.stdout and "applied" not in done.stdout
    complaint = (prepared.folder / "err").read_text()
    assert "the ledger may not be written" in complaint and "read-only" in complaint
    assert len(tasks(ecs, cluster)) == 4
