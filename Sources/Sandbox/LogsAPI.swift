import ECS
import FoundationEssentials
import JSON

/// The calls of CloudWatch Logs by which one reads what containers wrote.
///
/// Source: Amazon CloudWatch Logs API Reference, GetLogEvents, DescribeLogStreams and FilterLogEvents.
struct LogsAPI: Sendable {
    /// The version of the API, as the header `X-Amz-Target` carries it.
    static let targetPrefix = "Logs_20140328."
    /// Events of one answer, at most.
    private static let mostEvents = 10_000
    /// Bytes of one answer, at most; an event counts 26 more than its text.
    private static let mostBytes = 1_048_576

    /// Nil where nothing keeps logs: then no stream exists.
    let logs: (any LogReading)?

    /// Answers a call; nil where there is no such operation.
    func handle(_ operation: String, _ body: JSON) -> Answer? {
        do {
            let request = try Members(body)
            switch operation {
            case "GetLogEvents": return Answer(try getLogEvents(request))
            case "DescribeLogStreams": return Answer(try describeLogStreams(request))
            case "FilterLogEvents": return Answer(try filterLogEvents(request))
            default: return nil
            }
        } catch {
            return Answer(error)
        }
    }

    /// Tokens are positions: `f/7` continues forward from the eighth event, `b/7` backward from the seventh.
    ///
    /// A token that comes back unchanged says that there is nothing more (yet) in its direction.
    private func getLogEvents(_ request: Members) throws(ServiceError) -> JSON {
        let group = try group(request)
        let stream = try request.required("logStreamName")
        let limit = try request.int("limit", in: 1...LogsAPI.mostEvents) ?? LogsAPI.mostEvents
        let fromHead = try request.bool("startFromHead") ?? false
        let window = try window(request)
        var place: (isForward: Bool, position: Int) = fromHead ? (true, 0) : (false, Int.max)
        if let token = try request.string("nextToken") {
            guard let found = LogsAPI.position(token) else {
                throw .invalidParameter("The specified nextToken is invalid.")
            }
            place = found
        }
        let read =
            place.isForward
            ? lines(group, stream, from: place.position, limit: limit)
            : lines(group, stream, before: place.position, limit: limit)
        guard let (start, lines) = read else { throw .notFound("The specified log stream does not exist.") }
        let shown = lines.filter { window.contains($0.0.milliseconds) }
        return [
            "events": .array(shown.map { LogsAPI.event($0) }),
            "nextForwardToken": .string("f/\(start + lines.count)"),
            "nextBackwardToken": .string("b/\(start)"),
        ]
    }

    private func describeLogStreams(_ request: Members) throws(ServiceError) -> JSON {
        let group = try group(request)
        let prefix = try request.string("logStreamNamePrefix") ?? ""
        let limit = try request.int("limit", in: 1...50) ?? 50
        let after = try request.string("nextToken")
        let names = logs?.streams(group: group, prefix: prefix) ?? []
        if names.isEmpty, logs?.streams(group: group, prefix: "").isEmpty ?? true {
            throw .notFound("The specified log group does not exist.")
        }
        let rest = names.filter { name in after.map { $0 < name } ?? true }
        let shown = rest.prefix(limit).map { name -> JSON in
            let events = logs?.events(group: group, stream: name, from: 0, limit: Int.max)?.events ?? []
            return .members([
                "logStreamName": .string(name),
                "firstEventTimestamp": events.first.map { .int($0.0.milliseconds) },
                "lastEventTimestamp": events.last.map { .int($0.0.milliseconds) },
                "storedBytes": 0,
            ])
        }
        let next = rest.count > limit ? rest[limit - 1] : nil
        return JSON.object(["logStreams": .array(shown)]).setting("nextToken", to: next.map(JSON.string))
    }

