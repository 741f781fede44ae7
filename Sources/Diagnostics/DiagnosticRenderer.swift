/// Writes diagnostics for people.
///
///     jobs/report.yaml:14:5: error[M0203]: unknown field 'comand' in container 'worker'
///     13 |     image: acme/report:1.4
///     14 |     comand: ["run"]
///        |     ^~~~~~ did you mean 'command'?
///        = note: fields allowed here: command, environment, image
///
/// What comes from the user is escaped, so nothing in a file can reach the terminal as a control sequence or change
/// the order in which text is read.
package struct DiagnosticRenderer: Sendable {
    /// How the text is marked up.
    package enum Style: Sendable {
        case plain
        /// With the colours of an ANSI terminal.
        case ansi
    }

    private let style: Style

    /// A renderer whose text is marked up so.
    package init(_ style: Style) {
        self.style = style
    }

    /// The text of a diagnostic: some lines, without a newline at the end.
    package func render(_ diagnostic: Diagnostic) -> String {
        render(DiagnosticJSON(diagnostic))
    }

    /// The same of a diagnostic that was taken apart.
    package func render(_ diagnostic: DiagnosticJSON) -> String {
        let ink: Ink = diagnostic.severity == .error ? .error : .warning
        let label = "\(diagnostic.severity.rawValue)[\(DisplayText.escaped(diagnostic.code))]"
        var lines = [header(diagnostic.path, diagnostic.start, label, ink, diagnostic.message)]
        var gutter = 1
        var tail = diagnostic.notes.map { ("note", $0) }
        if let source = diagnostic.source, let start = diagnostic.start, let end = diagnostic.end {
            gutter = Self.gutter(source)
            lines += snippet(source, start, end, ink, hint: diagnostic.hint)
        } else if let hint = diagnostic.hint {
            tail.insert(("hint", hint), at: 0)
        }
        for (label, text) in tail {
            lines.append(
                String(repeating: " ", count: gutter + 1) + paint("=", .gutter) + " "
                    + paint("\(label):", .strong) + " " + DisplayText.escaped(text))
        }
        for related in diagnostic.related {
            lines.append(header(related.path, related.start, "note", .note, related.message))
            lines += snippet(related.source, related.start, related.end, .note, hint: nil)
        }
        return lines.joined(separator: "\n")
    }

    private func header(
        _ path: String?, _ start: DiagnosticJSON.Position?, _ label: String, _ ink: Ink, _ message: String
    ) -> String {
        var text = ""
        if let path, let start {
            text = paint("\(DisplayText.escaped(path)):\(start.line):\(start.column):", .strong) + " "
        }
        return text + paint("\(label):", ink) + " " + paint(DisplayText.escaped(message), .strong)
    }

    private func snippet(
        _ source: [SourceLine], _ start: DiagnosticJSON.Position, _ end: DiagnosticJSON.Position, _ ink: Ink,
        hint: String?
    ) -> [String] {
        let gutter = Self.gutter(source)
        var lines = source.map { line in
            let number = String(line.number)
            let margin = String(repeating: " ", count: gutter - number.utf8.count) + number + " |"
            let text = (line.skipped > 0 ? "…" : "") + DisplayText.escaped(line.text) + (line.isCut ? "…" : "")
            let shown = text.trimmingTrailingSpaces
            return paint(margin, .gutter) + (shown.isEmpty ? "" : " " + shown)
        }
        guard let line = source.last else { return lines }
        let mark = underline(line, start, end)
        let caret = "^" + String(repeating: "~", count: mark.width - 1)
        lines.append(
            paint(String(repeating: " ", count: gutter) + " |", .gutter) + " "
                + String(repeating: " ", count: mark.indent)
                + paint(caret + (hint.map { " " + DisplayText.escaped($0) } ?? ""), ink))
        return lines
    }

    /// Where the mark stands under a line, in columns; a span that goes on is marked up to the end of its first line.
    private func underline(
        _ line: SourceLine, _ start: DiagnosticJSON.Position, _ end: DiagnosticJSON.Position
    ) -> (indent: Int, width: Int) {
        let scalars = Array(line.text.unicodeScalars)
        let from = min(max(0, start.column - 1 - line.skipped), scalars.count)
        var to = scalars.count
        if end.line == start.line {
            to = min(max(from, end.column - 1 - line.skipped), scalars.count)
        } else {
            while to > from, scalars[to - 1].properties.isWhitespace { to -= 1 }
        }
        let indent = scalars[..<from].reduce(line.skipped > 0 ? 1 : 0) { $0 + DisplayText.width($1) }
        return (indent, max(1, scalars[from..<to].reduce(0) { $0 + DisplayText.width($1) }))
    }

    private static func gutter(_ source: [SourceLine]) -> Int {
        String(source.last?.number ?? 0).utf8.count
    }
}

extension DiagnosticRenderer {
    /// The parts of a text that have a colour.
    private enum Ink: String {
        case error = "1;31"
        case warning = "1;33"
        case note = "1;36"
        case strong = "1"
        case gutter = "34"
    }

    private func paint(_ text: String, _ ink: Ink) -> String {
        switch style {
        case .plain: text
        case .ansi: "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
