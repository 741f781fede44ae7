import JSON

/// A value of an attribute in a table of DynamoDB; of its kinds those that Purser stores.
package enum DynamoDBValue: Hashable, Sendable {
    case string(String)
    case number(Int64)
    /// A set, which is never empty in a table: with its last member the attribute goes.
    case strings(Set<String>)

    /// As the API writes it: `{"S": "…"}`, `{"N": "12"}`.
    var json: JSON {
        switch self {
        case .string(let text): ["S": .string(text)]
        case .number(let number): ["N": .string(String(number))]
        case .strings(let texts): ["SS": .array(texts.sorted().map { .string($0) })]
        }
    }

    /// Nil for a kind that Purser does not store.
    init?(_ json: JSON) {
        if let text = json["S"]?.string {
            self = .string(text)
        } else if let number = json["N"]?.string.flatMap({ Int64($0) }) {
            self = .number(number)
        } else if let texts = json["SS"]?.array {
            self = .strings(Set(texts.compactMap(\.string)))
        } else {
            return nil
        }
    }

    /// What it counts for against the 400 KB of an item, in bytes; no less than DynamoDB counts.
    var size: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .number: 21
        case .strings(let texts): texts.reduce(3) { $0 + $1.utf8.count + 1 }
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

    /// The members of an attribute that is a set; empty where it is missing or no set.
    package func strings(_ name: String) -> Set<String> {
        guard case .strings(let texts)? = attributes[name] else { return [] }
        return texts
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

}

/// One write of a transaction.
package struct DynamoDBWrite: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        case put(DynamoDBItem)
        case delete(DynamoDBKey)
        /// ADD or DELETE of an expression: a number is raised, a set gets or loses members.
        case change(_ verb: String, DynamoDBValue, of: String, in: DynamoDBKey)
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
        _ number: Int64, to attribute: String, in key: DynamoDBKey, if condition: DynamoDBCondition? = nil
    ) -> DynamoDBWrite {
        DynamoDBWrite(action: .change("ADD", .number(number), of: attribute, in: key), condition: condition)
    }

    /// Puts a text into a set of a row, once; a row or a set that is missing is made.
    package static func insert(
        _ text: String, into attribute: String, in key: DynamoDBKey, if condition: DynamoDBCondition? = nil
    ) -> DynamoDBWrite {
        DynamoDBWrite(action: .change("ADD", .strings([text]), of: attribute, in: key), condition: condition)
    }

    /// Takes a text out of a set of a row; that it is not there is as good.
    package static func remove(_ text: String, from attribute: String, in key: DynamoDBKey) -> DynamoDBWrite {
        DynamoDBWrite(action: .change("DELETE", .strings([text]), of: attribute, in: key), condition: nil)
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
        var names = condition?.names ?? [:]
        var values = condition?.values ?? [:]
        let name: String
        switch action {
        case .put(let item): (name, members["Item"]) = ("Put", item.json)
        case .delete(let key): (name, members["Key"]) = ("Delete", key.item.json)
        case .change(let verb, let value, let attribute, let key):
            (name, members["Key"]) = ("Update", key.item.json)
            members["UpdateExpression"] = .string("\(verb) #change :change")
            (names["#change"], values[":change"]) = (attribute, value)
        }
        members["ConditionExpression"] = (condition?.expression).map(JSON.string)
        if !names.isEmpty { members["ExpressionAttributeNames"] = .object(names.mapValues { .string($0) }) }
        if !values.isEmpty { members["ExpressionAttributeValues"] = .object(values.mapValues(\.json)) }
        return .object([name: .object(members)])
    }
}
