"""Prints the known answers of Tests/AWSTests/SigV4Tests.swift as botocore computes them.

Run it by hand when a vector is added: python3 Tests/Interop/aws_vectors.py
"""

import datetime

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AMZ_DATE = "20260102T030405Z"

VECTORS = {
    "ecs": dict(
        service="ecs", region="eu-central-1", method="POST", url="https://ecs.eu-central-1.amazonaws.com/",
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.ListTasks",
            "User-Agent": "purser/test",
        },
        body=b'{"cluster":"batch"}', token=None,
    ),
    "session": dict(
        service="ecs", region="us-east-1", method="POST", url="http://127.0.0.1:4510/",
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.RunTask",
        },
        body='{"startedBy":"purser/größe/✓"}'.encode(), token="FQoGZXIvYXdzEBYaD//token+with/slashes==",
    ),
    "path": dict(
        service="logs", region="cn-north-1", method="POST", url="https://proxy.example:8443/aws/logs~1/",
        headers={"Content-Type": "application/x-amz-json-1.1", "X-Spaces": "  a   b  c "},
        body=b"{}", token=None,
    ),
    "query": dict(
        service="iam", region="us-east-1", method="GET",
        url="https://iam.amazonaws.com/a%20b?b=2&a=1&a=0&empty=&Action=ListUsers%2FX",
        headers={}, body=b"", token=None,
    ),
}


def main():
    moment = datetime.datetime.strptime(AMZ_DATE, "%Y%m%dT%H%M%SZ")
    # Both names, since botocore moved from one to the other.
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: moment
    for name, vector in VECTORS.items():
        keys = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", vector["token"])
        request = AWSRequest(
            method=vector["method"], url=vector["url"], headers=dict(vector["headers"]), data=vector["body"])
        signer = botocore.auth.SigV4Auth(keys, vector["service"], vector["region"])
        signer.add_auth(request)
        assert request.headers["X-Amz-Date"] == AMZ_DATE, request.headers["X-Amz-Date"]
        print(name, request.headers["Authorization"])


if __name__ == "__main__":
    main()
