extension JSON {
    /// The text by RFC 8785, the JSON Canonicalization Scheme.
    ///
    /// No white space, members sorted by UTF-16 code units, numbers as ECMAScript writes them. Equal values have equal
    /// text, so a hash may be taken over it.
    ///
    /// One difference: a whole number beyond 2^53 keeps all its digits, which RFC 8785 leaves to the caller.
    package var canonical: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// The canonical text in UTF-8: the body of a request, what a hash is taken over.
    package var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(to: &bytes, indent: nil)
        return bytes
    }

    /// The same order and numbers for people: two spaces a level, a line a member.
    ///
    /// Ends without a newline.
    package var pretty: String {
        var bytes: [UInt8] = []
        write(to: &bytes, indent: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8], indent: Int?) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .int(let value): bytes += String(value).utf8
        case .number(let value): bytes += JSON.ecmaScript(value).utf8
        case .string(let value): JSON.quote(value, into: &bytes)
        case .array(let items):
            JSON.list("[", "]", items, indent: indent, into: &bytes) { item, bytes, inner in
                item.write(to: &bytes, indent: inner)
            }
        case .object(let members):
            let sorted = JSON.sorted(members)
            JSON.list("{", "}", sorted, indent: indent, into: &bytes) { member, bytes, inner in
                JSON.quote(member.key, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if indent != nil { bytes.append(UInt8(ascii: " ")) }
                member.value.write(to: &bytes, indent: inner)
            }
        }
    }

    /// Members by the UTF-16 code units of their names.
    ///
    /// Swift's own order is another one, but the same for ASCII, which nearly all names are, and much quicker.
    private static func sorted(_ members: [String: JSON]) -> [(key: String, value: JSON)] {
        guard members.count > 1 else { return Array(members) }
        if members.keys.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) {
            return members.sorted { $0.key < $1.key }
        }
        return members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
    }

    private static func list<Item>(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ items: [Item], indent: Int?, into bytes: inout [UInt8],
        item: (Item, inout [UInt8], Int?) -> Void
    ) {
        func newLine(_ levels: Int) {
            bytes.append(UInt8(ascii: "\n"))
            bytes += repeatElement(UInt8(ascii: " "), count: 2 * levels)
        }
        bytes.append(UInt8(ascii: open))
        let inner = indent.map { $0 + 1 }
        for (index, value) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let inner { newLine(inner) }
            item(value, &bytes, inner)
        }
        if let indent, !items.isEmpty { newLine(indent) }
        bytes.append(UInt8(ascii: close))
    }

    /// A JSON string literal with the escapes of RFC 8785, and no others.
    package static func quote(_ value: String) -> String {
        var bytes: [UInt8] = []
        quote(value, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func quote(_ value: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes += value.utf8
        // Hardly any text has something to escape.
        if bytes[start...].contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
            bytes.removeSubrange(start...)
            for byte in value.utf8 { escape(byte, into: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): bytes += "\\\"".utf8
        case UInt8(ascii: "\\"): bytes += "\\\\".utf8
        case 0x08: bytes += "\\b".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x0A: bytes += "\\n".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0x0D: bytes += "\\r".utf8
        case ..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes += "\\u00".utf8
            bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }

    /// A number as ECMAScript's `Number::toString` writes it: the shortest digits that read back as the same number,
    /// plain from 1e-6 up to 1e21 and with an exponent outside.
    static func ecmaScript(_ value: Double) -> String {
        precondition(value.isFinite, "JSON has no infinite numbers")
        if value == 0 { return "0" }
        if value < 0 { return "-" + ecmaScript(-value) }
        // Swift prints the same shortest digits, in another layout: take digits and exponent apart and lay them out.
        let printed = value.description
        // Neither very large nor very small: as it is, but for the ".0" of a whole number.
        if (1e-3..<1e15).contains(value) {
            return printed.utf8.suffix(2).elementsEqual(".0".utf8) ? String(printed.dropLast(2)) : printed
        }
        let parts = printed.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        let written = (parts.count > 1 ? Int(parts[1]) : 0) ?? 0
        let all = String(mantissa[0]) + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.last == "0" { digits.removeLast() }
        // The value is 0.DIGITS times ten to the power of `point`.
        let point = mantissa[0].count + written - leading
        let count = digits.count
        if point > 21 || point < -5 {
            let exponent = point - 1
            let tail = count > 1 ? "." + digits.dropFirst() : ""
            return digits.prefix(1) + tail + "e" + (exponent < 0 ? "-" : "+") + String(abs(exponent))
        }
        if point >= count { return digits + String(repeating: "0", count: point - count) }
        if point > 0 { return digits.prefix(point) + "." + digits.dropFirst(point) }
        return "0." + String(repeating: "0", count: -point) + digits
    }
}
