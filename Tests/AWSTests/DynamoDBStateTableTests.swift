import ECS
import JSON
import Testing

@testable import AWS

/// Documents by version, over scripted answers.
@Suite struct DynamoDBStateTableTests {
    private static let document: JSON = [
        "taskArn": "arn:1", "version": 4, "status": "RUNNING", "containers": [["name": "main", "exitCode": 0]],
    ]

    private func table(_ scripted: ScriptedClient) -> DynamoDBStateTable {
        DynamoDBStateTable(scripted.client, name: "ECSTaskState", key: "taskArn")
    }

    private func refused(_ code: String) -> ScriptedTransport.Step {
        .answer(
            HTTPResponse(
                status: 400, headers: [],
                body: Array(#"{"__type":"com.amazonaws.dynamodb.v20120810#\#(code)","message":"no"}"#.utf8)))
    }

    @Test func `the look at the version and the write are one call`() async throws {
        let scripted = ScriptedClient([.ok("{}")])
        #expect(try await table(scripted).raise(Self.document, removing: ["stopCode", "status"]))
        #expect(scripted.transport.requests.count == 1)
        let request = try JSON(parsing: scripted.transport.requests[0].body)
        #expect(request["ConditionExpression"] == "attribute_not_exists(#id) OR #version < :v")
        #expect(request["Key"] == ["taskArn": ["S": "arn:1"]])
        #expect(request["UpdateExpression"] == "SET #0=:0,#1=:1,#3=:3 REMOVE #r0")
        #expect(
            request["ExpressionAttributeNames"] == [
                "#id": "taskArn", "#version": "version", "#0": "containers", "#1": "status", "#3": "version",
                "#r0": "stopCode",
            ])
        #expect(request["ExpressionAttributeValues"]?[":v"] == ["N": "4"])
        #expect(
            request["ExpressionAttributeValues"]?[":0"] == [
                "L": [["M": ["name": ["S": "main"], "exitCode": ["N": "0"]]]]
            ])
    }

    @Test func `a version that is not higher is not written, and any other failure is one`() async throws {
        let scripted = ScriptedClient([refused("ConditionalCheckFailedException"), refused("ValidationException")])
        #expect(try await !table(scripted).raise(Self.document, removing: []))
        await #expect(throws: AWSError.self) { try await table(scripted).raise(Self.document, removing: []) }
    }

    @Test func `a document is read back, without what JSON has no words for`() async throws {
        let item = #"{"Item":{"taskArn":{"S":"arn:1"},"blob":{"B":"AA=="},"n":{"N":"1.50"},"on":{"BOOL":true}}}"#
        let scripted = ScriptedClient([.ok(item), .ok("{}")])
        #expect(try await table(scripted).document("arn:1") == ["taskArn": "arn:1", "n": .number(1.5), "on": true])
        #expect(try await table(scripted).document("arn:2") == nil)
    }

    @Test func `all pages are gone through`() async throws {
        let scripted = ScriptedClient([
            .ok(#"{"Items":[{"taskArn":{"S":"1"}}],"LastEvaluatedKey":{"taskArn":{"S":"1"}}}"#),
            .ok(#"{"Items":[{"taskArn":{"S":"2"}}]}"#),
        ])
        var found: [String] = []
        try await table(scripted).scan { found.append($0["taskArn"]?.string ?? "?") }
        #expect(found == ["1", "2"])
        let second = try JSON(parsing: scripted.transport.requests[1].body)
        #expect(second["ExclusiveStartKey"] == ["taskArn": ["S": "1"]])
    }

    @Test(
        arguments: [
            .null, true, 0, .int(.min), .number(0.5), "", "ß\u{0}", [], [:], [.null, [1, "a"]],
            ["a": ["b": [.number(-1e-7)]]],
        ] as [JSON])
    func `a value comes back as it was`(value: JSON) {
        #expect(JSON(dynamoDBValue: value.dynamoDBValue()) == value)
    }

    @Test func `what DynamoDB cannot hold becomes a text`() {
        #expect(JSON.number(1e200).dynamoDBValue() == ["S": "1e+200"])
        #expect(JSON.number(1e-200).dynamoDBValue() == ["S": "1e-200"])
        var deep: JSON = [1]
        for _ in 0..<60 { deep = ["a": deep] }
        var levels = 0
        var value = JSON(dynamoDBValue: deep.dynamoDBValue())
        while let inner = value?["a"] { (value, levels) = (inner, levels + 1) }
        #expect(levels == 28)
        #expect(value?.string?.hasPrefix(#"{"a":{"a":"#) == true)
    }
}
