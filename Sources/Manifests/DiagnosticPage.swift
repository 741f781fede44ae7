/// The page about a code: what is wrong, why it matters, an example and the mended one.
///
/// `docs/diagnostics` holds the pages; they are built into the program.
package struct DiagnosticPage: Sendable, Hashable {
    /// The code: `M0003`.
    package let code: String
    /// What the code stands for, in one line.
    package let title: String
    /// What is wrong and why it matters: paragraphs of Markdown, before the examples.
    package let meaning: String
    /// The whole page, Markdown, without a line break at its end.
    package let text: String

    /// Takes a page apart that begins with `# CODE: title`.
    init(_ text: String) {
        let parts = text.split(separator: "\n", maxSplits: 1)
        let head = (parts.first ?? "").dropFirst(2).split(separator: ": ", maxSplits: 1)
        precondition(parts.count == 2 && head.count == 2, "a page begins with '# CODE: title'")
        let body = parts[1].split(separator: "\n", omittingEmptySubsequences: false)
        code = String(head[0])
        title = String(head[1])
        meaning = body.prefix { !$0.hasPrefix("## ") }.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty)
            .reversed().joined(separator: "\n")
        self.text = text
    }

    /// All pages, in the order of their codes.
    package static let all: [DiagnosticPage] = DiagnosticPages.texts.map { DiagnosticPage($0) }

    /// The page of a code, in capitals or not; nil where there is no such code.
    package static func of(_ code: String) -> DiagnosticPage? {
        let wanted = code.uppercased()
        return all.first { $0.code == wanted }
    }
}
