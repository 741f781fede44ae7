import Diagnostics

/// Looks around in a file: what stands at a place, how far its line is indented.
struct SourceText {
    let file: SourceFile

    init(_ file: SourceFile) {
        self.file = file
    }

    func byte(at offset: Int) -> UInt8? {
        offset < file.bytes.count ? file.bytes[offset] : nil
    }

    /// The leading spaces of the line with this offset.
    func indentation(at offset: Int) -> Int {
        let start = lineStart(of: offset)
        return file.bytes[start..<lineEnd(of: offset)].prefix { $0 == 0x20 }.count
    }

    /// Only blanks stand before it on its line.
    func isFirstOnLine(_ offset: Int) -> Bool {
        file.bytes[lineStart(of: offset)..<offset].allSatisfy(isBlank)
    }

    /// A `: ` stands before it on its line.
    func hasColonBefore(_ offset: Int) -> Bool {
        let before = file.bytes[lineStart(of: offset)..<offset]
        return before.indices.dropLast().contains { before[$0] == UInt8(ascii: ":") && isBlank(before[$0 + 1]) }
    }

    /// A `//` stands before it, on its line or on the one above.
    func hasSlashesBefore(_ offset: Int) -> Bool {
        let above = startOfLine(above: lineStart(of: offset))
        let before = file.bytes[above..<offset]
        return before.indices.dropLast().contains { index in
            before[index] == UInt8(ascii: "/") && before[index + 1] == UInt8(ascii: "/")
                && (index == above || isBlank(before[index - 1]))
        }
    }

    /// The line of a place or one of the two above it, the lowest that begins with a space that is not U+0020.
    func oddlyIndented(near place: SourcePosition) -> Int? {
        var start = lineStart(of: place.offset)
        for line in (max(1, place.line - 2)...place.line).reversed() {
            let text = file.bytes[start..<lineEnd(of: start)].drop { $0 == 0x20 }.prefix(3)
            let first = String(decoding: text, as: UTF8.self).unicodeScalars.first
            if let first, !first.isASCII, first.properties.isWhitespace { return line }
            start = startOfLine(above: start)
        }
        return nil
    }

    /// A line `---`, alone or with something after a blank.
    func startsDocument(at offset: Int) -> Bool {
        file.bytes[offset...].starts(with: Array("---".utf8)) && byte(at: offset + 3).map(isBlank) ?? true
    }

    /// The end of the file, or a line that ends or starts a document.
    func endsDocument(at offset: Int) -> Bool {
        guard offset < file.bytes.count else { return true }
        guard lineStart(of: offset) == offset else { return false }
        return startsDocument(at: offset)
            || file.bytes[offset...].starts(with: Array("...".utf8)) && byte(at: offset + 3).map(isBlank) ?? true
    }

    /// The second brace of a `{{` stands at a place.
    func isSecondBrace(at offset: Int) -> Bool {
        let brace = UInt8(ascii: "{")
        return offset > 0 && byte(at: offset) == brace && byte(at: offset - 1) == brace
    }

    /// What is to be done about `{{`, which opens something to be filled in for many people and two mappings for YAML.
    static let templateHint =
        "write a variable as \"${{ vars.NAME }}\"; a template of another tool is filled in before"

    /// The way out where the line up to a place holds a `{{` that YAML cannot read; nil where it holds none.
    func templateHint(before place: SourcePosition) -> String? {
        let brace = UInt8(ascii: "{")
        let end = min(place.offset + 2, file.bytes.count)
        let line = lineStart(of: min(place.offset, file.bytes.count))..<end
        guard let open = line.dropLast().last(where: { file.bytes[$0] == brace && file.bytes[$0 + 1] == brace }) else {
            return nil
        }
        let isVariable = open > 0 && file.bytes[open - 1] == UInt8(ascii: "$")
        return isVariable
            ? "put the value with '${{ }}' in quotes: braces have a meaning here" : SourceText.templateHint
    }

    /// What stands at a place, for messages.
    func found(at place: SourcePosition) -> String {
        if place.offset >= file.bytes.count { return "the end of the file" }
        if endsDocument(at: place.offset) { return "the end of the document" }
        let span = word(at: place)
        let text = String(decoding: file.bytes[span.start.offset..<span.end.offset], as: UTF8.self)
        return isBlank(file.bytes[place.offset]) ? "the end of the line" : "'\(text)'"
    }

    /// The next character; nothing at the end of the file.
    func character(at place: SourcePosition) -> SourceSpan {
        characters(1, at: place)
    }

    /// So many characters, as far as the line goes.
    func characters(_ count: Int, at place: SourcePosition) -> SourceSpan {
        stretch(from: place) { index, byte in index >= count || isBreak(byte) }
    }

    /// The word that starts at a place; one character where it starts with punctuation.
    func word(at place: SourcePosition) -> SourceSpan {
        let marks = Array("[]{},:'\"|>@`%#".utf8)
        if byte(at: place.offset).map(marks.contains) ?? false { return character(at: place) }
        return stretch(from: place) { index, byte in isBlank(byte) || marks.contains(byte) || index >= 80 }
    }

    /// All that follows on the line, white space at the end left out.
    func restOfLine(at place: SourcePosition) -> SourceSpan {
        var cursor = MarkCursor(file.bytes, at: place)
        while let byte = cursor.byte, !isBreak(byte) { cursor.move(to: cursor.index + 1) }
        return SourceSpan(file: file, start: place, end: cursor.endOfContent(from: place))
    }

    private func stretch(from place: SourcePosition, until stops: (Int, UInt8) -> Bool) -> SourceSpan {
        var cursor = MarkCursor(file.bytes, at: place)
        while let byte = cursor.byte, !stops(cursor.index, byte) { cursor.move(to: cursor.index + 1) }
        return SourceSpan(file: file, start: place, end: cursor.position)
    }

    /// Where the line begins that ends before the start of another; 0 on the first line.
    private func startOfLine(above start: Int) -> Int {
        var end = max(0, start - 1)
        if end > 0, file.bytes[end] == 0x0A, file.bytes[end - 1] == 0x0D { end -= 1 }
        return lineStart(of: end)
    }

    private func lineStart(of offset: Int) -> Int {
        file.bytes[..<offset].lastIndex(where: isBreak).map { $0 + 1 } ?? 0
    }

    private func lineEnd(of offset: Int) -> Int {
        file.bytes[offset...].firstIndex(where: isBreak) ?? file.bytes.count
    }
}
