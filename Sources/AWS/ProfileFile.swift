/// A file of settings as the AWS command line writes and reads it: sections of keys, some values with lines of their
/// own.
///
/// The rules are those that botocore has from Python's configuration parser: `=` or `:` after a key, keys in any case,
/// comments only on lines of their own, and a line that is indented deeper than its key goes on with its value.
struct ProfileFile: Hashable, Sendable {
    /// What stands under `[name]`.
    struct Section: Hashable, Sendable {
        let name: String
        /// From 1.
        let line: Int
        fileprivate(set) var values: [String: Value] = [:]
    }

    /// What stands after `key =`.
    struct Value: Hashable, Sendable {
        /// All lines, without the indentation.
        let text: String
        /// From 1: the line of the key.
        let line: Int
        /// The keys on indented lines below an empty value, such as those of a service in a `services` section.
        let nested: [String: String]
    }

    let path: String
    let sections: [Section]

    /// Reads the text of a file.
    ///
    /// - Throws: `ConfigurationError.syntax` at the first line that is not of this form.
    init(path: String, text: String) throws(ConfigurationError) {
        var parser = Parser(path: path)
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd).enumerated() {
            try parser.take(line, number: index + 1)
        }
        try parser.closeValue()
        self.path = path
        self.sections = parser.sections
    }
}

extension ProfileFile.Value: CustomStringConvertible, CustomReflectable {
    /// The place alone: the value may be a secret.
    var description: String { "(value of line \(line))" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// Only what ends a line for Python too: not the separators that Unicode adds.
private func isLineEnd(_ character: Character) -> Bool {
    character == "\n" || character == "\r\n" || character == "\r"
}

/// Reads line by line: what the next line means depends on how deep the key before it stood.
private struct Parser {
    /// A value whose lines are still coming.
    private struct OpenValue {
        let key: String
        let line: Int
        var lines: [(text: Substring, number: Int)]
    }

    let path: String
    var sections: [ProfileFile.Section] = []
    private var open: OpenValue?
    private var indentation = 0

    init(path: String) {
        self.path = path
    }

    mutating func take(_ line: Substring, number: Int) throws(ConfigurationError) {
        let content = line.trimmed
        if content.hasPrefix("#") || content.hasPrefix(";") { return }
        guard !content.isEmpty else {
            open?.lines.append(("", number))
            return
        }
        let depth = line.prefix { $0.isWhitespace }.count
        if open != nil, depth > indentation {
            open?.lines.append((content, number))
            return
        }
        try closeValue()
        indentation = depth
        if content.hasPrefix("["), let close = content.lastIndex(of: "]") {
            try openSection(String(content[content.index(after: content.startIndex)..<close]), number)
        } else {
            try openValue(content, number)
        }
    }

    private mutating func openSection(_ name: String, _ number: Int) throws(ConfigurationError) {
        guard !name.isEmpty else { throw problem("a section without a name", number) }
        if let first = sections.first(where: { $0.name == name }) {
            throw problem(
                "section '\(Excerpt.of(name))' stands here a second time, first in line \(first.line)", number)
        }
        sections.append(ProfileFile.Section(name: name, line: number))
    }

    private mutating func openValue(_ content: Substring, _ number: Int) throws(ConfigurationError) {
        guard let section = sections.last else { throw problem("expected a section such as '[default]' first", number) }
        // The text of the line stays out of the message: it may be half a secret.
        guard let delimiter = content.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            throw problem("expected 'key = value'", number)
        }
        let key = content[..<delimiter].trimmed.lowercased()
        guard !key.isEmpty else { throw problem("expected a key before '\(content[delimiter])'", number) }
        if let first = section.values[key] {
            throw problem("'\(Excerpt.of(key))' stands here a second time, first in line \(first.line)", number)
        }
        let value = content[content.index(after: delimiter)...].trimmed
        open = OpenValue(key: key, line: number, lines: [(value, number)])
    }

    mutating func closeValue() throws(ConfigurationError) {
        guard var done = open else { return }
        open = nil
        while done.lines.last?.text.isEmpty == true { done.lines.removeLast() }
        var nested: [String: String] = [:]
        if done.lines.count > 1, done.lines[0].text.isEmpty {
            for line in done.lines where !line.text.isEmpty {
                guard let delimiter = line.text.firstIndex(of: "=") else {
                    throw problem("expected 'key = value' under '\(Excerpt.of(done.key))'", line.number)
                }
                let key = String(line.text[..<delimiter].trimmed)
                nested[key] = String(line.text[line.text.index(after: delimiter)...].trimmed)
            }
        }
        let text = done.lines.map { String($0.text) }.joined(separator: "\n")
        sections[sections.count - 1].values[done.key] = ProfileFile.Value(text: text, line: done.line, nested: nested)
    }

    private func problem(_ reason: String, _ line: Int) -> ConfigurationError {
        .syntax(path: path, line: line, reason: reason)
    }
}

extension Substring {
    /// Without white space at both ends.
    var trimmed: Substring {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start.prefix(0) }
        return start[...last]
    }
}
