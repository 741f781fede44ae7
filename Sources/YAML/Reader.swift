package import Diagnostics

/// How much a file may ask of the reader; each bound has its own error.
package struct Bounds: Sendable {
    /// Bytes of a file.
    package var bytes = 4 * 1024 * 1024
    /// Levels of sequences and mappings inside each other.
    package var depth = 64
    /// Nodes of a file, aliases counted as often as they stand for something.
    package var nodes = 1_000_000
    /// Bytes of all scalars and keys of a file, aliases counted as often as they stand for something: a few nodes of
    /// much text each could otherwise be written out as more than any memory holds.
    package var text = 8 * 1024 * 1024

    package init() {}
}

/// What a file holds: its documents, and what is wrong with it.
package struct Reading: Sendable {
    /// The documents that could be read, empty ones left out.
    package let documents: [Node]
    /// At most about a thousand; errors and warnings in the order in which they were found.
    package let diagnostics: [Diagnostic]

    package init(documents: [Node], diagnostics: [Diagnostic]) {
        self.documents = documents
        self.diagnostics = diagnostics
    }
}

/// Reads YAML 1.2 by the core schema, with a place for every node.
package enum YAMLReader {
    /// Reads all documents of a file.
    ///
    /// Time and memory are linear in the file and bounded by `bounds`, whatever the file says. A document that breaks
    /// the grammar is left out, and reading goes on at the next line that starts with `---`; a broken bound or a byte
    /// that is not UTF-8 ends the reading. A document with any other error is still among the documents, so that its
    /// reader can report what else is wrong: nodes that only stand in for something unreadable say so (`isBroken`).
    package static func read(_ file: SourceFile, bounds: Bounds = Bounds()) -> Reading {
        let check = TextCheck(file)
        if let problem = check.problem(bounds) { return Reading(documents: [], diagnostics: [problem]) }

        // In JSON a character beyond U+FFFF is written as two halves, which YAML's escapes do not know.
        let joins = file.path.hasSuffix(".json") ? JoinedEscapes(in: file.bytes) : .none
        let text = joins.applied(to: file.bytes)
        var builder = TreeBuilder(file, bounds)
        var next: SourcePosition? = check.start
        // Each grammar error starts a new parse, which costs more than the line it takes to provoke one.
        var parses = 0
        while let start = next, parses < mostParses {
            parses += 1
            let cursor = MarkCursor(file.bytes, at: start, joins: joins)
            builder.begin(at: cursor)
            let place = joins.offset(of: start.offset)
            guard let problem = EventParser.parse(text, from: place, visit: { builder.take($0) }) else {
                break
            }
            let wording = SyntaxWording(problem, in: file, from: cursor, openBracket: builder.openBracket)
            // `{{ a }}:{{ b }}` is a mapping of a mapping before it is something that cannot be read.
            builder.findings.takeBack(.keyNotScalar, onLine: wording.line)
            builder.findings.add(wording.diagnostic)
            next = builder.findings.isClosed ? nil : wording.nextDocument
        }
        return Reading(documents: builder.documents, diagnostics: builder.findings.diagnostics)
    }

    /// How many documents with broken grammar are reported.
    private static let mostParses = 20
}
