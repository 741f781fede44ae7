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

    /// The form as a regular expression of ECMA-262, for JSON Schema; for tags as near as it gets.
    package var pattern: String {
        switch self {
        case .jobName: "^[a-z0-9]([-a-z0-9]{0,46}[a-z0-9])?$"
        case .ecsName: "^[A-Za-z0-9_-]{1,255}$"
        // Classes of Unicode are not portable in JSON Schema: this says what of ASCII is not allowed.
        case .tagText: #"^[^\u0000-\u001F!-*,;<>?\[-^`{-\u007F]*$"#
        case .arn: "^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$"
        }
    }

    /// The form in words.
    package var phrase: String {
        switch self {
        case .jobName: "1 to 48 lower-case letters, digits and hyphens, without a hyphen at either end"
        case .ecsName: "1 to 255 letters, digits, '-' and '_'"
        case .tagText: "letters, digits, spaces and any of '_.:/=+-@'"
        case .arn: "an ARN"
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
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func isTagScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: "_.:/=+-@".unicodeScalars.contains(scalar)
        }
    }
}
