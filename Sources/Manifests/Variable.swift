package import Diagnostics
package import JSON
import Jobs
package import YAML

/// A value of `${{ vars.NAME }}`.
package struct Variable: Sendable {
    /// Where the value was given.
    package enum Source: Hashable, Sendable {
        /// In `purser.yaml` or a file of `--vars`, at this place.
        case file(SourceSpan)
        /// With `--var`.
        case option
        /// By an environment variable of this name.
        case environment(String)
        /// By nobody but the manifest itself: the name of the job.
        case manifest
    }

    /// Nil for a variable that was declared, and whose value is still to come.
    package let value: Node?
    /// Its value is not to be printed.
    package let isSecret: Bool
    package let source: Source

    package init(_ value: Node?, isSecret: Bool = false, from source: Source) {
        self.value = value
        self.isSecret = isSecret
        self.source = source
    }
}

/// The values of `${{ vars.NAME }}`, laid over each other.
package struct Variables: Sendable, ExpressibleByDictionaryLiteral {
    private var variables: [String: Variable] = [:]

    package init() {}

    /// Variables without a place, as tests give them.
    package init(dictionaryLiteral elements: (String, JSON)...) {
        for (name, value) in elements {
            let start = SourcePosition(offset: 0, line: 1, column: 1)
            let span = SourceSpan(file: SourceFile(path: "<variables>", bytes: []), start: start, end: start)
            variables[name] = Variable(Node(value, at: span), from: .option)
        }
    }

    /// The environment variables of this prefix set the variable of the name that follows it.
    package static let environmentPrefix = "PURSER_VAR_"

    /// The variables that an environment sets: `PURSER_VAR_NAME`.
    package init(environment: [String: String]) {
        for (name, value) in environment where name.hasPrefix(Variables.environmentPrefix) {
            set(
                String(name.dropFirst(Variables.environmentPrefix.count)), to: value,
                from: .environment(name))
        }
    }

    /// The variable of a name.
    package subscript(_ name: String) -> Variable? { variables[name] }

    /// Those that have a value, sorted.
    package var names: [String] { variables.filter { $0.value.value != nil }.keys.sorted() }

    /// All that were named, with a value or without.
    package var declared: Set<String> { Set(variables.keys) }

    /// The values as JSON, those without one left out.
    package var values: [String: JSON] { variables.compactMapValues { $0.value.map { JSON($0) } } }

    /// The texts of all secret values.
    package var secrets: Secrets {
        var secrets = Secrets()
        for variable in variables.values where variable.isSecret {
            if let value = variable.value { secrets.insert(value) }
        }
        return secrets
    }

    /// Lays a variable over the one of its name; what was secret stays secret.
    package mutating func set(_ name: String, to variable: Variable) {
        let old = variables[name]
        variables[name] = Variable(
            variable.value ?? old?.value, isSecret: variable.isSecret || old?.isSecret ?? false,
            from: variable.value == nil ? old?.source ?? variable.source : variable.source)
    }

    /// The same with a text from outside, which is the number or truth value that YAML sees in it where one is asked for.
    package mutating func set(_ name: String, to text: String, from source: Variable.Source) {
        let file = SourceFile(path: "<\(name)>", bytes: Array(text.utf8))
        let start = SourcePosition(offset: 0, line: 1, column: 1)
        let end = SourcePosition(offset: text.utf8.count, line: 1, column: 1 + text.unicodeScalars.count)
        let node = Node(.scalar(Scalar(loose: text)), at: SourceSpan(file: file, start: start, end: end))
        set(name, to: Variable(node, from: source))
    }

    /// Lays all variables of another over these.
    package mutating func add(_ other: Variables) {
        for (name, variable) in other.variables { set(name, to: variable) }
    }

    /// What a name may be: a letter or `_`, then letters, digits, `_`, `-` and `.`.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
}

extension Secrets {
    /// Adds the texts and numbers of a value; what is true or null tells nothing.
    mutating func insert(_ node: Node) {
        switch node.content {
        case .scalar(let scalar):
            switch scalar.value {
            case .bool, .null: if scalar.isLoose { insert(scalar.text) }
            case .string: insert(scalar.text)
            case .int, .float:
                insert(scalar.text)
                insert(JSON(node).canonical)
            }
        case .sequence(let items): for item in items { insert(item) }
        case .mapping(let entries): for entry in entries { insert(entry.value) }
        }
    }

    /// Where secrets stand in a value.
    func places(in value: JSON) -> [SecretPlace] {
        var found: [SecretPlace] = []
        if !isEmpty { addPlaces(in: value, at: [], to: &found) }
        return found
    }

    private func addPlaces(in value: JSON, at path: [String], to found: inout [SecretPlace]) {
        switch value {
        case .null, .bool: break
        case .int, .number: if contains(value.canonical) { found.append(SecretPlace(path)) }
        case .string(let text): found += ranges(in: text).map { SecretPlace(path, $0) }
        case .array(let items):
            for (index, item) in items.enumerated() { addPlaces(in: item, at: path + ["\(index)"], to: &found) }
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                addPlaces(in: member, at: path + [name], to: &found)
            }
        }
    }

    /// The value with every secret in it masked; a number that is a secret becomes the text that masks it.
    package func masked(_ value: JSON) -> JSON {
        if isEmpty { return value }
        switch value {
        case .null, .bool: return value
        case .int, .number: return contains(value.canonical) ? .string(Secrets.mask) : value
        case .string(let text): return .string(masked(text))
        case .array(let items): return .array(items.map { masked($0) })
        case .object(let members): return .object(members.mapValues { masked($0) })
        }
    }
}
