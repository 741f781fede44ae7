import ECS
package import JSON
import Jobs

/// The manifest language as JSON Schema, for editors and other programs.
package enum SchemaEmitter {
    /// The schema of a job's document, in the dialect of 2020-12.
    ///
    /// `kind` decides: a job, or what the jobs of a folder leave out. In neither is anything of `spec` required, because
    /// the defaults of a folder may give it; the items of a list are whole, because lists are not merged.
    package static func jobSchema() -> JSON {
        var definitions = self.definitions(from: "Spec", isPartial: true, isFilled: true)
        definitions.merge(self.definitions(from: "Metadata", isPartial: false, isFilled: true)) { first, _ in first }
        definitions["Job"] = structure(ManifestShapes.table["Job"], kind: "Job")
        definitions["Defaults"] = structure(ManifestShapes.table["Defaults"], kind: "Defaults")
        definitions[interpolation] = [
            "type": "string", "pattern": #"\$\{\{"#,
            "description": "A variable: ${{ vars.NAME }}, ${{ env.NAME }} or ${{ job.name }}.",
        ]
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
            "description": .string(
                "What belongs together in a repository, and where ECS and the ledger are. Beyond this schema are "
                    + "refused: a ledger that is neither \(LedgerAddress.forms); events that are not sqs:URL; a "
                    + "variable with a name that vars cannot have; a secret variable with other members than 'value'."),
        ]
        let body = structure(ManifestShapes.table["Configuration"])
        return .object((body.object ?? [:]).merging(head.object ?? [:]) { _, new in new })
    }

    static let dialect: JSON = "https://json-schema.org/draft/2020-12/schema"

    /// What the schema cannot say of a document and `purser validate` refuses or warns of, each with its code: what hangs
    /// on several members or on several files, what stands in a text, and what Unicode has to do with.
    static let rulesBeyond: [ManifestCode] = [
        .noDocument, .duplicateJob, .fileUnreadable, .fileNotOneDocument, .undefinedVariable, .brokenInterpolation,
        .notAText, .duplicateDefaults, .scheduleSyntax, .zoneUnknown, .zoneMissing, .neverOccurs, .patternInvalid,
        .parameterContradiction, .fallbackAttempt, .backoffOrder, .arrayNeeded, .arrayAndCount, .beyondArray,
        .dependencyUnknown, .dependencyCycle, .dependencyForm, .dependencySizes, .dependencyTwice, .groupNeeded,
        .groupDisagrees, .imageNotPinned, .volumesStay, .secretInEnvironment, .spotOnce, .deadlineBeforeTimeout,
        .noEffect, .logsMayBeLost, .retryWithoutAttempts, .unknownStopCode,
    ]

    /// The same in words; a test holds it against the pages of the codes.
    private static var rules: String {
        let own = rulesBeyond.map { "\($0.summary) (\($0.rawValue))" }
        // The schema knows whether a task or a service is launched.
        let requests = RequestRule.allCases.filter { $0 != .propagateFromService }.map {
            "\($0.summary) (\($0.rawValue))"
        }
        return
            "Beyond this schema, validate refuses or warns of: \((own + requests).joined(separator: "; ")); a key that "
            + "neither the document nor the defaults of its folder give (M0003); an instant on a day that does not "
            + "exist, or a task definition that is named in a way that ECS does not know (M0008); what is wrong with the "
            + "text of the YAML itself (codes that begin with Y). What a variable brings is checked by validate alone."
    }

    private static let interpolation = "Interpolation"

    /// The structures that one reaches, itself included; partial ones go by a name of their own.
    ///
    /// `isFilled` says that each value may also be written as a variable.
    static func definitions(from root: String, isPartial: Bool, isFilled: Bool = false) -> [String: JSON] {
        let table = ManifestShapes.table
        var definitions: [String: JSON] = [:]
        var open = [Reference(name: root, isPartial: isPartial)]
        while let next = open.popLast() {
            guard definitions[next.title] == nil else { continue }
            definitions[next.title] = structure(table[next.name], isPartial: next.isPartial, isFilled: isFilled)
            open += table[next.name].members.filter { $0.standing == .served }.flatMap {
                references(in: $0.type, isPartial: next.isPartial && !FolderDefaults.whole.contains($0.name))
            }
        }
        return definitions
    }

    /// A structure by its name, whole or with everything left out that the defaults of a folder may give.
    private struct Reference {
        let name: String
        let isPartial: Bool
        var title: String { isPartial ? "Partial\(name)" : name }
    }

    private static func references(in type: ShapeType, isPartial: Bool) -> [Reference] {
        switch type {
        case .structure(let name): [Reference(name: name, isPartial: isPartial)]
        case .list(let inner, _): references(in: inner, isPartial: false)
        case .map(_, let inner, _): references(in: inner, isPartial: isPartial)
        case .oneOf(let types): types.flatMap { references(in: $0, isPartial: isPartial) }
        case .string, .int, .number, .bool, .any, .choice, .word: []
        }
    }

    private static func structure(
        _ shape: Shape, kind: String? = nil, isPartial: Bool = false, isFilled: Bool = false
    ) -> JSON {
        var members: [String: JSON] = [:]
        for member in shape.members where member.standing == .served {
            let isOpen =
                (isPartial && !FolderDefaults.whole.contains(member.name)) || (kind != nil && member.name == "spec")
            var value = type(member.type, isPartial: isOpen, isFilled: isFilled)
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

    private static func type(_ type: ShapeType, isPartial: Bool, isFilled: Bool) -> [String: JSON] {
        let schema = self.type(type, isPartial: isPartial, inner: isFilled)
        guard isFilled else { return schema }
        let variable: JSON = ["$ref": .string("#/$defs/\(interpolation)")]
        switch type {
        case .any, .string(StringRule()): return schema
        case .oneOf: return ["anyOf": .array((schema["anyOf"]?.array ?? []) + [variable])]
        default: return ["anyOf": [.object(schema), variable]]
        }
    }

    /// The schema of a type itself; `inner` says whether what is inside may be written as a variable.
    private static func type(_ type: ShapeType, isPartial: Bool, inner isFilled: Bool) -> [String: JSON] {
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
            let items = self.type(item, isPartial: false, isFilled: isFilled)
            return ranged(["type": "array", "items": .object(items)], extent, "minItems", "maxItems")
        case .map(let key, let value, let extent):
            let values = self.type(value, isPartial: isPartial, isFilled: isFilled)
            var schema: [String: JSON] = ["type": "object", "additionalProperties": .object(values)]
            // Keys are never filled in.
            if key != StringRule() {
                schema["propertyNames"] = .object(self.type(.string(key), isPartial: false, isFilled: false))
            }
            return ranged(schema, extent, "minProperties", "maxProperties")
        case .structure(let name):
            return ["$ref": .string("#/$defs/\(Reference(name: name, isPartial: isPartial).title)")]
        case .oneOf(let types):
            return ["anyOf": .array(types.map { .object(self.type($0, isPartial: isPartial, inner: isFilled)) })]
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
