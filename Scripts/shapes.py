#!/usr/bin/env python3
"""Writes Sources/ECS/Generated/RequestShapes.swift from the ECS model of the installed botocore.

The table holds names, types, enum values, required members, ranges and what is marked sensitive, of three requests
and all that they reach; no text of the documentation. `Sources/ECS/ShapeParser.swift` says how a line is read.

    python3 Scripts/shapes.py            write the file
    python3 Scripts/shapes.py --check    exit 1 where the file differs from the model
"""

import pathlib
import sys

import botocore
import botocore.session

OPERATIONS = ["RunTask", "StartTask", "RegisterTaskDefinition"]
TARGET = pathlib.Path(__file__).resolve().parent.parent / "Sources/ECS/Generated/RequestShapes.swift"
SCALARS = {"string": "string", "integer": "int", "long": "int", "boolean": "bool", "double": "number", "float": "number"}


def structure_name(shape):
    """The name under which the table lists a structure: a request goes by its operation."""
    return shape.name.removesuffix("Request")


def range_suffix(shape):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is None and high is None:
        return ""
    return f"({'' if low is None else low}...{'' if high is None else high})"


def type_text(shape):
    """The type of a member, as the table writes it."""
    kind = shape.type_name
    if kind == "structure":
        return structure_name(shape)
    if kind == "list":
        return f"[{type_text(shape.member)}]{range_suffix(shape)}"
    if kind == "map":
        return f"{{{type_text(shape.value)}}}{range_suffix(shape)}"
    if kind == "string" and shape.enum:
        # A single value still is a choice: a leading bar tells it from the name of a structure.
        return "|".join(shape.enum) if len(shape.enum) > 1 else f"|{shape.enum[0]}"
    return SCALARS[kind] + range_suffix(shape)


def reached(model):
    """The structures that the requests reach, each once, in the order of the first visit."""
    found = {}

    def visit(shape):
        if shape.type_name == "structure" and shape.name not in found:
            found[shape.name] = shape
            for member in shape.members.values():
                visit(member)
        elif shape.type_name == "list":
            visit(shape.member)
        elif shape.type_name == "map":
            visit(shape.value)

    for operation in OPERATIONS:
        visit(model.operation_model(operation).input_shape)
    return list(found.values())


def table(model):
    lines = []
    for shape in reached(model):
        lines.append(f"struct {structure_name(shape)}")
        for name, member in shape.members.items():
            mark = "!" if name in shape.required_members else ""
            secret = " secret" if member.metadata.get("sensitive") else ""
            lines.append(f"{name}{mark} {type_text(member)}{secret}")
    return lines


def source(model):
    body = "\n".join(f"        {line}" for line in table(model))
    return f'''// swift-format-ignore-file
// Written by Scripts/shapes.py from the ECS model {model.api_version} of botocore {botocore.__version__}; not edited by hand.

/// The requests that Purser sends, as the service's own model describes them.
enum RequestShapes {{
    /// A table in the language of `ShapeParser`.
    static let text = """
{body}
        """
}}
'''


def main():
    text = source(botocore.session.get_session().get_service_model("ecs"))
    if "--check" in sys.argv[1:]:
        # Another botocore with the same model is no difference.
        def without_version(content):
            return [line for line in content.splitlines() if "botocore" not in line]

        if without_version(TARGET.read_text()) != without_version(text):
            sys.exit(f"{TARGET} differs from the installed model; run Scripts/shapes.py")
        return
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text)


if __name__ == "__main__":
    main()
