"""Holds the table of request shapes against the model of the installed botocore, both ways.

The table is read from the Swift file by a reader of its own, so that a mistake of Scripts/shapes.py is found too.
"""

import json
import pathlib
import re
import subprocess

import botocore.session
import pytest

OPERATIONS = ("RunTask", "StartTask", "RegisterTaskDefinition")
SOURCE = pathlib.Path(__file__).resolve().parents[2] / "Sources/ECS/Generated/RequestShapes.swift"
KINDS = {"string": "string", "int": "integer", "bool": "boolean", "number": "double"}


def read_table():
    """{structure: {member: (type, required, secret)}} of the table in the Swift file."""
    text = re.search(r'static let text = """\n(.*?)\n\s*"""', SOURCE.read_text(), re.DOTALL).group(1)
    structures, current = {}, None
    for line in text.splitlines():
        words = line.split()
        if words[0] == "struct":
            assert words[1] not in structures, f"{words[1]} stands twice"
            current = structures[words[1]] = {}
            continue
        name = words[0].rstrip("!")
        assert name not in current, f"{name} stands twice"
        assert set(words[2:]) <= {"secret"}, line
        current[name] = (words[1], words[0].endswith("!"), "secret" in words[2:])
    return structures


def model_structures():
    """{structure: shape} of all that the requests reach, a request under the name of its operation."""
    model = botocore.session.get_session().get_service_model("ecs")
    found, todo = {}, []
    for operation in OPERATIONS:
        shape = model.operation_model(operation).input_shape
        todo.append((operation, shape))
    while todo:
        name, shape = todo.pop()
        if name in found:
            continue
        found[name] = shape
        for member in shape.members.values():
            while member.type_name in ("list", "map"):
                member = member.member if member.type_name == "list" else member.value
            if member.type_name == "structure":
                todo.append((member.name, member))
    return found


TABLE = read_table()
MODEL = model_structures()


def split_range(text):
    """('[Tag]', 0, 50) of '[Tag](0...50)'."""
    match = re.fullmatch(r"(.*)\((-?\d*)\.\.\.(-?\d*)\)", text)
    if not match:
        return text, None, None
    return match[1], *(int(end) if end else None for end in match.groups()[1:])


def compare(text, shape, place):
    body, low, high = split_range(text)
    assert (low, high) == (shape.metadata.get("min"), shape.metadata.get("max")), f"range of {place}"
    kind = shape.type_name
    if body.startswith("["):
        assert kind == "list", place
        compare(body[1:-1], shape.member, place + "[]")
    elif body.startswith("{"):
        assert kind == "map" and shape.key.type_name == "string", place
        compare(body[1:-1], shape.value, place + "{}")
    elif "|" in body:
        assert kind == "string" and body.strip("|").split("|") == list(shape.enum), f"values of {place}"
    elif body in KINDS:
        assert kind.replace("long", "integer").replace("float", "double") == KINDS[body], f"type of {place}"
        assert not (kind == "string" and shape.enum), f"{place} has a set of values"
    else:
        assert kind == "structure" and body == shape.name, f"type of {place}"


def test_the_same_structures_are_known():
    assert sorted(TABLE) == sorted(MODEL)


@pytest.mark.parametrize("name", sorted(MODEL))
def test_every_member_is_the_same(name):
    table, shape = TABLE[name], MODEL[name]
    assert sorted(table) == sorted(shape.members)
    for member, (text, required, secret) in table.items():
        place = f"{name}.{member}"
        assert required == (member in shape.required_members), f"requirement of {place}"
        assert secret == bool(shape.members[member].metadata.get("sensitive")), f"sensitivity of {place}"
        compare(text, shape.members[member], place)


# What of the requests is Purser's own affair, and stands elsewhere in a manifest or nowhere.
OWN = {"clientToken", "startedBy", "referenceId", "taskDefinition", "count"}


def sample(shape):
    """Some value of a shape's type; what else is wrong with it is not looked at."""
    if shape.type_name == "structure":
        return {}
    if shape.type_name == "list":
        return [sample(shape.member)]
    if shape.type_name == "map":
        return {"a": sample(shape.value)}
    if shape.type_name == "boolean":
        return True
    if shape.type_name == "string":
        return shape.enum[0] if shape.enum else "a"
    return 1


def documents(members, wrap, seen):
    """A `spec` for each member that a structure reaches, and one with a member that the model does not have."""
    yield "unknownMember", wrap({"unknownMember": 1})
    for name, shape in members.items():
        if name in OWN:
            continue
        yield name, wrap({name: sample(shape)})
        inside, hold = shape, lambda value: value
        while inside.type_name in ("list", "map"):
            outer = hold
            if inside.type_name == "list":
                hold, inside = (lambda value, outer=outer: outer([value])), inside.member
            else:
                hold, inside = (lambda value, outer=outer: outer({"a": value})), inside.value
        if inside.type_name == "structure" and inside.name not in seen:
            seen.add(inside.name)
            yield from documents(
                inside.members, lambda value, name=name, hold=hold: wrap({name: hold(value)}), seen)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_validate_takes_every_member_and_no_other(binary, tmp_path, operation):
    """Each member of the installed model, at its place in a manifest, is known; a member that is not there is told."""
    model = botocore.session.get_session().get_service_model("ecs").operation_model(operation).input_shape
    wrap = (lambda body: {"taskDefinition": {"family": "a", **body}}) if operation == "RegisterTaskDefinition" else dict
    cases = list(documents(model.members, wrap, {"Tag"}))
    assert len(cases) > {"RunTask": 60, "StartTask": 40, "RegisterTaskDefinition": 180}[operation]
    for number, (_, spec) in enumerate(cases):
        document = {"apiVersion": "purser/v1", "kind": "Job", "metadata": {"name": f"j{number}"}, "spec": spec}
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
    done = subprocess.run(
        [binary, "validate", ".", "--output", "json"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    told = {}
    for found in json.loads(done.stdout):
        told.setdefault(found["path"], []).append((found["code"], found["message"]))
    for number, (name, spec) in enumerate(cases):
        unknown = [message for code, message in told.get(f"{number}.json", []) if code == "M0002"]
        types = [message for code, message in told.get(f"{number}.json", []) if code == "M0004"]
        if name == "unknownMember":
            assert len(unknown) == 1 and "'unknownMember'" in unknown[0], spec
        else:
            assert not unknown and not types, (spec, unknown, types)
