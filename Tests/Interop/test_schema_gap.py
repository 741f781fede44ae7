"""What the schema accepts and validate refuses is one of the rules that the schema lists in its description."""

import json
import pathlib
import re
import subprocess

import pytest
import yaml
from jsonschema import Draft202012Validator
from test_schema import Strings

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "schemas/job.v1.schema.json").read_text())
JOB = Draft202012Validator(SCHEMA)
LISTED = set(re.findall(r"\b[EMY]\d{4}\b", SCHEMA["description"]))
# Codes that have to do with the text of a file and not with a document, which is what a schema sees.
OF_TEXT = {"M0013"}


def wrong_examples():
    """The wrong example of each page about an error of a manifest, where it is YAML that a reader of YAML takes."""
    for page in sorted((ROOT / "docs/diagnostics").glob("[EM]*.md")):
        wrong = page.read_text().split("\n## Wrong\n")[1].split("\n## Right\n")[0]
        match = re.match(r"\s*```yaml\n(.*?)```", wrong, re.S)
        if match is None:
            continue
        try:
            list(yaml.load_all(match[1], Loader=Strings))
        except yaml.YAMLError:
            # What libyaml refuses no schema gets to see.
            continue
        yield pytest.param(page.stem, match[1], id=page.stem)


def validate(binary, folder, text, severities=("error",)):
    """The codes of what `purser validate` finds."""
    (folder / "job.yaml").write_text(text)
    answer = subprocess.run(
        [binary, "validate", "job.yaml", "--output", "json"], cwd=folder, capture_output=True, text=True, check=False
    )
    return {found["code"] for found in json.loads(answer.stdout) if found["severity"] in severities}


def test_the_schema_lists_its_rules():
    assert len(LISTED) > 60


@pytest.mark.parametrize(("code", "text"), wrong_examples())
def test_what_only_validate_refuses_is_listed(binary, tmp_path, code, text):
    errors = validate(binary, tmp_path, text)
    documents = [document for document in yaml.load_all(text, Loader=Strings) if document is not None]
    if errors and documents and all(JOB.is_valid(document) for document in documents):
        assert errors <= LISTED | OF_TEXT, f"{code}: the schema accepts what validate refuses by {errors - LISTED}"


@pytest.mark.parametrize(("code", "text"), wrong_examples())
def test_what_the_schema_refuses_validate_names_too(binary, tmp_path, code, text):
    """As an error, or, where what is too much is left out, as a warning."""
    documents = [document for document in yaml.load_all(text, Loader=Strings) if document is not None]
    if any(not JOB.is_valid(document) for document in documents):
        assert validate(binary, tmp_path, text, ("error", "warning")), f"{code}: only the schema refuses this"
