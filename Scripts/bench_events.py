"""How quickly events are taken into a ledger in a file, beside what the sqlite3 shell alone does with the same rows.

    Scripts/bench_events.py [BINARY] [TASKS] [FOLDER]

100,000 tasks by default: 1,000,000 events, a fifth of them duplicates, shuffled within windows of 1,000, every tenth
task one of Purser's. Purser may take twice as long as the shell at the most, and 150 MB of memory; what it keeps has to
be what it keeps of the same events in their order. The shell does the same upserts, in transactions of as many rows,
with the same settings; it reads no JSON. The folder has to be on a real disk: on a file system in memory a flush costs
nothing.
"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests/Interop"))
from eventfeed import delivered, event, lives  # noqa: E402

BATCH = 1000
MOST_MEMORY = 150_000
LEAST_SHARE = 0.5
SETTINGS = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON;"
COLUMNS = "(arn, version, changed_at, cluster, status, started_by, instance_arn, detail)"
UPSERT = (
    "ON CONFLICT (arn) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at, "
    "cluster = excluded.cluster, status = excluded.status, started_by = excluded.started_by, "
    "instance_arn = excluded.instance_arn, detail = excluded.detail WHERE excluded.version > version;")


def is_ours(task: int) -> bool:
    return task % 10 == 0


def timed(command: list[str], folder: pathlib.Path, **options) -> tuple[float, int, str]:
    """Seconds, the most memory in KB, and what was printed."""
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=output, **options)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        output.seek(0)
        if status != 0:
            sys.exit(f"{command} failed: {os.waitstatus_to_exitcode(status)}")
        return seconds, usage.ru_maxrss, output.read().decode()


def quoted(text: str | None) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def write_sql(feed: pathlib.Path, ledger: pathlib.Path, script: pathlib.Path):
    """The statements for the shell: the tables of a ledger, and each event as the row that it makes."""
    with sqlite3.connect(ledger) as database:
        tables = [row[0] for row in database.execute(
            "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('task_states', 'task_transitions') AND sql IS NOT NULL")]
        steps = {(arn, version): step for arn, version, step in database.execute(
            "SELECT arn, version, step FROM task_transitions")}
        times = dict(database.execute("SELECT arn, changed_at FROM task_states"))
    with script.open("w") as out, feed.open() as lines:
        out.write(SETTINGS + "\n" + ";\n".join(tables) + ";\nBEGIN IMMEDIATE;\n")
        for number, line in enumerate(lines):
            if number and number % BATCH == 0:
                out.write("COMMIT;\nBEGIN IMMEDIATE;\n")
            detail = json.loads(line)["detail"]
            text = json.dumps(detail, sort_keys=True, separators=(",", ":"))
            arn, version = detail["taskArn"], detail["version"]
            out.write(
                f"INSERT INTO task_states {COLUMNS} VALUES ({quoted(arn)}, {version}, {times[arn]}, "
                f"{quoted(detail['clusterArn'])}, {quoted(detail['lastStatus'])}, {quoted(detail['startedBy'])}, NULL, "
                f"{quoted(text)}) {UPSERT}\n")
            if step := steps.get((arn, version)):
                out.write(
                    f"INSERT INTO task_transitions VALUES ({quoted(detail['startedBy'])}, {quoted(arn)}, {version}, "
                    f"{quoted(step)}) ON CONFLICT DO NOTHING;\n")
        out.write("COMMIT;\n")


def kept(ledger: pathlib.Path) -> tuple[list[str], list[str]]:
    """What a ledger keeps of tasks, one text a row."""
    with sqlite3.connect(ledger) as database:
        states = database.execute("SELECT arn, version, status, started_by, detail FROM task_states ORDER BY arn")
        steps = database.execute("SELECT * FROM task_transitions ORDER BY started_by, arn, version")
        return [repr(row) for row in states], [repr(row) for row in steps]


def main():
    binary = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".build/release/purser").resolve())
    tasks = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    parent = sys.argv[3] if len(sys.argv) > 3 else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="purser-events-", dir=parent))
    try:
        environment = os.environ | {"PURSER_SET": "bench"}

        def ingest(name: str) -> tuple[float, int, dict]:
            ledger = {"PURSER_LEDGER": f"sqlite:{name}/ledger.db"}
            seconds, memory, output = timed(
                [binary, "events", "ingest", f"{name}.jsonl", "--output", "json"], folder, env=environment | ledger,
                stderr=subprocess.DEVNULL)
            return seconds, memory, json.loads(output)

        with (folder / "order.jsonl").open("w") as out:
            for task, version in lives(tasks):
                out.write(event(task, version, is_ours(task)))
        ingest("order")
        (folder / "order.jsonl").unlink()
        with (folder / "feed.jsonl").open("w") as out:
            for task, version, delivery in delivered(tasks, seed=1):
                out.write(event(task, version, is_ours(task), delivery))
        seconds, memory, view = ingest("feed")
        events, ends = view["records"], view["tasks"]
        assert sum(ends.values()) == events and not view["malformed"]
        write_sql(folder / "feed.jsonl", folder / "feed/ledger.db", folder / "rows.sql")
        (folder / "feed.jsonl").unlink()
        with (folder / "rows.sql").open("rb") as script:
            shell, _, _ = timed(["sqlite3", "-batch", "shell.db"], folder, stdin=script)
        same = kept(folder / "feed/ledger.db") == kept(folder / "order/ledger.db")
        share = shell / seconds
        print(
            f"{events} events of {tasks} tasks: {ends['taken']} taken in, {ends['duplicate']} duplicate, "
            f"{ends['late']} late; {'the same' if same else 'NOT THE SAME'} as in their order")
        print(
            f"purser: {events / seconds:.0f} events/s; sqlite3 alone, the same rows in transactions of {BATCH}: "
            f"{events / shell:.0f}/s; share {share:.2f}, bound: {LEAST_SHARE}")
        print(f"memory: {memory / 1000:.0f} MB, bound: {MOST_MEMORY / 1000:.0f} MB")
        sys.exit(0 if same and share >= LEAST_SHARE and memory <= MOST_MEMORY else 1)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
