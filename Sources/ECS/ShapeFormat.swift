/// The form of a text that is more than its length.
package enum ShapeFormat: String, Sendable {
    /// The name of a job or of a set.
    case jobName
    /// The name of a family, a container, a volume or a cluster.
    ///
    /// Source: Amazon ECS API Reference, RegisterTaskDefinition.
    case ecsName
    /// The key or the value of a tag.
    ///
    /// Source: Amazon ECS API Reference, Tag.
    case tagText
    /// An Amazon Resource Name.
    case arn
    /// The name of a parameter.
    case parameterName
    /// An instant by ISO 8601, to the second, with its offset.
    case instant
    /// An exit code, or the beginning of one and `*`.
    ///
    /// Source: AWS Batch API Reference, EvaluateOnExit.
    case exitCodePattern
    /// A text, or the beginning of one and `*`.
    ///
    /// Source: AWS Batch API Reference, EvaluateOnExit; it takes letters, digits, periods, colons and blanks, and what
    /// ECS says of a task has more.
    case textPattern
    /// A stop code, or the beginning of one and `*`.
    case stopCodePattern

    /// The form as a regular expression of ECMA-262, for JSON Schema; for tags as near as it gets.
    package var pattern: String {
        switch self {
        case .jobName: "^[a-z0-9]([-a-z0-9]{0,46}[a-z0-9])?$"
        case .ecsName: "^[A-Za-z0-9_-]{1,255}$"
        // Classes of Unicode are not portable in JSON Schema: this says what of ASCII is not allowed.
        case .tagText: #"^[^\u0000-\u001F!-*,;<>?\[-^`{-\u007F]*$"#
        case .arn: "^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$"
        case .parameterName: "^[A-Za-z_][A-Za-z0-9_]{0,62}$"
        case .instant: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"
        case .exitCodePattern: "^[0-9]*[*]?$"
        case .textPattern: "^[^*]*[*]?$"
        case .stopCodePattern: "^[A-Za-z]*[*]?$"
        }
    }

    /// The form in words.
    package var phrase: String {
        switch self {
        case .jobName: "1 to 48 lower-case letters, digits and hyphens, without a hyphen at either end"
        case .ecsName: "1 to 255 letters, digits, '-' and '_'"
        case .tagText: "letters, digits, spaces and any of '_.:/=+-@'"
        case .arn: "an ARN"
        case .parameterName: "1 to 63 letters, digits and '_', without a digit at the front"
        case .instant: "an instant such as '2030-01-31T06:00:00Z'"
        case .exitCodePattern: "an exit code, or digits with '*' at the end,"
        case .textPattern: "a text without '*', or with one at the end,"
        case .stopCodePattern: "a stop code, or letters with '*' at the end,"
        }
    }

    /// Whether a text has the form.
    package func accepts(_ text: String) -> Bool {
        switch self {
        case .jobName:
            let bytes = Array(text.utf8)
            let hyphen = UInt8(ascii: "-")
            return (1...48).contains(bytes.count) && bytes.first != hyphen && bytes.last != hyphen
                && bytes.allSatisfy { $0 == hyphen || ShapeFormat.isDigit($0) || (0x61...0x7A).contains($0) }
        case .ecsName:
            return (1...255).contains(text.utf8.count)
                && text.utf8.allSatisfy { byte in
                    ShapeFormat.isDigit(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                }
        case .tagText: return text.unicodeScalars.allSatisfy(ShapeFormat.isTagScalar)
        case .arn: return ARN(text) != nil
        case .parameterName:
            return (1...63).contains(text.utf8.count) && text.utf8.first.map(ShapeFormat.isDigit) == false
                && text.utf8.allSatisfy { ShapeFormat.isDigit($0) || ShapeFormat.isLetter($0) || $0 == 0x5F }
        case .instant: return ShapeFormat.isInstant(text)
        case .exitCodePattern: return ShapeFormat.stem(text).allSatisfy(ShapeFormat.isDigit)
        case .textPattern: return !ShapeFormat.stem(text).contains(UInt8(ascii: "*"))
        case .stopCodePattern: return ShapeFormat.stem(text).allSatisfy(ShapeFormat.isLetter)
        }
    }

    /// A pattern without the star at its end.
    private static func stem(_ text: String) -> Substring.UTF8View {
        (text.utf8.last == UInt8(ascii: "*") ? text.dropLast() : text[...]).utf8
    }

    /// `2030-01-31T06:00:00Z`, `2030-01-31T06:00:00+01:00`, on a day that exists.
    private static func isInstant(_ text: String) -> Bool {
        let form = text.utf8.map { isDigit($0) ? UInt8(ascii: "0") : $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 }
        let forms = ["0000+00+00T00:00:00Z", "0000+00+00T00:00:00+00:00"]
        guard forms.contains(String(decoding: form, as: UTF8.self)), Timestamp(iso8601: text) != nil else {
            return false
        }
        // The thirtieth of February is read as a day in March.
        let day = text.prefix(10)
        return Timestamp(iso8601: day + "T00:00:00Z")?.description.hasPrefix(day) == true
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func isTagScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return isLetter(byte) || isDigit(byte) || " _.:/=+-@".utf8.contains(byte)
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }
}
