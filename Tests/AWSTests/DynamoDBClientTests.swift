import ECS
import JSON
import Testing

@testable import AWS

/// The calls of DynamoDB, over scripted answers.
@Suite struct DynamoDBClientTests {
    private static let key = DynamoDBKey("set#a", "META")
    private static let row = DynamoDBItem(["pk": .string("set#a"), "sk": .string("META"), "n": .number(-7)])
    private static let rowJSON = #"{"pk":{"S":"set#a"},"sk":{"S":"META"},"n":{"N":"-7"},"other":{"BOOL":true}}"#

    private func client(_ scripted: ScriptedClient) -> DynamoDBClient {
        DynamoDBClient(scripted.client, table: "ledger")
    }

    private func cancelled(_ codes: String...) -> ScriptedTransport.Step {
        let reasons = codes.map { #"{"Code":"\#($0)"}"# }.joined(separator: ",")
        let type = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
        return .answer(
            HTTPResponse(
                status: 400, headers: [],
                body: Array(#"{"__type":"\#(type)","Message":"cancelled","CancellationReasons":[\#(reasons)]}"#.utf8)))
    }

    @Test func `a row is asked for consistently, and read`() async throws {
        let scripted = ScriptedClient([.ok(#"{"Item":\#(Self.rowJSON)}"#), .ok("{}")])
        #expect(try await client(scripted).item(Self.key) == Self.row)
        #expect(try await client(scripted).item(Self.key) == nil)
        let request = scripted.transport.requests[0]
        #expect(request.header("X-Amz-Target") == "DynamoDB_20120810.GetItem")
        #expect(request.header("Content-Type") == "application/x-amz-json-1.0")
        #expect(
            request.text
                == #"{"ConsistentRead":true,"Key":{"pk":{"S":"set#a"},"sk":{"S":"META"}},"TableName":"ledger"}"#)
    }

    @Test func `keys that an answer leaves out are asked for again`() async throws {
        let left = #"{"ledger":{"Keys":[{"pk":{"S":"b"},"sk":{"S":"0"}}],"ConsistentRead":true}}"#
        let scripted = ScriptedClient([
            .ok(#"{"Responses":{"ledger":[\#(Self.rowJSON)]},"UnprocessedKeys":\#(left)}"#),
            .ok(#"{"Responses":{"ledger":[\#(Self.rowJSON)]},"UnprocessedKeys":{}}"#),
        ])
        let items = try await client(scripted).items([Self.key, DynamoDBKey("b", "0")])
        #expect(items == [Self.row, Self.row])
        #expect(
            try JSON(parsing: scripted.transport.requests[1].body)["RequestItems"] == JSON(parsing: Array(left.utf8)))
        #expect(scripted.clock.slept.count == 1)
    }

    @Test func `pages are joined until there is enough`() async throws {
        let page = #"{"Items":[\#(Self.rowJSON)],"LastEvaluatedKey":{"pk":{"S":"set#a"},"sk":{"S":"META"}}}"#
        let scripted = ScriptedClient([
            .ok(page), .ok(page), .ok(#"{"Items":[\#(Self.rowJSON)]}"#), .ok(page), .ok(page),
        ])
        #expect(try await client(scripted).rows(of: "set#a", beginning: "M").count == 3)
        #expect(try await client(scripted).rows(of: "set#a", beginning: "", limit: 2).count == 2)
        let second = try JSON(parsing: scripted.transport.requests[1].body)
        #expect(second["ExclusiveStartKey"]?["sk"]?["S"]?.string == "META")
        #expect(second["ConsistentRead"]?.bool == true)
        #expect(scripted.transport.stepsLeft == 0)
    }

    @Test func `a transaction whose condition fails tells which`() async throws {
        let scripted = ScriptedClient([cancelled("None", "ConditionalCheckFailed")])
        let writes: [DynamoDBWrite] = [.put(Self.row), .put(Self.row, if: .absent)]
        let reasons = try await client(scripted).write(writes, token: "call-1")
        #expect(reasons == ["None", "ConditionalCheckFailed"])
        let body = try JSON(parsing: scripted.transport.requests[0].body)
        #expect(body["ClientRequestToken"]?.string == "call-1")
        #expect(body["TransactItems"]?.array?[1]["Put"]?["ConditionExpression"]?.string == "attribute_not_exists(pk)")
    }

    @Test func `a set of a row gains and loses a member, under a condition or none`() async throws {
        let scripted = ScriptedClient([.ok("{}"), .ok(#"{"Item":{"holders":{"SS":["b","a"]},"n":{"N":"1"}}}"#)])
        let isFree = DynamoDBCondition("size(#h) < :most", names: ["#h": "holders"], values: [":most": .number(1)])
        let writes: [DynamoDBWrite] = [
            .insert("run-1", into: "holders", in: Self.key, if: isFree),
            .insert("run-1", into: "holders", in: Self.key),
            .remove("run-1", from: "holders", in: Self.key),
        ]
        #expect(try await client(scripted).write(writes, token: "call-1") == nil)
        let items = try JSON(parsing: scripted.transport.requests[0].body)["TransactItems"]?.array ?? []
        let updates = items.compactMap { $0["Update"] }
        #expect(updates.count == 3)
        #expect(updates.map { $0["ConditionExpression"]?.string } == ["size(#h) < :most", nil, nil])
        #expect(
            updates.map { $0["UpdateExpression"]?.string } == [
                "ADD #change :change", "ADD #change :change", "DELETE #change :change",
            ])
        #expect(
            updates[0]["ExpressionAttributeNames"] == ["#h": "holders", "#change": "holders"]
                && updates[2]["ExpressionAttributeNames"] == ["#change": "holders"])
        #expect(
            updates[0]["ExpressionAttributeValues"] == [":most": ["N": "1"], ":change": ["SS": ["run-1"]]]
                && updates[2]["ExpressionAttributeValues"] == [":change": ["SS": ["run-1"]]])
        let item = try #require(try await client(scripted).item(Self.key))
        #expect(item.strings("holders") == ["a", "b"] && item.strings("n") == [] && item.strings("none") == [])
    }

    @Test(arguments: ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
    func `what others are in the way of is tried again with the same token`(reason: String) async throws {
        let scripted = ScriptedClient([cancelled(reason, "None"), cancelled("None", reason), .ok("{}")])
        #expect(try await client(scripted).write([.put(Self.row), .delete(Self.key)], token: "call-1") == nil)
        #expect(Set(scripted.transport.requests.map(\.text)).count == 1)
        // Half of what the waits may be: the source of chance says 0.5.
        #expect(scripted.clock.slept == [.milliseconds(25), .milliseconds(50)])
    }

    @Test func `what others are always in the way of is given up`() async throws {
        let scripted = ScriptedClient(Array(repeating: cancelled("TransactionConflict"), count: 40))
        let error = await #expect(throws: AWSError.self) {
            try await client(scripted).write([.put(Self.row)], token: "call-1")
        }
        guard case .service(let service)? = error?.code else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(service.cancellationReasons == ["TransactionConflict"])
        #expect(scripted.transport.requests.count == 13)
    }

    @Test func `a transaction that can never go through is not tried again`() async throws {
        let scripted = ScriptedClient([cancelled("ItemCollectionSizeLimitExceeded"), .ok("{}")])
        await #expect(throws: AWSError.self) { try await client(scripted).write([.put(Self.row)], token: "call-1") }
        #expect(scripted.transport.stepsLeft == 1)
    }

    @Test func `a table that is not there is no failure when it is described`() async throws {
        let scripted = ScriptedClient([
            .error(400, "ResourceNotFoundException"),
            .ok(#"{"Table":{"TableStatus":"CREATING","KeySchema":[]}}"#),
            .ok(
                #"{"Table":{"TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"pk"},{"AttributeName":"sk"}]}}"#),
        ])
        #expect(try await client(scripted).describe() == nil)
        #expect(try await client(scripted).waitUntilActive() == ["pk", "sk"])
    }

    @Test func `the size of a row is never less than what DynamoDB counts`() {
        #expect(Self.row.size >= "pk".utf8.count * 2 + "n".utf8.count + "set#aMETA".utf8.count + 2)
        #expect(DynamoDBItem(["a": .string("ä🚀")]).size >= 7)
    }

    @Test(arguments: [AWSService.dynamoDB, .cloudTrail])
    func `a flag redirects ECS and its logs alone`(service: AWSService) throws {
        let flags = AWSSettings.Flags(region: "eu-central-1", endpoint: "http://127.0.0.1:4566")
        let plain = try AWSSettings.resolve(flags, environment: [:], files: files([:]))
        #expect(plain.endpoint(.ecs).description == "http://127.0.0.1:4566")
        #expect(plain.endpoint(.logs).description == "http://127.0.0.1:4566")
        #expect(plain.endpoint(service).host == "\(service.signingName).eu-central-1.amazonaws.com")
        let name = "AWS_ENDPOINT_URL_\(service.settingsName)"
        let local = try AWSSettings.resolve(flags, environment: [name: "http://127.0.0.1:8000"], files: files([:]))
        #expect(local.endpoint(service).description == "http://127.0.0.1:8000")
    }
}
