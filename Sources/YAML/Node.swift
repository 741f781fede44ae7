package import Diagnostics

/// A node of a YAML document, with its place in the file.
///
/// Aliases and merge keys are already resolved: an alias stands here as a copy of its anchor's node with the span of
/// the alias, so a message points at what the user wrote there. A tree is handed on and looked at by many and changed by
/// nobody: as a class a node is one reference, whatever it holds.
package final class Node: Sendable {
    /// What the node holds.
    package enum Content: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Entry])
    }

    /// A key of a mapping and its value, in the order of the file.
    package struct Entry: Sendable {
        /// The key's text.
        package let key: String
        /// The place of the key; for an entry that a merge key brought in, the place in the merged mapping.
        package let keySpan: SourceSpan
        package let value: Node

        package init(key: String, keySpan: SourceSpan, value: Node) {
            self.key = key
            self.keySpan = keySpan
            self.value = value
        }
    }

    package let content: Content
    /// The place of the node, its tag and anchor left out; a block ends where its last line ends.
    package let span: SourceSpan
    /// The reader has already reported this node, and its content stands in for what could not be read: who checks
    /// types stays silent about it.
    package let isBroken: Bool

    package init(_ content: Content, at span: SourceSpan, isBroken: Bool = false) {
        self.content = content
        self.span = span
        self.isBroken = isBroken
    }
}

/// A scalar, read by the core schema of YAML 1.2 where it is plain, and as a string where it is quoted or a block.
package struct Scalar: Hashable, Sendable {
    /// What the core schema makes of a scalar.
    package enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int64)
        case float(Double)
        case string(String)
    }

    /// The value by the core schema.
    package let value: Value
    /// The text without quotes and escapes: what was written where the scalar is plain.
    package let text: String
    /// Written without quotes, and without a tag that makes a string of it (`!!str` or `!`).
    package let isPlain: Bool
    /// Came from where quotes cannot tell a text from a number, such as a command line: where a text is asked for, it
    /// is its text.
    package let isLoose: Bool

    /// The scalar says nothing.
    package var isNull: Bool {
        if case .null = value { true } else { false }
    }

    package init(value: Value, text: String, isPlain: Bool, isLoose: Bool = false) {
        self.value = value
        self.text = text
        self.isPlain = isPlain
        self.isLoose = isLoose
    }

    /// A text from outside: the number or truth value that the core schema sees in it, or else the text itself.
    package init(loose text: String) {
        var value = Value.string(text)
        if case .value(let seen) = CoreSchema.resolve(text), seen != .null { value = seen }
        self.init(value: value, text: text, isPlain: false, isLoose: true)
    }
}
