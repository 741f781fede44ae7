"""Holds the schemas against a public validator, with the examples and with manifests that are wrong."""

import json
import pathlib
import re
import subprocess

import pytest
import yaml
from jsonschema import Draft202012Validator


class Strings(yaml.CSafeLoader):
    """Reads dates as the strings that they are in YAML 1.2, and a "?" within braces, as libyaml does."""


Strings.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = ("job", "config", "plan", "events", "faults")
SCHEMAS = {name: json.loads((ROOT / f"schemas/{name}.v1.schema.json").read_text()) for name in NAMES}
JOB = Draft202012Validator(SCHEMAS["job"])
EXAMPLES = sorted(path for path in (ROOT / "manifests").glob("*.yaml") if path.name != "purser.yaml")
SOUND = {
    "apiVersion": "purser/v1",
    "kind": "Job",
    "metadata": {"name": "a"},
    "spec": {"taskDefinition": "report:1", "timeout": {"attemptDurationSeconds": 60}},
}


def changed(path, value):
    """SOUND with one member set."""
    document = json.loads(json.dumps(SOUND))
    *steps, last = path.split(".")
    place = document
    for step in steps:
        place = place.setdefault(step, {})
    place[last] = value
    return document


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(SCHEMAS[name])


def test_there_are_examples():
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_valid(path):
    assert path.read_text().startswith("# yaml-language-server: $schema=../schemas/job.v1.schema.json\n")
    for document in yaml.load_all(path.read_text(), Loader=Strings):
        JOB.validate(document)


def test_the_configuration_of_the_examples_is_valid():
    document = yaml.safe_load((ROOT / "manifests/purser.yaml").read_text())
    Draft202012Validator(SCHEMAS["config"]).validate(document)


@pytest.mark.parametrize(
    "document",
    [
        SOUND,
        changed("spec.tags", {"a": "b"}),
        changed("spec.tags", [{"key": "a", "value": "b"}]),
        changed("spec.taskDefinition", {"file": "a.json"}),
        changed("spec.taskDefinition", {"family": "a", "cpu": 256, "containerDefinitions": [{"name": "a"}]}),
        changed("spec.trigger", {"onRevision": {}}),
        {"apiVersion": "purser/v1", "kind": "Defaults", "spec": {"timeout": {}}},
    ],
    ids=json.dumps,
)
def test_a_sound_document_is_valid(document):
    JOB.validate(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("apiVersion", "purser/v2"),
        ("kind", "Cron"),
        ("metadata.name", "Report"),
        ("metadata.name", "-a"),
        ("spec.clutser", "a"),
        ("spec.count", 0),
        ("spec.count", "1"),
        ("spec.launchType", "fargate"),
        ("spec.timeout.attemptDurationSeconds", 59),
        ("spec.trigger", {}),
        ("spec.trigger", {"schedule": {}}),
        ("spec.tags", {"a": 1}),
        ("spec.tags", {"a,b": "c"}),
        ("spec.startedBy", "me"),
        ("spec.taskDefinition", {"famly": "a"}),
        ("spec.networkConfiguration", {"awsvpcConfiguration": {"subnets": []}}),
        ("spec.volumeConfigurations", [{"name": "a", "managedEBSVolume": {"sizeInGiB": 1}}]),
    ],
)
def test_a_wrong_document_is_not_valid(path, value):
    assert not JOB.is_valid(changed(path, value))


