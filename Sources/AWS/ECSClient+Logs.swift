import ECS
import JSON

extension ECSClient {
    package func getLogEvents(
        group: String, stream: String, nextToken: String?
    ) async throws(AWSError) -> LogPage? {
        struct Answer: Decodable {
            struct Event: Decodable {
                var timestamp: Int64?
                var message: String?
            }
            var events: [Event]?
            var nextForwardToken: String?
        }
        let operation = "GetLogEvents"
        let request = JSON.members([
            "logGroupName": .string(group), "logStreamName": .string(stream), "startFromHead": true,
            "nextToken": nextToken.map { .string($0) },
        ])
        let body: JSON
        do throws(AWSError) {
            body = try await client.call(.logs, operation, body: request.canonicalBytes)
        } catch {
            if error.isMissingResource { return nil }
            throw error
        }
        do throws(JSONError) {
            let answer = try body.decoded(as: Answer.self)
            let events = (answer.events ?? []).map {
                LogEvent(time: Timestamp(milliseconds: $0.timestamp ?? 0), message: $0.message ?? "")
            }
            return LogPage(events: events, nextToken: answer.nextForwardToken)
        } catch {
            throw unexpected(error, .logs, operation)
        }
    }

    package func describeLogStreams(group: String, prefix: String) async throws(AWSError) -> [String]? {
        let request = JSON.members([
            "logGroupName": .string(group), "logStreamNamePrefix": .string(prefix), "orderBy": "LogStreamName",
        ])
        do throws(AWSError) {
            return try await pages(.logs, "DescribeLogStreams", request) { answer in
                answer["logStreams"]?.array?.compactMap { $0["logStreamName"]?.string }
            }
        } catch {
            if error.isMissingResource { return nil }
            throw error
        }
    }
}

extension AWSError {
    fileprivate var isMissingResource: Bool {
        if case .service(let error) = code { error.code == "ResourceNotFoundException" } else { false }
    }
}
