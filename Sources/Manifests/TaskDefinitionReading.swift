import Diagnostics
import ECS
import Jobs
import YAML

/// What an answer of DescribeTaskDefinition holds, and no request may.
package enum DescribedMembers {
    /// Members that ECS writes by itself.
    ///
    /// Source: Amazon ECS API Reference, TaskDefinition, less the members of RegisterTaskDefinition.
    package static let readOnly: Set<String> = [
        "taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt",
        "registeredBy", "deregisteredAt", "deleteRequestedAt",
    ]

    /// The key of the tag that Purser gives to what it registers.
    package static let ownTag = DefinitionTag.key
}

/// Makes of what a manifest or a file says about a task definition the body of RegisterTaskDefinition.
struct TaskDefinitionReading {
    private(set) var diagnostics: [Diagnostic] = []

    /// The body in a mapping: an answer of DescribeTaskDefinition is taken out of its wrapping, and what ECS and Purser
    /// wrote into it by themselves is left out with a warning.
    mutating func body(of node: Node) -> Node {
        let body = unwrapped(node)
        guard var entries = body.entries else { return node }
        let taken = entries.filter { DescribedMembers.readOnly.contains($0.key) }
        if let first = taken.first {
            entries.removeAll { DescribedMembers.readOnly.contains($0.key) }
            let names = taken.map { "'\($0.key)'" }.joined(separator: ", ")
            leaveOut("what ECS writes by itself: \(names)", taken.count, at: first.keySpan)
        }
        let isTagged = leaveOutOwnTag(&entries)
        return taken.isEmpty && !isTagged ? body : Node(.mapping(entries), at: body.span)
    }

    /// Takes the tag of Purser off; false where there is none.
    private mutating func leaveOutOwnTag(_ entries: inout [Node.Entry]) -> Bool {
        guard let place = entries.firstIndex(where: { $0.key == "tags" }),
            case .sequence(let items) = entries[place].value.content,
            let own = items.first(where: { $0["key"]?.string == DescribedMembers.ownTag })
        else { return false }
        let entry = entries.remove(at: place)
        let others = items.filter { $0["key"]?.string != DescribedMembers.ownTag }
        if !others.isEmpty {
            let value = Node(.sequence(others), at: entry.value.span)
            entries.insert(Node.Entry(key: entry.key, keySpan: entry.keySpan, value: value), at: place)
        }
        leaveOut("the tag '\(DescribedMembers.ownTag)', which Purser writes by itself", 1, at: own.head(nil))
        return true
    }

    private mutating func leaveOut(_ what: String, _ count: Int, at span: SourceSpan) {
        diagnostics.append(
            Diagnostic(
                ManifestCode.readOnlyMembers.rawValue, .warning, "left out \(what)", at: span,
                hint: "remove \(count == 1 ? "it" : "them")"))
    }

    /// `{"taskDefinition": {…}, "tags": […]}` without its wrapping, the tags inside.
    private func unwrapped(_ node: Node) -> Node {
        guard let entries = node.entries, let inner = node["taskDefinition"], let members = inner.entries,
            entries.allSatisfy({ $0.key == "taskDefinition" || $0.key == "tags" })
        else { return node }
        let tags = entries.filter { $0.key == "tags" && inner["tags"] == nil }
        return Node(.mapping(members + tags), at: inner.span)
    }

    /// The body that a file holds; nil where the file cannot be used.
    mutating func body(in file: SourceFile) -> Node? {
        let reading = YAMLReader.read(file)
        diagnostics += reading.diagnostics
        guard reading.documents.count == 1, let document = reading.documents.first else {
            if !reading.diagnostics.contains(where: { $0.severity == .error }) {
                diagnostics.append(
                    Diagnostic(
                        ManifestCode.fileNotOneDocument.rawValue, .error,
                        "expected one document with a task definition in '\(file.path)', "
                            + "found \(reading.documents.count)", at: reading.documents.dropFirst().first?.span))
            }
            return nil
        }
        return body(of: document)
    }

    /// Whether a text names a task definition: a family, `family:revision`, or the ARN of one.
    static func isReference(_ text: String) -> Bool {
        var name = text[...]
        if text.hasPrefix("arn:") {
            guard let arn = ARN(text), arn.service == "ecs", arn.kind == "task-definition" else { return false }
            name = arn.name[...]
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let family = parts.first, ShapeFormat.ecsName.accepts(String(family)) else {
            return false
        }
        guard parts.count == 2 else { return true }
        return parts[1].utf8.count <= 9 && (Int(parts[1]) ?? 0) > 0 && parts[1].utf8.allSatisfy { $0 != 0x2B }
    }
}