    private func filterLogEvents(_ request: Members) throws(ServiceError) -> JSON {
        let group = try group(request)
        guard try request.string("filterPattern")?.isEmpty ?? true else {
            throw .invalidParameter("The sandbox reads logs without a filterPattern only.")
        }
        let named = try request.strings("logStreamNames")
        let prefix = try request.string("logStreamNamePrefix")
        guard named == nil || prefix == nil else {
            throw .invalidParameter("Give logStreamNames or logStreamNamePrefix, not both.")
        }
        let window = try window(request)
        let limit = try request.int("limit", in: 1...LogsAPI.mostEvents) ?? LogsAPI.mostEvents
        let start = try request.string("nextToken").map { Int($0) ?? -1 } ?? 0
        let streams = named ?? logs?.streams(group: group, prefix: prefix ?? "") ?? []
        var events: [(time: Int64, event: JSON)] = []
        for stream in streams {
            for (position, line) in (logs?.events(group: group, stream: stream, from: 0, limit: Int.max)?.events ?? [])
                .enumerated() where window.contains(line.0.milliseconds)
            {
                let event = LogsAPI.event(line).setting("logStreamName", to: .string(stream))
                    .setting("eventId", to: .string("\(stream)/\(position)"))
                events.append((line.0.milliseconds, event))
            }
        }
        guard (0...events.count).contains(start) else {
            throw .invalidParameter("The specified nextToken is invalid.")
        }
        // Positions stay valid only while no stream gets an earlier line, as in CloudWatch.
        let sorted = events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        let end = min(sorted.count, start + limit)
        let next = end < sorted.count ? String(end) : nil
        return JSON.object(["events": .array(sorted[start..<end].map(\.element.event)), "searchedLogStreams": []])
            .setting("nextToken", to: next.map(JSON.string))
    }
}

extension LogsAPI {
    private func group(_ request: Members) throws(ServiceError) -> String {
        let name = try request.string("logGroupName")
        let identifier = try request.string("logGroupIdentifier")
        guard (name == nil) != (identifier == nil) else {
            throw .invalidParameter("Give logGroupName or logGroupIdentifier, one of the two.")
        }
        if let name { return name }
        // An identifier is a name or an ARN: arn:aws:logs:REGION:ACCOUNT:log-group:NAME
        let text = identifier ?? ""
        guard let arn = ARN(text) else { return text }
        let parts = arn.resource.split(separator: ":")
        return parts.count > 1 ? String(parts[1]) : text
    }

    /// The times asked for, in milliseconds: `startTime` is part of it, `endTime` is not.
    private func window(_ request: Members) throws(ServiceError) -> Range<Int64> {
        let start = Int64(try request.int("startTime") ?? 0)
        let end = Int64(try request.int("endTime") ?? Int.max)
        return start..<max(start, end)
    }

    private static func position(_ token: String) -> (isForward: Bool, position: Int)? {
        let parts = token.split(separator: "/")
        guard parts.count == 2, let position = Int(parts[1]), position >= 0 else { return nil }
        switch parts[0] {
        case "f": return (true, position)
        case "b": return (false, position)
        default: return nil
        }
    }

    private static func event(_ event: (Timestamp, String)) -> JSON {
        [
            "timestamp": .int(event.0.milliseconds), "message": .string(event.1),
            "ingestionTime": .int(event.0.milliseconds),
        ]
    }

    /// A page of lines from a position on, and the position of its first; nil where there is no such stream.
    ///
    /// The oldest lines may be gone: then the page begins later than asked for.
    private func lines(
        _ group: String, _ stream: String, from position: Int, limit: Int
    ) -> (start: Int, lines: [(Timestamp, String)])? {
        guard let page = logs?.events(group: group, stream: stream, from: position, limit: limit) else { return nil }
        return (page.next - page.events.count, Array(page.events.prefix(LogsAPI.fitting(page.events))))
    }

    /// The same for the lines before a position.
    private func lines(
        _ group: String, _ stream: String, before position: Int, limit: Int
    ) -> (start: Int, lines: [(Timestamp, String)])? {
        guard let all = logs?.events(group: group, stream: stream, from: 0, limit: Int.max) else { return nil }
        let first = all.next - all.events.count
        let before = all.events.prefix(max(0, position - first)).suffix(limit)
        let shown = before.suffix(LogsAPI.fitting(before.reversed()))
        return (first + shown.startIndex, Array(shown))
    }

    /// How many of these lines fit into an answer; one at least where there is one.
    private static func fitting(_ lines: [(Timestamp, String)]) -> Int {
        var bytes = 0
        let whole = lines.prefix { line in
            bytes += line.1.utf8.count + 26
            return bytes <= mostBytes
        }
        return max(whole.count, min(1, lines.count))
    }
}

extension ServiceError {
    fileprivate static func notFound(_ message: String) -> ServiceError {
        ServiceError(code: "ResourceNotFoundException", message: message, status: 400)
    }
}
