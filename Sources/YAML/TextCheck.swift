import Diagnostics

/// What must hold of a file before libyaml sees it: its size, its encoding, its characters.
struct TextCheck {
    private let file: SourceFile
    private let bytes: [UInt8]

    init(_ file: SourceFile) {
        self.file = file
        bytes = file.bytes
    }

    /// Where the text begins: after a byte-order mark.
    var start: SourcePosition {
        SourcePosition(offset: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, line: 1, column: 1)
    }

    /// The first thing that is wrong, nil where the text can be parsed.
    func problem(_ bounds: Bounds) -> Diagnostic? {
        if bytes.count > bounds.bytes {
            return Diagnostic(
                .fileTooLarge, "the file has more than \(bounds.bytes) bytes",
                at: span(from: start.offset, count: 0))
        }
        if let name = otherEncoding {
            return Diagnostic(
                .otherEncoding, "expected UTF-8, found \(name)", at: span(from: 0, count: 0), hint: "save it as UTF-8")
        }
        return characterProblem() ?? directiveProblem()
    }

    /// UTF-16 and UTF-32 show by their byte-order mark, or by the zero bytes around a first ASCII character.
    private var otherEncoding: String? {
        let head = Array(bytes.prefix(4))
        if head == [0xFF, 0xFE, 0, 0] || head == [0, 0, 0xFE, 0xFF] { return "UTF-32" }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        guard head.count == 4 else { return nil }
        switch head.map({ $0 == 0 }) {
        case [false, true, true, true], [true, true, true, false]: return "UTF-32"
        case [false, true, false, true], [true, false, true, false]: return "UTF-16"
        default: return nil
        }
    }

    private func characterProblem() -> Diagnostic? {
        var at = start.offset
        while at < bytes.count {
            let byte = bytes[at]
            if byte >= 0x20, byte < 0x7F {
                at += 1
            } else if byte == 0x0A || byte == 0x0D || byte == 0x09 {
                at += 1
            } else if byte < 0x80 {
                return forbidden(UInt32(byte), at: at, count: 1)
            } else {
                guard let (scalar, count) = scalar(at: at) else { return badByte(at) }
                if !isAllowed(scalar) { return forbidden(scalar, at: at, count: count) }
                at += count
            }
        }
        return nil
    }

    /// One character of more than one byte; nil where the bytes are cut, overlong, a surrogate or out of range.
    private func scalar(at offset: Int) -> (value: UInt32, count: Int)? {
        let first = bytes[offset]
        let count: Int
        let least: UInt32
        switch first {
        case 0xC2...0xDF: (count, least) = (2, 0x80)
        case 0xE0...0xEF: (count, least) = (3, 0x800)
        case 0xF0...0xF4: (count, least) = (4, 0x1_0000)
        default: return nil
        }
        guard offset + count <= bytes.count else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(count))
        for next in offset + 1..<offset + count {
            guard bytes[next] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(bytes[next] & 0x3F)
        }
        guard value >= least, value <= 0x10_FFFF, !(0xD800...0xDFFF).contains(value) else { return nil }
        return (value, count)
    }

    /// YAML's printable characters, but for the three line breaks of YAML 1.1: libyaml still starts a line at them, and
    /// an editor does not, so a key could hide in what looks like a value.
    private func isAllowed(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    private func badByte(_ offset: Int) -> Diagnostic {
        Diagnostic(
            .notUTF8, "expected UTF-8, found the byte 0x\(hex(UInt32(bytes[offset]), 2)) at offset \(offset)",
            at: span(from: offset, count: 1), hint: "save it as UTF-8")
    }

    private func forbidden(_ scalar: UInt32, at offset: Int, count: Int) -> Diagnostic {
        let name =
            switch scalar {
            case 0: "NUL"
            case 0x85, 0x2028, 0x2029: "line break"
            case 0xFEFF: "byte-order mark"
            case 0xFFFE, 0xFFFF: "character"
            default: "control character"
            }
        let hint =
            switch scalar {
            case 0: "is this a text file?"
            case 0xFEFF: "it may only start a file"
            default: "take it out, or write it as an escape in double quotes"
            }
        return Diagnostic(
            .characterNotAllowed, "the \(name) U+\(hex(scalar, 4)) may not stand in a YAML file",
            at: span(from: offset, count: count), hint: hint)
    }

    /// libyaml compares each `%TAG` with all before it, so thousands of them would take minutes.
    private func directiveProblem() -> Diagnostic? {
        let most = 64
        let directive = Array("%TAG".utf8)
        var found = 0
        var at = start.offset
        while at < bytes.count {
            if bytes[at] == directive[0], bytes[at...].starts(with: directive) {
                found += 1
                if found > most {
                    return Diagnostic(
                        .directive, "more than \(most) '%TAG' directives", at: span(from: at, count: directive.count))
                }
            }
            guard let lineEnd = bytes[at...].firstIndex(where: isBreak) else { return nil }
            at = lineEnd + 1
        }
        return nil
    }

    /// A span whose place is counted from the start: all before it is valid UTF-8.
    private func span(from offset: Int, count: Int) -> SourceSpan {
        var cursor = MarkCursor(bytes, at: start)
        while cursor.position.offset < offset { cursor.move(to: cursor.index + 1) }
        let place = cursor.position
        return SourceSpan(
            file: file, start: place,
            end: SourcePosition(
                offset: place.offset + count, line: place.line, column: place.column + min(count, 1)))
    }

    private func hex(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
