import ECS
import JSON
import Testing

@testable import Sandbox

struct LogsAPITests {
    /// Streams in memory; line number n is written n seconds after the epoch.
    private struct Lines: LogReading {
        let streams: [String: [String]]
        /// Lines that are not kept any more, at the beginning of each stream.
        var forgotten = 0

        func events(
            group: String, stream: String, from token: Int, limit: Int
        ) -> (events: [(Timestamp, String)], next: Int)? {
            guard group == "/ecs", let lines = streams[stream] else { return nil }
            let all = lines.enumerated().map { (Timestamp(seconds: Double($0.offset)), $0.element) }
            let start = min(max(token, forgotten), max(token, all.count))
            let page = all.dropFirst(start).prefix(limit)
            return (Array(page), start + page.count)
        }

        func streams(group: String, prefix: String) -> [String] {
            group == "/ecs" ? streams.keys.filter { $0.hasPrefix(prefix) }.sorted() : []
        }
    }

    private let api = LogsAPI(
        logs: Lines(streams: ["a/main/1": ["0", "1", "2", "3", "4"], "a/main/2": [], "b/x": ["5"]]))

    private func call(_ operation: String, _ changes: [String: JSON] = [:]) throws -> Answer {
        var members: [String: JSON] = ["logGroupName": "/ecs"]
        members.merge(changes) { _, new in new }
        return try #require(api.handle(operation, .object(members.filter { $0.value != .null })))
    }

    private func messages(_ answer: Answer) -> [String] {
        answer.body["events"]?.array?.compactMap { $0["message"]?.string } ?? []
    }

    @Test func `following forward ends when the token comes back`() throws {
        var request: [String: JSON] = ["logStreamName": "a/main/1", "startFromHead": true, "limit": 2]
        var pages: [[String]] = []
        var token: JSON?
        while true {
            let answer = try call("GetLogEvents", request)
            pages.append(messages(answer))
            let next = answer.body["nextForwardToken"]
            if next == token { break }
            token = next
            request["nextToken"] = next
        }
        #expect(pages == [["0", "1"], ["2", "3"], ["4"], []])
    }

    @Test func `without a direction the newest lines come first, and lead backward`() throws {
        let newest = try call("GetLogEvents", ["logStreamName": "a/main/1", "limit": 2])
        #expect(messages(newest) == ["3", "4"])
        let before = try call(
            "GetLogEvents",
            ["logStreamName": "a/main/1", "limit": 2, "nextToken": newest.body["nextBackwardToken"] ?? .null])
        #expect(messages(before) == ["1", "2"])
        let first = try call(
            "GetLogEvents",
            ["logStreamName": "a/main/1", "limit": 2, "nextToken": before.body["nextBackwardToken"] ?? .null])
        #expect(messages(first) == ["0"])
        #expect(first.body["nextBackwardToken"] == "b/0")
    }

    @Test func `lines keep their positions when the oldest are gone`() throws {
        let api = LogsAPI(logs: Lines(streams: ["s": ["0", "1", "2", "3", "4"]], forgotten: 2))
        func call(_ changes: [String: JSON]) throws -> Answer {
            var members: [String: JSON] = ["logGroupName": "/ecs", "logStreamName": "s", "limit": 2]
            members.merge(changes) { _, new in new }
            return try #require(api.handle("GetLogEvents", .object(members)))
        }
        let head = try call(["startFromHead": true])
        #expect(messages(head) == ["2", "3"])
        #expect(head.body["nextForwardToken"] == "f/4")
        let tail = try call([:])
        #expect(messages(tail) == ["3", "4"])
        #expect(tail.body["nextBackwardToken"] == "b/3")
        #expect(try messages(call(["nextToken": "b/3"])) == ["2"])
        #expect(try messages(call(["nextToken": "b/1"])) == [])
        let end = try call(["nextToken": "f/5"])
        #expect(messages(end) == [] && end.body["nextForwardToken"] == "f/5")
    }

