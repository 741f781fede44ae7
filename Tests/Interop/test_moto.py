"""Purser against a server that others wrote: moto's."""

import pytest
from peers import client, job


@pytest.fixture
def moto_ecs(moto):
    return client("ecs", moto)


@pytest.fixture
def manifest(name, moto_cluster, moto_network):
    return job(name, moto_cluster, networkConfiguration=moto_network, tags={"team": "data"})


def test_a_job_is_launched_followed_and_stopped(purser, moto, moto_ecs, moto_cluster, manifest, name):
    purser = purser(moto)
    path = purser.manifest(manifest)
    planned = purser.json("plan", path)
    assert [(action["job"], action["action"]) for action in planned["actions"]] == [(name, "launch")]

    (launched,) = purser.json("apply", "--detach", path)["runs"]
    (launch,) = launched["launches"]
    arn = launch["taskArn"]
    assert (launched["job"], launched["status"], launch["evidence"]) == (name, "active", "answer")
    assert moto_ecs.list_tasks(cluster=moto_cluster)["taskArns"] == [arn]
    task = moto_ecs.describe_tasks(cluster=moto_cluster, tasks=[arn])["tasks"][0]
    assert task["startedBy"].startswith(f"purser/{name}/")
    definition = moto_ecs.describe_task_definition(taskDefinition=name)["taskDefinition"]
    assert launched["taskDefinition"] == task["taskDefinitionArn"] == definition["taskDefinitionArn"]
    assert (definition["cpu"], definition["memory"]) == ("256", "512")
    assert definition["containerDefinitions"][0]["command"] == ["report"]

    (status,) = purser.json("status")
    assert (status["run"], status["status"]) == (launched["run"], "active")
    assert (status["launches"][0]["taskArn"], status["launches"][0]["taskStatus"]) == (arn, "RUNNING")
    assert f"{launched['run']}  active" in purser.run("status")
    assert "No changes." in purser.run("plan", "--detailed-exitcode", path)

    # moto's containers all exit with 0, stopped or not; what was stopped has not succeeded for it.
    ended = purser.run("stop", name, "--reason", "enough")
    assert f"{launched['run']}  stopped" in ended and "exit codes main=0" in ended
    task = moto_ecs.describe_tasks(cluster=moto_cluster, tasks=[arn])["tasks"][0]
    assert (task["lastStatus"], task["desiredStatus"], task["stoppedReason"]) == ("STOPPED", "STOPPED", "enough")
    purser.run("wait", name, status=4)

    assert "already ran" in purser.run("apply", "--detach", path)
    assert len(tasks_of(moto_ecs, moto_cluster)) == 1


def test_an_unchanged_definition_is_registered_once(purser, moto, moto_ecs, moto_cluster, manifest, name):
    purser = purser(moto)
    purser.run("apply", "--detach", purser.manifest(manifest))
    manifest["spec"]["overrides"] = {"containerOverrides": [{"name": "main", "command": ["report", "again"]}]}
    applied = purser.run("apply", "--detach", purser.manifest(manifest))
    assert "~ overrides: (absent) ->" in applied
    assert "registers" not in applied
    assert len(tasks_of(moto_ecs, moto_cluster)) == 2
    assert len(moto_ecs.list_task_definitions(familyPrefix=name)["taskDefinitionArns"]) == 1


def test_what_moto_refuses_is_said_and_nothing_is_launched(purser, moto, moto_ecs, moto_cluster, manifest, name):
    """moto knows neither the task definition nor the cluster; each is one sentence, and the exit code is 1."""
    purser = purser(moto)
    manifest["spec"]["taskDefinition"] = f"{name}:7"
    assert f"task definition '{name}:7' does not exist" in purser.run(
        "apply", "--detach", purser.manifest(manifest), status=1)
    manifest["spec"]["cluster"] = "no-such"
    assert "cluster 'no-such' does not exist" in purser.run(
        "apply", "--detach", purser.manifest(manifest), status=1)
    assert tasks_of(moto_ecs, moto_cluster) == []


def tasks_of(ecs, cluster: str) -> list[str]:
    return [
        arn for status in ("RUNNING", "STOPPED")
        for arn in ecs.list_tasks(cluster=cluster, desiredStatus=status)["taskArns"]
    ]
