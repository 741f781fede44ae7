"""Events of ECS by the thousand, as EventBridge sends them: lives of tasks, doubled and shuffled."""

import random
from typing import Iterator

STATUSES = [
    "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED",
]
# When the events of a task come, in ticks since its start; a task starts with each tick.
TICKS = [0, 7, 15, 40, 4000, 4010, 4020, 4045]
PREFIX = "arn:aws:ecs:us-east-1:111122223333"


def arn(task: int) -> str:
    return f"{PREFIX}:task/jobs/{task:032x}"


def event(task: int, version: int, ours: bool, identity: int = 0) -> str:
    """One line; about 1,500 bytes, as events of a Fargate task with one container have."""
    status = STATUSES[version - 1]
    seconds = task + TICKS[version - 1]
    time = f"2026-01-{2 + seconds // 86400 % 28:02}T{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    started = f"purser/etl/{task:032x}" if ours else f"ecs-svc/{task:019d}"
    late = ""
    if version >= 4:
        late += f'"pullStartedAt":"{time}.1Z","pullStoppedAt":"{time}.2Z","startedAt":"{time}.3Z",'
    container = f'"lastStatus":"{"RUNNING" if version == 4 else "PENDING" if version < 4 else "STOPPED"}"'
    if version >= 5:
        late += f'"stoppingAt":"{time}.4Z","executionStoppedAt":"{time}.4Z","stopCode":"EssentialContainerExited",'
        late += '"stoppedReason":"Essential container in task exited",'
        container += f',"exitCode":{task % 3 // 2}'
    if version == 8:
        late += f'"stoppedAt":"{time}.5Z",'
    desired = "STOPPED" if version >= 5 else "RUNNING"
    return (
        f'{{"version":"0","id":"{identity:08x}-7005-947d-b652-{task:012x}","detail-type":"ECS Task State Change",'
        f'"source":"aws.ecs","account":"111122223333","time":"{time}Z","region":"us-east-1",'
        f'"resources":["{arn(task)}"],'
        f'"detail":{{"attachments":[{{"id":"1789bcae-ddfb-4d10-8ebe-{task:012x}","type":"eni","status":"ATTACHED",'
        f'"details":[{{"name":"subnetId","value":"subnet-0a1b2c3d4e5f60718"}},{{"name":"networkInterfaceId",'
        f'"value":"eni-{task:017x}"}},{{"name":"macAddress","value":"0a:98:eb:a7:29:ba"}},'
        f'{{"name":"privateIPv4Address","value":"10.0.0.139"}}]}}],"availabilityZone":"us-east-1c",'
        f'"clusterArn":"{PREFIX}:cluster/jobs","containers":[{{"containerArn":"{PREFIX}:container/jobs/{task:032x}/1",'
        f'{container},"name":"main","image":"public.ecr.aws/docker/library/busybox:1.36",'
        f'"runtimeId":"{task:032x}-1","taskArn":"{arn(task)}","cpu":"0"}}],"createdAt":"{time}.0Z",{late}'
        f'"launchType":"FARGATE","cpu":"256","memory":"512","desiredStatus":"{desired}","group":"family:etl",'
        f'"lastStatus":"{status}","overrides":{{"containerOverrides":[{{"name":"main"}}]}},"connectivity":"CONNECTED",'
        f'"startedBy":"{started}","updatedAt":"{time}.678Z","taskArn":"{arn(task)}",'
        f'"taskDefinitionArn":"{PREFIX}:task-definition/etl:3","version":{version},"platformVersion":"1.4.0"}}}}\n')


def lives(tasks: int) -> Iterator[tuple[int, int]]:
    """(task, version) of all events of so many tasks, in the order in which they happen."""
    for tick in range(tasks + TICKS[-1]):
        for version in range(8, 0, -1):
            task = tick - TICKS[version - 1]
            if 0 <= task < tasks:
                yield task, version


def delivered(tasks: int, seed: int, doubled: float = 0.25, window: int = 1000) -> Iterator[tuple[int, int, int]]:
    """(task, version, delivery) as a queue delivers them: a quarter twice, so that a fifth of all are duplicates, and
    shuffled within windows."""
    chance = random.Random(seed)
    held: list[tuple[int, int, int]] = []
    for task, version in lives(tasks):
        held.append((task, version, 0))
        if chance.random() < doubled:
            held.append((task, version, 1))
        if len(held) >= window:
            chance.shuffle(held)
            yield from held[:window]
            del held[:window]
    chance.shuffle(held)
    yield from held
