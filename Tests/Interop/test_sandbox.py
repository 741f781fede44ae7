"""The sandbox as boto3 sees it; no account and no credentials are used."""

import botocore.exceptions
import pytest
from peers import client

ROLE = "arn:aws:iam::123456789012:role/ecsInfrastructure"
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-0a"], "securityGroups": ["sg-0a"]}}


@pytest.fixture
def family(name):
    return name


def register(ecs, family, **changes):
    definition = {
        "family": family,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": ".25 vCPU",
        "memory": "0.5 GB",
        "containerDefinitions": [{"name": "main", "image": "repo/report:1", "command": ["true"]}],
    }
    definition.update(changes)
    return ecs.register_task_definition(**definition)["taskDefinition"]


def launch(ecs, cluster, definition, seconds="0.1", **changes):
    request = {
        "cluster": cluster,
        "taskDefinition": definition["taskDefinitionArn"],
        "launchType": "FARGATE",
        "networkConfiguration": NETWORK,
        "overrides": {
            "containerOverrides": [
                {"name": "main", "environment": [{"name": "PURSER_SANDBOX_SECONDS", "value": seconds}]}
            ]
        },
    }
    request.update(changes)
    return ecs.run_task(**request)


def wait_until_stopped(ecs, cluster, arns):
    ecs.get_waiter("tasks_stopped").wait(cluster=cluster, tasks=arns, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})


