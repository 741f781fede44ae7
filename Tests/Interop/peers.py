"""The programs that the tests bring together: Purser, its sandbox, moto's server, and AWS's clients."""

import json
import os
import pathlib
import re
import subprocess
import sys
import time
from typing import Any, Callable

import boto3
import botocore.config

# The keys of AWS's documentation; what Purser signs with them is computed again by botocore.
KEY_ID = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
REGION = "us-east-1"

# The longest that one command may take, and the longest that a server may take to listen, in seconds.
PATIENCE = 60


def clean_environment(home: pathlib.Path) -> dict[str, str]:
    """What children get: nothing of the caller's AWS or Purser settings, a home of its own, keys that open nothing."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PURSER_", "MOTO_", "BOTO"))
    }
    return kept | {
        "HOME": str(home),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_PAGER": "",
        "NO_PROXY": "127.0.0.1",
    }


def eventually(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """The first true value of `condition`, asked again and again; a failure that says `what` was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.02)
    raise TimeoutError(f"{what}: not within {seconds} s")


class Server:
    """A program that serves until it is stopped, and says in what it prints under which URL."""

    def __init__(self, command: list[str], folder: pathlib.Path, environment: dict[str, str]):
        self.output = folder / "output"
        self._command = command
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT)

    def __enter__(self) -> "Server":
        try:
            self.url = eventually(self._find_url, f"the URL of {self._command}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _find_url(self) -> str | None:
        text = self.output.read_text()
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._command} ended with {self._process.returncode}:\n{text}")
        # The whole line, so that a port is not read while it is being written.
        found = re.search(r"(http://127\.0\.0\.1:\d+)\n", text)
        return found and found[1]


def client(service: str, url: str):
    """boto3's client of a service at `url`; it tries once, so that a failure is seen."""
    config = botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=10, read_timeout=PATIENCE)
    return boto3.client(
        service, endpoint_url=url, region_name=REGION, aws_access_key_id=KEY_ID, aws_secret_access_key=SECRET,
        config=config)


class CommandLine:
    """AWS's command line against one endpoint."""

    def __init__(self, url: str, environment: dict[str, str]):
        self._url = url
        self._environment = environment

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`aws ecs …`, whatever comes of it."""
        return subprocess.run(
            [sys.executable, "-m", "awscli", "ecs", *arguments, "--endpoint-url", self._url, "--output", "json"],
            env=self._environment, capture_output=True, text=True, timeout=PATIENCE)

    def __call__(self, *arguments: str) -> dict[str, Any]:
        """The answer of `aws ecs …`, which has to succeed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


class Purser:
    """The program under test, in a folder of its own, calling one endpoint."""

    def __init__(self, binary: str, folder: pathlib.Path, environment: dict[str, str], url: str):
        self.binary = binary
        self.folder = folder
        self.environment = environment | {"PURSER_SET": "interop", "PURSER_ENDPOINT": url}
        self._started: list[subprocess.Popen[str]] = []

    def manifest(self, document: dict[str, Any]) -> str:
        """Writes a manifest into the folder; JSON is YAML too. Gives its path."""
        path = self.folder / f"{document['metadata']['name']}.json"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return str(path)

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """Starts `purser …`; `settings` are added to its environment."""
        process = subprocess.Popen(
            [self.binary, *arguments], cwd=self.folder, env=self.environment | settings, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self._started.append(process)
        return process

    def run(self, *arguments: str, status: int = 0, **settings: str) -> str:
        """What `purser …` printed; its exit code has to be `status`."""
        return finish(self.start(*arguments, **settings), status)

    def json(self, *arguments: str, status: int = 0, **settings: str) -> Any:
        """The answer of `purser … --output json`."""
        return json.loads(self.run(*arguments, "--output", "json", status=status, **settings))

    def end(self):
        """Ends what still runs."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()


def finish(process: subprocess.Popen[str], status: int = 0) -> str:
    """Waits for a command; gives what it printed. Its exit code has to be `status`."""
    printed, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == status, f"exit code {process.returncode}, not {status}:\n{printed}\n{complaints}"
    return printed


def job(name: str, cluster: str, **changes: Any) -> dict[str, Any]:
    """A small job on Fargate that the sandbox lets run for a minute; `changes` replace members of its spec.

    Containers have memory and the network has a security group because moto asks for both.
    """
    spec = {
        "cluster": cluster,
        "launchType": "FARGATE",
        "networkConfiguration": {
            "awsvpcConfiguration": {"subnets": ["subnet-0a1b2c3d"], "securityGroups": ["sg-0a1b2c3d"]}
        },
        "taskDefinition": {
            "family": name,
            "requiresCompatibilities": ["FARGATE"],
            "networkMode": "awsvpc",
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [
                {
                    "name": "main",
                    "image": "registry.example/report:1",
                    "memory": 512,
                    "command": ["report"],
                    "environment": [{"name": "PURSER_SANDBOX_SECONDS", "value": "60"}],
                }
            ],
        },
        "timeout": {"attemptDurationSeconds": 300},
    }
    return {"apiVersion": "purser/v1", "kind": "Job", "metadata": {"name": name}, "spec": spec | changes}
