"""Taking events in: killed at any time, by two at once, from pipes; counted by hand, never by Purser alone."""

import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import time
import uuid

import pytest
from eventfeed import arn, delivered, event, lives
from peers import PATIENCE, Purser, Server, client

TASKS = int(os.environ.get("PURSER_EVENT_TASKS", "400"))
KILLS = int(os.environ.get("PURSER_EVENT_KILLS", "40"))


@pytest.fixture
def taking(purser) -> Purser:
    """A Purser with a ledger in a file, which calls nobody."""
    made = purser("http://127.0.0.1:9")
    made.environment |= {"PURSER_LEDGER": "sqlite:book/events.db"}
    return made


def feed(seed: int, tasks: int = TASKS) -> str:
    found = delivered(tasks, seed)
    return "".join(event(task, version, ours=task % 2 == 0, identity=nth) for task, version, nth in found)


def book(purser: Purser) -> dict[str, object]:
    """What is kept, read past Purser."""
    with sqlite3.connect(purser.folder / "book/events.db") as database:
        def rows(sql: str):
            return database.execute(sql).fetchall()
        return {
            "states": rows("SELECT * FROM task_states ORDER BY arn"),
            "steps": rows("SELECT * FROM task_transitions ORDER BY started_by, arn, version"),
            "counts": dict(rows("SELECT entry, count FROM event_counts")),
            "integrity": rows("PRAGMA integrity_check"),
        }


def in_order(purser: Purser, tasks: int = TASKS) -> dict[str, object]:
    """What is kept of the same lives without duplicates and in their order."""
    text = "".join(event(task, version, ours=task % 2 == 0) for task, version in lives(tasks))
    (purser.folder / "order.jsonl").write_text(text)
    purser.run("events", "ingest", "order.jsonl", PURSER_LEDGER="sqlite:order/events.db")
    with sqlite3.connect(purser.folder / "order/events.db") as database:
        return {
            "states": database.execute("SELECT * FROM task_states ORDER BY arn").fetchall(),
            "steps": database.execute("SELECT * FROM task_transitions ORDER BY started_by, arn, version").fetchall(),
        }


def check(found: dict[str, object], expected: dict[str, object], records: int):
    assert found["integrity"] == [("ok",)]
    assert found["states"] == expected["states"]
    assert len(found["states"]) == TASKS and {row[1] for row in found["states"]} == {8}
    assert found["steps"] == expected["steps"]
    assert sum(found["counts"].values()) == records


def test_killed_at_any_time_nothing_is_lost_and_nothing_counted_twice(taking):
    """The same command again and again, killed at a random moment; PURSER_EVENT_KILLS=200 does it more often."""
    chance = random.Random(7)
    expected = in_order(taking)
    kills = 0
    rounds = 0
    while kills < KILLS:
        rounds += 1
        text = feed(rounds)
        (taking.folder / "feed.jsonl").write_text(text)
        for path in (taking.folder / "book").glob("*"):
            path.unlink()
        spread = 0.4
        while True:
            process = taking.start("events", "ingest", "feed.jsonl")
            try:
                process.wait(chance.uniform(0, spread))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate(timeout=PATIENCE)
                kills += 1
                spread *= 1.05
                continue
            assert process.returncode == 0, process.communicate()[1]
            break
        check(book(taking), expected, text.count("\n"))
    print(f"{kills} kills, {rounds} feeds of {TASKS} tasks")


def test_two_consumers_share_a_ledger(taking):
    """Both read all of it, from files of their own: what is kept is what one would have kept."""
    expected = in_order(taking)
    texts = [feed(11), feed(12)]
    processes = []
    for number, text in enumerate(texts):
        (taking.folder / f"feed-{number}.jsonl").write_text(text)
        processes.append(taking.start("events", "ingest", f"feed-{number}.jsonl"))
    for process in processes:
        _, complaint = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, complaint
    check(book(taking), expected, sum(text.count("\n") for text in texts))


def test_two_consumers_of_one_file_do_not_count_it_twice(taking):
    text = feed(21)
    (taking.folder / "feed.jsonl").write_text(text)
    processes = [taking.start("events", "ingest", "feed.jsonl") for _ in range(2)]
    ends = [(process.communicate(timeout=PATIENCE), process.returncode) for process in processes]
    # One of them may have lost the race, and says so; the same command again finishes what there is.
    for (_, complaint), status in ends:
        assert status == 0 or "another process takes in the same source" in complaint
    taking.run("events", "ingest", "feed.jsonl")
    check(book(taking), in_order(taking), text.count("\n"))


