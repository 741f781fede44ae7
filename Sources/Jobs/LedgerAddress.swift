/// Where a ledger is, as people write it.
package enum LedgerAddress: Hashable, Sendable, CustomStringConvertible {
    /// `sqlite:PATH`, a file.
    case sqlite(path: String)
    /// `dynamodb:TABLE`, a table in the region and account of everything else.
    case dynamoDB(table: String)

    /// Reads an address; nil where it is of neither form.
    ///
    /// Source of the rule for tables: Amazon DynamoDB Developer Guide, "Supported data types and naming rules".
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "sqlite" where !rest.isEmpty:
            self = .sqlite(path: rest)
        case "dynamodb" where (3...255).contains(rest.utf8.count) && rest.utf8.allSatisfy(LedgerAddress.isOfTable):
            self = .dynamoDB(table: rest)
        default:
            return nil
        }
    }

    private static func isOfTable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The two forms, for a message.
    package static let forms = "sqlite:PATH or dynamodb:TABLE"

    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .dynamoDB(let table): "dynamodb:\(table)"
        }
    }
}
