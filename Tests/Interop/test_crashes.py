"""Purser killed at the worst moment, and Purser beside itself: one task all the same.

A recorder before the sandbox holds the request or its answer, so that a kill hits exactly between the two. Tasks are
counted by boto3 in ECS, running and stopped, by what they carry as `startedBy`; what Purser believes does not count.
"""

import pytest
from peers import PATIENCE, Purser, client, eventually, finish, job
from recorder import Hold, Meeting

ROUNDS = 20


def tasks(ecs, cluster: str) -> dict[str, str]:
    """`startedBy` by ARN, of all tasks of a cluster."""
    arns = [
        arn for status in ("RUNNING", "STOPPED")
        for arn in ecs.list_tasks(cluster=cluster, desiredStatus=status)["taskArns"]
    ]
    if not arns:
        return {}
    described = ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"]
    return {task["taskArn"]: task["startedBy"] for task in described}


def launches_of(purser: Purser, name: str, **settings: str) -> list[dict]:
    """The launches of the one run of a job, as the ledger has them."""
    (run,) = purser.json("status", name, **settings)
    return run["launches"]


def killed_apply(purser: Purser, path: str, hold: Hold):
    """Applies, and ends the process by a signal that it cannot handle, while a call of its is held."""
    applying = purser.start("apply", "--detach", path)
    assert hold.reached.wait(30), "the call to be held did not come"
    applying.kill()
    applying.communicate(timeout=30)
    assert applying.returncode == -9


def test_killed_after_the_task_was_made(purser, sandbox, record, ecs, cluster, name):
    """ECS has launched and answered; the answer met nobody. The second apply sends the same bytes and hears of the
    same task."""
    recorder = record(sandbox)
    hold = recorder.after["RunTask"] = Hold()
    purser = purser(recorder.url)
    path = purser.manifest(job(name, cluster))
    killed_apply(purser, path, hold)
    (made,) = tasks(ecs, cluster)
    (launch,) = launches_of(purser, name)
    assert (launch["state"], launch.get("taskArn")) == ("sent", None)

    purser.run("apply", "--detach", path)
    assert list(tasks(ecs, cluster)) == [made]
    (launch,) = launches_of(purser, name)
    assert (launch["state"], launch["taskArn"]) == ("launched", made)
    assert "No changes." in purser.run("plan", path)


def test_killed_before_the_request_arrived(purser, sandbox, record, ecs, cluster, name):
    """The request is under way when Purser dies, the second apply launches, and only then the first request arrives,
    from a sender long dead: its token says that there is nothing to do."""
    recorder = record(sandbox)
    hold = recorder.before["RunTask"] = Hold()
    purser = purser(recorder.url)
    path = purser.manifest(job(name, cluster))
    killed_apply(purser, path, hold)
    assert tasks(ecs, cluster) == {}

    purser.run("apply", "--detach", path)
    (made,) = tasks(ecs, cluster)
    sent = recorder.recorded("RunTask")
    assert len(sent) == 1
    hold.released.set()
    eventually(lambda: len(recorder.recorded("RunTask")) == 2, "the late request")
    first, late = recorder.recorded("RunTask")
    assert first["body"] == late["body"]
    assert late["status"] == 200
    assert list(tasks(ecs, cluster)) == [made]
    assert [launch["taskArn"] for launch in launches_of(purser, name)] == [made]


def test_killed_before_the_run_was_written(purser, sandbox, record, ecs, cluster, name):
    """Killed while its task definition is registered, Purser owes nothing yet; the second apply does all of it, and
    with the same revision."""
    recorder = record(sandbox)
    hold = recorder.after["RegisterTaskDefinition"] = Hold()
    purser = purser(recorder.url)
    path = purser.manifest(job(name, cluster))
    killed_apply(purser, path, hold)
    purser.run("apply", "--detach", path)
    assert len(tasks(ecs, cluster)) == 1
    assert len(ecs.list_task_definitions(familyPrefix=name)["taskDefinitionArns"]) == 1


def test_an_answer_that_is_lost_is_asked_for_again(purser, sandbox, record, ecs, cluster, name):
    """The connection breaks instead of an answer: the same process sends the same bytes again."""
    recorder = record(sandbox)
    recorder.cut.add("RunTask")
    purser = purser(recorder.url)
    purser.run("apply", "--detach", purser.manifest(job(name, cluster)))
    (made,) = tasks(ecs, cluster)
    first, second = recorder.recorded("RunTask")
    assert first["body"] == second["body"]
    assert [launch["taskArn"] for launch in launches_of(purser, name)] == [made]


