import ECS
import JSON

/// A message of a queue, as it was received.
package struct SQSMessage: Hashable, Sendable {
    package let id: String
    /// Names this receive of the message; a later one has another, and the old one is of no more use.
    package let receipt: String
    package let body: String
    /// How often it was received, this time included.
    package let receives: Int
}

/// The calls of Amazon SQS that a consumer of a queue needs.
///
/// Source: Amazon SQS API Reference, AWS JSON protocol.
package struct SQSClient: Sendable {
    /// The most messages of one call of any kind.
    package static let largestBatch = 10
    /// The longest that a receive waits for messages, in seconds.
    package static let longestWait = 20

    private let client: AWSClient
    /// The URL by which the queue is named.
    private let queue: String

    package init(_ client: AWSClient, queue: String) {
        self.client = client
        self.queue = queue
    }

    /// Receives messages, ten at the most; none where none have come within `wait` seconds.
    ///
    /// Nobody else receives them for `visibility` seconds. Where the answer is lost, they come again after that.
    package func receive(wait: Int, visibility: Int) async throws(AWSError) -> [SQSMessage] {
        let answer = try await call(
            "ReceiveMessage",
            [
                "QueueUrl": .string(queue), "MaxNumberOfMessages": .int(Int64(SQSClient.largestBatch)),
                "WaitTimeSeconds": .int(Int64(wait)), "VisibilityTimeout": .int(Int64(visibility)),
                "MessageSystemAttributeNames": ["ApproximateReceiveCount"],
            ])
        return (answer["Messages"]?.array ?? []).compactMap { message in
            guard let id = message["MessageId"]?.string, let receipt = message["ReceiptHandle"]?.string,
                let body = message["Body"]?.string
            else { return nil }
            let receives = message["Attributes"]?["ApproximateReceiveCount"]?.string.flatMap { Int($0) }
            return SQSMessage(id: id, receipt: receipt, body: body, receives: receives ?? 1)
        }
    }

    /// Deletes messages, ten in each call.
    ///
    /// - Returns: How many SQS did not delete; they come again.
    /// - Throws: `AWSError`; some may be deleted.
    package func delete(_ messages: [SQSMessage]) async throws(AWSError) -> Int {
        try await batches("DeleteMessageBatch", messages) { [:] }
    }

    /// Has nobody else receive messages for so many seconds from now on.
    ///
    /// - Returns: For how many SQS did not do it.
    /// - Throws: `AWSError`.
    package func hide(_ messages: [SQSMessage], seconds: Int) async throws(AWSError) -> Int {
        try await batches("ChangeMessageVisibilityBatch", messages) { ["VisibilityTimeout": .int(Int64(seconds))] }
    }

    private func batches(
        _ operation: String, _ messages: [SQSMessage], _ members: () -> [String: JSON]
    ) async throws(AWSError) -> Int {
        var failed = 0
        for start in stride(from: 0, to: messages.count, by: SQSClient.largestBatch) {
            let batch = messages[start..<min(start + SQSClient.largestBatch, messages.count)]
            let entries = batch.enumerated().map { index, message in
                JSON.object(
                    members().merging(["Id": .string("\(index)"), "ReceiptHandle": .string(message.receipt)]) { $1 })
            }
            let answer = try await call(operation, ["QueueUrl": .string(queue), "Entries": .array(entries)])
            failed += answer["Failed"]?.array?.count ?? 0
        }
        return failed
    }

    private func call(_ operation: String, _ request: JSON) async throws(AWSError) -> JSON {
        try await client.call(.sqs, operation, body: request.canonicalBytes)
    }
}
