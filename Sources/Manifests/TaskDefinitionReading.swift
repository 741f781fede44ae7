import Diagnostics
import ECS
import YAML

/// Makes of what a manifest or a file says about a task definition the body of RegisterTaskDefinition.
struct TaskDefinitionReading {
    private(set) var diagnostics: [Diagnostic] = []

    /// What only an answer of ECS holds.
    ///
    /// Source: Amazon ECS API Reference, TaskDefinition, less the members of RegisterTaskDefinition.
    static let readOnly: Set<String> = [
        "taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt",
        "registeredBy", "deregisteredAt", "deleteRequestedAt",
    ]

    /// The body in a mapping: an answer of DescribeTaskDefinition is taken out of its wrapping, and what ECS wrote into
    /// it by itself is left out with a warning.
    mutating func body(of node: Node) -> Node {
        guard var entries = unwrapped(node).entries else { return node }
        let taken = entries.filter { TaskDefinitionReading.readOnly.contains($0.key) }
        guard let first = taken.first else { return unwrapped(node) }
        entries.removeAll { TaskDefinitionReading.readOnly.contains($0.key) }
        let names = taken.map { "'\($0.key)'" }.joined(separator: ", ")
        diagnostics.append(
            Diagnostic(
                ManifestCode.readOnlyMembers.rawValue, .warning, "left out what ECS writes by itself: \(names)",
                at: first.keySpan, hint: "remove \(taken.count == 1 ? "it" : "them")"))
        return Node(.mapping(entries), at: unwrapped(node).span)
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
