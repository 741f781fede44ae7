/// Texts that nobody is to read, and the way to print around them.
///
/// A text is masked wherever it stands in what is printed, written as it is or with the escapes of JSON, whole, cut off
/// or line by line. Texts of fewer than four characters are found only where a value is nothing else: masking every
/// `a` would hide nothing and spoil everything.
package struct Secrets: Hashable, Sendable {
    /// What stands in the place of a secret.
    package static let mask = "(secret)"

    /// From this length on a part of a secret counts as the secret.
    private static let window = 16
    /// Shorter texts are not searched for.
    private static let shortest = 4

    private var texts: Set<String> = []
    /// What to search for: by its first bytes, each window of each form of each text.
    private var needles: [UInt32: Set<[UInt8]>] = [:]

    package init() {}

    package var isEmpty: Bool { texts.isEmpty }

    /// Adds a text; an empty one is no secret.
    package mutating func insert(_ text: String) {
        guard !text.isEmpty, texts.insert(text).inserted else { return }
        // Line breaks are where a text of several lines is taken apart, and an escape may cut it anywhere.
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        for form in [text] + lines {
            insert(form: Array(form.utf8))
            insert(form: Array(Secrets.escaped(form).utf8))
        }
    }

    /// Adds all texts of another.
    package mutating func formUnion(_ other: Secrets) {
        texts.formUnion(other.texts)
        needles.merge(other.needles) { $0.union($1) }
    }

    /// Whether a text is one of the secrets, whatever its length.
    package func contains(_ text: String) -> Bool { texts.contains(text) }

    /// The text with every secret in it masked.
    package func masked(_ text: String) -> String {
        if texts.isEmpty { return text }
        if texts.contains(text) { return Secrets.mask }
        if needles.isEmpty { return text }
        let bytes = Array(text.utf8)
        let ranges = ranges(in: bytes)
        if ranges.isEmpty { return text }
        var masked: [UInt8] = []
        var next = 0
        for range in ranges {
            masked += bytes[next..<range.lowerBound]
            masked += Array((Secrets.isNumber(range, in: bytes) ? "\"\(Secrets.mask)\"" : Secrets.mask).utf8)
            next = range.upperBound
        }
        masked += bytes[next...]
        return String(decoding: masked, as: UTF8.self)
    }

    /// Where secrets stand in a text, in bytes of its UTF-8: ascending and apart from each other.
    package func ranges(in text: String) -> [Range<Int>] {
        if texts.contains(text) { return [0..<text.utf8.count] }
        return needles.isEmpty ? [] : ranges(in: Array(text.utf8))
    }

    /// The same in bytes.
    private func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        guard bytes.count >= Secrets.shortest else { return [] }
        for at in 0...(bytes.count - Secrets.shortest) {
            guard let candidates = needles[Secrets.head(bytes, at)] else { continue }
            let length = candidates.filter { bytes[at...].starts(with: $0) }.map(\.count).max()
            guard let length else { continue }
            let range = Secrets.whole(at..<at + length, in: bytes)
            if let last = found.last, last.upperBound >= range.lowerBound {
                found[found.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                found.append(range)
            }
        }
        return found
    }

    /// A range made larger so that it cuts no character and no number.
    private static func whole(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        let isDigits = bytes[range].allSatisfy(isDigit)
        func belongs(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 || (isDigits && isDigit(byte)) }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start > 0, bytes[start] & 0xC0 == 0x80 || (isDigits && isDigit(bytes[start - 1])) { start -= 1 }
        while end < bytes.count, belongs(bytes[end]) { end += 1 }
        return start..<end
    }

    /// A number of JSON or YAML by its surroundings: in its place a text needs quotes.
    private static func isNumber(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
        guard bytes[range].allSatisfy(isDigit) else { return false }
        let before = bytes[..<range.lowerBound].last { $0 != 0x20 }
        let isAfterSign = before.map { ":[,-".utf8.contains($0) } ?? false
        let after = range.upperBound < bytes.count ? bytes[range.upperBound] : 0x0A
        return isAfterSign && ",]}\n\r".utf8.contains(after)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private mutating func insert(form: [UInt8]) {
        guard form.count >= Secrets.shortest else { return }
        let length = min(form.count, Secrets.window)
        for start in 0...(form.count - length) {
            needles[Secrets.head(form, start), default: []].insert(Array(form[start..<start + length]))
        }
    }

    private static func head(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The text as it stands between the quotes of JSON.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
