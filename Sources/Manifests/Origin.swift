package import Diagnostics
import ECS
import JSON
import YAML

/// Where a value of a resolved manifest comes from.
package struct Origin: Sendable {
    /// What says the value.
    package enum Kind: String, Sendable, CaseIterable {
        /// The manifest of the job.
        case manifest
        /// A document of `kind: Defaults`.
        case defaults
        /// A file that holds the task definition.
        case taskDefinition
        /// Nothing: the language fills it in.
        case language
    }

    package let kind: Kind
    /// Nil for what the language fills in.
    package let place: SourceSpan?
    /// What was filled in at that place: the words between the brackets, and where the value of each was given.
    package let fills: [(name: String, source: Variable.Source)]
}

/// Finds the origin of each value of a job.
struct Origins {
    /// The document with everything in it.
    let tree: Node
    /// The document of the job as it is written.
    let document: SourceSpan
    /// The file with the body of the task definition, where there is one.
    let taskDefinition: SourceFile?
    let fills: [SourceSpan: Interpolation.Fill]
    private(set) var found: [JSONPath: Origin] = [:]

    init(
        of job: JSON, in tree: Node, document: SourceSpan, taskDefinition: SourceFile?,
        fills: [SourceSpan: Interpolation.Fill]
    ) {
        self.tree = tree
        self.document = document
        self.taskDefinition = taskDefinition
        self.fills = fills
        find(job, tree, at: JSONPath())
    }

    private mutating func find(_ value: JSON, _ node: Node?, at path: JSONPath) {
        switch value {
        case .object(let members) where !members.isEmpty:
            // A tag that is written `key: value` is one scalar for all members of its item.
            for (key, value) in members { find(value, node?.scalar == nil ? node?[key] : node, at: path[key]) }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() { find(item, self.item(index, item, of: node), at: path[index]) }
        case .null, .bool, .int, .number, .string, .array, .object:
            guard let node else {
                found[path] = Origin(kind: .language, place: nil, fills: [])
                return
            }
            found[path] = Origin(kind: kind(of: node), place: node.span, fills: fills[node.span]?.sources ?? [])
        }
    }

    /// The node of an item: of tags the one with its key, because they are sorted.
    private func item(_ index: Int, _ item: JSON, of node: Node?) -> Node? {
        guard let node else { return nil }
        switch node.content {
        case .scalar: return nil
        case .mapping: return item["key"]?.string.flatMap { node[$0] }
        case .sequence(let nodes):
            if let key = item["key"]?.string, let same = nodes.first(where: { $0["key"]?.scalar?.text == key }) {
                return same
            }
            return nodes.indices.contains(index) ? nodes[index] : nil
        }
    }

    private func kind(of node: Node) -> Origin.Kind {
        if node.span.file === taskDefinition { return .taskDefinition }
        let isInside =
            node.span.file === document.file && node.span.start.offset >= document.start.offset
            && node.span.end.offset <= document.end.offset
        return isInside ? .manifest : .defaults
    }
}
