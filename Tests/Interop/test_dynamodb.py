"""Purser with a ledger in DynamoDB: moto's tables behind a recorder, the sandbox's ECS behind another.

Tasks are counted by boto3 in ECS; what Purser believes does not count.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import uuid

import pytest
from peers import PATIENCE, REGION, Purser, Server, client, finish, job
from recorder import Hold, Meeting, Recorder
from test_crashes import killed_apply, launches_of, tasks
from test_requests import Request, model_problems, signature_problems

ROOT = pathlib.Path(__file__).parents[2]
OPERATIONS = {
    "BatchGetItem", "CreateTable", "DescribeTable", "DescribeTimeToLive", "GetItem", "Query", "TransactWriteItems",
    "UpdateContinuousBackups", "UpdateTimeToLive",
}


@pytest.fixture(scope="module")
def dynamodb(tmp_path_factory, environment):
    """The URL of a server that speaks DynamoDB."""
    command = [sys.executable, str(pathlib.Path(__file__).with_name("serial_moto.py"))]
    with Server(command, tmp_path_factory.mktemp("dynamodb"), environment) as server:
        yield server.url


@pytest.fixture(scope="module")
def books(dynamodb, tmp_path_factory):
    """A recorder before DynamoDB; what a test hangs into it is taken out by that test."""
    with Recorder(tmp_path_factory.mktemp("books") / "recording.jsonl", dynamodb) as recorder:
        yield recorder


@pytest.fixture
def team(purser, books, sandbox, record):
    """Makes Pursers that share a ledger in a table of their own, made by `purser ledger create`."""
    table = f"ledger-{uuid.uuid4().hex[:12]}"

    def start(url: str) -> Purser:
        made = purser(url)
        made.environment |= {"PURSER_LEDGER": f"dynamodb:{table}", "AWS_ENDPOINT_URL_DYNAMODB": books.url}
        return made

    first = start(sandbox)
    assert first.run("ledger", "create") == f"dynamodb:{table}: made (set 'interop')\n"
    assert first.json("ledger", "create")["made"] is False
    yield start
    books.before.clear()
    books.after.clear()
    books.cut.clear()


def test_the_contract_of_all_stores_is_kept(dynamodb, environment):
    """The tests of `LedgerTests`, which the unit tests hold against memory and SQLite alone."""
    swift = shutil.which("swift")
    if swift is None or not list((ROOT / ".build/debug").glob("*.xctest")):
        pytest.skip("the unit tests are not built here: swift build --build-tests")
    suites = "Ledger(Contract|Conflict|Lock|Move|Replica)Tests|Event(Contract|Order)Tests|RunQueryTests|DynamoDBLedgerTests"
    done = subprocess.run(
        [swift, "test", "--skip-build", "--no-parallel", "--filter", suites], cwd=ROOT, capture_output=True, text=True,
        env=environment | {"PURSER_TEST_DYNAMODB": dynamodb}, timeout=600)
    failures = [line for line in done.stdout.splitlines() if line.startswith("✘")]
    assert done.returncode == 0, "\n".join(failures) + done.stderr[-2000:]
    assert re.search(r"Suite DynamoDBLedgerTests passed", done.stdout)
    assert not re.search(r"DynamoDBLedgerTests.*skipped", done.stdout)


@pytest.mark.parametrize("round_", range(1, 6))
def test_two_applies_of_one_table_launch_once(team, sandbox, record, ecs, cluster, name, round_):
    """Both have planned before either acts, on machines of their own: the table lets one of them claim the run."""
    recorder = record(sandbox)
    meeting = recorder.before["RegisterTaskDefinition"] = Meeting(2)
    members = [team(recorder.url) for _ in range(2)]
    manifest = job(name, cluster)
    for applying in [member.start("apply", "--detach", member.manifest(manifest)) for member in members]:
        finish(applying)
    assert meeting.took_place
    (made,) = tasks(ecs, cluster)
    for member in members:
        assert [launch["taskArn"] for launch in launches_of(member, name)] == [made]
        assert "No changes." in member.run("plan", member.manifest(manifest))


def test_killed_after_the_task_was_made(team, sandbox, record, ecs, cluster, name):
    """A colleague's apply finds in the table what the dead one had sent, and sends the same bytes."""
    recorder = record(sandbox)
    hold = recorder.after["RunTask"] = Hold()
    dead, colleague = team(recorder.url), team(recorder.url)
    killed_apply(dead, dead.manifest(job(name, cluster)), hold)
    (made,) = tasks(ecs, cluster)
    (launch,) = launches_of(colleague, name)
    assert (launch["state"], launch.get("taskArn")) == ("sent", None)
    colleague.run("apply", "--detach", colleague.manifest(job(name, cluster)))
    assert list(tasks(ecs, cluster)) == [made]
    assert [launch["taskArn"] for launch in launches_of(dead, name)] == [made]


