import ECS
import JSON
import Testing

@testable import AWS

/// What CloudTrail recorded of launches.
@Suite struct CloudTrailClientTests {
    /// An event as LookupEvents answers it, with the members that matter here.
    private func event(_ startedBy: String, _ rest: String, at time: String = "2026-01-02T03:04:05Z") -> JSON {
        let record =
            #"{"eventTime":"\#(time)","eventName":"RunTask","requestParameters":{"startedBy":"\#(startedBy)"},\#(rest)}"#
        return ["EventName": "RunTask", "EventTime": .int(1_767_323_045), "CloudTrailEvent": .string(record)]
    }

    private func page(_ events: [JSON], next: String? = nil) -> ScriptedTransport.Step {
        .ok(JSON.members(["Events": .array(events), "NextToken": next.map { .string($0) }]).canonical)
    }

    @Test func `launches are read from all pages, those of others left out`() async throws {
        let task = #""responseElements":{"tasks":[{"taskArn":"arn:1"}],"failures":[]}"#
        let scripted = ScriptedClient([
            page([event("purser/a/1", task), event("ecs-svc/1", task)], next: "more"),
            page([
                event("purser/b/2", #""errorCode":"AccessDenied","responseElements":null"#, at: "2026-01-03T00:00:00Z"),
                event("purser/c/3", #""responseElements":{"tasks":[],"failures":[{"reason":"RESOURCE:CPU"}]}"#),
                ["EventName": "RunTask"],
            ]),
            page([]),
        ])
        let start = try #require(Timestamp(iso8601: "2026-01-01T00:00:00Z"))
        let found = try await CloudTrailClient(scripted.client).launches(
            from: start, to: start + .seconds(86_400), startedBy: "purser/")
        #expect(found.map(\.startedBy) == ["purser/b/2", "purser/a/1", "purser/c/3"])
        #expect(found.map(\.tasks) == [[], ["arn:1"], []])
        #expect(found.map(\.errorCode) == ["AccessDenied", nil, nil])
        #expect(found.map(\.failures) == [0, 0, 1])
        let requests = scripted.transport.requests
        #expect(
            requests[0].header("X-Amz-Target")
                == "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents")
        #expect(requests[0].text.contains(#""StartTime":1767225600"#))
        #expect(try JSON(parsing: requests[1].body)["NextToken"]?.string == "more")
        #expect(requests[2].text.contains("StartTask"))
    }
}
