/// All diagnostics of a command, in order and without repetition.
package struct DiagnosticReport: Sendable {
    /// Every matter once, by path and place; what has no place comes first.
    package let diagnostics: [Diagnostic]
    /// The ones to print, in the same order: errors are chosen before warnings where not all fit.
    package let shown: [Diagnostic]

    /// Sorts and thins out.
    ///
    /// - Parameters:
    ///   - diagnostics: In any order; those with the same code, place and words count once.
    ///   - limit: How many are printed at most.
    package init(_ diagnostics: [Diagnostic], limit: Int = 20) {
        var seen: Set<Identity> = []
        let unique = diagnostics.filter { seen.insert(Identity($0)).inserted }
        let sorted = unique.enumerated().sorted { left, right in
            let (one, two) = (left.element.span, right.element.span)
            let path = (one?.file.path ?? "", two?.file.path ?? "")
            if path.0 != path.1 { return path.0 < path.1 }
            let offset = (one?.start.offset ?? -1, two?.start.offset ?? -1)
            // Of one place the order of finding stays.
            return offset.0 != offset.1 ? offset.0 < offset.1 : left.offset < right.offset
        }
        self.diagnostics = sorted.map(\.element)
        let byWeight = sorted.filter { $0.element.severity == .error } + sorted.filter { $0.element.severity != .error }
        let chosen = Set(byWeight.prefix(limit).map(\.offset))
        shown = sorted.filter { chosen.contains($0.offset) }.map(\.element)
    }

    /// How many errors there are, shown or not.
    package var errors: Int { diagnostics.count { $0.severity == .error } }

    /// How many warnings there are, shown or not.
    package var warnings: Int { diagnostics.count { $0.severity == .warning } }

    /// How many there are of each: `2 errors, 1 warning`; nil where there are none.
    package var summary: String? {
        let counts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
        if counts.isEmpty { return nil }
        return counts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }

    /// Where to read on: names the first code that is shown, an error's before a warning's; nil where there is none.
    package var pointer: String? {
        guard let first = shown.first(where: { $0.severity == .error }) ?? shown.first else { return nil }
        let kind = first.severity == .error ? "an error" : "a warning"
        return "For more about \(kind): purser explain \(DisplayText.escaped(first.code))"
    }

    /// The whole report: the diagnostics with an empty line after each, how many more there are, and the summary.
    ///
    /// Without a newline at the end; empty where there is nothing to report.
    package func text(_ renderer: DiagnosticRenderer) -> String {
        var lines: [String] = []
        for diagnostic in shown {
            lines += [renderer.render(diagnostic), ""]
        }
        let rest = diagnostics.count - shown.count
        if rest > 0 { lines.append("and \(rest) more") }
        if let summary { lines.append(summary) }
        return lines.joined(separator: "\n")
    }

    /// The same for machines: all of them, none left out.
    package var json: [DiagnosticJSON] {
        diagnostics.map { DiagnosticJSON($0) }
    }
}

/// What makes two diagnostics one: the code, the place and the words.
///
/// The words count, since of one place several things may be missing.
private struct Identity: Hashable {
    private let code: String
    private let path: String?
    private let range: Range<Int>?
    private let message: String

    init(_ diagnostic: Diagnostic) {
        let span = diagnostic.span
        code = diagnostic.code
        path = span?.file.path
        range = span.map { $0.start.offset..<max($0.start.offset, $0.end.offset) }
        message = diagnostic.message
    }
}
