/// What a plain scalar means by the core schema of YAML 1.2 (section 10.3.2 of its specification).
enum CoreSchema {
    /// What became of a text.
    enum Resolution: Equatable {
        case value(Scalar.Value)
        /// A decimal number with zeros before it, which YAML 1.1 and C read as octal.
        case leadingZero(Int64)
        /// A whole number beyond 64 bits, or a float beyond the largest.
        case outOfRange
        /// `.inf` or `.nan`.
        case notFinite
    }

    /// Reads a plain text.
    static func resolve(_ text: String) -> Resolution {
        guard let first = text.utf8.first else { return .value(.null) }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(text) ?? .value(.string(text))
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"):
            return .value(word(text) ?? .string(text))
        default: return .value(.string(text))
        }
    }

    private static func word(_ text: String) -> Scalar.Value? {
        switch text {
        case "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: nil
        }
    }

    /// Nil where the text is no number.
    private static func number(_ text: String) -> Resolution? {
        switch text {
        case ".nan", ".NaN", ".NAN": return .notFinite
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF": return .notFinite
        default: break
        }
        let bytes = Array(text.utf8)
        if bytes.starts(with: Array("0o".utf8)) { return based(text.dropFirst(2), 8) }
        if bytes.starts(with: Array("0x".utf8)) { return based(text.dropFirst(2), 16) }
        let signed = bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") ? 1 : 0
        let whole = digits(bytes, from: signed)
        if whole == bytes.count, whole > signed {
            guard let value = Int64(text) else { return .outOfRange }
            let hasZero = whole - signed > 1 && bytes[signed] == UInt8(ascii: "0")
            return hasZero ? .leadingZero(value) : .value(.int(value))
        }
        guard isFloat(bytes, from: signed) else { return nil }
        guard let value = Double(text), value.isFinite else { return .outOfRange }
        return .value(.float(value))
    }

    /// The digits of `0o` and `0x`, without a sign.
    private static func based(_ digits: Substring, _ radix: Int) -> Resolution? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ isDigit($0, radix) }) else { return nil }
        return Int64(digits, radix: radix).map { .value(.int($0)) } ?? .outOfRange
    }

    private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "7"): true
        case UInt8(ascii: "8")...UInt8(ascii: "9"): radix >= 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
        default: false
        }
    }

    /// `( . digits | digits ( . digits? )? ) ( e sign? digits )?`.
    private static func isFloat(_ bytes: [UInt8], from start: Int) -> Bool {
        var at = digits(bytes, from: start)
        let whole = at - start
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            let fraction = digits(bytes, from: at + 1)
            if whole == 0, fraction == at + 1 { return false }
            at = fraction
        } else if whole == 0 {
            return false
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: "e") || bytes[at] == UInt8(ascii: "E") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            let exponent = digits(bytes, from: at)
            if exponent == at { return false }
            at = exponent
        }
        return at == bytes.count
    }

    /// The index after the decimal digits that begin at `start`.
    private static func digits(_ bytes: [UInt8], from start: Int) -> Int {
        var at = start
        while at < bytes.count, isDigit(bytes[at], 10) { at += 1 }
        return at
    }
}
