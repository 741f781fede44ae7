/// A line of a file as a diagnostic shows it; a long one is cut.
package struct SourceLine: Hashable, Sendable, Codable {
    /// From 1.
    package let number: Int
    /// What the file says there, unescaped, without its line break.
    package let text: String
    /// Unicode scalars of the line left out before `text`.
    package let skipped: Int
    /// Something is left out after `text`.
    package let isCut: Bool
}

extension SourceSpan {
    /// Columns of a line that are shown, and how many of them at most stand before the place.
    private static let shownWidth = 100
    private static let shownBefore = 40
    /// Bytes that are looked at on either side: enough for four bytes a column and some marks of no width.
    private static let nearby = 800

    /// The line on which the span starts, after the line before it where that helps.
    var sourceLines: [SourceLine] {
        let line = firstLine
        guard line.skipped == 0, let before = lineBefore else { return [line] }
        return [before, line]
    }

    private var firstLine: SourceLine {
        let place = min(start.offset, file.bytes.count)
        let head = file.lineHead(before: place, atMost: Self.nearby)
        let tail = file.lineTail(from: place, atMost: Self.nearby)
        var before = Array(head.text.unicodeScalars)
        var room = Self.shownWidth
        let isLong = head.isCut || tail.isCut || DisplayText.width(head.text + tail.text) > room
        if isLong {
            before = Array(Self.fitting(before.reversed(), in: Self.shownBefore).reversed())
            room -= before.reduce(0) { $0 + DisplayText.width($1) }
        }
        let after = isLong ? Self.fitting(Array(tail.text.unicodeScalars), in: room) : Array(tail.text.unicodeScalars)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: before)
        text.append(contentsOf: after)
        return SourceLine(
            number: start.line, text: String(text), skipped: max(0, start.column - 1 - before.count),
            isCut: tail.isCut || after.count < tail.text.unicodeScalars.count)
    }

    /// Nil where there is none, nothing is on it, or its beginning is too far away.
    private var lineBefore: SourceLine? {
        guard start.line > 1 else { return nil }
        let lineStart = file.lineStart(of: min(start.offset, file.bytes.count))
        guard let lineBreak = file.breakBefore(lineStart) else { return nil }
        let head = file.lineHead(before: lineBreak, atMost: Self.nearby)
        let scalars = Array(head.text.unicodeScalars)
        let shown = Self.fitting(scalars, in: Self.shownWidth)
        guard !head.isCut, shown.contains(where: { !$0.properties.isWhitespace }) else { return nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: shown)
        return SourceLine(
            number: start.line - 1, text: String(text), skipped: 0, isCut: shown.count < scalars.count)
    }

    /// The first scalars, as many as go into so many columns.
    private static func fitting(_ scalars: [Unicode.Scalar], in width: Int) -> [Unicode.Scalar] {
        var left = width
        return Array(
            scalars.prefix { scalar in
                left -= DisplayText.width(scalar)
                return left >= 0
            })
    }
}

extension SourceFile {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The first byte of the line with this offset, a byte-order mark left out.
    fileprivate func lineStart(of offset: Int) -> Int {
        var at = offset
        while at > 0, !isBreak(at - 1) { at -= 1 }
        let start = at == 0 && bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : at
        return min(start, offset)
    }

    /// The first byte of the line break that ends right before a line, nil for the first line.
    fileprivate func breakBefore(_ lineStart: Int) -> Int? {
        guard lineStart > 0, isBreak(lineStart - 1) else { return nil }
        let isCRLF = lineStart > 1 && bytes[lineStart - 1] == 0x0A && bytes[lineStart - 2] == 0x0D
        return lineStart - (isCRLF ? 2 : 1)
    }

    /// The line up to a byte, or as much of its end.
    fileprivate func lineHead(before offset: Int, atMost count: Int) -> (text: String, isCut: Bool) {
        var at = offset
        while at > 0, offset - at < count, !isBreak(at - 1) { at -= 1 }
        // Not from the middle of a character.
        while at < offset, at > 0, bytes[at] & 0xC0 == 0x80 { at += 1 }
        let isCut = at > 0 && !isBreak(at - 1)
        if at == 0, bytes.starts(with: Self.byteOrderMark) { at = min(offset, Self.byteOrderMark.count) }
        return (String(decoding: bytes[at..<offset], as: UTF8.self), isCut)
    }

    /// The line from a byte on, or as much of it.
    fileprivate func lineTail(from offset: Int, atMost count: Int) -> (text: String, isCut: Bool) {
        var end = offset
        while end < bytes.count, end - offset < count, !isBreak(end) { end += 1 }
        let isCut = end < bytes.count && !isBreak(end)
        if isCut {
            while end > offset, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return (String(decoding: bytes[offset..<end], as: UTF8.self), isCut)
    }

    private func isBreak(_ offset: Int) -> Bool {
        bytes[offset] == 0x0A || bytes[offset] == 0x0D
    }
}
