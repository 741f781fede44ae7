/// Text from outside, cut short and made harmless for a terminal.
enum Excerpt {
    /// The first `limit` characters, with every control, bidirectional and invisible character written as `\u{…}`.
    static func of(_ text: String, limit: Int = 80) -> String {
        var shown = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else { return shown + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The same for bytes that may not be UTF-8; what is not is shown as U+FFFD.
    static func of(_ bytes: [UInt8], limit: Int = 80) -> String {
        of(String(decoding: bytes.prefix(limit * 4), as: UTF8.self), limit: limit)
    }
}