def test_a_pipe_that_stays_open_is_taken_in_as_it_comes(taking):
    """What a pipe brings is kept soon, and not only when it ends or when there is much of it."""
    process = subprocess.Popen(
        [taking.binary, "events", "ingest", "-", "--output", "json"], cwd=taking.folder, env=taking.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        for version in (1, 4, 8):
            process.stdin.write(event(1, version, ours=True))
            process.stdin.flush()
            end = time.monotonic() + PATIENCE
            while True:
                kept = taking.json("tasks") if (taking.folder / "book/events.db").exists() else []
                if [task["version"] for task in kept] == [version]:
                    break
                assert time.monotonic() < end, f"version {version} was not taken in while the pipe was open"
        process.stdin.write("half of a rec")
        output, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    view = json.loads(output)
    assert view["tasks"]["taken"] == 3 and view["malformed"] == {"notJSON": 1}
    assert process.returncode == 1
    (task,) = taking.json("tasks")
    assert task["task"] == arn(1) and task["job"] == "etl" and task["exitCodes"] == {"main": 0}


def test_a_named_pipe_of_a_killed_consumer_is_read_on(taking):
    """Killed while standard input comes; the whole stream again, under its name, is counted once."""
    expected = in_order(taking)
    text = feed(31)
    lines = text.splitlines(keepends=True)
    arguments = ["events", "ingest", "-", "--source", "queue"]
    for part in (1500, 2600):
        process = subprocess.Popen(
            [taking.binary, *arguments], cwd=taking.folder, env=taking.environment, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        process.stdin.write("".join(lines[:part]))
        process.stdin.flush()
        time.sleep(0.3)
        process.kill()
        process.wait(PATIENCE)
    done = subprocess.run(
        [taking.binary, *arguments], cwd=taking.folder, env=taking.environment, input=text, capture_output=True,
        text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    check(book(taking), expected, len(lines))


@pytest.fixture(scope="module")
def aws(tmp_path_factory, environment):
    """The URL of a server that speaks SQS and DynamoDB."""
    command = [sys.executable, str(pathlib.Path(__file__).with_name("serial_moto.py"))]
    with Server(command, tmp_path_factory.mktemp("aws"), environment) as server:
        yield server.url


def test_two_consumers_share_the_tables_of_dynamodb(taking, aws):
    """The tables are those of AWS's guide, and boto3 reads them."""
    table = f"ledger-{uuid.uuid4().hex[:12]}"
    taking.environment |= {"PURSER_LEDGER": f"dynamodb:{table}", "AWS_ENDPOINT_URL_DYNAMODB": aws}
    early = taking.start("tasks")
    assert "purser events setup makes it" in early.communicate(timeout=PATIENCE)[1]
    taking.run("ledger", "create")
    assert taking.run("events", "setup") == "ECSTaskState: made\nECSCtrInstanceState: made\n"
    assert taking.run("events", "setup") == "all is there already\n"
    processes = []
    records = 0
    for number in range(2):
        text = feed(51 + number, tasks=20)
        records += text.count("\n")
        (taking.folder / f"feed-{number}.jsonl").write_text(text)
        processes.append(taking.start("events", "ingest", f"feed-{number}.jsonl", "--output", "json"))
    for process in processes:
        _, complaint = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, complaint
    dynamodb = client("dynamodb", aws)
    items = dynamodb.scan(TableName="ECSTaskState", ConsistentRead=True)["Items"]
    assert {item["taskArn"]["S"] for item in items} == {arn(task) for task in range(20)}
    assert {item["version"]["N"] for item in items} == {"8"} and {item["cw_version"]["S"] for item in items} == {"0"}
    assert all(item["containers"]["L"][0]["M"]["lastStatus"]["S"] == "STOPPED" for item in items)
    counts = dynamodb.query(
        TableName=table, KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
        ExpressionAttributeValues={":p": {"S": "events#interop"}, ":s": {"S": "COUNT#"}})["Items"]
    assert sum(int(item["n"]["N"]) for item in counts) == records
    tasks = taking.json("tasks", "--job", "etl", "--limit", "100")
    assert len(tasks) == 10 and {task["status"] for task in tasks} == {"STOPPED"}
    assert taking.run("events", "tail", "--limit", "5").count("\n") == 5
    again = json.loads(taking.run("events", "ingest", "feed-0.jsonl", "--output", "json"))
    assert again["records"] == 0 and again["recordsBefore"] > 0


@pytest.fixture
def queue(taking, aws):
    """A queue with a dead-letter queue behind it, and a Purser that receives from it."""
    sqs = client("sqs", aws)
    dead = sqs.create_queue(QueueName=f"dead-{uuid.uuid4().hex}")["QueueUrl"]
    dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": "2"})
    url = sqs.create_queue(
        QueueName=f"events-{uuid.uuid4().hex}", Attributes={"RedrivePolicy": redrive})["QueueUrl"]
    taking.environment |= {
        "PURSER_EVENTS": f"sqs:{url}", "AWS_ENDPOINT_URL_SQS": aws, "AWS_ENDPOINT_URL_DYNAMODB": aws,
    }

    class Queue:
        def send(self, texts: list[str]):
            for start in range(0, len(texts), 10):
                entries = [{"Id": str(n), "MessageBody": text} for n, text in enumerate(texts[start:start + 10])]
                assert not sqs.send_message_batch(QueueUrl=url, Entries=entries).get("Failed")

        def messages(self) -> tuple[int, int]:
            """How many there are, seen and hidden ones."""
            names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            return int(found[names[0]]), int(found[names[1]])

    return Queue()


def lines_of(seed: int, tasks: int) -> list[str]:
    return feed(seed, tasks).splitlines()


def test_two_consumers_of_one_queue(taking, queue):
    """What a queue brings is kept, and deleted; each message is counted once."""
    texts = lines_of(41, 60)
    queue.send(texts)
    processes = [taking.start("events", "receive", "--until-empty", "--output", "json") for _ in range(2)]
    records = 0
    for process in processes:
        output, complaint = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, complaint
        records += json.loads(output)["records"]
    assert records == len(texts)
    assert queue.messages() == (0, 0)
    found = book(taking)
    assert sum(found["counts"].values()) == len(texts)
    assert len(found["states"]) == 60 and {row[1] for row in found["states"]} == {8}


def test_what_is_no_event_is_left_to_the_dead_letter_queue(taking, queue):
    """It stops nothing, is told of and counted, and is not deleted."""
    wrapped = json.dumps({"Type": "Notification", "Message": event(2, 8, ours=True)})
    queue.send(["Hello", event(1, 8, ours=True), wrapped])
    process = taking.start("events", "receive", "--until-empty", "--output", "json")
    output, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "not valid JSON" in complaint and "left to the dead-letter queue (received 1 time)" in complaint
    view = json.loads(output)
    assert view["malformed"] == {"notJSON": 1} and view["tasks"]["taken"] == 2
    assert queue.messages() == (0, 1)


def test_two_consumers_of_one_queue_and_one_store_in_dynamodb(taking, queue, aws):
    """The tables are those of AWS's guide, and boto3 reads them."""
    table = f"ledger-{uuid.uuid4().hex[:12]}"
    taking.environment |= {"PURSER_LEDGER": f"dynamodb:{table}"}
    taking.run("ledger", "create")
    taking.run("events", "setup")
    texts = lines_of(51, 20)
    queue.send(texts)
    processes = [taking.start("events", "receive", "--until-empty", "--output", "json") for _ in range(2)]
    ends = []
    for process in processes:
        output, complaint = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, complaint
        ends.append(json.loads(output))
    assert sum(end["records"] for end in ends) == len(texts)
    dynamodb = client("dynamodb", aws)
    items = dynamodb.scan(TableName="ECSTaskState", ConsistentRead=True)["Items"]
    assert {item["taskArn"]["S"] for item in items} == {arn(task) for task in range(20)}
    assert {item["version"]["N"] for item in items} == {"8"} and {item["cw_version"]["S"] for item in items} == {"0"}
    assert all(item["containers"]["L"][0]["M"]["lastStatus"]["S"] == "STOPPED" for item in items)
    tasks = taking.json("tasks", "--job", "etl", "--limit", "100")
    assert len(tasks) == 10 and {task["status"] for task in tasks} == {"STOPPED"}
    assert taking.run("events", "tail", "--limit", "5").count("\n") == 5
