"""`ledger move`, `import` and `rebuild` are killed at each of their steps, and begun twice at once: nothing is lost,
nothing is launched twice, and of two ledgers one takes writes.
"""

import json
import os
import random
import shutil
import subprocess
import threading
import uuid

import pytest
from peers import PATIENCE, Purser, job
from test_crashes import launches_of, tasks
from test_dynamodb import books, dynamodb  # noqa: F401  # pylint: disable=unused-import

# What SQLite and the making of a file are made of: a process that dies before the Nth of them has done N - 1.
WRITES = "fsync,fdatasync,pwrite64,link,linkat,unlink,rename,renameat,renameat2,ftruncate"
SIDES = ["before", "after"]


class KillAt:
    """Kills a process when the Nth call comes by, on the one or on the other side of the server."""

    def __init__(self, number: int):
        self.number = number
        self.struck = False
        self.process: subprocess.Popen | None = None
        self.started = threading.Event()
        self._lock = threading.Lock()
        self._count = 0

    def __call__(self):
        self.started.wait(PATIENCE)
        with self._lock:
            self._count += 1
            if self._count != self.number:
                return
            self.struck = True
            self.process.kill()
            self.process.wait(PATIENCE)

    def over(self, process: subprocess.Popen):
        """Waits for the process; whether it was killed."""
        self.process = process
        self.started.set()
        process.communicate(timeout=PATIENCE)
        assert process.returncode == (-9 if self.struck else 0), process.returncode
        return self.struck


def content(purser: Purser, ledger: str) -> list[str]:
    """All that a ledger holds; its first line has its id, and its last the sum."""
    return purser.run("ledger", "export", PURSER_LEDGER=ledger).splitlines()[1:-1]


@pytest.fixture
def full(purser, sandbox, books, cluster, name):  # noqa: F811
    """A Purser with a ledger of three runs in `sqlite:old.db`, which calls DynamoDB through `books`."""
    made = purser(sandbox)
    made.environment |= {"PURSER_LEDGER": "sqlite:old.db", "AWS_ENDPOINT_URL_DYNAMODB": books.url}
    for number in range(3):
        made.run("apply", "--detach", made.manifest(job(f"{name}-{number}", cluster, count=2)))
    yield made
    books.before.clear()
    books.after.clear()


def table() -> str:
    return f"dynamodb:kills-{uuid.uuid4().hex[:12]}"


