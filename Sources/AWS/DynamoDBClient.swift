import ECS
import JSON

/// The calls of DynamoDB that a ledger needs, on tables whose keys are the texts `pk` and `sk`.
///
/// Every read is consistent: it sees all that was written before it was asked.
/// Source: Amazon DynamoDB API Reference.
package struct DynamoDBClient: Sendable {
    static let partitionKey = "pk"
    static let sortKey = "sk"
    /// The most writes of one transaction.
    package static let largestTransaction = 100
    /// The most bytes of one transaction, less what the request adds.
    package static let largestTransactionSize = 3_500_000
    /// The most keys of one BatchGetItem.
    private static let largestBatch = 100
    /// How often a transaction is tried that others are in the way of; with the waits, about twenty seconds.
    private static let mostTries = 12

    /// What the calls are sent by.
    package let client: AWSClient
    /// The name of the table.
    package let table: String

    package init(_ client: AWSClient, table: String) {
        self.client = client
        self.table = table
    }

    /// A row; nil where there is none.
    package func item(_ key: DynamoDBKey) async throws(AWSError) -> DynamoDBItem? {
        let answer = try await call(
            "GetItem", ["TableName": .string(table), "Key": key.item.json, "ConsistentRead": true])
        guard let item = answer["Item"] else { return nil }
        return try read(item, "GetItem")
    }

    /// Rows by their keys, in any order; those that are not there are missing.
    package func items(_ keys: [DynamoDBKey]) async throws(AWSError) -> [DynamoDBItem] {
        var items: [DynamoDBItem] = []
        for start in stride(from: 0, to: keys.count, by: DynamoDBClient.largestBatch) {
            let chunk = keys[start..<min(start + DynamoDBClient.largestBatch, keys.count)]
            var wanted: JSON = [
                table: ["Keys": .array(chunk.map(\.item.json)), "ConsistentRead": true]
            ]
            var tries = 0
            while wanted != .object([:]) {
                let answer = try await call("BatchGetItem", ["RequestItems": wanted])
                for item in answer["Responses"]?[table]?.array ?? [] { items.append(try read(item, "BatchGetItem")) }
                // What an answer has no room for, or the table's capacity no units, is asked for again.
                wanted = answer["UnprocessedKeys"] ?? .object([:])
                if wanted != .object([:]) { try await pause(&tries, "BatchGetItem") }
            }
        }
        return items
    }

    /// The rows of a partition whose sort key begins with `prefix`, in the order of their keys.
    ///
    /// Page after page, until there are `limit` rows for which `isWanted`, or no more.
    package func rows(
        of partition: String, beginning prefix: String, limit: Int = .max,
        where isWanted: (DynamoDBItem) -> Bool = { _ in true }
    ) async throws(AWSError) -> [DynamoDBItem] {
        var rows: [DynamoDBItem] = []
        var start: JSON?
        repeat {
            let answer = try await call(
                "Query",
                .members([
                    "TableName": .string(table), "ConsistentRead": true,
                    "KeyConditionExpression": .string(
                        prefix.isEmpty ? "pk = :pk" : "pk = :pk AND begins_with(sk, :sk)"),
                    "ExpressionAttributeValues": .members([
                        ":pk": DynamoDBValue.string(partition).json,
                        ":sk": prefix.isEmpty ? nil : DynamoDBValue.string(prefix).json,
                    ]), "ExclusiveStartKey": start, "Limit": limit == .max ? nil : .int(Int64(max(limit, 1))),
                ]))
            for json in answer["Items"]?.array ?? [] {
                let row = try read(json, "Query")
                if isWanted(row) { rows.append(row) }
                if rows.count >= limit { return rows }
            }
            start = answer["LastEvaluatedKey"]
        } while start != nil
        return rows
    }

    /// Writes all or nothing.
    ///
    /// `token` names the call, at most 36 characters: sent twice, it is carried out once. Transactions of others that
    /// are in the way, and throttles, are waited for.
    ///
    /// - Returns: Nil where it was written, or for each write the reason for which it was not: `None`,
    ///   `ConditionalCheckFailed`. Nothing was written then, unless an earlier answer to this very call was lost.
    /// - Throws: `AWSError`; whether it was written is not known where the answer was lost.
    package func write(_ writes: [DynamoDBWrite], token: String) async throws(AWSError) -> [String]? {
        let request: JSON = [
            "TransactItems": .array(writes.map { $0.json(table: table) }), "ClientRequestToken": .string(token),
        ]
        var tries = 0
        while true {
            do throws(AWSError) {
                _ = try await call("TransactWriteItems", request)
                return nil
            } catch {
                guard case .service(let service) = error.code else { throw error }
                if service.code == "TransactionCanceledException" {
                    let reasons = service.cancellationReasons
                    if reasons.contains("ConditionalCheckFailed") { return reasons }
                    guard reasons.contains(where: DynamoDBClient.passing.contains) else { throw error }
                } else if service.errorClass != .throttled {
                    throw error
                }
                guard tries < DynamoDBClient.mostTries else { throw error }
                try await pause(&tries, "TransactWriteItems")
            }
        }
    }

    /// Reasons of a cancelled transaction that go away by waiting.
    private static let passing: Set<String> = [
        "ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict",
    ]

    // MARK: The table

    /// What a table is like: its state (`ACTIVE`), and its keys in order; nil where there is none.
    package func describe() async throws(AWSError) -> (status: String, keys: [String])? {
        do throws(AWSError) {
            let answer = try await call("DescribeTable", ["TableName": .string(table)])
            let schema = answer["Table"]?["KeySchema"]?.array ?? []
            return (
                answer["Table"]?["TableStatus"]?.string ?? "", schema.compactMap { $0["AttributeName"]?.string }
            )
        } catch {
            if case .service(let service) = error.code, service.code == "ResourceNotFoundException" { return nil }
            throw error
        }
    }

    /// Makes the table: paid by the request, protected from deletion.
    ///
    /// - Returns: False where somebody else is making it, or has.
    package func create() async throws(AWSError) -> Bool {
        do throws(AWSError) {
            _ = try await call(
                "CreateTable",
                [
                    "TableName": .string(table), "BillingMode": "PAY_PER_REQUEST",
                    "AttributeDefinitions": [
                        ["AttributeName": "pk", "AttributeType": "S"], ["AttributeName": "sk", "AttributeType": "S"],
                    ],
                    "KeySchema": [
                        ["AttributeName": "pk", "KeyType": "HASH"], ["AttributeName": "sk", "KeyType": "RANGE"],
                    ],
                    "DeletionProtectionEnabled": true,
                ])
            return true
        } catch {
            if case .service(let service) = error.code, service.code == "ResourceInUseException" { return false }
            throw error
        }
    }

    /// Waits until the table can be used, a minute and a half at the most.
    ///
    /// - Returns: The names of its keys, in order.
    package func waitUntilActive() async throws(AWSError) -> [String] {
        var tries = 0
        while true {
            if let table = try await describe(), table.status == "ACTIVE" || table.status == "UPDATING" {
                return table.keys
            }
            guard tries < 30, await client.pause(retry: tries) else {
                throw AWSError(.cancelled, operation: "DescribeTable", endpoint: client.endpoint(of: .dynamoDB))
            }
            tries += 1
        }
    }

    /// Has DynamoDB remove rows some time after the second that they name in `attribute`.
    package func expireRows(by attribute: String) async throws(AWSError) {
        let known = try await call("DescribeTimeToLive", ["TableName": .string(table)])
        let status = known["TimeToLiveDescription"]?["TimeToLiveStatus"]?.string
        guard status != "ENABLED", status != "ENABLING" else { return }
        _ = try await call(
            "UpdateTimeToLive",
            [
                "TableName": .string(table),
                "TimeToLiveSpecification": ["AttributeName": .string(attribute), "Enabled": true],
            ])
    }

    /// Has DynamoDB keep what is needed to bring the table back to any second of the last 35 days.
    package func keepBackups() async throws(AWSError) {
        _ = try await call(
            "UpdateContinuousBackups",
            [
                "TableName": .string(table),
                "PointInTimeRecoverySpecification": ["PointInTimeRecoveryEnabled": true],
            ])
    }

    // MARK: Calls

    private func call(_ operation: String, _ request: JSON) async throws(AWSError) -> JSON {
        try await client.call(.dynamoDB, operation, body: request.canonicalBytes)
    }

    private func read(_ json: JSON, _ operation: String) throws(AWSError) -> DynamoDBItem {
        guard let item = DynamoDBItem(json) else { throw unexpected(JSONError("an item is no object"), operation) }
        return item
    }

    private func unexpected(_ error: JSONError, _ operation: String) -> AWSError {
        AWSError(.unexpectedAnswer(error), operation: operation, endpoint: client.endpoint(of: .dynamoDB))
    }

    private func pause(_ tries: inout Int, _ operation: String) async throws(AWSError) {
        guard tries < DynamoDBClient.mostTries, await client.pause(retry: tries) else {
            throw AWSError(.cancelled, operation: operation, endpoint: client.endpoint(of: .dynamoDB))
        }
        tries += 1
    }
}
