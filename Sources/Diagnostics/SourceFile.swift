/// A text that a user wrote, with the name under which the user knows it.
package final class SourceFile: Sendable {
    /// The path as the user gave it, or `<stdin>`.
    package let path: String
    /// The bytes as read; UTF-8 where the reader accepted them.
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// A place in a file.
package struct SourcePosition: Hashable, Comparable, Sendable {
    /// Bytes from the start of the file.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars; a byte-order mark does not count.
    package let column: Int

    package init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        left.offset < right.offset
    }
}

/// A stretch of a file: from `start` up to, not including, `end`.
package struct SourceSpan: Sendable {
    package let file: SourceFile
    package let start: SourcePosition
    package let end: SourcePosition

    package init(file: SourceFile, start: SourcePosition, end: SourcePosition) {
        self.file = file
        self.start = start
        self.end = end
    }
}

extension SourceSpan: Hashable {
    package static func == (left: SourceSpan, right: SourceSpan) -> Bool {
        left.file === right.file && left.start == right.start && left.end == right.end
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(file))
        hasher.combine(start)
        hasher.combine(end)
    }
}