def end(purser: Purser, old: str, new: str, before: list[str], cluster: str, name: str, ecs):
    """The same move once more: all is there, the old ledger is closed, and nothing is owed."""
    made = tasks(ecs, cluster)
    purser.run("ledger", "move", new, PURSER_LEDGER=old)
    assert content(purser, new) == before
    path = purser.manifest(job(f"{name}-0", cluster, count=2))
    assert "No changes." in purser.run("apply", "--detach", path, PURSER_LEDGER=new)
    late = purser.start("apply", "--detach", purser.manifest(job(name + "-late", cluster)), PURSER_LEDGER=old)
    complaint = late.communicate(timeout=PATIENCE)[1]
    assert "has moved to" in complaint and new.partition(":")[2] in complaint and late.returncode == 1
    assert tasks(ecs, cluster) == made


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("operation", ["TransactWriteItems", "Query"])
def test_a_move_into_a_table_is_killed_at_each_call(full, books, ecs, cluster, name, operation, side):  # noqa: F811
    before = content(full, "sqlite:old.db")
    for number in range(1, 40):
        old, new = f"sqlite:old-{number}.db", table()
        shutil.copy(full.folder / "old.db", full.folder / f"old-{number}.db")
        kill = getattr(books, side)[operation] = KillAt(number)
        struck = kill.over(full.start("ledger", "move", new, PURSER_LEDGER=old))
        getattr(books, side).clear()
        end(full, old, new, before, cluster, name, ecs)
        if not struck:
            break
    assert number > (6 if operation == "TransactWriteItems" else 2) and not struck


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("operation", ["TransactWriteItems", "Query", "BatchGetItem"])
def test_a_move_out_of_a_table_is_killed_at_each_call(full, books, ecs, cluster, name, operation, side):  # noqa: F811
    before = content(full, "sqlite:old.db")
    for number in range(1, 40):
        old, new = table(), f"sqlite:new-{number}.db"
        shutil.copy(full.folder / "old.db", full.folder / "copy.db")
        full.run("ledger", "move", old, PURSER_LEDGER="sqlite:copy.db")
        kill = getattr(books, side)[operation] = KillAt(number)
        struck = kill.over(full.start("ledger", "move", new, PURSER_LEDGER=old))
        getattr(books, side).clear()
        end(full, old, new, before, cluster, name, ecs)
        if not struck:
            break
    assert number > 1 and not struck


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace, which kills at a call of the system, is not here")
@pytest.mark.parametrize("command", ["move", "import"])
def test_a_file_is_filled_and_killed_at_each_write(full, ecs, cluster, name, command):
    """A write, flush, link or removal of a file is the first one that does not happen: each with PURSER_EVERY_WRITE=1,
    and one of seven, another one each time, without."""
    before = content(full, "sqlite:old.db")
    full.run("ledger", "export", "--file", "book.jsonl")
    halves = 0
    stride = 1 if os.environ.get("PURSER_EVERY_WRITE") else 7
    first = random.randint(1, stride)
    print(f"writes {first}, {first + stride}, ...")
    for number in range(first, 800, stride):
        old, new = f"sqlite:old-{number}.db", f"sqlite:new-{number}.db"
        shutil.copy(full.folder / "old.db", full.folder / f"old-{number}.db")
        arguments = ["move", new] if command == "move" else ["import", "book.jsonl"]
        strace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={WRITES}"]
        kill = ["-e", f"inject={WRITES}:signal=SIGKILL:when={number}"]
        ledger = old if command == "move" else new
        done = subprocess.run(
            [*strace, *kill, full.binary, "ledger", *arguments], cwd=full.folder,
            env=full.environment | {"PURSER_LEDGER": ledger}, capture_output=True, timeout=PATIENCE, check=False)
        if command == "move":
            end(full, old, new, before, cluster, name, ecs)
        else:
            if (full.folder / f"new-{number}.db").exists() and content(full, new) not in ([], before):
                halves += 1
                path = full.manifest(job(f"{name}-0", cluster, count=2))
                refused = full.start("apply", "--detach", path, PURSER_LEDGER=new)
                answer, complaint = refused.communicate(timeout=PATIENCE)
                # Where the job's run is in it already, an apply has nothing to write, and so nothing to be refused.
                assert "was begun and has not ended" in complaint or "No changes." in answer, complaint
                assert refused.returncode == (1 if complaint else 0)
            full.run("ledger", "import", "book.jsonl", PURSER_LEDGER=new)
            assert content(full, new) == before
        if done.returncode == 0:
            break
    assert number > 20 and done.returncode == 0 and (halves > 0 or command == "move" or stride > 1)
    assert len(tasks(ecs, cluster)) == 6


def test_of_two_moves_to_different_places_one_goes_on(full):
    before = content(full, "sqlite:old.db")
    for round_ in range(10):
        old = f"sqlite:old-{round_}.db"
        shutil.copy(full.folder / "old.db", full.folder / f"old-{round_}.db")
        places = [f"sqlite:{side}-{round_}.db" for side in ("left", "right")]
        moving = [full.start("ledger", "move", place, PURSER_LEDGER=old) for place in places]
        complaints = [process.communicate(timeout=PATIENCE)[1] for process in moving]
        assert sorted(process.returncode for process in moving) == [0, 1], complaints
        (won,) = [place for place, process in zip(places, moving) if process.returncode == 0]
        assert any("has moved to" in complaint and won.partition(":")[2] in complaint for complaint in complaints)
        assert content(full, won) == before
        (lost,) = set(places) - {won}
        assert full.json("history", PURSER_LEDGER=lost) == []


