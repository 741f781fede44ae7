import ECS
package import JSON

/// A table of DynamoDB with a document for each key, of which the one of the highest version stays.
///
/// Its key is one text, and members of the document are attributes, as in the tables of AWS's guide "Handling Amazon ECS
/// events": whoever reads such tables reads these.
package struct DynamoDBStateTable: Sendable {
    private let client: AWSClient
    /// The name of the table.
    package let name: String
    /// The attribute that is the key; a member of each document.
    package let key: String

    package init(_ client: AWSClient, name: String, key: String) {
        self.client = client
        self.name = name
        self.key = key
    }

    /// Makes the table where it is missing, and waits until it can be used: paid by the request.
    ///
    /// - Returns: Whether it was missing.
    /// - Throws: `AWSError`; a table that is there is as it was.
    package func create() async throws(AWSError) -> Bool {
        let keys: JSON = [["AttributeName": .string(key), "KeyType": "HASH"]]
        var isNew = true
        do throws(AWSError) {
            _ = try await call(
                "CreateTable",
                [
                    "TableName": .string(name), "BillingMode": "PAY_PER_REQUEST", "KeySchema": keys,
                    "AttributeDefinitions": [["AttributeName": .string(key), "AttributeType": "S"]],
                ])
        } catch {
            guard case .service(let service) = error.code, service.code == "ResourceInUseException" else { throw error }
            isNew = false
        }
        _ = try await DynamoDBClient(client, table: name).waitUntilActive()
        return isNew
    }

    /// Writes a document where its version is higher than the one that is there, or none is: the look and the write are
    /// one step of DynamoDB.
    ///
    /// Attributes that are not members of it stay, but for those to be removed.
    ///
    /// - Returns: Whether it was written.
    /// - Throws: `AWSError`; whether it was written is not known where the answer was lost.
    package func raise(_ document: JSON, removing gone: [String]) async throws(AWSError) -> Bool {
        let members = (document.object ?? [:]).sorted { $0.key < $1.key }
        guard let id = document[key] else { preconditionFailure("a document has its key") }
        var names: [String: JSON] = ["#id": .string(key), "#version": "version"]
        var values: [String: JSON] = [":v": (document["version"] ?? 0).dynamoDBValue()]
        var sets: [String] = []
        for (index, member) in members.enumerated() where member.key != key {
            names["#\(index)"] = .string(member.key)
            values[":\(index)"] = member.value.dynamoDBValue(level: 1)
            sets.append("#\(index)=:\(index)")
        }
        let absent = gone.filter { document[$0] == nil }
        for (index, member) in absent.enumerated() { names["#r\(index)"] = .string(member) }
        let removal = absent.isEmpty ? "" : " REMOVE " + absent.indices.map { "#r\($0)" }.joined(separator: ",")
        do throws(AWSError) {
            _ = try await call(
                "UpdateItem",
                [
                    "TableName": .string(name), "Key": .object([key: id.dynamoDBValue()]),
                    "UpdateExpression": .string("SET " + sets.joined(separator: ",") + removal),
                    "ConditionExpression": "attribute_not_exists(#id) OR #version < :v",
                    "ExpressionAttributeNames": .object(names), "ExpressionAttributeValues": .object(values),
                ])
            return true
        } catch {
            guard case .service(let service) = error.code, service.code == "ConditionalCheckFailedException" else {
                throw error
            }
            return false
        }
    }

    /// A document; nil where there is none.
    package func document(_ id: String) async throws(AWSError) -> JSON? {
        let key: JSON = .object([key: JSON.string(id).dynamoDBValue()])
        let answer = try await call("GetItem", ["TableName": .string(name), "Key": key, "ConsistentRead": true])
        return answer["Item"].map(read)
    }

    /// Goes through all documents, in any order.
    package func scan(_ visit: (JSON) -> Void) async throws(AWSError) {
        var start: JSON?
        repeat {
            let answer = try await call(
                "Scan", .members(["TableName": .string(name), "ConsistentRead": true, "ExclusiveStartKey": start]))
            for item in answer["Items"]?.array ?? [] { visit(read(item)) }
            start = answer["LastEvaluatedKey"]
        } while start != nil
    }

    /// Attributes that others have added, of kinds that JSON does not have, are left out.
    private func read(_ item: JSON) -> JSON {
        .object((item.object ?? [:]).compactMapValues(JSON.init(dynamoDBValue:)))
    }

    private func call(_ operation: String, _ request: JSON) async throws(AWSError) -> JSON {
        try await client.call(.dynamoDB, operation, body: request.canonicalBytes)
    }
}
