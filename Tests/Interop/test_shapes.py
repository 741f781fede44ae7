"""Holds the table of request shapes against the model of the installed botocore, both ways.

The table is read from the Swift file by a reader of its own, so that a mistake of Scripts/shapes.py is found too.
"""

import pathlib
import re

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
