import JSON

/// A value of an attribute in a table of DynamoDB; of its kinds those that Purser stores.
package enum DynamoDBValue: Hashable, Sendable {
    case string(String)
    case number(Int64)

    /// As the API writes it: `{"S": "…"}`, `{"N": "12"}`.
    var json: JSON {
        switch self {
        case .string(let text): ["S": .string(text)]
        case .number(let number): ["N": .string(String(number))]
        }
    }

    /// Nil for a kind that Purser does not store.
    init?(_ json: JSON) {
        if let text = json["S"]?.string {
            self = .string(text)
        } else if let number = json["N"]?.string.flatMap({ Int64($0) }) {
            self = .number(number)
        } else {
            return nil
        }
    }

    /// What it counts for against the 400 KB of an item, in bytes; no less than DynamoDB counts.
    var size: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .number: 21
        }
    }
}

/// A row of a table: its attributes by name.
package struct DynamoDBItem: Hashable, Sendable {
    /// The most bytes that a row may have.
    ///
    /// Source: Amazon DynamoDB Developer Guide, "Quotas".
    package static let largest = 400 * 1024

    package var attributes: [String: DynamoDBValue]

    package init(_ attributes: [String: DynamoDBValue]) {
        self.attributes = attributes
    }

    /// The text of an attribute; nil where it is missing or no text.
    package func string(_ name: String) -> String? {
        guard case .string(let text)? = attributes[name] else { return nil }
        return text
    }

    /// The number of an attribute; nil where it is missing or no number.
    package func number(_ name: String) -> Int64? {
        guard case .number(let number)? = attributes[name] else { return nil }
        return number
    }

    /// How large DynamoDB takes the row to be, in bytes; no less than it counts.
    package var size: Int {
        attributes.reduce(0) { $0 + $1.key.utf8.count + $1.value.size + 1 }
    }

    var json: JSON { .object(attributes.mapValues(\.json)) }

    /// Reads a row; attributes of other kinds are left out.
    init?(_ json: JSON) {
        guard let members = json.object else { return nil }
        self.init(members.compactMapValues { DynamoDBValue($0) })
    }
}

/// The key of a row in a table whose keys are two texts, `pk` and `sk`.
package struct DynamoDBKey: Hashable, Sendable {
    package let partition: String
    package let sort: String

    package init(_ partition: String, _ sort: String) {
        self.partition = partition
        self.sort = sort
    }

    var item: DynamoDBItem {
        DynamoDBItem([DynamoDBClient.partitionKey: .string(partition), DynamoDBClient.sortKey: .string(sort)])
    }
}

/// A condition under which a row is written, in DynamoDB's language, with what its places stand for.
package struct DynamoDBCondition: Hashable, Sendable {
    let expression: String
    let names: [String: String]
    let values: [String: DynamoDBValue]

    package init(_ expression: String, names: [String: String] = [:], values: [String: DynamoDBValue] = [:]) {
        self.expression = expression
        self.names = names
        self.values = values
    }

    /// There is no row of this key.
    package static let absent = DynamoDBCondition("attribute_not_exists(pk)")
    /// There is a row of this key.
    package static let present = DynamoDBCondition("attribute_exists(pk)")

    /// Both hold.
    package func and(_ other: DynamoDBCondition) -> DynamoDBCondition {
        DynamoDBCondition(
            "(\(expression)) AND (\(other.expression))", names: names.merging(other.names) { first, _ in first },
            values: values.merging(other.values) { first, _ in first })
    }

    /// The same with places that the rest of the write needs.
    fileprivate func naming(
        _ name: String, _ attribute: String, _ place: String, _ value: DynamoDBValue
    ) -> DynamoDBCondition {
        DynamoDBCondition(
            expression, names: names.merging([name: attribute]) { first, _ in first },
            values: values.merging([place: value]) { first, _ in first })
    }

    var members: [String: JSON] {
        var members: [String: JSON] = ["ConditionExpression": .string(expression)]
        if !names.isEmpty { members["ExpressionAttributeNames"] = .object(names.mapValues { .string($0) }) }
        if !values.isEmpty { members["ExpressionAttributeValues"] = .object(values.mapValues(\.json)) }
        return members
    }
}

/// One write of a transaction.
package struct DynamoDBWrite: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        case put(DynamoDBItem)
        case delete(DynamoDBKey)
        case add(Int64, to: String, in: DynamoDBKey)
    }

    let action: Action
    let condition: DynamoDBCondition?

    /// Writes a whole row, in place of the one that is there.
    package static func put(_ item: DynamoDBItem, if condition: DynamoDBCondition? = nil) -> DynamoDBWrite {
        DynamoDBWrite(action: .put(item), condition: condition)
    }

    /// Removes a row; that there is none is as good.
    package static func delete(_ key: DynamoDBKey) -> DynamoDBWrite {
        DynamoDBWrite(action: .delete(key), condition: nil)
    }

    /// Adds to a number of a row; one that is missing counts from 0.
    package static func add(
        _ number: Int64, to attribute: String, in key: DynamoDBKey, if condition: DynamoDBCondition
    ) -> DynamoDBWrite {
        DynamoDBWrite(action: .add(number, to: attribute, in: key), condition: condition)
    }

    /// The same with one more attribute in the row that it writes.
    package func setting(_ attribute: String, to value: DynamoDBValue) -> DynamoDBWrite {
        guard case .put(var item) = action else { return self }
        item.attributes[attribute] = value
        return DynamoDBWrite(action: .put(item), condition: condition)
    }

    /// The row that it writes; nil where it writes none.
    package var item: DynamoDBItem? {
        if case .put(let item) = action { item } else { nil }
    }

    func json(table: String) -> JSON {
        var members: [String: JSON] = ["TableName": .string(table)]
        var condition = condition
        let name: String
        switch action {
        case .put(let item): (name, members["Item"]) = ("Put", item.json)
        case .delete(let key): (name, members["Key"]) = ("Delete", key.item.json)
        case .add(let number, let attribute, let key):
            (name, members["Key"]) = ("Update", key.item.json)
            members["UpdateExpression"] = "ADD #add :add"
            condition = condition?.naming("#add", attribute, ":add", .number(number))
        }
        for (member, value) in condition?.members ?? [:] { members[member] = value }
        return .object([name: .object(members)])
    }
}