@pytest.mark.parametrize("side", ["before", "after"])
def test_killed_while_the_table_is_written(team, books, sandbox, ecs, cluster, name, side):
    """The claim is on its way, or its answer is: either way the next apply launches once."""
    purser = team(sandbox)
    path = purser.manifest(job(name, cluster))
    hold = getattr(books, side)["TransactWriteItems"] = Hold()
    killed_apply(purser, path, hold)
    assert tasks(ecs, cluster) == {}
    purser.run("apply", "--detach", path)
    (made,) = tasks(ecs, cluster)
    # The dead one's write arrives now, and changes nothing.
    hold.released.set()
    assert [launch["taskArn"] for launch in launches_of(purser, name)] == [made]
    purser.run("apply", "--detach", path)
    assert list(tasks(ecs, cluster)) == [made]
    assert "all is well" in purser.run("ledger", "check")


@pytest.mark.parametrize("lost", range(1, 5))
def test_a_write_whose_answer_is_lost_is_read_again(team, books, sandbox, ecs, cluster, name, lost):
    """moto knows no tokens of transactions: the second send fails by the first one's rows, which are Purser's own."""
    purser = team(sandbox)
    path = purser.manifest(job(name, cluster))
    count = 0

    def cut_one():
        nonlocal count
        count += 1
        if count == lost:
            books.cut.add("TransactWriteItems")

    books.before["TransactWriteItems"] = cut_one
    purser.run("apply", "--detach", path)
    assert count > lost
    (made,) = tasks(ecs, cluster)
    (launch,) = launches_of(purser, name)
    assert (launch["state"], launch["taskArn"]) == ("launched", made)
    assert "all is well" in purser.run("ledger", "check")


def test_a_ledger_moves_into_a_table_and_back(team, purser, sandbox, ecs, cluster, name, tmp_path):
    """Nothing is launched again from the new place, and the old one is closed."""
    member = team(sandbox)
    table = member.environment["PURSER_LEDGER"]
    member.environment["PURSER_LEDGER"] = "sqlite:first.db"
    path = member.manifest(job(name, cluster))
    member.run("apply", "--detach", path)
    before = member.run("ledger", "export").splitlines()
    member.run("ledger", "move", table)
    refused = member.start("apply", "--detach", member.manifest(job(name + "-b", cluster)))
    _, complaint = refused.communicate(timeout=PATIENCE)
    assert refused.returncode == 1 and f"has moved to {table}" in complaint

    member.environment["PURSER_LEDGER"] = table
    assert "No changes." in member.run("apply", "--detach", path)
    member.run("ledger", "move", "sqlite:last.db")
    member.environment["PURSER_LEDGER"] = "sqlite:last.db"
    assert "No changes." in member.run("apply", "--detach", path)
    after = member.run("ledger", "export").splitlines()
    assert before[1:-1] == after[1:-1]
    assert len(tasks(ecs, cluster)) == 1


def test_a_large_run_is_claimed_and_launched(team, sandbox, ecs, cluster, name):
    """More units than a transaction has room for."""
    purser = team(sandbox)
    path = purser.manifest(job(name, cluster, count=60))
    purser.run("apply", "--detach", path)
    made = tasks(ecs, cluster)
    assert len(made) == len(set(made.values())) == 60
    assert sorted(launch["taskArn"] for launch in launches_of(purser, name)) == sorted(made)
    assert "No changes." in purser.run("apply", "--detach", path)
    assert "1 run, 60 launches: all is well" in purser.run("ledger", "check")


def test_a_missing_table_is_said_with_the_way_out(purser, books, sandbox, cluster, name):
    lonely = purser(sandbox)
    lonely.environment |= {"PURSER_LEDGER": "dynamodb:no-such-table", "AWS_ENDPOINT_URL_DYNAMODB": books.url}
    refused = lonely.start("apply", "--detach", lonely.manifest(job(name, cluster)))
    _, complaint = refused.communicate(timeout=PATIENCE)
    assert refused.returncode == 1
    assert "there is no such table in this region and account" in complaint
    assert "purser ledger create" in complaint


def test_the_table_is_one_that_a_person_would_make(team, dynamodb, sandbox):
    table = team(sandbox).environment["PURSER_LEDGER"].removeprefix("dynamodb:")
    described = client("dynamodb", dynamodb).describe_table(TableName=table)["Table"]
    assert described["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert described["DeletionProtectionEnabled"] is True
    assert [key["AttributeName"] for key in described["KeySchema"]] == ["pk", "sk"]
    backups = client("dynamodb", dynamodb).describe_continuous_backups(TableName=table)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


def test_requests_are_of_the_services_model_and_signed(books, team, sandbox, cluster, name):
    """Everything that the tests of this file have sent to DynamoDB, and one more apply."""
    purser = team(sandbox)
    purser.run("apply", "--detach", purser.manifest(job(name, cluster)))
    purser.run("history")
    requests = [Request(record) for record in books.recorded()]
    assert {request.operation for request in requests} == OPERATIONS
    for request in requests:
        assert model_problems(request) == []
        assert signature_problems(request) == []
        body = json.loads(request.body)
        if request.operation in ("GetItem", "Query"):
            assert body["ConsistentRead"] is True
        if request.operation == "TransactWriteItems":
            assert len(body["TransactItems"]) <= 100 and len(body["ClientRequestToken"]) <= 36
