extension JSON {
    /// The text by RFC 8785, the JSON Canonicalization Scheme.
    ///
    /// No white space, members sorted by UTF-16 code units, numbers as ECMAScript writes them. Equal values have equal
    /// text, so a hash may be taken over it.
    ///
    /// One difference: a whole number beyond 2^53 keeps all its digits, which RFC 8785 leaves to the caller.
    package var canonical: String {
        var text = ""
        text.reserveCapacity(512)
        write(to: &text, indent: nil)
        return text
    }

    /// The same order and numbers for people: two spaces a level, a line a member.
    ///
    /// Ends without a newline.
    package var pretty: String {
        var text = ""
        write(to: &text, indent: 0)
        return text
    }

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .number(let value): text += JSON.ecmaScript(value)
        case .string(let value): JSON.quote(value, into: &text)
        case .array(let items):
            JSON.list("[", "]", items, indent: indent, into: &text) { item, text, inner in
                item.write(to: &text, indent: inner)
            }
        case .object(let members):
            let sorted = JSON.sorted(members)
            JSON.list("{", "}", sorted, indent: indent, into: &text) { member, text, inner in
                JSON.quote(member.key, into: &text)
                text += indent == nil ? ":" : ": "
                member.value.write(to: &text, indent: inner)
            }
        }
    }

    /// Members by the UTF-16 code units of their names.
    ///
    /// Swift's own order is another one, but the same for ASCII, which nearly all names are, and much quicker.
    private static func sorted(_ members: [String: JSON]) -> [(key: String, value: JSON)] {
        if members.keys.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) {
            return members.sorted { $0.key < $1.key }
        }
        return members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
    }

    private static func list<Item>(
        _ open: String, _ close: String, _ items: [Item], indent: Int?, into text: inout String,
        item: (Item, inout String, Int?) -> Void
    ) {
        text += open
        let inner = indent.map { $0 + 1 }
        for (index, value) in items.enumerated() {
            if index > 0 { text += "," }
            if let inner { text += "\n" + String(repeating: "  ", count: inner) }
            item(value, &text, inner)
        }
        if let indent, !items.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
        text += close
    }

    /// A JSON string literal with the escapes of RFC 8785, and no others.
    package static func quote(_ value: String, into text: inout String) {
        text += "\""
        defer { text += "\"" }
        // Hardly any text has something to escape.
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{8}": text += "\\b"
            case "\u{9}": text += "\\t"
            case "\u{A}": text += "\\n"
            case "\u{C}": text += "\\f"
            case "\u{D}": text += "\\r"
            case "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
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
