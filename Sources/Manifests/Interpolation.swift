import Diagnostics
import JSON
import YAML

/// Fills `${{ vars.x }}`, `${{ env.X }}` and `${{ job.name }}` into the values of a document.
///
/// A value that is one interpolation alone takes the type of the variable. Keys are left as they are, and so is
/// `${HOME}`, which belongs to the shell.
struct Interpolation {
    /// What went into one value.
    struct Fill: Sendable {
        /// The words between the brackets, and where the values of each was given.
        var sources: [(name: String, source: Variable.Source)] = []
        /// The value holds something that is not to be printed.
        var isSecret = false
    }

    private let variables: Variables
    private let environment: [String: String]
    /// The name of the job, nil where it is not known yet.
    private let job: String?
    /// The document is made of variables: it can draw on the environment alone.
    private let isOfVariables: Bool
    private(set) var diagnostics: [Diagnostic] = []
    /// What was filled in, by the place where it is asked for.
    private(set) var fills: [SourceSpan: Fill] = [:]
    /// The names of the variables that are asked for, whether they have a value or not.
    private(set) var used: Set<String> = []
    /// The texts of the environment that are not to be printed.
    private(set) var secrets = Secrets()

    private static let open = "${{"
    private static let close = "}}"

    init(variables: Variables, environment: [String: String], job: String?) {
        self.variables = variables
        self.environment = environment
        self.job = job
        isOfVariables = false
    }

    /// For the values of variables themselves.
    init(environment: [String: String]) {
        variables = Variables()
        self.environment = environment
        job = nil
        isOfVariables = true
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
            guard let variable = variable(name, at: node), let value = variable.value else { return broken }
            var fill = fills[node.span] ?? Fill()
            fill.sources.append((name, variable.source))
            fill.isSecret = fill.isSecret || variable.isSecret
            fills[node.span] = fill
            if result.isEmpty, rest.isEmpty, text.hasPrefix(Interpolation.open) { return value.moved(to: node.span) }
            guard let scalar = value.scalar else {
                report(.notAText, "expected a text for '\(name)' inside a text, found a list or a mapping", at: node)
                return broken
            }
            // What was written, not what a number makes of it: a version 1.10 stays one.
            result += scalar.text
        }
        result += rest
        return Node(.string(result), at: node.span)
    }

    private mutating func variable(_ name: String, at node: Node) -> Variable? {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty, !name.contains(where: \.isWhitespace) else {
            reportForm(name, at: node)
            return nil
        }
        switch parts[0] {
        case "vars" where !isOfVariables:
            used.insert(parts[1])
            if let variable = variables[parts[1]], variable.value != nil { return variable }
            let isDeclared = variables[parts[1]] != nil
            let close = isDeclared ? nil : Suggestion.closest(to: parts[1], among: variables.names)
            let places = "in purser.yaml, or with --var \(parts[1])=VALUE"
            report(
                .undefinedVariable,
                isDeclared
                    ? "the variable '\(parts[1])' is declared, and has no value"
                    : "the variable '\(parts[1])' is not defined", at: node,
                hint: close.map { "did you mean '\($0)'?" }
                    ?? (isDeclared
                        ? "give it with --var, --vars or \(Variables.environmentPrefix)\(parts[1])"
                        : "give it \(places)"))
        case "env":
            if let value = environment[parts[1]] { return fromEnvironment(parts[1], value, at: node) }
            let close = Suggestion.closest(to: parts[1], among: environment.keys.sorted())
            report(
                .undefinedVariable, "the environment has no '\(parts[1])'", at: node,
                hint: close.map { "did you mean '\($0)'?" })
        case "job" where parts[1] == "name" && !isOfVariables:
            if let job { return Variable(Node(.string(job), at: node.span), from: .manifest) }
            report(.undefinedVariable, "the name of the job is not known here", at: node)
        default: reportForm(name, at: node)
        }
        return nil
    }

    private mutating func fromEnvironment(_ name: String, _ text: String, at node: Node) -> Variable {
        let isSecret = SecretGuess.looksSecret(name: name, value: text)
        if isSecret { secrets.insert(text) }
        return Variable(
            Node(.scalar(Scalar(loose: text)), at: node.span), isSecret: isSecret, from: .environment(name))
    }

    private mutating func reportForm(_ name: String, at node: Node) {
        let expected = isOfVariables ? "'env.NAME'" : "'vars.NAME', 'env.NAME' or 'job.name'"
        let place = isOfVariables ? "'${{ }}' of a variable" : "'${{ }}'"
        report(.brokenInterpolation, "expected \(expected) in \(place), found '\(name)'", at: node)
    }

    private mutating func report(_ code: ManifestCode, _ message: String, at node: Node, hint: String? = nil) {
        diagnostics.append(Diagnostic(code.rawValue, .error, message, at: node.span, hint: hint))
    }
}

extension Node {
    /// A value as a node, all of it at one place.
    convenience init(_ value: JSON, at span: SourceSpan) {
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

    /// The same value, all of it at another place.
    fileprivate func moved(to span: SourceSpan) -> Node {
        let content: Content =
            switch self.content {
            case .scalar: self.content
            case .sequence(let items): .sequence(items.map { $0.moved(to: span) })
            case .mapping(let entries):
                .mapping(entries.map { Entry(key: $0.key, keySpan: span, value: $0.value.moved(to: span)) })
            }
        return Node(content, at: span, isBroken: isBroken)
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
