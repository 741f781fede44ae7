extension Zone {
    /// The zone that a TZif file describes.
    ///
    /// - Throws: `ZoneError.unreadable` where the bytes are no TZif file of version 2 or later.
    package init(name: String, tzif bytes: [UInt8]) throws(ZoneError) {
        guard let zone = TZif(bytes)?.zone(name) else { throw .unreadable(name) }
        self = zone
    }
}

/// A TZif file: a table of changes with 32-bit times, the same with 64-bit times, and a rule.
///
/// Source: RFC 9636, section 3.
private struct TZif {
    private let bytes: [UInt8]
    /// Where the second table begins.
    private let start: Int
    private let header: Header

    /// The counts of a table's parts.
    private struct Header {
        var utc = 0, standard = 0, leaps = 0, times = 0, types = 0, characters = 0

        static let length = 44

        /// Bytes of the table that follows, its times taking `width` bytes each.
        func tableLength(width: Int) -> Int {
            times * (width + 1) + types * 6 + characters + leaps * (width + 4) + standard + utc
        }
    }

    /// nil where the bytes are no such file.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard let first = TZif.header(in: bytes, at: 0) else { return nil }
        start = Header.length + first.tableLength(width: 4)
        guard let second = TZif.header(in: bytes, at: start), second.types > 0,
            start + Header.length + second.tableLength(width: 8) <= bytes.count
        else { return nil }
        header = second
    }

    func zone(_ name: String) -> Zone? {
        let times = start + Header.length
        let indices = times + header.times * 8
        let types = indices + header.times
        let all = (0..<header.types).map { Int(number(types + $0 * 6, 4)) }
        // RFC 9636 leaves room for a day and a bit; more is nonsense that would overflow later.
        guard all.allSatisfy({ abs($0) <= 26 * 3600 }) else { return nil }
        let changes = (0..<header.times).map { number(times + $0 * 8, 8) }
        guard zip(changes, changes.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        var offsets: [Int] = []
        for index in bytes[indices..<types] {
            guard all.indices.contains(Int(index)) else { return nil }
            offsets.append(all[Int(index)])
        }
        let footer = bytes[(times + header.tableLength(width: 8))...]
        guard footer.first == 0x0A, let end = footer.dropFirst().firstIndex(of: 0x0A) else { return nil }
        let text = Array(footer[(footer.startIndex + 1)..<end])
        let rule = text.isEmpty ? nil : ZoneRule(text)
        if rule == nil, !text.isEmpty { return nil }
        return Zone(name: name, changes: changes, offsets: offsets, first: all[0], rule: rule)
    }

    private static func header(in bytes: [UInt8], at start: Int) -> Header? {
        guard start + Header.length <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8),
            bytes[start + 4] >= UInt8(ascii: "2")
        else { return nil }
        func count(_ place: Int) -> Int {
            bytes[(start + 20 + place * 4)...].prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
        return Header(
            utc: count(0), standard: count(1), leaps: count(2), times: count(3), types: count(4), characters: count(5))
    }

    /// A number of `length` bytes in two's complement, the highest byte first.
    private func number(_ place: Int, _ length: Int) -> Int64 {
        let bits = bytes[place..<place + length].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return length == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
    }
}