def test_the_same_move_twice_at_once_is_one(full):
    before = content(full, "sqlite:old.db")
    for round_ in range(10):
        old, new = f"sqlite:old-{round_}.db", f"sqlite:new-{round_}.db"
        shutil.copy(full.folder / "old.db", full.folder / f"old-{round_}.db")
        moving = [full.start("ledger", "move", new, PURSER_LEDGER=old) for _ in range(3)]
        complaints = [process.communicate(timeout=PATIENCE)[1] for process in moving]
        assert [process.returncode for process in moving] == [0, 0, 0], complaints
        assert content(full, new) == before


def test_of_two_imports_of_different_exports_one_goes_on(full):
    whole = content(full, "sqlite:old.db")
    full.run("ledger", "export", "--file", "whole.jsonl")
    full.run("ledger", "create", PURSER_LEDGER="sqlite:none.db")
    full.run("apply", "--detach", *map(str, full.folder.glob("*-0.json")), PURSER_LEDGER="sqlite:none.db")
    part = content(full, "sqlite:none.db")
    full.run("ledger", "export", "--file", "part.jsonl", PURSER_LEDGER="sqlite:none.db")
    for round_ in range(10):
        new = f"sqlite:new-{round_}.db"
        importing = [
            full.start("ledger", "import", file, PURSER_LEDGER=new) for file in ("whole.jsonl", "part.jsonl")]
        complaints = [process.communicate(timeout=PATIENCE)[1] for process in importing]
        assert sorted(process.returncode for process in importing) == [0, 1], complaints
        assert content(full, new) == (whole if importing[0].returncode == 0 else part)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    "operation", ["DescribeClusters", "DescribeTaskDefinition", "ListTasks", "DescribeTasks"])
def test_a_rebuild_is_killed_at_each_call(purser, sandbox, record, ecs, cluster, name, operation, side):
    paths = []
    first = purser(sandbox)
    for number in range(2):
        paths.append(first.manifest(job(f"{name}-{number}", cluster, count=2)))
    first.run("apply", "--detach", *paths)
    made = tasks(ecs, cluster)
    recorder = record(sandbox)
    late = purser(recorder.url)
    for number in range(1, 10):
        ledger = {"PURSER_LEDGER": f"sqlite:new-{number}.db"}
        kill = getattr(recorder, side)[operation] = KillAt(number)
        struck = kill.over(late.start("ledger", "rebuild", "--without-cloudtrail", *paths, **ledger))
        getattr(recorder, side).clear()
        late.run("ledger", "rebuild", "--without-cloudtrail", *paths, **ledger)
        for each in range(2):
            found = launches_of(late, f"{name}-{each}", **ledger)
            assert [(launch["state"], launch["evidence"]) for launch in found] == [("launched", "observed")] * 2
        assert "No changes." in late.run("apply", "--detach", *paths, **ledger)
        assert "all is well" in late.run("ledger", "check", **ledger)
        if not struck:
            break
    assert number > 1 and not struck
    assert tasks(ecs, cluster) == made


def test_rebuilds_and_applies_at_once_launch_nothing(purser, sandbox, ecs, cluster, name):
    first = purser(sandbox)
    paths = [first.manifest(job(f"{name}-{number}", cluster, count=2)) for number in range(2)]
    first.run("apply", "--detach", *paths)
    made = tasks(ecs, cluster)
    late = purser(sandbox)
    late.run("ledger", "create")
    running = [
        late.start(*command, *paths) for command in
        [("ledger", "rebuild", "--without-cloudtrail"), ("apply", "--detach")] * 3]
    for process in running:
        _, complaints = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, complaints
    assert tasks(ecs, cluster) == made
    assert json.loads(late.run("ledger", "check", "--output", "json"))["findings"] == []
