"""Holds the schemas against a public validator, with the examples and with manifests that are wrong."""

import json
import pathlib

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = {name: json.loads((ROOT / f"schemas/{name}.v1.schema.json").read_text()) for name in ("job", "config", "faults")}
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


class Strings(yaml.SafeLoader):
    """Reads dates as the strings that they are in YAML 1.2."""


Strings.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


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