def test_moto_ignores_tokens_and_launches_twice(purser, moto, moto_cluster, moto_network, record, name):
    """The boundary of the promise: it stands on ECS keeping its word about tokens.

    A launch that was sent and not heard of is sent again, with the same bytes, for 40 minutes from the first time; that
    no second task comes of it is the work of `clientToken`, which ECS remembers for longer than that. moto does not
    look at the token, so each send is a task there. Purser does what it shall do (one body, sent twice, one launch in
    the ledger), and ends with a task that it does not know. Against the sandbox, which heeds tokens, the same kill ends
    with one task: `test_killed_after_the_task_was_made`.
    """
    ecs = client("ecs", moto)
    recorder = record(moto)
    hold = recorder.after["RunTask"] = Hold()
    purser = purser(recorder.url)
    path = purser.manifest(job(name, moto_cluster, networkConfiguration=moto_network))
    killed_apply(purser, path, hold)
    (first,) = tasks(ecs, moto_cluster)

    purser.run("apply", "--detach", path)
    made = tasks(ecs, moto_cluster)
    sent = recorder.recorded("RunTask")
    assert len(sent) == len(made) == 2
    assert sent[0]["body"] == sent[1]["body"]
    assert len(set(made.values())) == 1, "both carry the name of the one launch"
    (launch,) = launches_of(purser, name)
    assert launch["taskArn"] in made and launch["taskArn"] != first
    assert "No changes." in purser.run("apply", "--detach", path)
    assert tasks(ecs, moto_cluster) == made


@pytest.mark.parametrize("round_", range(1, ROUNDS + 1))
def test_two_applies_of_one_ledger_launch_once(purser, sandbox, record, ecs, cluster, name, round_):
    """Both have made the same plan before either acts on it: the ledger lets one of them claim the run, both may send
    its launch, and the token makes one task of it."""
    recorder = record(sandbox)
    meeting = recorder.before["RegisterTaskDefinition"] = Meeting(2)
    purser = purser(recorder.url)
    path = purser.manifest(job(name, cluster))
    for applying in [purser.start("apply", "--detach", path) for _ in range(2)]:
        finish(applying)
    assert meeting.took_place
    (made,) = tasks(ecs, cluster)
    assert [launch["taskArn"] for launch in launches_of(purser, name)] == [made]


@pytest.mark.parametrize(
    ("operation", "statuses", "evidence"),
    [
        pytest.param("RegisterTaskDefinition", [200, 400], ["answer", "conflict"], id="other revisions"),
        pytest.param("RunTask", [200, 200], ["answer", "answer"], id="the same revision"),
    ],
)
def test_two_applies_of_two_ledgers_launch_once(
    purser, sandbox, record, ecs, cluster, name, operation, statuses, evidence
):
    """Neither ledger knows of the other; the token that both compute makes ECS answer one of them with the other's
    task. Where both registered a revision of their own, their bodies differ: ECS speaks of a conflict, and Purser
    adopts the task that it names. Where both name one revision, ECS gives its first answer again."""
    recorder = record(sandbox)
    manifest = job(name, cluster)
    if operation == "RunTask":
        ecs.register_task_definition(**manifest["spec"]["taskDefinition"])
        manifest["spec"]["taskDefinition"] = f"{name}:1"
    meeting = recorder.before[operation] = Meeting(2)
    purser = purser(recorder.url)
    path = purser.manifest(manifest)
    ledgers = [{"PURSER_LEDGER": f"sqlite:{ledger}.db"} for ledger in "ab"]
    for applying in [purser.start("apply", "--detach", path, **ledger) for ledger in ledgers]:
        finish(applying)
    assert meeting.took_place
    (made,) = tasks(ecs, cluster)
    found = [launch for ledger in ledgers for launch in launches_of(purser, name, **ledger)]
    assert [launch["taskArn"] for launch in found] == [made, made]
    assert sorted(launch["evidence"] for launch in found) == evidence
    assert sorted(record["status"] for record in recorder.recorded("RunTask")) == statuses


def test_many_applies_of_one_file_wait_for_each_other(purser, sandbox, ecs, cluster, name):
    """Ten processes write the same file: each waits for its turn, and nobody hears of SQLite's locks."""
    purser = purser(sandbox)
    paths = [purser.manifest(job(f"{name}-{number}", cluster, count=3)) for number in range(10)]
    applying = [purser.start("apply", "--detach", path) for path in paths]
    for process in applying:
        _, complaints = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, complaints
        assert "lock" not in complaints and "busy" not in complaints
    made = tasks(ecs, cluster)
    assert len(made) == len(set(made.values())) == 30
    assert "10 runs, 30 launches: all is well" in purser.run("ledger", "check")
