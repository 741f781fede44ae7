"""What the tests stand on: our sandbox, moto's server, a recorder before either, and Purser to call them.

Everything listens on a free port of 127.0.0.1, keeps its files below pytest's temporary folder, and is stopped when the
tests end, however they end. Nothing sees the AWS settings of whoever runs the tests.
"""

import json
import os
import pathlib
import sys
import urllib.request
import uuid
from typing import Any, Callable, Iterator

import pytest
from peers import CommandLine, Purser, Server, clean_environment, client
from recorder import Recorder


def pytest_sessionstart():
    """Without the binary there is nothing to test: that is a mistake, not a reason to skip."""
    binary = os.environ.get("PURSER_BINARY", "")
    if not os.access(binary, os.X_OK):
        pytest.exit(f"PURSER_BINARY has to name the built program, and is {binary!r}", returncode=1)


@pytest.fixture(scope="session")
def binary() -> str:
    return os.path.abspath(os.environ["PURSER_BINARY"])


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory) -> Iterator[dict[str, str]]:
    """The environment of all children; boto3, which runs in this process, gets the same one."""
    cleaned = clean_environment(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - cleaned.keys() - {"PURSER_BINARY", "PYTEST_CURRENT_TEST"}:
            patch.delenv(name)
        for name, value in cleaned.items():
            patch.setenv(name, value)
        yield cleaned


@pytest.fixture(scope="session")
def sandbox_folder(tmp_path_factory) -> pathlib.Path:
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture(scope="session")
def sandbox(binary, sandbox_folder, environment) -> Iterator[str]:
    """The URL of a sandbox that simulates its tasks."""
    command = [binary, "sandbox", "--port", "0", "--run", "simulate", "--folder", str(sandbox_folder / "files")]
    command += ["--state", str(sandbox_folder / "state.json"), "--request-log", str(sandbox_folder / "requests.jsonl")]
    with Server(command, sandbox_folder, environment) as server:
        assert server.output.read_text() == server.url + "\n", "the URL is the first line, and the only one"
        yield server.url


@pytest.fixture
def request_log(sandbox, sandbox_folder) -> Callable[[], list[dict[str, Any]]]:
    """What the sandbox wrote down of the calls that it answered."""
    return lambda: [json.loads(line) for line in (sandbox_folder / "requests.jsonl").read_text().splitlines()]


@pytest.fixture(scope="session")
def moto(tmp_path_factory, environment) -> Iterator[str]:
    """The URL of moto's server, told to leave tasks running until they are stopped or described often."""
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    with Server(command, tmp_path_factory.mktemp("moto"), environment) as server:
        transition = {"model_name": "ecs::task", "transition": {"progression": "manual", "times": 1000}}
        request = urllib.request.Request(
            server.url + "/moto-api/state-manager/set-transition", json.dumps(transition).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 201
        yield server.url


@pytest.fixture(scope="session")
def moto_network(moto) -> dict[str, Any]:
    """A network configuration that moto knows: it looks the subnet and the security group up in its EC2.

    They are of the default VPC, since moto's tasks need one with DNS names.
    """
    ec2 = client("ec2", moto)
    standard = [{"Name": "isDefault", "Values": ["true"]}]
    vpc = ec2.describe_vpcs(Filters=standard)["Vpcs"][0]["VpcId"]
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"][0]["SubnetId"]
    group = ec2.create_security_group(VpcId=vpc, GroupName="jobs", Description="jobs")["GroupId"]
    return {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": "ENABLED"}}


@pytest.fixture
def ecs(sandbox):
    """boto3's ECS client of the sandbox."""
    return client("ecs", sandbox)


@pytest.fixture
def aws(sandbox, environment) -> CommandLine:
    """AWS's command line of the sandbox."""
    return CommandLine(sandbox, environment)


@pytest.fixture
def name() -> str:
    """A name that nothing else has: for a family or a job."""
    return "report-" + uuid.uuid4().hex[:12]


@pytest.fixture
def cluster(ecs) -> str:
    """A cluster of the sandbox for one test."""
    made = "interop-" + uuid.uuid4().hex[:12]
    ecs.create_cluster(clusterName=made, tags=[{"key": "made", "value": "here"}])
    return made


@pytest.fixture
def moto_cluster(moto) -> str:
    """A cluster of moto for one test."""
    made = "interop-" + uuid.uuid4().hex[:12]
    client("ecs", moto).create_cluster(clusterName=made)
    return made


@pytest.fixture
def record(tmp_path) -> Iterator[Callable[[str], Recorder]]:
    """Makes recorders before an endpoint; what they wrote down is in their file `out`."""
    made: list[Recorder] = []

    def start(url: str) -> Recorder:
        made.append(Recorder(tmp_path / f"recording-{len(made)}.jsonl", url).__enter__())
        return made[-1]

    yield start
    for recorder in made:
        recorder.__exit__()


@pytest.fixture
def purser(binary, tmp_path, environment) -> Iterator[Callable[[str], Purser]]:
    """Makes Pursers that call an endpoint, each in a folder and with a ledger of its own."""
    made: list[Purser] = []

    def start(url: str) -> Purser:
        folder = tmp_path / f"purser-{len(made)}"
        folder.mkdir()
        made.append(Purser(binary, folder, environment, url))
        return made[-1]

    yield start
    for each in made:
        each.end()