    @Test func `times include the start and not the end`() throws {
        let answer = try call(
            "GetLogEvents", ["logStreamName": "a/main/1", "startTime": 1000, "endTime": 3000, "startFromHead": true])
        #expect(messages(answer) == ["1", "2"])
        #expect(
            answer.body["events"]?.array?.first == ["timestamp": 1000, "message": "1", "ingestionTime": 1000])
    }

    @Test func `a stream that is not there yet is an error, an empty one is not`() throws {
        let missing = try call("GetLogEvents", ["logStreamName": "a/main/3"])
        #expect(missing.error?.code == "ResourceNotFoundException")
        #expect(missing.status == 400)
        let empty = try call("GetLogEvents", ["logStreamName": "a/main/2"])
        #expect(messages(empty) == [] && empty.status == 200)
    }

    @Test func `a page ends at a mebibyte, and always holds a line`() throws {
        let line = String(repeating: "x", count: 600_000)
        let long = LogsAPI(logs: Lines(streams: ["s": [line, line, String(repeating: "y", count: 2_000_000)]]))
        var token: JSON?
        var counts: [Int] = []
        for _ in 0..<3 {
            let request = JSON.members([
                "logGroupIdentifier": "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs", "logStreamName": "s",
                "startFromHead": true, "nextToken": token,
            ])
            let answer = try #require(long.handle("GetLogEvents", request))
            counts.append(messages(answer).count)
            token = answer.body["nextForwardToken"]
        }
        #expect(counts == [1, 1, 1])
    }

    @Test(
        arguments: [
            ["logStreamName": .null], ["logStreamName": "a/main/1", "limit": 0],
            ["logStreamName": "a/main/1", "limit": 10_001], ["logStreamName": "a/main/1", "nextToken": "x"],
            ["logStreamName": "a/main/1", "nextToken": "f/-1"], ["logStreamName": "a/main/1", "logGroupName": .null],
            ["logStreamName": "a/main/1", "logGroupIdentifier": "/ecs"],
        ] as [[String: JSON]])
    func `a request that breaks a rule is refused`(changes: [String: JSON]) throws {
        #expect(try call("GetLogEvents", changes).error?.code == "InvalidParameterException")
    }

    @Test func `streams are listed by prefix and in pages`() throws {
        let first = try call("DescribeLogStreams", ["logStreamNamePrefix": "a/", "limit": 1])
        #expect(first.body["logStreams"]?.array?.map { $0["logStreamName"] } == ["a/main/1"])
        #expect(first.body["logStreams"]?.array?.first?["lastEventTimestamp"] == 4000)
        let second = try call(
            "DescribeLogStreams",
            ["logStreamNamePrefix": "a/", "limit": 1, "nextToken": first.body["nextToken"] ?? .null])
        #expect(second.body["logStreams"]?.array?.map { $0["logStreamName"] } == ["a/main/2"])
        #expect(second.body["nextToken"] == nil)
        #expect(try call("DescribeLogStreams", ["logStreamNamePrefix": "z"]).body["logStreams"] == [])
        let gone = try call("DescribeLogStreams", ["logGroupName": "/other"])
        #expect(gone.error?.code == "ResourceNotFoundException")
    }

    @Test func `streams are read together in the order of time`() throws {
        let first = try call("FilterLogEvents", ["limit": 3])
        #expect(messages(first) == ["0", "5", "1"])
        let rest = try call("FilterLogEvents", ["limit": 3, "nextToken": first.body["nextToken"] ?? .null])
        #expect(messages(rest) == ["2", "3", "4"])
        #expect(rest.body["nextToken"] == nil)
        #expect(try messages(call("FilterLogEvents", ["logStreamNames": ["b/x"]])) == ["5"])
        #expect(try call("FilterLogEvents", ["filterPattern": "x"]).error?.code == "InvalidParameterException")
    }

    @Test func `there are no other calls, and no streams where nothing is kept`() {
        #expect(api.handle("PutLogEvents", [:]) == nil)
        let none = LogsAPI(logs: nil).handle("GetLogEvents", ["logGroupName": "g", "logStreamName": "s"])
        #expect(none?.error?.code == "ResourceNotFoundException")
    }
}
