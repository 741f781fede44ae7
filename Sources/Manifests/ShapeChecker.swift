import Diagnostics
import ECS
package import JSON
package import YAML

/// Holds a document against its shape: what it says as JSON, and everything that is wrong with it.
///
/// A value that is wrong becomes `null`, which no shape allows: rules that look at several members take it for given
/// and unknown.
struct ShapeChecker {
    let table: ShapeTable
    /// Where keys belong that stand in a wrong place.
    let index: ShapeIndex?
    /// The member of the document below which nothing is missing, because it may come from elsewhere.
    let partialBelow: String?
    /// The places of values that may not be quoted.
    let secrets: Set<SourceSpan>
    private(set) var diagnostics: [Diagnostic] = []
    /// The way from the document to the value that is being looked at.
    private(set) var steps: [JSONPath.Step] = []

    /// So many problems of one document are told, and then no more is looked at: they are one mistake many times.
    static let mostProblems = 1000

    /// The document has more problems than are told.
    var isExhausted: Bool { diagnostics.count >= ShapeChecker.mostProblems }

    /// What is to be known of a value's place.
    struct Spot {
        /// The key that holds the value, where one does.
        var key: SourceSpan?
        /// The value may not be quoted.
        var isSecret = false
    }

    /// What is being looked at: `'count'`, `an item of 'subnets'`, `the document`.
    var subject: String {
        switch steps.last {
        case .key(let name)?: "'\(name)'"
        case .index?: if case .key(let name)? = steps.dropLast().last { "an item of '\(name)'" } else { "an item" }
        case nil: "the document"
        }
    }

    init(
        table: ShapeTable, index: ShapeIndex? = nil, partialBelow: String? = nil, secrets: Set<SourceSpan> = []
    ) {
        self.secrets = secrets
        self.table = table
        self.index = index
        self.partialBelow = partialBelow
    }

    /// The value of a node that is to be of a type; a document's by itself, any other's where the checker has got to.
    mutating func value(of node: Node, as type: ShapeType, at spot: Spot = Spot()) -> JSON {
        if node.isBroken || isExhausted { return .null }
        var spot = spot
        if !secrets.isEmpty, secrets.contains(node.span) { spot.isSecret = true }
        if let scalar = node.scalar, scalar.isNull, type != .any {
            report(
                .nothingGiven, "expected \(type.phrase) for \(subject), found nothing",
                at: spot.key ?? node.span,
                hint: "give a value, or remove the \(spot.key == nil ? "item" : "key")")
            return .null
        }
        let type = alternative(of: type, for: node)
        let value: JSON
        switch (type, node.content) {
        case (.any, _): value = JSON(node)
        case (.structure(let name), .mapping(let entries)):
            return members(of: node, entries, as: table[name], at: spot)
        case (.list(let item, _), .sequence(let items)):
            var found: [JSON] = []
            found.reserveCapacity(items.count)
            let spot = Spot(isSecret: spot.isSecret)
            for (index, node) in items.enumerated() {
                found.append(self.value(of: node, as: item, at: spot, step: .index(index)))
            }
            value = .array(found)
        case (.map(let rule, let item, _), .mapping(let entries)):
            var found = [String: JSON](minimumCapacity: entries.count)
            for entry in entries {
                checkKey(entry, rule)
                let spot = Spot(key: entry.keySpan, isSecret: spot.isSecret)
                found[entry.key] = self.value(of: entry.value, as: item, at: spot, step: .key(entry.key))
            }
            value = .object(found)
        case (_, .scalar(let scalar)) where type.isScalar:
            guard let plain = type.value(of: scalar) else {
                reportType(type, node, at: spot)
                return .null
            }
            value = plain
        default:
            reportType(type, node, at: spot)
            return .null
        }
        if let complaint = type.complaint(about: value) {
            report(complaint, of: type, value, node, at: spot)
            return .null
        }
        return value
    }

    /// The same one step down.
    private mutating func value(of node: Node, as type: ShapeType, at spot: Spot, step: JSONPath.Step) -> JSON {
        steps.append(step)
        defer { steps.removeLast() }
        return value(of: node, as: type, at: spot)
    }

