/// A diagnostic as GitHub Actions reads it from a job's output, to show it beside the line of a pull request.
///
///     ::error file=jobs/a.yaml,line=14,endLine=14,col=5,endColumn=10,title=M0002::unknown key 'comand'
///
/// Source: GitHub Actions documentation, "Workflow commands"; the escaping is that of the package `@actions/core`.
package enum WorkflowCommand {
    /// The command, on one line without a newline; related places become lines of the message.
    package static func text(_ diagnostic: DiagnosticJSON) -> String {
        var properties: [(String, String)] = []
        if let path = diagnostic.path, let start = diagnostic.start, let end = diagnostic.end {
            properties += [("file", path), ("line", "\(start.line)"), ("endLine", "\(end.line)")]
            // Columns are only understood on a single line; the last one is inside.
            if end.line == start.line {
                let last = max(start.column, end.column - 1)
                properties += [("col", "\(start.column)"), ("endColumn", "\(last)")]
            }
        }
        properties.append(("title", diagnostic.code))
        let list = properties.map { "\($0.0)=\(escapedProperty($0.1))" }.joined(separator: ",")
        return "::\(diagnostic.severity.rawValue) \(list)::\(escapedData(diagnostic.wholeMessage))"
    }

    private static func escapedData(_ text: String) -> String {
        replaced(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
    }

    private static func escapedProperty(_ text: String) -> String {
        replaced(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
    }

    /// By scalars: to Swift CR and LF are one character.
    private static func replaced(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
        text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
    }
}

extension DiagnosticJSON {
    /// The message with the way out, the notes and the other places, a line each.
    var wholeMessage: String {
        let places = related.map { "\($0.message): \($0.path):\($0.start.line):\($0.start.column)" }
        return ([message] + (hint.map { ["hint: \($0)"] } ?? []) + (notes + places).map { "note: \($0)" })
            .joined(separator: "\n")
    }
}
