/// Splits a line into words as a POSIX shell does, and does nothing else that a shell does.
///
/// No variables, no globs, no pipes: a command that is read from a file starts one program with these arguments.
enum CommandWords {
    /// The words; nil where a quotation or an escape is not closed.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var rest = line[...]
        while let character = rest.popFirst() {
            switch character {
            case _ where character.isWhitespace:
                if let done = word { words.append(done) }
                word = nil
            case "'":
                guard let close = rest.firstIndex(of: "'") else { return nil }
                word = (word ?? "") + rest[..<close]
                rest = rest[rest.index(after: close)...]
            case "\"":
                guard let quoted = doubleQuoted(&rest) else { return nil }
                word = (word ?? "") + quoted
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            default:
                word = (word ?? "") + String(character)
            }
        }
        if let done = word { words.append(done) }
        return words
    }

    /// Inside double quotes a backslash keeps its meaning only before a quote and before itself.
    private static func doubleQuoted(_ rest: inout Substring) -> String? {
        var text = ""
        while let character = rest.popFirst() {
            if character == "\"" { return text }
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                text.append(next)
                rest.removeFirst()
            } else {
                text.append(character)
            }
        }
        return nil
    }
}
