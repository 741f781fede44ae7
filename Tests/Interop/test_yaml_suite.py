"""Holds the reader of YAML against the public test suite.

Two kinds of difference are accepted. One is libyaml's, through which Purser reads: where libyaml alone, asked through
PyYAML, refuses a text, takes one that it should refuse, or sees other events than the suite, so does Purser. The other is
the language's own, listed below with the reason for each case.
"""

import json
import pathlib
import subprocess

import pytest
import yaml

CASES = json.loads((pathlib.Path(__file__).parent / "yaml-test-suite/cases.json").read_text())

# The language's own rules: what a manifest has no use for is refused with a code of its own, or left out.
OWN_RULES = {
    # Tags of applications and of other schemas (!!set, !!omap, !!binary): a manifest has no such types, and to drop a
    # tag would be to read something else than what is written.
    "Y0012": "2XXW 565N 5TYM 6CK3 6WLZ 7FWL 9HCY 9WXW C4HZ CC74 CUP7 J7PZ M5C3 P76L UGM3 Z67P Z9M4".split(),
    # Keys that are lists or mappings: all of a manifest must be said in JSON, whose keys are texts.
    "Y0008": "4FJ6 6BFJ 6PBE 9MMW KK5P LX3P M2N8/01 M5DY Q9WF RZP5 SBG9 V9D5 X38W XW4D".split(),
}
# Documents without a value are left out: a '---' too many declares no job.
LEFT_OUT = "6XDY 6ZKB 9DXL DK95/07 MUS6/02 MUS6/03 MUS6/04 PUW8".split()


def render(binary, text, tmp_path):
    """What `render --raw` prints of a text: its documents, or the codes of its errors."""
    path = tmp_path / "case.yaml"
    path.write_bytes(text.encode())
    done = subprocess.run([binary, "render", "--raw", str(path)], capture_output=True, text=True, timeout=60)
    if done.returncode == 0:
        return [json.loads(line) for line in done.stdout.splitlines()], []
    assert done.returncode == 1 and not done.stdout
    checked = subprocess.run(
        [binary, "validate", "--output", "json", str(path)], capture_output=True, text=True, timeout=60)
    found = [entry["code"] for entry in json.loads(checked.stdout) if entry["severity"] == "error"]
    return None, [code for code in found if code.startswith("Y")]


def values(text):
    """The JSON values that stand one after another in a text."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def libyaml_events(text):
    """The events that libyaml alone sees, in the words of the suite; None where it refuses the text."""
    lines = []
    try:
        for event in yaml.parse(text.encode(), Loader=yaml.CLoader):
            lines.append(event_line(event))
    except yaml.YAMLError:
        return None
    return lines


def event_line(event):
    """An event without styles and document markers, in which libraries differ without a difference."""
    kind = type(event).__name__.removesuffix("Event")
    anchor = f" &{event.anchor}" if getattr(event, "anchor", None) and kind != "Alias" else ""
    tag = f" <{event.tag}>" if getattr(event, "tag", None) else ""
    if kind == "Scalar":
        return f"=VAL{anchor}{tag} {event.value!r}"
    if kind == "Alias":
        return f"=ALI {event.anchor}"
    return {"MappingStart": "+MAP", "SequenceStart": "+SEQ", "MappingEnd": "-MAP", "SequenceEnd": "-SEQ",
            "DocumentStart": "+DOC", "DocumentEnd": "-DOC", "StreamStart": "+STR", "StreamEnd": "-STR"}[kind] + anchor + tag


def suite_events(text):
    """The events of the suite in the same form."""
    lines = []
    for line in text.splitlines():
        words = line.lstrip().split(" ")
        head, rest = words[0], words[1:]
        if head == "=ALI":
            lines.append(f"=ALI {rest[0].removeprefix('*')}")
            continue
        rest = [word for word in rest if word not in ("---", "...", "{}", "[]")] if head != "=VAL" else rest
        anchor = f" {rest.pop(0)}" if rest and rest[0].startswith("&") else ""
        tag = f" {rest.pop(0)}" if rest and rest[0].startswith("<") and rest[0].endswith(">") else ""
        if head == "=VAL":
            raw = " ".join(rest)[1:]
            escapes = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\b": "\b", "\\r": "\r"}
            value, at = "", 0
            while at < len(raw):
                pair = raw[at:at + 2]
                value += escapes.get(pair, raw[at])
                at += 2 if pair in escapes else 1
            lines.append(f"=VAL{anchor}{tag} {value!r}")
        else:
            lines.append(head + anchor + tag)
    return lines


def same(ours, theirs):
    """Equal as JSON, numbers by their value and truth values not as numbers."""
    return json.dumps(normal(ours), sort_keys=True) == json.dumps(normal(theirs), sort_keys=True)


def normal(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_of_the_suite(case, binary, tmp_path):
    documents, codes = render(binary, case["yaml"], tmp_path)
    events = libyaml_events(case["yaml"])
    own = [code for code, cases in OWN_RULES.items() if case["id"] in cases]
    if own:
        assert set(codes) == set(own)
        return
    if events is None:
        assert codes, "libyaml refuses this text, and Purser reads it"
        return
    assert documents is not None, f"libyaml reads this text, and Purser refuses it: {codes}"
    if case.get("fails") or (case["events"] and suite_events(case["events"]) != events):
        return
    if "json" in case:
        expected = values(case["json"])
        if case["id"] in LEFT_OUT:
            assert not same(documents, expected)
            expected = [value for value in expected if value is not None]
        assert same(documents, expected)


def test_the_suite_is_there_and_mostly_read_as_it_says(binary):
    read = [case for case in CASES if "json" in case and libyaml_events(case["yaml"]) is not None
            and suite_events(case["events"]) == libyaml_events(case["yaml"])]
    assert len(CASES) == 402 and len(read) >= 200
