/// Something about the user's input: what, where, and how to mend it.
package struct Diagnostic: Hashable, Sendable {
    /// How much it weighs.
    package enum Severity: String, Sendable, Codable {
        case error
        case warning
    }

    /// Another place that belongs to the matter.
    package struct Related: Hashable, Sendable {
        /// What is at that place: `first given here`.
        package let message: String
        package let span: SourceSpan

        package init(_ message: String, at span: SourceSpan) {
            self.message = message
            self.span = span
        }
    }

    /// The code: a letter for the layer and four digits (`Y0007`, `M0203`), never used again for another matter.
    package let code: String
    package let severity: Severity
    /// Lower case, no full stop, names in quotes, what was expected before what was found.
    package let message: String
    /// Where; nil where the matter has no place in a file (a file that cannot be read).
    package let span: SourceSpan?
    /// The way out, shown under the caret: `did you mean 'command'?`.
    package let hint: String?
    /// More to know, one line each.
    package let notes: [String]
    /// Other places of the same matter.
    package let related: [Related]

    package init(
        _ code: String, _ severity: Severity, _ message: String, at span: SourceSpan?, hint: String? = nil,
        notes: [String] = [], related: [Related] = []
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.span = span
        self.hint = hint
        self.notes = notes
        self.related = related
    }

    /// An error.
    package init(
        _ code: String, _ message: String, at span: SourceSpan?, hint: String? = nil, notes: [String] = [],
        related: [Related] = []
    ) {
        self.init(code, .error, message, at: span, hint: hint, notes: notes, related: related)
    }
}