# The pages of diagnostics have a manifest that gives the code, and one that does not.
PAGES = sorted((ROOT / "docs/diagnostics").glob("*.md"))
FENCE = re.compile(r"^```(\S+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Manifests that this schema takes and validate refuses, where the page of the code has one that both refuse.
BEYOND = {
    "M0008": changed("spec.taskDefinition", "report.json"),
}


def example(path, heading):
    """The documents of a page's example, None where it is no manifest or cannot be parsed."""
    blocks = FENCE.findall(path.read_text().split(f"## {heading}")[1].split("\n## ")[0])
    if not blocks or blocks[0][0] != "yaml" or blocks[0][1] in ("purser.yaml", "faults.yaml"):
        return None
    try:
        return list(yaml.load_all(blocks[0][2], Loader=Strings))
    except (yaml.YAMLError, ValueError):
        return None


def test_what_validate_refuses_and_the_schema_takes_is_in_its_description():
    """The codes that the description lists are those of which the schema takes an example, no more and no less."""
    listed = re.findall(r"\(([YME]\d{4})\)", SCHEMAS["job"]["description"])
    assert len(listed) == len(set(listed))
    wrong = {path.stem: documents for path in PAGES if (documents := example(path, "Wrong")) is not None}
    assert len(wrong) >= 70
    taken = {code for code, documents in wrong.items() if all(JOB.is_valid(document) for document in documents)}
    # What is not run yet is a matter of apply.
    assert set(listed) == {code for code in taken | set(BEYOND) if not code.startswith("Y")} - {"M0010"}


@pytest.mark.parametrize("code", sorted(BEYOND))
def test_what_goes_beyond_is_refused_by_validate_alone(binary, tmp_path, code):
    JOB.validate(BEYOND[code])
    (tmp_path / "job.json").write_text(json.dumps(BEYOND[code]))
    command = [binary, "validate", "job.json", "--output", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and code in done.stdout, done.stdout


# A task definition pasted from an answer of ECS has members that validate leaves out with a note.
@pytest.mark.parametrize("path", [path for path in PAGES if path.stem != "M0017"], ids=lambda path: path.stem)
def test_what_validate_takes_the_schema_takes(path):
    for document in example(path, "Right") or []:
        JOB.validate(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("spec.count", "${{ vars.replicas }}"),
        ("spec.launchType", "${{ vars.type }}"),
        ("spec.suspend", "${{ env.HOLD }}"),
        ("spec.networkConfiguration", {"awsvpcConfiguration": {"subnets": "${{ vars.subnets }}"}}),
        ("spec.overrides", "${{ vars.overrides }}"),
        ("spec.timeout", {}),
    ],
)
def test_a_variable_or_a_default_may_stand_for_a_value(path, value):
    JOB.validate(changed(path, value))


def plan(binary, folder, manifest, *options):
    """What `purser plan --output json` says of a manifest on the sandbox of a folder."""
    (folder / "purser.yaml").write_text("set: demo\nregion: eu-central-1\n")
    (folder / "job.yaml").write_text(manifest)
    command = [binary, *options, "job.yaml", "--sandbox", "--output", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


MANIFEST = """
apiVersion: purser/v1
kind: Job
metadata: {name: report}
spec:
  taskDefinition:
    family: report
    memory: 512
    containerDefinitions: [{name: main, image: "app:1", command: [COMMAND]}]
  timeout: {attemptDurationSeconds: TIMEOUT}
"""


def test_plans_are_valid(binary, environment, tmp_path):
    """The plans of a job's life: before its first run, after it, changed outside its key, changed, suspended, failed."""
    validator = Draft202012Validator(SCHEMAS["plan"])
    seen = set()

    def look(manifest, *options):
        answer = plan(binary, tmp_path, manifest, *options)
        answer = answer.get("plan", answer)
        validator.validate(answer)
        seen.update((action["action"], action["reason"]) for action in answer["actions"])
        return answer

    first = MANIFEST.replace("COMMAND", '"true"').replace("TIMEOUT", "600")
    look(first, "plan")
    look(first, "apply")
    look(first, "plan")
    look(first.replace("600", "700"), "plan")
    changed = look(first.replace("app:1", "app:2"), "plan")
    assert changed["actions"][0]["changes"] and changed["actions"][0]["previous"]["status"] == "succeeded"
    look(first.replace("app:1", "app:2") + "  suspend: true\n", "plan")
    look(first.replace('"true"', '"false"'), "apply")
    failed = look(first.replace('"true"', '"false"'), "plan")
    assert failed["actions"][0]["previous"]["status"] == "failed"
    ghost = first.split("  taskDefinition:")[0] + "  taskDefinition: ghost:7\n  timeout: {attemptDurationSeconds: 60}\n"
    assert look(ghost, "plan")["problems"]
    assert {action for action, _ in seen} >= {"launch", "none", "update", "suspended"}, seen


@pytest.mark.parametrize(
    "change",
    [
        {"formatVersion": "2.0"},
        {"more": 1},
        {"hasChanges": None},
        {"actions": [{"job": "a"}]},
        {"problems": [{"job": "a"}]},
    ],
    ids=json.dumps,
)
def test_a_wrong_plan_is_not_valid(change):
    sound = {
        "formatVersion": "1.2", "set": "a", "region": "b", "endpoint": "c", "actions": [], "problems": [],
        "hasChanges": False,
    }
    validator = Draft202012Validator(SCHEMAS["plan"])
    validator.validate(sound)
    assert not validator.is_valid({**sound, **change})


EVENT = {
    "version": "0", "id": "1f0b3a52-0000-4000-8000-000000000000", "detail-type": "ECS Task State Change",
    "source": "aws.ecs", "account": "111122223333", "time": "2026-01-02T03:04:05Z", "region": "us-east-1",
    "resources": ["arn:aws:ecs:us-east-1:111122223333:task/jobs/0"],
    "detail": {
        "clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/jobs",
        "taskArn": "arn:aws:ecs:us-east-1:111122223333:task/jobs/0",
        "taskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/report:12", "group": "family:report",
        "startedBy": "run/abc", "launchType": "FARGATE", "cpu": "256", "memory": "512", "desiredStatus": "STOPPED",
        "lastStatus": "STOPPED", "stopCode": "EssentialContainerExited", "createdAt": "2026-01-02T03:00:00.1Z",
        "containers": [{"name": "main", "lastStatus": "STOPPED", "exitCode": 0, "cpu": "null"}], "version": 6,
        "newMember": {"a": 1},
    },
}
INSTANCE = {
    **EVENT, "detail-type": "ECS Container Instance State Change",
    "detail": {
        "clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/jobs", "agentConnected": True, "status": "ACTIVE",
        "containerInstanceArn": "arn:aws:ecs:us-east-1:111122223333:container-instance/jobs/1", "version": 14,
        "remainingResources": [{"name": "CPU", "type": "INTEGER", "integerValue": 2048}],
    },
}


@pytest.mark.parametrize("event", [EVENT, INSTANCE], ids=["task", "instance"])
def test_an_event_is_valid(event):
    Draft202012Validator(SCHEMAS["events"]).validate(event)


@pytest.mark.parametrize("event", [EVENT, INSTANCE], ids=["task", "instance"])
@pytest.mark.parametrize("member", ["version", "id", "detail-type", "source", "detail", "account"])
def test_an_event_without_its_envelope_is_not_valid(event, member):
    assert not Draft202012Validator(SCHEMAS["events"]).is_valid({k: v for k, v in event.items() if k != member})


@pytest.mark.parametrize("member", ["taskArn", "clusterArn", "lastStatus", "version"])
def test_a_task_event_without_its_task_is_not_valid(member):
    detail = {key: value for key, value in EVENT["detail"].items() if key != member}
    assert not Draft202012Validator(SCHEMAS["events"]).is_valid({**EVENT, "detail": detail})
