"""Every request that Purser sends, held against AWS's own model of its services, and its signature against botocore's.

A recorder stands between Purser and the sandbox, and another between Purser and moto, while jobs are planned, applied,
asked about and stopped. What they wrote down is judged here: all of it, operation by operation.
"""

import base64
import copy
import json
import re

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from peers import KEY_ID, SECRET, Purser, client, job
from recorder import Recorder

SERVICES = {
    "AmazonEC2ContainerServiceV20141113": "ecs",
    "DynamoDB_20120810": "dynamodb",
    "Logs_20140328": "logs",
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101": "cloudtrail",
}
MUST_BE_SIGNED = {"content-type", "host", "x-amz-date", "x-amz-target"}
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})")

# What Purser asks each peer for while it is driven: what is not here fails a test, and so does what is not sent.
OPERATIONS = {
    "sandbox": {
        "DescribeClusters", "DescribeTaskDefinition", "DescribeTasks", "GetLogEvents", "ListTasks",
        "RegisterTaskDefinition", "RunTask", "StartTask", "StopTask",
    },
    "moto": {
        "DescribeClusters", "DescribeTaskDefinition", "DescribeTasks", "GetLogEvents", "ListTasks",
        "RegisterTaskDefinition", "RunTask", "StopTask",
    },
}
CASES = [(peer, operation) for peer in sorted(OPERATIONS) for operation in sorted(OPERATIONS[peer])]


class Request:
    """One recorded request, taken apart."""

    def __init__(self, record):
        self.method = record["method"]
        self.path = record["path"]
        self.body = base64.b64decode(record["body"])
        names = [name.lower() for name, _ in record["headers"]]
        self.repeated = sorted({name for name in names if names.count(name) > 1})
        self.headers = {name.lower(): value for name, value in record["headers"]}
        prefix, _, self.operation = self.headers.get("x-amz-target", "").rpartition(".")
        self.service = SERVICES.get(prefix)


def model_problems(request: Request) -> list[str]:
    """What AWS's model of the service says against the request; empty where nothing."""
    if request.service is None:
        return [f"no service has the target {request.headers.get('x-amz-target')!r}"]
    model = ServiceModel(Loader().load_service_model(request.service, "service-2"))
    problems = []
    version = model.metadata["jsonVersion"]
    if request.headers.get("content-type") != f"application/x-amz-json-{version}":
        problems.append(f"the content type is {request.headers.get('content-type')!r}")
    if (request.method, request.path) != ("POST", "/"):
        problems.append(f"the request is {request.method} {request.path}")
    if request.operation not in model.operation_names:
        return problems + [f"no operation {request.operation!r}"]
    shape = model.operation_model(request.operation).input_shape
    report = ParamValidator().validate(json.loads(request.body), shape)
    if report.has_errors():
        problems.append(report.generate_report())
    return problems


def signature_problems(request: Request) -> list[str]:
    """What botocore says against the signature of the request; empty where nothing."""
    if request.repeated:
        return [f"headers stand twice: {request.repeated}"]
    parts = AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if parts is None:
        return [f"the Authorization header is {request.headers.get('authorization')!r}"]
    signed = parts["headers"].split(";")
    problems = []
    if not MUST_BE_SIGNED <= set(signed):
        problems.append(f"not signed: {sorted(MUST_BE_SIGNED - set(signed))}")
    if "x-amz-security-token" in request.headers and "x-amz-security-token" not in signed:
        problems.append("the session token is not signed")
    if parts["service"] != request.service:
        problems.append(f"signed for {parts['service']}")
    date = request.headers.get("x-amz-date", "")
    if date[:8] != parts["day"]:
        problems.append(f"signed for the day {parts['day']} at {date}")
    if parts["key"] != KEY_ID:
        return problems + [f"signed with the unknown key {parts['key']}"]
    copied = AWSRequest(
        method=request.method,
        url=f"http://{request.headers['host']}{request.path}",
        headers={name: request.headers[name] for name in signed if name != "host"},
        data=request.body,
    )
    copied.context["timestamp"] = date
    signer = SigV4Auth(Credentials(KEY_ID, SECRET), parts["service"], parts["region"])
    canonical = signer.canonical_request(copied)
    expected = signer.signature(signer.string_to_sign(copied, canonical), copied)
    if expected != parts["signature"]:
        problems.append(f"the signature is {parts['signature']}, botocore has {expected} over\n{canonical}")
    return problems


def rich_job(name: str, cluster: str) -> dict:
    """A job that fills in much of what RunTask and RegisterTaskDefinition take, in more than one script."""
    manifest = job(
        name, cluster, count=2, platformVersion="1.4.0", propagateTags="TASK_DEFINITION", enableECSManagedTags=True,
        tags={"team": "data", "Kostenstelle": "Größe 4 / +-=._:@"})
    spec = manifest["spec"]
    spec["overrides"] = {
        "cpu": "512",
        "memory": "1024",
        "ephemeralStorage": {"sizeInGiB": 30},
        "containerOverrides": [
            {
                "name": "main",
                "command": ["sh", "-c", "echo \"größe\" ✓ 🚀 \\ \t </script>"],
                "environment": [{"name": "EMPTY", "value": ""}, {"name": "PURSER_SANDBOX_SECONDS", "value": "60"}],
                "memoryReservation": 256,
            }
        ],
    }
    definition = spec["taskDefinition"]
    definition["executionRoleArn"] = "arn:aws:iam::123456789012:role/execution"
    definition["volumes"] = [{"name": "scratch", "configuredAtLaunch": True}]
    definition["ephemeralStorage"] = {"sizeInGiB": 25}
    definition["containerDefinitions"][0] |= {
        "mountPoints": [{"sourceVolume": "scratch", "containerPath": "/scratch"}],
        "stopTimeout": 5,
        "healthCheck": {"command": ["CMD-SHELL", "true"], "interval": 10, "retries": 2},
        "dockerLabels": {"größe": "✓"},
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": "jobs", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "purser"},
        },
    }
    spec["volumeConfigurations"] = [
        {
            "name": "scratch",
            "managedEBSVolume": {
                "roleArn": "arn:aws:iam::123456789012:role/ecsInfrastructure",
                "sizeInGiB": 20,
                "volumeType": "gp3",
                "iops": 3000,
                "throughput": 125,
                "encrypted": True,
                "tagSpecifications": [{"resourceType": "volume", "tags": [{"key": "a", "value": "b"}]}],
                "terminationPolicy": {"deleteOnTermination": True},
            },
        }
    ]
    return manifest


