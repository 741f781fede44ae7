package import ECS
import JSON

/// A RunTask or StartTask that CloudTrail has recorded.
package struct RecordedLaunch: Hashable, Sendable {
    /// When it was called.
    package let at: Timestamp
    /// What its tasks carry as `startedBy`.
    package let startedBy: String
    /// The ARNs of the tasks that it answered with.
    package let tasks: [String]
    /// How many failures it answered with.
    package let failures: Int
    /// The error that it answered with; nil where it was none.
    package let errorCode: String?
}

/// The call of CloudTrail that tells of launches which nobody else remembers.
///
/// CloudTrail keeps the calls that change something for 90 days, in every account, whether or not there is a trail.
/// Source: AWS CloudTrail API Reference, LookupEvents; AWS CloudTrail User Guide, "Event history".
package struct CloudTrailClient: Sendable {
    /// How late an event may be: "about 15 minutes" by the documentation, and some in reserve.
    package static let lag = Duration.seconds(20 * 60)
    /// How far back the history goes.
    package static let memory = Duration.seconds(90 * 24 * 3600)
    /// The most events of one answer.
    private static let pageSize: JSON = 50
    /// No history is longer: beyond it the answers go in a circle.
    private static let mostPages = 20_000

    let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    /// The launches between two times whose `startedBy` begins with `prefix`, newest first.
    ///
    /// CloudTrail answers two calls a second, fifty events each: a throttled one is sent again by the client's rules.
    package func launches(
        from start: Timestamp, to end: Timestamp, startedBy prefix: String
    ) async throws(AWSError) -> [RecordedLaunch] {
        var launches: [RecordedLaunch] = []
        for name in ["RunTask", "StartTask"] {
            var token: JSON?
            for _ in 0..<CloudTrailClient.mostPages {
                let answer = try await lookUp(name, from: start, to: end, token)
                launches += (answer["Events"]?.array ?? []).compactMap { CloudTrailClient.launch($0) }
                token = answer["NextToken"]
                if token == nil || token == .null { break }
            }
        }
        return launches.filter { $0.startedBy.hasPrefix(prefix) }.sorted { $0.at > $1.at }
    }

    private func lookUp(
        _ name: String, from start: Timestamp, to end: Timestamp, _ token: JSON?
    ) async throws(AWSError) -> JSON {
        let request = JSON.members([
            "LookupAttributes": [["AttributeKey": "EventName", "AttributeValue": .string(name)]],
            "StartTime": .int(start.milliseconds / 1000), "EndTime": .int(end.milliseconds / 1000),
            "MaxResults": CloudTrailClient.pageSize, "NextToken": token,
        ])
        return try await client.call(.cloudTrail, "LookupEvents", body: request.canonicalBytes)
    }

    /// Reads an event, whose content is JSON in a text; nil where it is of another form, or names no `startedBy`.
    private static func launch(_ event: JSON) -> RecordedLaunch? {
        guard let text = event["CloudTrailEvent"]?.string, let record = try? JSON(parsing: Array(text.utf8)),
            let startedBy = record["requestParameters"]?["startedBy"]?.string,
            let at = record["eventTime"]?.string.flatMap({ Timestamp(iso8601: $0) })
        else { return nil }
        let answer = record["responseElements"]
        return RecordedLaunch(
            at: at, startedBy: startedBy,
            tasks: (answer?["tasks"]?.array ?? []).compactMap { $0["taskArn"]?.string },
            failures: answer?["failures"]?.array?.count ?? 0, errorCode: record["errorCode"]?.string)
    }
}