def error_of(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response


def test_a_cluster_is_made_once_and_described(ecs, cluster):
    again = ecs.create_cluster(clusterName=cluster)["cluster"]
    assert again["status"] == "ACTIVE"
    answer = ecs.describe_clusters(clusters=[cluster, "no-such"], include=["TAGS"])
    assert answer["clusters"][0]["tags"] == [{"key": "made", "value": "here"}]
    assert [failure["reason"] for failure in answer["failures"]] == ["MISSING"]


def test_a_definition_comes_back_normalised(ecs, family):
    first = register(ecs, family)
    assert (first["cpu"], first["memory"], first["revision"]) == ("256", "512", 1)
    assert first["containerDefinitions"][0]["essential"] is True
    second = register(ecs, family)
    ecs.deregister_task_definition(taskDefinition=second["taskDefinitionArn"])
    newest = ecs.describe_task_definition(taskDefinition=family)["taskDefinition"]
    assert newest["revision"] == 1
    assert "FARGATE" in newest["compatibilities"]


def test_one_token_launches_once(ecs, cluster, family):
    definition = register(ecs, family)
    token = "a" * 64
    first = launch(ecs, cluster, definition, seconds="30", clientToken=token, startedBy="purser/report/1", count=2)
    again = launch(ecs, cluster, definition, seconds="30", clientToken=token, startedBy="purser/report/1", count=2)
    arns = [task["taskArn"] for task in first["tasks"]]
    assert [task["taskArn"] for task in again["tasks"]] == arns
    refused = error_of(
        lambda: launch(ecs, cluster, definition, seconds="31", clientToken=token, startedBy="purser/report/1", count=2)
    )
    assert refused["Error"]["Code"] == "ConflictException"
    assert refused["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert sorted(refused["resourceIds"]) == sorted(arns)
    assert sorted(ecs.list_tasks(cluster=cluster, startedBy="purser/report/1")["taskArns"]) == sorted(arns)


def test_a_task_runs_to_its_exit_code(ecs, cluster, family):
    definition = register(ecs, family)
    overrides = {
        "containerOverrides": [
            {
                "name": "main",
                "environment": [
                    {"name": "PURSER_SANDBOX_SECONDS", "value": "0.05"},
                    {"name": "PURSER_SANDBOX_EXIT_CODE", "value": "3"},
                ],
            }
        ]
    }
    task = launch(ecs, cluster, definition, overrides=overrides)["tasks"][0]
    assert (task["lastStatus"], task["version"]) == ("PROVISIONING", 1)
    wait_until_stopped(ecs, cluster, [task["taskArn"]])
    ended = ecs.describe_tasks(cluster=cluster, tasks=[task["taskArn"]])["tasks"][0]
    assert ended["stopCode"] == "EssentialContainerExited"
    assert ended["stoppedReason"] == "Essential container in task exited"
    assert ended["containers"][0]["exitCode"] == 3
    assert ended["createdAt"] <= ended["pullStartedAt"] <= ended["startedAt"] <= ended["stoppedAt"]
    assert ended["attachments"][0]["status"] == "DELETED"


def test_a_replay_tells_little_of_a_stopped_task(ecs, cluster, family):
    definition = register(ecs, family)
    task = launch(ecs, cluster, definition, clientToken="t1")["tasks"][0]
    wait_until_stopped(ecs, cluster, [task["taskArn"]])
    again = launch(ecs, cluster, definition, clientToken="t1")["tasks"]
    assert again == [{"taskArn": task["taskArn"], "lastStatus": "STOPPED", "desiredStatus": "STOPPED"}]


def test_stop_list_and_tags(ecs, cluster, family):
    definition = register(ecs, family)
    task = launch(ecs, cluster, definition, seconds="60", tags=[{"key": "team", "value": "data"}])["tasks"][0]
    arn = task["taskArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "extra", "value": "1"}])
    ecs.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert ecs.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "extra", "value": "1"}]
    described = ecs.describe_tasks(cluster=cluster, tasks=[arn], include=["TAGS"])["tasks"][0]
    assert described["tags"] == [{"key": "extra", "value": "1"}]
    stopped = ecs.stop_task(cluster=cluster, task=arn, reason="enough")["task"]
    assert (stopped["desiredStatus"], stopped["stoppedReason"], stopped["tags"]) == ("STOPPED", "enough", [])
    wait_until_stopped(ecs, cluster, [arn])
    assert ecs.list_tasks(cluster=cluster)["taskArns"] == []
    assert ecs.list_tasks(cluster=cluster, desiredStatus="STOPPED")["taskArns"] == [arn]
    assert error_of(ecs.stop_task, cluster=cluster, task="0" * 32)["Error"]["Code"] == "InvalidParameterException"


def test_a_volume_is_attached(ecs, cluster, family):
    definition = register(ecs, family, volumes=[{"name": "scratch", "configuredAtLaunch": True}])
    volume = {"name": "scratch", "managedEBSVolume": {"roleArn": ROLE, "volumeType": "gp3", "sizeInGiB": 20}}
    task = launch(ecs, cluster, definition, volumeConfigurations=[volume])["tasks"][0]
    kinds = {attachment["type"]: attachment["status"] for attachment in task["attachments"]}
    assert kinds == {"ElasticNetworkInterface": "PRECREATED", "AmazonElasticBlockStorage": "CREATED"}
    assert error_of(lambda: launch(ecs, cluster, definition))["Error"]["Code"] == "InvalidParameterException"


def test_paginators_see_every_entry_once(ecs, cluster, family):
    definition = register(ecs, family)
    arns = [task["taskArn"] for task in launch(ecs, cluster, definition, seconds="60", count=7)["tasks"]]
    pages = list(ecs.get_paginator("list_tasks").paginate(cluster=cluster, PaginationConfig={"PageSize": 3}))
    assert [len(page["taskArns"]) for page in pages] == [3, 3, 1]
    assert sorted(arn for page in pages for arn in page["taskArns"]) == sorted(arns)
    for _ in range(4):
        register(ecs, family)
    found = ecs.get_paginator("list_task_definitions").paginate(
        familyPrefix=family, sort="DESC", PaginationConfig={"PageSize": 2}
    )
    revisions = [int(arn.split(":")[-1]) for page in found for arn in page["taskDefinitionArns"]]
    assert revisions == [5, 4, 3, 2, 1]


def test_own_placement(ecs, cluster, family):
    definition = register(ecs, family)
    instance = ecs.list_container_instances(cluster=cluster)["containerInstanceArns"][0]
    described = ecs.describe_container_instances(cluster=cluster, containerInstances=[instance])
    assert described["containerInstances"][0]["status"] == "ACTIVE"
    answer = ecs.start_task(
        cluster=cluster,
        taskDefinition=definition["taskDefinitionArn"],
        containerInstances=[instance, "0" * 32],
        networkConfiguration=NETWORK,
    )
    assert answer["tasks"][0]["containerInstanceArn"] == instance
    assert answer["failures"][0]["reason"] == "MISSING"


def test_a_definition_is_deleted_for_good(ecs, family):
    arn = register(ecs, family)["taskDefinitionArn"]
    assert ecs.delete_task_definitions(taskDefinitions=[arn])["failures"][0]["arn"] == arn
    ecs.deregister_task_definition(taskDefinition=arn)
    deleted = ecs.delete_task_definitions(taskDefinitions=[arn])["taskDefinitions"][0]
    assert deleted["status"] == "DELETE_IN_PROGRESS"
    refused = error_of(ecs.describe_task_definition, taskDefinition=arn)
    assert refused["Error"] == {"Code": "ClientException", "Message": "Unable to describe task definition."}
    assert register(ecs, family)["revision"] == 2


def test_errors_have_the_codes_of_ecs(ecs, sandbox):
    assert error_of(ecs.list_tasks, cluster="no-such")["Error"]["Code"] == "ClusterNotFoundException"
    unknown = error_of(ecs.list_services)
    assert unknown["Error"]["Code"] == "UnknownOperationException"
    assert unknown["ResponseMetadata"]["HTTPStatusCode"] == 404
    logs = client("logs", sandbox)
    missing = error_of(logs.get_log_events, logGroupName="g", logStreamName="s")
    assert missing["Error"]["Code"] == "ResourceNotFoundException"
