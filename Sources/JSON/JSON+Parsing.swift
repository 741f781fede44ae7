extension JSON {
    /// Reads one JSON text in UTF-8 (RFC 8259), and nothing else beside it.
    ///
    /// Whole numbers of 64 bits are `int` however they are written (`1`, `1.0`, `1e3`), all others `number`.
    ///
    /// - Throws: `JSONError` with the byte where the text stops being JSON; where it gives a member of an object twice,
    ///   holds a number too large for a double, or has more than 128 levels.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }
}

/// A recursive descent through a JSON text; the bound on levels keeps it off the end of the stack.
private struct JSONParser {
    private static let mostLevels = 128

    private let bytes: [UInt8]
    private var at = 0
    private var levels = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSON {
        skipBlanks()
        let value = try value()
        skipBlanks()
        guard at == bytes.count else { throw expected("the end of the text") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        guard let first = next else { throw expected("a value") }
        switch first {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw expected("a value")
        }
    }
}

// MARK: - Objects and arrays

extension JSONParser {
    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        // Most objects have some members: their table is not to grow step by step.
        var members = [String: JSON](minimumCapacity: 6)
        skipBlanks()
        if take(UInt8(ascii: "}")) { return leave(.object(members)) }
        while true {
            skipBlanks()
            let place = at
            guard next == UInt8(ascii: "\"") else { throw expected("a member's name") }
            let name = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw expected("':'") }
            skipBlanks()
            let value = try value()
            guard members.updateValue(value, forKey: name) == nil else {
                throw error("the member '\(name)' is given twice", at: place)
            }
            skipBlanks()
            if take(UInt8(ascii: "}")) { return leave(.object(members)) }
            guard take(UInt8(ascii: ",")) else { throw expected("',' or '}'") }
        }
    }

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var items: [JSON] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return leave(.array(items)) }
        while true {
            skipBlanks()
            items.append(try value())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return leave(.array(items)) }
            guard take(UInt8(ascii: ",")) else { throw expected("',' or ']'") }
        }
    }

    /// Over an opening bracket.
    private mutating func enter() throws(JSONError) {
        guard levels < Self.mostLevels else { throw error("more than \(Self.mostLevels) levels", at: at) }
        levels += 1
        at += 1
    }

    private mutating func leave(_ value: JSON) -> JSON {
        levels -= 1
        return value
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func string() throws(JSONError) -> String {
        at += 1
        var start = at
        // What stands before the last escape; empty for nearly all strings.
        var decoded: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let text: String?
                if decoded.isEmpty {
                    text = JSONParser.text(bytes.span.extracting(start..<at))
                } else {
                    decoded += bytes[start..<at]
                    text = JSONParser.text(decoded.span)
                }
                guard let text else { throw error("the string is not UTF-8", at: start) }
                at += 1
                return text
            case UInt8(ascii: "\\"):
                decoded += bytes[start..<at]
                decoded += Array(String(try escape()).utf8)
                start = at
            case ..<0x20: throw error("a control character must be escaped", at: at)
            default: at += 1
            }
        }
        throw expected("'\"'")
    }

    /// Nil where the bytes are not UTF-8.
    private static func text(_ bytes: Span<UInt8>) -> String? {
        guard let valid = try? UTF8Span(validating: bytes) else { return nil }
        return String(copying: valid)
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = at
        at += 1
        guard let letter = next else { throw expected("an escape") }
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw error("unknown escape", at: start)
        }
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // Half a character: the other half must follow.
        guard UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error("the escape is half a character", at: start)
        }
        let trail = try codeUnit()
        guard UTF16.isTrailSurrogate(trail) else { throw error("the escape is half a character", at: start) }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    /// Four hexadecimal digits.
    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw expected("a hexadecimal digit")
            }
            unit = unit << 4 | UInt16(digit)
            at += 1
        }
        return unit
    }
}

// MARK: - Numbers and words

extension JSONParser {
    private mutating func number() throws(JSONError) -> JSON {
        let start = at
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            try digits()
            isWhole = false
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
            isWhole = false
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .int(value) }
        guard let value = Double(text), value.isFinite else { throw error("the number is too large", at: start) }
        return Int64(exactly: value).map { .int($0) } ?? .number(value)
    }

    /// At least one.
    private mutating func digits() throws(JSONError) {
        let start = at
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        if at == start { throw expected("a digit") }
    }

    private mutating func literal(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[at...].starts(with: word.utf8) else { throw expected("a value") }
        at += word.utf8.count
        return value
    }
}

// MARK: - Bytes

extension JSONParser {
    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private func expected(_ what: String) -> JSONError {
        error("expected \(what)\(at == bytes.count ? ", found the end" : "")", at: at)
    }

    private func error(_ what: String, at offset: Int) -> JSONError {
        JSONError("not valid JSON at byte \(offset): \(what)")
    }
}
