/// A diagnostic as machines read it, and as its text is made of: nothing in the text comes from anywhere else.
///
/// Members that have no value are left out of the JSON.
package struct DiagnosticJSON: Hashable, Sendable, Codable {
    /// A place in a file.
    package struct Position: Hashable, Sendable, Codable {
        /// From 1.
        package let line: Int
        /// From 1, in Unicode scalars.
        package let column: Int
        /// Bytes from the start of the file.
        package let offset: Int

        init(_ position: SourcePosition) {
            line = position.line
            column = position.column
            offset = position.offset
        }
    }

    /// Another place of the same matter.
    package struct Related: Hashable, Sendable, Codable {
        package let message: String
        package let path: String
        package let start: Position
        package let end: Position
        package let source: [SourceLine]
    }

    package let code: String
    package let severity: Diagnostic.Severity
    package let message: String
    /// The file, with `start`, `end` and `source`; all four are nil for a matter without a place.
    package let path: String?
    package let start: Position?
    /// After the last character.
    package let end: Position?
    /// The line of the place, last, and at most one line before it.
    package let source: [SourceLine]?
    package let hint: String?
    package let notes: [String]
    package let related: [Related]

    /// Takes a diagnostic apart.
    package init(_ diagnostic: Diagnostic) {
        code = diagnostic.code
        severity = diagnostic.severity
        message = diagnostic.message
        path = diagnostic.span?.file.path
        start = (diagnostic.span?.start).map { Position($0) }
        end = (diagnostic.span?.end).map { Position($0) }
        source = diagnostic.span?.sourceLines
        hint = diagnostic.hint
        notes = diagnostic.notes
        related = diagnostic.related.map { related in
            Related(
                message: related.message, path: related.span.file.path, start: Position(related.span.start),
                end: Position(related.span.end), source: related.span.sourceLines)
        }
    }
}
