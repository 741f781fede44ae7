import Diagnostics
import JSON
import Manifests
import YAML

extension Draft {
    /// Takes out what the manifest language or ECS would refuse, and says so; what is left is valid.
    mutating func takeOutWhatIsRefused() {
        // Each round takes at least one value out, so it ends; a draft has far fewer values than this.
        for _ in 0..<500 {
            let file = SourceFile(path: "imported.json", bytes: document.canonicalBytes)
            let errors = ManifestLoader.load([file]) { _ in nil }.diagnostics.filter { $0.severity == .error }
            if errors.isEmpty { return }
            guard let tree = YAMLReader.read(file).documents.first else { break }
            if !takeOut(errors, in: tree) { break }
        }
        note("spec", "nothing of it could be taken over as it is")
        spec = ["taskDefinition": .string(Draft.placeholder), "timeout": ["attemptDurationSeconds": 3600]]
        labels = [:]
    }

    /// What stands where a task definition is missing.
    private static let placeholder = "replace-me"

    /// Takes out the values that some errors are about; false where none of them has a place.
    private mutating func takeOut(_ errors: [Diagnostic], in tree: Node) -> Bool {
        var places: [[Step]: Diagnostic] = [:]
        for error in errors {
            guard let span = error.span, let steps = Draft.steps(to: span, in: tree, []), steps.count > 1 else {
                continue
            }
            if places[steps] == nil { places[steps] = error }
        }
        // From the back, so that the numbers of the items before stay what they are.
        for (steps, error) in places.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).reversed() {
            takeOut(steps, error)
        }
        return !places.isEmpty
    }

    private mutating func takeOut(_ steps: [Step], _ error: Diagnostic) {
        let path = steps.dropFirst().map(\.text).joined().drop { $0 == "." }
        let hint = error.hint.map { " (\($0))" } ?? ""
        guard steps.first == .key("spec") else {
            labels = [:]
            note("metadata.\(path)", "left out: \(error.message)\(hint)")
            return
        }
        if steps.count == 2, steps[1] == .key("taskDefinition") {
            spec["taskDefinition"] = .string(Draft.placeholder)
            note("taskDefinition", "name yours here; the source's was left out: \(error.message)\(hint)")
            return
        }
        if steps[1] == .key("timeout") {
            spec["timeout"] = ["attemptDurationSeconds": .int(Int64(standardTimeout))]
            note("timeout", "\(standardTimeout) seconds were put in: \(error.message)")
            return
        }
        spec = JSON.object(spec).removing(steps.dropFirst()).object ?? [:]
        note(String(path), "left out: \(error.message)\(hint)")
    }

    /// One step down to a value.
    fileprivate enum Step: Hashable, Comparable {
        case index(Int)
        case key(String)

        var text: String {
            switch self {
            case .index(let index): "[\(index)]"
            case .key(let key): ".\(key)"
            }
        }
    }

    /// The file of a diagnostic may be a copy with its secrets made unreadable: the places are the same.
    private static func isSame(_ one: SourceSpan, _ other: SourceSpan) -> Bool {
        one.start == other.start && one.end == other.end
    }

    /// The way to the value, or to the value of the key, that a span points at.
    private static func steps(to span: SourceSpan, in node: Node, _ before: [Step]) -> [Step]? {
        if isSame(node.span, span) { return before }
        switch node.content {
        case .scalar: return nil
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                if let found = steps(to: span, in: item, before + [.index(index)]) { return found }
            }
        case .mapping(let entries):
            for entry in entries {
                let here = before + [.key(entry.key)]
                if isSame(entry.keySpan, span) { return here }
                if let found = steps(to: span, in: entry.value, here) { return found }
            }
        }
        return nil
    }
}

extension JSON {
    /// The value without what stands at the end of a way down; a list or an object that is empty then goes too.
    fileprivate func removing(_ steps: ArraySlice<Draft.Step>) -> JSON {
        guard let first = steps.first else { return .null }
        let rest = steps.dropFirst()
        switch (first, self) {
        case (.key(let key), .object(var members)):
            let inner = rest.isEmpty ? nil : members[key]?.removing(rest)
            members[key] = inner?.isHollow == true ? nil : inner
            return .object(members)
        case (.index(let index), .array(var items)) where items.indices.contains(index):
            let inner = rest.isEmpty ? nil : items[index].removing(rest)
            if let inner, !inner.isHollow { items[index] = inner } else { items.remove(at: index) }
            return .array(items)
        default: return self
        }
    }

    private var isHollow: Bool { self == .object([:]) || self == .array([]) }
}
