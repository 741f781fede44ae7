import Diagnostics
import ECS
import YAML

extension Node {
    /// The node at a place, nil where there is none.
    func node(at path: JSONPath) -> Node? {
        var node = self
        for step in path.steps {
            switch (step, node.content) {
            case (.key(let name), .mapping):
                guard let value = node[name] else { return nil }
                node = value
            case (.index(let index), .sequence(let items)) where items.indices.contains(index): node = items[index]
            default: return nil
            }
        }
        return node
    }

    /// A stretch of a scalar's text in its file, given in bytes of the text; the whole scalar where the text does not
    /// stand in the file as it is, because it is escaped, folded or filled in.
    func span(ofText range: Range<Int>) -> SourceSpan {
        guard let text = scalar?.text, range.upperBound <= text.utf8.count else { return span }
        let bytes = span.file.bytes
        let isQuoted = bytes.indices.contains(span.start.offset) && [0x22, 0x27].contains(bytes[span.start.offset])
        let first = span.start.offset + (isQuoted ? 1 : 0)
        guard first + text.utf8.count <= bytes.count, !text.utf8.contains(0x0A),
            bytes[first..<first + text.utf8.count].elementsEqual(text.utf8)
        else { return span }
        let before = String(decoding: text.utf8.prefix(range.lowerBound), as: UTF8.self).unicodeScalars.count
        let inside = String(decoding: text.utf8.prefix(range.upperBound), as: UTF8.self).unicodeScalars.count - before
        let column = span.start.column + (isQuoted ? 1 : 0) + before
        func position(_ offset: Int, _ column: Int) -> SourcePosition {
            SourcePosition(offset: first + offset, line: span.start.line, column: column)
        }
        return SourceSpan(
            file: span.file, start: position(range.lowerBound, column),
            end: position(range.upperBound, column + inside))
    }
}
