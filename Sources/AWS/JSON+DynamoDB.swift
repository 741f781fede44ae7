import JSON

/// JSON in a table of DynamoDB, as boto3 and the other clients of AWS write it: an object is a map, and so on.
///
/// A text takes the place of what DynamoDB cannot hold: numbers out of its range, and what lies deeper than it lets
/// documents go. Source: Amazon DynamoDB Developer Guide, "Data types" and "Quotas".
extension JSON {
    /// How deep a document may be, with some room to DynamoDB's 32 levels.
    private static let mostLevels = 28

    /// The value of an attribute: `{"S": "text"}`, `{"M": {…}}`.
    func dynamoDBValue(level: Int = 0) -> JSON {
        switch self {
        case .null: ["NULL": true]
        case .bool(let value): ["BOOL": .bool(value)]
        case .int(let value): ["N": .string(String(value))]
        case .number(let value):
            JSON.numbers.contains(value.magnitude) ? ["N": .string(canonical)] : ["S": .string(canonical)]
        case .string(let text): ["S": .string(text)]
        case .array(let items):
            level < JSON.mostLevels
                ? ["L": .array(items.map { $0.dynamoDBValue(level: level + 1) })] : ["S": .string(canonical)]
        case .object(let members):
            level < JSON.mostLevels
                ? ["M": .object(members.mapValues { $0.dynamoDBValue(level: level + 1) })] : ["S": .string(canonical)]
        }
    }

    /// The magnitudes of numbers that DynamoDB holds.
    private static let numbers = 1e-130..<9.9e125

    /// Reads the value of an attribute; nil for a kind that JSON has no words for, as bytes.
    init?(dynamoDBValue value: JSON) {
        guard let members = value.object, members.count == 1, let (kind, content) = members.first else { return nil }
        switch (kind, content) {
        case ("NULL", _): self = .null
        case ("BOOL", .bool): self = content
        case ("S", .string): self = content
        case ("N", .string(let digits)):
            guard let number = try? JSON(parsing: Array(digits.utf8)), number.double != nil else { return nil }
            self = number
        case ("L", .array(let items)):
            var values: [JSON] = []
            for item in items {
                guard let value = JSON(dynamoDBValue: item) else { return nil }
                values.append(value)
            }
            self = .array(values)
        case ("M", .object(let members)):
            var values: [String: JSON] = [:]
            for (name, member) in members {
                guard let value = JSON(dynamoDBValue: member) else { return nil }
                values[name] = value
            }
            self = .object(values)
        default: return nil
        }
    }
}
