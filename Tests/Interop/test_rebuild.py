"""A ledger is lost after ECS has forgotten its tasks: what CloudTrail has kept is taken over, the rest is unknown.

moto's CloudTrail records nothing, so its one call is answered here, in the form that AWS documents for events.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from peers import Server, client, job
from test_crashes import launches_of, tasks
from test_requests import Request, model_problems, signature_problems


class CloudTrail(ThreadingHTTPServer):
    """LookupEvents, one event a page."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.events: list[dict] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def record(self, started_by: str, arn: str):
        detail = {
            "eventVersion": "1.09", "eventTime": "2026-01-02T03:04:05Z", "eventSource": "ecs.amazonaws.com",
            "eventName": "RunTask", "requestParameters": {"startedBy": started_by, "count": 1},
            "responseElements": {"tasks": [{"taskArn": arn, "startedBy": started_by}], "failures": []},
        }
        self.events.append({"EventName": "RunTask", "EventTime": 1767323045, "CloudTrailEvent": json.dumps(detail)})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = request["LookupAttributes"][0]["AttributeValue"]
        events = [event for event in self.server.events if event["EventName"] == name]
        at = int(request.get("NextToken", "0"))
        page = {"Events": events[at:at + 1]} | ({"NextToken": str(at + 1)} if at + 1 < len(events) else {})
        answer = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


@pytest.fixture
def trail():
    with CloudTrail() as server:
        yield server


@pytest.fixture
def forgetful(binary, environment, tmp_path):
    """A sandbox that has never heard of anything."""
    command = [binary, "sandbox", "--port", "0", "--run", "simulate", "--folder", str(tmp_path / "files")]
    with Server(command, tmp_path, environment) as server:
        yield server.url


def test_a_lost_ledger_is_rebuilt(purser, sandbox, forgetful, trail, record, ecs, cluster, name):
    first = purser(sandbox)
    kept, lost = job(name, cluster), job(name + "-lost", cluster)
    first.run("apply", "--detach", first.manifest(kept))
    ((arn, started_by),) = tasks(ecs, cluster).items()
    trail.record("purser/other/00000000000000000000000000000000", "arn:of:others")
    trail.record(started_by, arn)

    # ECS has forgotten all tasks; the task definitions stay. Registering them here begins no launch.
    client("ecs", forgetful).create_cluster(clusterName=cluster)
    recorder = record(trail.url)
    late = purser(forgetful)
    late.environment |= {"AWS_ENDPOINT_URL_CLOUDTRAIL": recorder.url, "PURSER_LEDGER": "sqlite:new.db"}
    paths = [late.manifest(manifest) for manifest in (kept, lost)]
    late.run("apply", "--detach", "--max-launches", "0", *paths, status=1, PURSER_LEDGER="sqlite:scratch.db")

    rebuilt = late.json("ledger", "rebuild", *paths, status=7)
    found = {run["job"]: run["launches"][0] for run in rebuilt["runs"]}
    assert (found[name]["state"], found[name]["taskArn"], found[name]["evidence"]) == ("launched", arn, "observed")
    assert (found[name + "-lost"]["state"], found[name + "-lost"].get("taskArn")) == ("unknown", None)
    assert late.json("ledger", "rebuild", *paths)["runs"] == [], "once is enough"
    late.run("apply", "--detach", *paths, status=7)
    assert tasks(client("ecs", forgetful), cluster) == {}
    assert "all is well" in late.run("ledger", "check")

    # CloudTrail knows of it after all; or a person says what became of it.
    (unknown,) = late.json("status", name + "-lost")
    late.run("resolve", unknown["run"], "--evidence", "cloudtrail", status=7)
    late.run("resolve", unknown["run"], "--not-launched", status=0)

    for request in map(Request, recorder.recorded()):
        assert request.operation == "LookupEvents"
        assert model_problems(request) == []
        assert signature_problems(request) == []


def test_who_knows_that_it_never_ran_says_so(purser, forgetful, trail, cluster, name):
    client("ecs", forgetful).create_cluster(clusterName=cluster)
    late = purser(forgetful)
    late.environment |= {"AWS_ENDPOINT_URL_CLOUDTRAIL": trail.url}
    path = late.manifest(job(name, cluster))
    new = late.manifest(job(name + "-new", cluster))
    late.run("apply", "--detach", "--max-launches", "0", path, status=1, PURSER_LEDGER="sqlite:scratch.db")
    rebuilt = late.json("ledger", "rebuild", "--assume-not-run", path, new)
    assert rebuilt == {"runs": [], "neverRan": [name + "-new"], "assumedNotRun": [name]}
    late.run("apply", "--detach", path)
    assert len(tasks(client("ecs", forgetful), cluster)) == 1
    assert launches_of(late, name)[0]["state"] == "launched"


def test_an_unknown_launch_is_found_in_cloudtrail(purser, forgetful, trail, cluster, name):
    client("ecs", forgetful).create_cluster(clusterName=cluster)
    late = purser(forgetful)
    late.environment |= {"AWS_ENDPOINT_URL_CLOUDTRAIL": trail.url}
    path = late.manifest(job(name, cluster))
    late.run("apply", "--detach", "--max-launches", "0", path, status=1, PURSER_LEDGER="sqlite:scratch.db")
    (run,) = late.json("ledger", "rebuild", path, status=7)["runs"]
    exported = [json.loads(line) for line in late.run("ledger", "export").splitlines()]
    (started_by,) = [line["launch"]["startedBy"] for line in exported if "launch" in line]
    arn = f"arn:aws:ecs:us-east-1:123456789012:task/{cluster}/0123456789abcdef0123456789abcdef"
    trail.record(started_by, arn)
    (resolved,) = late.json("resolve", run["run"], "--evidence", "cloudtrail")
    (launch,) = resolved["launches"]
    assert (launch["state"], launch["taskArn"], launch["evidence"]) == ("launched", arn, "observed")
