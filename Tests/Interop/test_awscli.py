"""The sandbox as AWS's command line sees it: the calls that people make by hand, and what comes of them."""

import json
import re
import subprocess

import pytest

DEFINITION = {
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [
        {
            "name": "main",
            "image": "registry.example/report:1",
            "environment": [{"name": "PURSER_SANDBOX_SECONDS", "value": "60"}],
        }
    ],
}
NETWORK = "awsvpcConfiguration={subnets=[subnet-0a1b2c3d],securityGroups=[sg-0a1b2c3d]}"


@pytest.fixture
def definition(aws, name) -> str:
    """The ARN of a task definition of one container that runs for a minute."""
    registered = aws("register-task-definition", "--cli-input-json", json.dumps({"family": name, **DEFINITION}))
    return registered["taskDefinition"]["taskDefinitionArn"]


@pytest.fixture
def run_task(cluster, definition) -> list[str]:
    """The words of a run-task that has still to be told how many."""
    return [
        "run-task", "--cluster", cluster, "--task-definition", definition, "--launch-type", "FARGATE",
        "--network-configuration", NETWORK, "--started-by", "purser/report/1",
    ]


def test_a_cluster_and_a_definition_come_and_go(aws, name):
    made = aws("create-cluster", "--cluster-name", name, "--tags", "key=made,value=here")["cluster"]
    assert (made["clusterName"], made["status"]) == (name, "ACTIVE")
    described = aws("describe-clusters", "--clusters", name, "--include", "TAGS")
    assert described["clusters"][0]["tags"] == [{"key": "made", "value": "here"}]
    registered = aws("register-task-definition", "--cli-input-json", json.dumps({"family": name, **DEFINITION}))
    arn = registered["taskDefinition"]["taskDefinitionArn"]
    assert arn.endswith(f":task-definition/{name}:1")
    gone = aws("deregister-task-definition", "--task-definition", f"{name}:1")["taskDefinition"]
    assert (gone["taskDefinitionArn"], gone["status"]) == (arn, "INACTIVE")
    listed = aws("list-task-definitions", "--family-prefix", name, "--status", "INACTIVE")
    assert listed["taskDefinitionArns"] == [arn]


def test_one_token_launches_once(aws, cluster, run_task):
    once = [*run_task, "--client-token", "night-1", "--count", "2"]
    arns = sorted(task["taskArn"] for task in aws(*once)["tasks"])
    assert sorted(task["taskArn"] for task in aws(*once)["tasks"]) == arns
    refused = aws.run(*run_task, "--client-token", "night-1", "--count", "1", "--debug")
    assert refused.returncode == 255
    assert "An error occurred (ConflictException) when calling the RunTask operation" in refused.stderr
    # The command line keeps the other members of an error to itself, but for its log of what came over the wire.
    body = json.loads(re.search(r"Response body:\nb'(.*)'\n", refused.stderr)[1])
    assert sorted(body["resourceIds"]) == arns
    assert sorted(aws("list-tasks", "--cluster", cluster)["taskArns"]) == arns


def test_a_task_is_described_tagged_listed_and_stopped(aws, cluster, run_task):
    arn = aws(*run_task)["tasks"][0]["taskArn"]
    assert aws.run("tag-resource", "--resource-arn", arn, "--tags", "key=team,value=data").returncode == 0
    assert aws("list-tags-for-resource", "--resource-arn", arn)["tags"] == [{"key": "team", "value": "data"}]
    described = aws("describe-tasks", "--cluster", cluster, "--tasks", arn, "--include", "TAGS")
    assert described["failures"] == []
    assert described["tasks"][0]["startedBy"] == "purser/report/1"
    assert described["tasks"][0]["tags"] == [{"key": "team", "value": "data"}]
    stopped = aws("stop-task", "--cluster", cluster, "--task", arn, "--reason", "enough")["task"]
    assert (stopped["desiredStatus"], stopped["stoppedReason"]) == ("STOPPED", "enough")
    assert aws("list-tasks", "--cluster", cluster)["taskArns"] == []
    assert aws("list-tasks", "--cluster", cluster, "--desired-status", "STOPPED")["taskArns"] == [arn]


def test_lists_are_read_page_by_page(aws, cluster, run_task, request_log):
    arns = sorted(task["taskArn"] for task in aws(*run_task, "--count", "5")["tasks"])
    before = len(request_log())
    assert sorted(aws("list-tasks", "--cluster", cluster, "--page-size", "2")["taskArns"]) == arns
    assert [line["operation"] for line in request_log()[before:]] == ["ListTasks"] * 3


def test_the_waiter_sees_the_end(aws, cluster, run_task):
    arn = aws(*run_task)["tasks"][0]["taskArn"]
    aws("stop-task", "--cluster", cluster, "--task", arn)
    waited = aws.run("wait", "tasks-stopped", "--cluster", cluster, "--tasks", arn)
    assert (waited.returncode, waited.stderr) == (0, "")
    assert aws("describe-tasks", "--cluster", cluster, "--tasks", arn)["tasks"][0]["lastStatus"] == "STOPPED"


@pytest.mark.parametrize("operation", ["run-task", "start-task", "register-task-definition"])
def test_a_skeleton_becomes_a_manifest(aws, binary, tmp_path, operation):
    """What `--generate-cli-skeleton` prints, not a word of it filled in."""
    skeleton = aws.run(operation, "--generate-cli-skeleton")
    assert json.loads(skeleton.stdout)
    (tmp_path / "skeleton.json").write_text(skeleton.stdout)
    for words in (["init", "--set", "demo", "--from-json", "skeleton.json"], ["validate"]):
        done = subprocess.run([binary, *words], cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    assert done.stdout == "1 job is valid\n"