    private mutating func members(of node: Node, _ entries: [Node.Entry], as shape: Shape, at spot: Spot) -> JSON {
        // A key stands once in a mapping: the reader sees to it.
        var found = [String: JSON](minimumCapacity: entries.count)
        let isUnion = if case .union = shape.kind { true } else { false }
        var given: [Node.Entry] = []
        var refused = false
        for entry in entries {
            guard let member = shape[entry.key] else {
                reportUnknown(entry, in: shape)
                continue
            }
            switch member.standing {
            case .served:
                let inner = Spot(key: entry.keySpan, isSecret: spot.isSecret || member.isSecret)
                found[entry.key] = value(of: entry.value, as: member.type, at: inner, step: .key(entry.key))
                if isUnion { given.append(entry) }
            case .planned:
                refused = true
                report(
                    .notServedYet, "'\(entry.key)' is part of the language, but this version does not run it yet",
                    at: entry.keySpan, hint: "remove it")
            case .reserved:
                refused = true
                report(
                    .setByPurser, "'\(entry.key)' cannot be set: \(member.summary)", at: entry.keySpan,
                    hint: "remove it")
            }
        }
        for member in shape.required where found[member.name] == nil && !isPartial {
            let owner = steps.isEmpty ? "" : " in \(subject)"
            report(
                .missingKey, "missing key '\(member.name)'\(owner)", at: node.head(spot.key),
                hint: ShapeChecker.note(on: member))
        }
        if isUnion, given.count != 1, !refused {
            let names = shape.members.filter { $0.standing == .served }.map { "'\($0.name)'" }.joined(separator: ", ")
            let extra = given.dropFirst().first?.keySpan
            report(
                .exactlyOne, "expected exactly one of \(names) in \(subject), found \(given.count)",
                at: extra ?? node.focus(spot.key),
                hint: given.isEmpty ? "leave \(subject) out, or name one" : "keep one")
        }
        return .object(found)
    }

    /// Whether what is missing here may come from elsewhere.
    private var isPartial: Bool {
        guard let partialBelow, steps.first == .key(partialBelow) else { return false }
        guard case .key(let name)? = steps.dropFirst().first else { return true }
        return !FolderDefaults.whole.contains(name)
    }

    /// The first sentence about a member, as a hint.
    private static func note(on member: Shape.Member) -> String? {
        guard let first = member.summary.first, member.summary.hasSuffix(".") else { return nil }
        return first.lowercased() + member.summary.dropFirst().dropLast()
    }

    /// The alternative that a node is of, told as `ShapeTable.alternative` tells it.
    private func alternative(of type: ShapeType, for node: Node) -> ShapeType {
        guard case .oneOf(let types) = type else { return type }
        switch node.content {
        case .scalar: return table.alternative(of: type, for: .string(""))
        case .sequence: return table.alternative(of: type, for: .array([]))
        case .mapping(let entries):
            return table.alternative(among: types) { shape in entries.allSatisfy { shape[$0.key] != nil } }
                ?? types.last ?? type
        }
    }

    mutating func report(
        _ code: ManifestCode, _ message: String, at span: SourceSpan?, hint: String? = nil, notes: [String] = []
    ) {
        if isExhausted { return }
        diagnostics.append(Diagnostic(code.rawValue, .error, message, at: span, hint: hint, notes: notes))
        guard isExhausted else { return }
        diagnostics.append(
            Diagnostic(
                YAMLCode.tooManyProblems.rawValue, .error,
                "\(ShapeChecker.mostProblems) problems so far; the rest of the document is not checked", at: span))
    }
}

extension ShapeType {
    /// What a scalar says where this type is asked for; nil where it is of another type.
    fileprivate func value(of scalar: Scalar) -> JSON? {
        switch (self, scalar.value) {
        case (.string, _) where scalar.isLoose, (.choice, _) where scalar.isLoose: .string(scalar.text)
        case (.string, .string(let text)), (.choice, .string(let text)): .string(text)
        case (.word(let words), _) where scalar.isLoose:
            .string(words.first { $0.lowercased() == scalar.text.lowercased() } ?? scalar.text)
        case (.word(let words), .string(let text)):
            .string(words.first { $0.lowercased() == text.lowercased() } ?? text)
        case (.string(let rule), .int(let number)) where rule.takesNumbers: .string(String(number))
        case (.int, .int(let number)), (.number, .int(let number)): .int(number)
        case (.number, .float(let number)) where number.isFinite:
            Int64(exactly: number).map(JSON.int) ?? .number(number)
        case (.bool, .bool(let flag)): .bool(flag)
        default: nil
        }
    }

    /// The type in words: `a whole number`, `a list of strings`.
    var phrase: String {
        switch self {
        case .string, .choice, .word: "a string"
        case .int: "a whole number"
        case .number: "a number"
        case .bool: "true or false"
        case .any: "a value"
        case .list: "a list"
        case .map, .structure: "a mapping"
        case .oneOf(let types):
            types.map(\.phrase).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
                .joined(separator: " or ")
        }
    }
}

extension JSON {
    /// A node as it stands, for places that take anything.
    package init(_ node: Node) {
        switch node.content {
        case .scalar(let scalar):
            switch scalar.value {
            case .null: self = .null
            case .bool(let value): self = .bool(value)
            case .int(let value): self = .int(value)
            case .float(let value): self = value.isFinite ? .number(value) : .string(scalar.text)
            case .string(let value): self = .string(value)
            }
        case .sequence(let items): self = .array(items.map { JSON($0) })
        case .mapping(let entries):
            self = .object(
                Dictionary(entries.map { ($0.key, JSON($0.value)) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
