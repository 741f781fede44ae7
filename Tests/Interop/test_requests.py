"""Holds recorded requests against AWS's own model of its services, and their signatures against botocore's.

PURSER_RECORDING names a file that recorder.py wrote. PURSER_RECORDING_KEYS names the keys that signed it, as
`id=secret,id=secret`; without it the keys of AWS's documentation are assumed.
"""

import base64
import copy
import json
import os
import re

import pytest

botocore = pytest.importorskip("botocore")

from botocore.auth import SigV4Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from botocore.loaders import Loader  # noqa: E402
from botocore.model import ServiceModel  # noqa: E402
from botocore.validate import ParamValidator  # noqa: E402

EXAMPLE_KEYS = "AKIDEXAMPLE=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SERVICES = {"AmazonEC2ContainerServiceV20141113": "ecs", "Logs_20140328": "logs"}
MUST_BE_SIGNED = {"content-type", "host", "x-amz-date", "x-amz-target"}
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})")


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


def model_problems(request):
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


def signature_problems(request, keys):
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
    if parts["key"] not in keys:
        return problems + [f"signed with the unknown key {parts['key']}"]
    copied = AWSRequest(
        method=request.method,
        url=f"http://{request.headers['host']}{request.path}",
        headers={name: request.headers[name] for name in signed if name != "host"},
        data=request.body,
    )
    copied.context["timestamp"] = date
    signer = SigV4Auth(Credentials(parts["key"], keys[parts["key"]]), parts["service"], parts["region"])
    canonical = signer.canonical_request(copied)
    expected = signer.signature(signer.string_to_sign(copied, canonical), copied)
    if expected != parts["signature"]:
        problems.append(f"the signature is {parts['signature']}, botocore has {expected} over\n{canonical}")
    return problems


def recorded():
    path = os.environ.get("PURSER_RECORDING")
    if not path:
        return []
    with open(path, encoding="utf-8") as lines:
        return [Request(json.loads(line)) for line in lines if line.strip()]


KEYS = dict(pair.split("=", 1) for pair in os.environ.get("PURSER_RECORDING_KEYS", EXAMPLE_KEYS).split(","))
REQUESTS = recorded()
NAMES = [f"{number}-{request.operation}" for number, request in enumerate(REQUESTS, 1)]


@pytest.mark.skipif("PURSER_RECORDING" not in os.environ, reason="PURSER_RECORDING names no recording")
def test_the_recording_has_requests():
    assert REQUESTS


@pytest.mark.parametrize("request_", REQUESTS, ids=NAMES)
def test_a_request_is_one_of_the_services_model(request_):
    assert model_problems(request_) == []


@pytest.mark.parametrize("request_", REQUESTS, ids=NAMES)
def test_a_signature_is_the_one_that_botocore_computes(request_):
    assert signature_problems(request_, KEYS) == []


@pytest.mark.parametrize("request_", REQUESTS, ids=NAMES)
def test_the_checks_see_a_request_that_was_changed(request_):
    changed = copy.deepcopy(request_)
    changed.body = json.dumps({**json.loads(request_.body), "surprise": 1}).encode()
    assert model_problems(changed) != []
    assert signature_problems(changed, KEYS) != []
