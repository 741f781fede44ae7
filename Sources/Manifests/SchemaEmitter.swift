import ECS
package import JSON

/// The manifest language as JSON Schema, for editors and other programs.
package enum SchemaEmitter {
    /// The schema of a job's document, in the dialect of 2020-12.
    ///
    /// `kind` decides: a job, or what the jobs of a folder leave out, in which nothing of `spec` is required.
    package static func jobSchema() -> JSON {
        var definitions = self.definitions(from: "Job", isPartial: false)
        definitions.merge(self.definitions(from: "Spec", isPartial: true)) { first, _ in first }
        definitions["Job"] = structure(ManifestShapes.table["Job"], kind: "Job")
        definitions["Defaults"] = structure(ManifestShapes.table["Defaults"], kind: "Defaults")
        return [
            "$schema": dialect, "$id": "job.v1.schema.json", "title": "Purser job", "type": "object",
            "description": .string("A job for Amazon ECS, in the manifest language purser/v1. " + rules),
            "if": ["properties": ["kind": ["const": "Defaults"]], "required": ["kind"]],
            "then": ["$ref": "#/$defs/Defaults"], "else": ["$ref": "#/$defs/Job"], "$defs": .object(definitions),
        ]
    }

    /// The schema of `purser.yaml`.
    package static func configurationSchema() -> JSON {
        let head: JSON = [
            "$schema": dialect, "$id": "config.v1.schema.json", "title": "Purser configuration",
            "description": "What belongs together in a repository, and where ECS and the ledger are.",
        ]
        let body = structure(ManifestShapes.table["Configuration"])
        return .object((body.object ?? [:]).merging(head.object ?? [:]) { _, new in new })
    }

    static let dialect: JSON = "https://json-schema.org/draft/2020-12/schema"

    /// What the schema cannot say of a document and `purser validate` refuses, each with its code: what hangs on several
    /// members or on several files, what stands in a text, and what Unicode has to do with.
    static let rulesBeyond: [ManifestCode] = [
        .noDocument, .duplicateJob, .fileUnreadable, .fileNotOneDocument, .undefinedVariable, .brokenInterpolation,
        .notAText, .duplicateDefaults, .scheduleSyntax, .zoneUnknown, .zoneMissing, .neverOccurs, .patternInvalid,
        .parameterContradiction, .fallbackAttempt, .backoffOrder, .arrayNeeded, .arrayAndCount, .beyondArray,
        .dependencyUnknown, .dependencyCycle, .dependencyForm, .dependencySizes, .dependencyTwice, .groupNeeded,
        .groupDisagrees,
    ]

    /// The same in words.
    private static var rules: String {
        let own = rulesBeyond.map { "\($0.rawValue) \($0.summary)" }
        let requests = RequestRule.allCases.map { "\($0.rawValue) \($0.summary)" }
        return "Beyond this schema, validate refuses or warns of: \((own + requests).joined(separator: "; ")); "
            + "M0008 a tag with anything but letters, digits, spaces and _.:/=+-@, an instant on a day that does not "
            + "exist, or a task definition that is named in a way that ECS does not know."
    }

    /// The structures that one reaches, itself included; partial ones go by a name of their own.
    static func definitions(from root: String, isPartial: Bool) -> [String: JSON] {
        let table = ManifestShapes.table
        var definitions: [String: JSON] = [:]
        var open = [root]
        while let name = open.popLast() {
            let title = isPartial ? partial(name) : name
            guard definitions[title] == nil else { continue }
            definitions[title] = structure(table[name], isPartial: isPartial)
            open += table[name].members.filter { $0.standing == .served }.flatMap { structures(in: $0.type) }
        }
        return definitions
    }

    private static func partial(_ name: String) -> String { "Partial\(name)" }

    private static func structures(in type: ShapeType) -> [String] {
        switch type {
        case .structure(let name): [name]
        case .list(let inner, _), .map(_, let inner, _): structures(in: inner)
        case .oneOf(let types): types.flatMap(structures)
        case .string, .int, .number, .bool, .any, .choice, .word: []
        }
    }

    private static func structure(_ shape: Shape, kind: String? = nil, isPartial: Bool = false) -> JSON {
        var members: [String: JSON] = [:]
        for member in shape.members where member.standing == .served {
            let isOpen = isPartial || (kind == "Defaults" && member.name == "spec")
            var value = type(member.type, isPartial: isOpen)
            if member.name == "kind", let kind { value = ["const": .string(kind)] }
            // A key beside a reference is allowed since 2019-09.
            value["description"] = .string(member.summary.isEmpty ? reference(member, of: shape) : member.summary)
            if let examples = ManifestShapes.examples["\(shape.name).\(member.name)"] {
                value["examples"] = .array(examples)
            }
            if let standard = member.standard ?? member.implied { value["default"] = standard }
            members[member.name] = .object(value)
        }
        var schema: [String: JSON] = [
            "type": "object", "properties": .object(members), "additionalProperties": false,
        ]
        let required = shape.members.filter(\.isRequired).map { JSON.string($0.name) }
        if !required.isEmpty, !isPartial { schema["required"] = .array(required) }
        if case .union = shape.kind {
            schema["minProperties"] = 1
            schema["maxProperties"] = 1
        }
        return .object(schema)
    }

    /// Where the service's own documentation speaks of a member.
    private static func reference(_ member: Shape.Member, of shape: Shape) -> String {
        "\(member.name) of \(shape.name), as in the Amazon ECS API Reference: "
            + "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_\(shape.name).html"
    }

    private static func type(_ type: ShapeType, isPartial: Bool = false) -> [String: JSON] {
        switch type {
        case .string(let rule):
            var schema: [String: JSON] = ["type": rule.takesNumbers ? ["string", "integer"] : "string"]
            schema["minLength"] = rule.length.low.map { .int(Int64($0)) }
            schema["maxLength"] = rule.length.high.map { .int(Int64($0)) }
            schema["pattern"] = (rule.format?.pattern).map(JSON.string)
            return schema
        case .int(let extent): return ranged(["type": "integer"], extent, "minimum", "maximum")
        case .number(let extent): return ranged(["type": "number"], extent, "minimum", "maximum")
        case .bool: return ["type": "boolean"]
        case .any: return [:]
        case .choice(let choices): return ["enum": .array(choices.map(JSON.string))]
        case .word(let words):
            // The words for editors to offer, the pattern for the other cases.
            let pattern = words.map { word in word.map { "[\($0.uppercased())\($0.lowercased())]" }.joined() }
            return [
                "anyOf": [
                    ["enum": .array(words.map(JSON.string))],
                    ["type": "string", "pattern": .string("^(\(pattern.joined(separator: "|")))$")],
                ]
            ]
        case .list(let item, let extent):
            return ranged(
                ["type": "array", "items": .object(self.type(item, isPartial: isPartial))], extent, "minItems",
                "maxItems")
        case .map(let key, let value, let extent):
            var schema: [String: JSON] = [
                "type": "object", "additionalProperties": .object(self.type(value, isPartial: isPartial)),
            ]
            if key != StringRule() { schema["propertyNames"] = .object(self.type(.string(key))) }
            return ranged(schema, extent, "minProperties", "maxProperties")
        case .structure(let name): return ["$ref": .string("#/$defs/\(isPartial ? partial(name) : name)")]
        case .oneOf(let types): return ["anyOf": .array(types.map { .object(self.type($0, isPartial: isPartial)) })]
        }
    }

    private static func ranged(_ schema: [String: JSON], _ extent: Extent, _ low: String, _ high: String) -> [String:
        JSON]
    {
        var schema = schema
        schema[low] = extent.low.map { .int(Int64($0)) }
        schema[high] = extent.high.map { .int(Int64($0)) }
        return schema
    }
}
