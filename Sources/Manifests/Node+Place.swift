package import Diagnostics
package import ECS
package import YAML

extension Node {
    /// The entries of a mapping, nil for anything else.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The scalar, nil for anything else.
    package var scalar: Scalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// The text of a scalar that is a string, nil for anything else.
    package var string: String? {
        guard case .string(let text) = scalar?.value else { return nil }
        return text
    }

    /// The entry of a key; of a key that is given twice the first.
    package func entry(_ key: String) -> Entry? {
        entries?.first { $0.key == key }
    }

    /// The value of a key.
    package subscript(_ key: String) -> Node? { entry(key)?.value }

    /// This mapping with the value of a key put in the place of what is there.
    package func replacing(_ key: String, with value: Node) -> Node {
        guard let entries else { return self }
        return Node(
            .mapping(
                entries.map { entry in
                    entry.key == key ? Entry(key: key, keySpan: entry.keySpan, value: value) : entry
                }), at: span)
    }

    /// Where to point for what is at a place; where nothing is there, at what should hold it.
    ///
    /// A value that takes several lines is pointed at by its key, and the item of a list by its own first key.
    ///
    /// - Parameters:
    ///   - path: The place.
    ///   - isKey: Points at the key of a value rather than at the value.
    /// - Returns: A stretch of one line.
    package func span(of path: JSONPath, isKey: Bool = false) -> SourceSpan {
        var node = self
        var key: SourceSpan?
        for step in path.steps {
            switch (step, node.content) {
            case (.key(let name), .mapping(let entries)):
                guard let entry = entries.first(where: { $0.key == name }) else { return node.head(key) }
                (node, key) = (entry.value, entry.keySpan)
            case (.index(let index), .sequence(let items)) where items.indices.contains(index):
                (node, key) = (items[index], nil)
            case (.index(let index), .mapping(let entries)) where entries.indices.contains(index):
                // A list of keys and values may be written as a mapping: the item is the entry.
                return entries[index].keySpan
            default: return node.head(key)
            }
        }
        return isKey ? node.head(key) : node.focus(key)
    }

    /// What is pointed at for the value as a whole: itself where it is on one line, else where it begins.
    func focus(_ key: SourceSpan?) -> SourceSpan {
        isOneLine ? span : head(key)
    }

    /// Where a collection begins for the eye.
    func head(_ key: SourceSpan?) -> SourceSpan {
        if let key { return key }
        if isOneLine { return span }
        switch content {
        case .scalar: return span
        case .mapping(let entries): return entries.first?.keySpan ?? span
        case .sequence(let items): return items.first?.head(nil) ?? span
        }
    }

    private var isOneLine: Bool { span.start.line == span.end.line }
}
