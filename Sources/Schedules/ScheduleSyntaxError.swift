/// A text is no schedule: what is wrong, and where in it.
package struct ScheduleSyntaxError: Error, Hashable, Sendable {
    /// Lower case, no full stop, what was expected before what was found.
    package let message: String
    /// The stretch of the text that is wrong, in bytes of its UTF-8; empty where something is missing.
    package let range: Range<Int>
    /// The way out.
    package let hint: String?

    init(_ message: String, at range: Range<Int>, hint: String? = nil) {
        self.message = message
        self.range = range
        self.hint = hint
    }
}
