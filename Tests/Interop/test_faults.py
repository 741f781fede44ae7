"""What boto3 makes of a sandbox in which a script has things go wrong, or which is as strict as ECS."""

import json
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
import pytest
from peers import KEY_ID, REGION, SECRET, Server, client
from test_sandbox import launch, register

SCRIPT = """
faults:
  - {on: RunTask, match: {startedBy: after, nth: 1}, do: {error: {code: ServerException, status: 500, afterEffect: true}}}
  - {on: RunTask, match: {startedBy: reset, nth: 1}, do: {reset: {}}}
  - {on: RunTask, match: {startedBy: dropped, nth: 1}, do: {drop: {}}}
  - {on: RunTask, match: {startedBy: cut, nth: 1}, do: {truncate: {bytes: 10}}}
  - {on: RunTask, match: {startedBy: wrapped}, do: {throttle: {wrapped: true}}}
  - {on: DescribeTasks, match: {startedBy: absent}, do: {missing: {times: 2}}}
"""


@pytest.fixture(scope="module")
def serve(binary, tmp_path_factory, environment):
    """Starts sandboxes with more options, and ends them."""
    servers = []

    def start(*options):
        folder = tmp_path_factory.mktemp("faulty")
        command = [binary, "sandbox", "--port", "0", "--folder", str(folder / "files"), *options]
        servers.append(Server(command, folder, environment))
        return servers[-1].__enter__().url

    yield start
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture(scope="module")
def faulty(serve, tmp_path_factory):
    script = tmp_path_factory.mktemp("script") / "faults.yaml"
    script.write_text(SCRIPT)
    return serve("--faults", str(script))


def patient(url):
    """boto3 as it comes: it repeats by itself, with a token of its own."""
    return boto3.client(
        "ecs", endpoint_url=url, region_name=REGION, aws_access_key_id=KEY_ID, aws_secret_access_key=SECRET,
        config=botocore.config.Config(retries={"mode": "standard"}))


@pytest.mark.parametrize("fault", ["after", "reset", "dropped", "cut"])
def test_a_lost_answer_is_asked_for_again_and_names_the_one_task(faulty, fault):
    ecs = patient(faulty)
    definition = register(ecs, f"lost-{fault}")
    tasks = launch(ecs, "default", definition, "600", startedBy=fault)["tasks"]
    assert len(tasks) == 1
    assert len(ecs.list_tasks(startedBy=fault)["taskArns"]) == 1


def test_a_wrapped_throttle_is_an_invalid_parameter_to_boto3(faulty):
    ecs = client("ecs", faulty)
    with pytest.raises(ecs.exceptions.InvalidParameterException, match="ErrorCode: RequestLimitExceeded"):
        launch(ecs, "default", register(ecs, "wrapped"), startedBy="wrapped")


def test_a_task_is_missing_twice(faulty):
    ecs = client("ecs", faulty)
    arn = launch(ecs, "default", register(ecs, "absent"), startedBy="absent")["tasks"][0]["taskArn"]
    found = [len(ecs.describe_tasks(tasks=[arn])["tasks"]) for _ in range(3)]
    assert found == [0, 0, 1]


def test_a_strict_sandbox_throttles_and_shows_late(serve):
    ecs = client("ecs", serve("--strict"))
    definition = register(ecs, "strict")
    arns = [launch(ecs, "default", definition)["tasks"][0]["taskArn"] for _ in range(4)]
    answer = ecs.describe_tasks(tasks=arns)
    assert 0 < len(answer["failures"]) < 4
    assert {failure["reason"] for failure in answer["failures"]} == {"MISSING"}
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        for _ in range(60):
            ecs.create_cluster(clusterName="strict")
    assert caught.value.response["Error"] == {"Code": "ThrottlingException", "Message": "Rate exceeded"}


def test_hours_pass_in_a_moment(serve):
    url = serve()
    ecs = client("ecs", url)
    arn = launch(ecs, "default", register(ecs, "old"))["tasks"][0]["taskArn"]
    ecs.get_waiter("tasks_stopped").wait(tasks=[arn], WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})
    request = urllib.request.Request(url + "/_sandbox/clock", b'{"advanceSeconds": 60}')
    assert json.load(urllib.request.urlopen(request))["now"]
    assert len(ecs.describe_tasks(tasks=[arn])["tasks"]) == 1
    request = urllib.request.Request(url + "/_sandbox/clock", b'{"advanceSeconds": 3600}')
    urllib.request.urlopen(request).close()
    # boto3 signs by its own clock, an hour behind now: it is told so, as AWS would tell it.
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        ecs.describe_tasks(tasks=[arn])
    assert caught.value.response["Error"]["Code"] == "InvalidSignatureException"
