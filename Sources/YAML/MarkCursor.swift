import Diagnostics

/// Turns libyaml's marks, which count Unicode scalars, into places of a file, which count bytes and lines too.
///
/// Marks come in the order of the text, so the cursor only walks forward and a whole file costs one pass. A line ends
/// with LF, CR or CRLF.
struct MarkCursor {
    private let bytes: [UInt8]
    /// What libyaml read in other words than the file has.
    private let joins: JoinedEscapes
    private let hasJoins: Bool
    /// Unicode scalars from where the cursor began, as libyaml counts them.
    private(set) var index = 0
    private var offset: Int
    private var line: Int
    private var column: Int

    /// A cursor at a place of a valid UTF-8 text; marks count from there.
    init(_ bytes: [UInt8], at place: SourcePosition, joins: JoinedEscapes = .none) {
        self.bytes = bytes
        self.joins = joins
        hasJoins = !joins.isEmpty
        offset = place.offset
        line = place.line
        column = place.column
    }

    /// Where the cursor stands.
    var position: SourcePosition { SourcePosition(offset: offset, line: line, column: column) }

    /// The byte under the cursor, nil at the end.
    var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Moves forward to a mark; a mark behind the cursor, or past the end, leaves it where it is or at the end.
    mutating func move(to mark: Int) {
        while index < mark, offset < bytes.count {
            let byte = bytes[offset]
            guard byte >= 0x20, byte < 0x80, !hasJoins else {
                step()
                continue
            }
            // Nearly all characters: one byte, one column.
            (index, offset, column) = (index + 1, offset + 1, column + 1)
        }
    }

    /// The place of a mark, the cursor moved there.
    mutating func position(of mark: Int) -> SourcePosition {
        move(to: mark)
        return position
    }

    /// Moves over tags and anchors, and the blanks and comments after them, but not past `end`.
    mutating func skipProperties(before end: Int) {
        while index < end, let first = byte, first == UInt8(ascii: "!") || first == UInt8(ascii: "&") {
            while index < end, let next = byte, !isBlank(next) { step() }
            skipBlanks(before: end)
        }
    }

    /// Moves to the tag among the properties that the cursor stands at, and over it.
    mutating func findTag(before end: Int) -> (start: SourcePosition, end: SourcePosition) {
        while index < end, let first = byte {
            let start = position
            while index < end, let next = byte, !isBlank(next) { step() }
            if first == UInt8(ascii: "!") { return (start, position) }
            skipBlanks(before: end)
        }
        return (position, position)
    }

    private mutating func skipBlanks(before end: Int) {
        while index < end, let next = byte {
            if next == UInt8(ascii: "#") {
                while index < end, let inside = byte, !isBreak(inside) { step() }
            } else if isBlank(next) {
                step()
            } else {
                return
            }
        }
    }

    /// The end of what is written from `start` up to the cursor, white space at its end left out.
    func endOfContent(from start: SourcePosition) -> SourcePosition {
        var end = offset
        var breaks = 0
        while end > start.offset, isBlank(bytes[end - 1]) {
            end -= 1
            // CRLF is one break.
            let isSecond = bytes[end] == 0x0A && end > 0 && bytes[end - 1] == 0x0D
            if isBreak(bytes[end]), !isSecond { breaks += 1 }
        }
        return SourcePosition(offset: end, line: line - breaks, column: column(at: end, from: start))
    }

    /// The column of a byte on the line of `start`, or on a line that begins after it.
    private func column(at end: Int, from start: SourcePosition) -> Int {
        var scalars = 0
        var at = end
        while at > start.offset, !isBreak(bytes[at - 1]) {
            at -= 1
            if bytes[at] & 0xC0 != 0x80 { scalars += 1 }
        }
        return scalars + (at == start.offset ? start.column : 1)
    }

    private mutating func step() {
        let first = bytes[offset]
        if joins.isLast(offset) {
            // The last character of the shorter text stands for this and the two after it.
            (offset, index, column) = (offset + 3, index + 1, column + 3)
            return
        }
        index += 1
        column += 1
        switch first {
        case 0x0A:
            offset += 1
            (line, column) = (line + 1, 1)
        case 0x0D:
            offset += 1
            if byte != 0x0A { (line, column) = (line + 1, 1) }
        case ..<0x80: offset += 1
        case ..<0xE0: offset += 2
        case ..<0xF0: offset += 3
        default: offset += 4
        }
    }
}

/// LF or CR.
func isBreak(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == 0x0D
}

/// Space, tab, LF or CR.
func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || isBreak(byte)
}
