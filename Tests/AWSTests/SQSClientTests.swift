import ECS
import JSON
import Testing

@testable import AWS

/// The calls of SQS, over scripted answers.
@Suite struct SQSClientTests {
    private static let queue = "https://sqs.eu-central-1.amazonaws.com/111122223333/events"

    private func message(_ number: Int) -> SQSMessage {
        SQSMessage(id: "m\(number)", receipt: "r\(number)", body: "", receives: 1)
    }

    @Test func `messages are received with how often they were`() async throws {
        let scripted = ScriptedClient([
            .ok(
                #"{"Messages":[{"MessageId":"m1","ReceiptHandle":"r1","Body":"{}","Attributes":"#
                    + #"{"ApproximateReceiveCount":"3"}},{"MessageId":"m2","ReceiptHandle":"r2","Body":"b"}]}"#),
            .ok("{}"),
        ])
        let client = SQSClient(scripted.client, queue: Self.queue)
        let messages = try await client.receive(wait: 20, visibility: 60)
        #expect(messages.map(\.receives) == [3, 1])
        #expect(messages.map(\.body) == ["{}", "b"])
        #expect(try await client.receive(wait: 0, visibility: 60).isEmpty)
        let request = scripted.transport.requests[0]
        #expect(
            request.headers.contains {
                $0.name.lowercased() == "x-amz-target" && $0.value == "AmazonSQS.ReceiveMessage"
            })
        #expect(
            try JSON(parsing: request.body) == [
                "QueueUrl": .string(Self.queue), "MaxNumberOfMessages": 10, "WaitTimeSeconds": 20,
                "VisibilityTimeout": 60, "MessageSystemAttributeNames": ["ApproximateReceiveCount"],
            ])
    }

    @Test func `ten messages are deleted in a call, and what was not is counted`() async throws {
        let scripted = ScriptedClient([
            .ok(#"{"Successful":[],"Failed":[{"Id":"2","Code":"x"}]}"#), .ok(#"{"Successful":[{"Id":"0"}]}"#),
        ])
        let client = SQSClient(scripted.client, queue: Self.queue)
        #expect(try await client.delete((0..<11).map(message)) == 1)
        let entries = try scripted.transport.requests.map { try JSON(parsing: $0.body)["Entries"]?.array?.count }
        #expect(entries == [10, 1])
        #expect(try await client.delete([]) == 0)
    }

    @Test func `messages are hidden for longer`() async throws {
        let scripted = ScriptedClient([.ok("{}")])
        _ = try await SQSClient(scripted.client, queue: Self.queue).hide([message(1)], seconds: 60)
        let request = try JSON(parsing: scripted.transport.requests[0].body)
        #expect(request["Entries"] == [["Id": "0", "ReceiptHandle": "r1", "VisibilityTimeout": 60]])
    }
}