def own_placement_job(name: str, cluster: str, instance: str) -> dict:
    """A job that says itself on which container instance it runs, which is StartTask."""
    manifest = job(name, cluster, containerInstances=[instance])
    spec = manifest["spec"]
    del spec["launchType"], spec["networkConfiguration"]
    spec["taskDefinition"] |= {"requiresCompatibilities": ["EC2"], "networkMode": "bridge"}
    return manifest


def drive(purser: Purser, name: str, path: str):
    """Everything that a person does with a job, from the plan to its end."""
    purser.run("plan", path)
    purser.run("apply", "--detach", path)
    purser.run("apply", "--detach", path)
    purser.run("status", name)
    purser.run("logs", name)
    # How it ended is another test's business.
    purser.run("stop", name, "--reason", "größer als nötig", "--detach")


@pytest.fixture(scope="module")
def recordings(binary, sandbox, moto, moto_network, environment, tmp_path_factory) -> dict[str, list[Request]]:
    """What was sent to each peer."""
    folder = tmp_path_factory.mktemp("recordings")
    made = {}
    for peer, url in (("sandbox", sandbox), ("moto", moto)):
        ecs = client("ecs", url)
        ecs.create_cluster(clusterName="recorded")
        (folder / peer).mkdir()
        with Recorder(folder / f"{peer}.jsonl", url) as recorder:
            purser = Purser(binary, folder / peer, environment, recorder.url)
            manifest = rich_job("recorded", "recorded")
            if peer == "moto":
                # Temporary keys come with a token, which is signed too.
                purser.environment["AWS_SESSION_TOKEN"] = "FQoGZXIvYXdzEBYaD//token+with/slashes=="
                manifest["spec"]["networkConfiguration"] = moto_network
            try:
                drive(purser, "recorded", purser.manifest(manifest))
                if peer == "sandbox":
                    instance = ecs.list_container_instances(cluster="recorded")["containerInstanceArns"][0]
                    drive(purser, "placed", purser.manifest(own_placement_job("placed", "recorded", instance)))
            finally:
                purser.end()
        made[peer] = [Request(record) for record in recorder.recorded()]
    return made


def of(recordings: dict[str, list[Request]], peer: str, operation: str) -> list[Request]:
    found = [request for request in recordings[peer] if request.operation == operation]
    assert found, f"no {operation} was sent"
    return found


@pytest.mark.parametrize("peer", sorted(OPERATIONS))
def test_every_operation_is_looked_at(recordings, peer):
    assert {request.operation for request in recordings[peer]} == OPERATIONS[peer]


@pytest.mark.parametrize(("peer", "operation"), CASES)
def test_requests_are_of_the_services_model(recordings, peer, operation):
    for request in of(recordings, peer, operation):
        assert model_problems(request) == []


@pytest.mark.parametrize(("peer", "operation"), CASES)
def test_signatures_are_those_that_botocore_computes(recordings, peer, operation):
    for request in of(recordings, peer, operation):
        assert signature_problems(request) == []


@pytest.mark.parametrize(("peer", "operation"), CASES)
def test_a_changed_request_is_seen(recordings, peer, operation):
    """One byte of the body, of a signed header or of the signature, and a member that the model does not have."""
    for request in of(recordings, peer, operation):
        changed = copy.deepcopy(request)
        changed.body = bytes([*request.body[:-1], request.body[-1] ^ 1])
        assert signature_problems(changed) != []
        for header in ("x-amz-date", "authorization"):
            changed = copy.deepcopy(request)
            last = request.headers[header][-1]
            changed.headers[header] = request.headers[header][:-1] + ("0" if last != "0" else "1")
            assert signature_problems(changed) != []
        changed = copy.deepcopy(request)
        changed.body = json.dumps({**json.loads(request.body), "surprise": 1}).encode()
        assert model_problems(changed) != []
        assert signature_problems(changed) != []


def test_the_session_token_is_sent_and_signed(recordings):
    assert all("x-amz-security-token" in request.headers for request in recordings["moto"])
    assert not any("x-amz-security-token" in request.headers for request in recordings["sandbox"])


def test_each_launch_has_a_token_of_its_own_and_is_sent_once(recordings):
    """Two units are two launches; the second apply sent neither of them again."""
    for peer in OPERATIONS:
        bodies = [json.loads(request.body) for request in of(recordings, peer, "RunTask")]
        assert [body["count"] for body in bodies] == [1, 1]
        assert len({body["clientToken"] for body in bodies}) == 2
