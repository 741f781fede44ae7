import JSON

extension JSON {
    /// At least as many characters as the canonical text has, found without writing it.
    ///
    /// Most values are far below the limits of ECS, and for them this answers the question.
    var canonicalBound: Int {
        switch self {
        case .null, .bool: 5
        case .int, .number: 26
        case .string(let text): JSON.bound(of: text)
        case .array(let items): items.reduce(2) { $0 + $1.canonicalBound + 1 }
        case .object(let members): members.reduce(2) { $0 + JSON.bound(of: $1.key) + $1.value.canonicalBound + 2 }
        }
    }

    /// A control character takes six characters, and each text its quotes.
    private static func bound(of text: String) -> Int { 6 * text.utf8.count + 2 }
}
