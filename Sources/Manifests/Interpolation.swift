import Diagnostics
import JSON
import YAML

/// Fills `${{ vars.x }}`, `${{ env.X }}` and `${{ job.name }}` into the values of a document.
///
/// A value that is one interpolation alone takes the type of the variable. Keys are left as they are, and so is
/// `${HOME}`, which belongs to the shell.
struct Interpolation {
    let variables: [String: JSON]
    let environment: [String: String]
    /// The name of the job, nil where it is not known yet.
    let job: String?
    private(set) var diagnostics: [Diagnostic] = []

    private static let open = "${{"
    private static let close = "}}"

    init(variables: [String: JSON], environment: [String: String], job: String?) {
        self.variables = variables
        self.environment = environment
        self.job = job
    }

    /// Whether there is anything to fill in.
    static func concerns(_ node: Node) -> Bool {
        if node.isBroken { return false }
        return switch node.content {
        case .scalar(let scalar): scalar.text.utf8.contains(UInt8(ascii: "$")) && scalar.text.contains(open)
        case .sequence(let items): items.contains(where: concerns)
        case .mapping(let entries): entries.contains { concerns($0.value) }
        }
    }

    /// The node with every value filled in; what cannot be filled in is broken afterwards, and reported.
    mutating func filled(_ node: Node) -> Node {
        guard Interpolation.concerns(node) else { return node }
        switch node.content {
        case .scalar(let scalar): return filled(scalar.text, node)
        case .sequence(let items):
            var filled: [Node] = []
            for item in items { filled.append(self.filled(item)) }
            return Node(.sequence(filled), at: node.span, isBroken: node.isBroken)
        case .mapping(let entries):
            var filled: [Node.Entry] = []
            for entry in entries {
                let value = self.filled(entry.value)
                filled.append(Node.Entry(key: entry.key, keySpan: entry.keySpan, value: value))
            }
            return Node(.mapping(filled), at: node.span, isBroken: node.isBroken)
        }
    }

    private mutating func filled(_ text: String, _ node: Node) -> Node {
        let broken = Node(node.content, at: node.span, isBroken: true)
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: Interpolation.open) {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: Interpolation.close) else {
                report(.brokenInterpolation, "expected '}}' after '${{'", at: node)
                return broken
            }
            let name = rest[..<end.lowerBound].trimmed
            rest = rest[end.upperBound...]
            guard let value = value(of: name, at: node) else { return broken }
            if result.isEmpty, rest.isEmpty, text.hasPrefix(Interpolation.open) {
                return Node(value, at: node.span)
            }
            switch value {
            case .string(let string): result += string
            case .array, .object:
                report(.notAText, "expected a text for '\(name)' inside a text, found a list or a mapping", at: node)
                return broken
            case .null, .bool, .int, .number: result += value.canonical
            }
        }
        result += rest
        return Node(.string(result), at: node.span)
    }

    private mutating func value(of name: String, at node: Node) -> JSON? {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty, !name.contains(where: \.isWhitespace) else {
            report(
                .brokenInterpolation, "expected 'vars.NAME', 'env.NAME' or 'job.name' in '${{ }}', found '\(name)'",
                at: node)
            return nil
        }
        switch parts[0] {
        case "vars":
            if let value = variables[parts[1]] { return value }
            let close = Suggestion.closest(to: parts[1], among: variables.keys.sorted())
            report(
                .undefinedVariable, "the variable '\(parts[1])' is not defined", at: node,
                hint: close.map { "did you mean '\($0)'?" } ?? "give it in purser.yaml, or with --var \(parts[1])=VALUE"
            )
        case "env":
            if let value = environment[parts[1]] { return .string(value) }
            report(.undefinedVariable, "the environment has no '\(parts[1])'", at: node)
        case "job" where parts[1] == "name":
            if let job { return .string(job) }
            report(.undefinedVariable, "the name of the job is not known here", at: node)
        default:
            report(
                .brokenInterpolation, "expected 'vars.NAME', 'env.NAME' or 'job.name' in '${{ }}', found '\(name)'",
                at: node)
        }
        return nil
    }

    private mutating func report(_ code: ManifestCode, _ message: String, at node: Node, hint: String? = nil) {
        diagnostics.append(Diagnostic(code.rawValue, .error, message, at: node.span, hint: hint))
    }
}

extension Node {
    /// A value as a node, all of it at one place.
    fileprivate init(_ value: JSON, at span: SourceSpan) {
        func scalar(_ scalar: Scalar.Value, _ text: String) -> Content {
            .scalar(Scalar(value: scalar, text: text, isPlain: false))
        }
        let content: Content
        switch value {
        case .null: content = scalar(.null, "null")
        case .bool(let flag): content = scalar(.bool(flag), value.canonical)
        case .int(let number): content = scalar(.int(number), value.canonical)
        case .number(let number): content = scalar(.float(number), value.canonical)
        case .string(let text): content = scalar(.string(text), text)
        case .array(let items): content = .sequence(items.map { Node($0, at: span) })
        case .object(let members):
            content = .mapping(
                members.sorted { $0.key < $1.key }.map { member in
                    Entry(key: member.key, keySpan: span, value: Node(member.value, at: span))
                })
        }
        self.init(content, at: span)
    }
}

extension Substring {
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while let found = self[start...].firstIndex(of: text[text.startIndex]) {
            if self[found...].hasPrefix(text) { return found..<index(found, offsetBy: text.count) }
            start = index(after: found)
        }
        return nil
    }

    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
