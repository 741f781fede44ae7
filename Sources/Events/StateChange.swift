package import ECS
package import JSON

/// A change of a task or of a container instance, as one event tells it.
///
/// What this version does not know of is in `detail` all the same: nothing is dropped, and no status is refused.
package struct StateChange: Hashable, Sendable {
    package let kind: EventKind
    /// What has changed: the ARN of a task or of a container instance.
    package let arn: String
    /// Rises with each change of the same ARN; of two events the one with the higher version is the later.
    package let version: Int64
    /// The cluster's ARN.
    package let cluster: String?
    /// `lastStatus` of a task, `status` of a container instance.
    package let status: String?
    /// When it changed, by ECS; where the event does not say, when EventBridge had it.
    package let time: Timestamp?
    /// What a task was started by, in the words of who started it.
    package let startedBy: String?
    /// The container instance that a task runs on.
    package let instance: String?
    /// The whole `detail` as canonical JSON, but for the values of environment variables: those may be secrets.
    package let detail: String
    /// For tasks that Purser has started, the change as its history keeps it.
    package let transition: TaskTransition?

    /// Makes a change from the `detail` of an event.
    ///
    /// - Parameters:
    ///   - kind: What it is about.
    ///   - detail: The event's `detail`.
    ///   - sent: When EventBridge had the event, where that is known.
    /// - Throws: `EventProblem` where it says neither what has changed nor in which order.
    package init(_ kind: EventKind, detail: JSON, sent: Timestamp?) throws(EventProblem) {
        self.kind = kind
        arn = try StateChange.arn(kind, detail)
        version = try StateChange.version(detail)
        cluster = detail["clusterArn"]?.string
        status = detail[kind.statusMember]?.string
        time = (detail["updatedAt"]?.string).flatMap(Timestamp.init(eventTime:)) ?? sent
        startedBy = kind == .task ? detail["startedBy"]?.string : nil
        instance = kind == .task ? detail["containerInstanceArn"]?.string : nil
        self.detail = StateChange.withoutValues(detail).canonical
        if let startedBy, TaskTransition.isOurs(startedBy) {
            transition = TaskTransition(arn: arn, version: version, startedBy: startedBy, at: time, detail: detail)
        } else {
            transition = nil
        }
    }

    /// The same without what a task's overrides set environment variables to; their names stay.
    private static func withoutValues(_ detail: JSON) -> JSON {
        guard let overrides = detail["overrides"], let containers = overrides["containerOverrides"]?.array,
            containers.contains(where: { $0["environment"] != nil })
        else { return detail }
        let concealed = containers.map { container -> JSON in
            guard let variables = container["environment"]?.array else { return container }
            return container.setting(
                "environment",
                to: .array(variables.map { $0["value"] == nil ? $0 : $0.setting("value", to: "(not kept)") }))
        }
        return detail.setting("overrides", to: overrides.setting("containerOverrides", to: .array(concealed)))
    }

    /// The longest ARN that is taken: longer than any of ECS, and short enough for a part of a key of DynamoDB.
    private static let longestARN = 600

    private static func arn(_ kind: EventKind, _ detail: JSON) throws(EventProblem) -> String {
        guard let text = detail[kind.arnMember]?.string else {
            throw EventProblem(.noARN, "its detail has no '\(kind.arnMember)'")
        }
        let isPlain = text.utf8.count <= longestARN && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, let arn = ARN(text), arn.kind == kind.arnKind else {
            throw EventProblem(.noARN, "its '\(kind.arnMember)' is no ARN of a \(kind.arnKind)")
        }
        return text
    }

    private static func version(_ detail: JSON) throws(EventProblem) -> Int64 {
        guard case .int(let version)? = detail["version"], version >= 0 else {
            throw EventProblem(.noVersion, "its detail has no 'version' that is a number from 0")
        }
        return version
    }
}

extension Timestamp {
    /// Reads the time of an event: ISO 8601 in UTC, with any number of digits behind the second; nil where it is none.
    ///
    /// By hand, because a stream brings millions of them.
    package init?(eventTime text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        let marks = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] as [(Int, Unicode.Scalar)]
        guard marks.allSatisfy({ bytes[$0.0] == UInt8(ascii: $0.1) }),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19),
            let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        var milliseconds = 0
        if bytes.count > 20 {
            guard bytes[19] == UInt8(ascii: "."), bytes.count > 21, bytes.count <= 30,
                number(20..<(bytes.count - 1)) != nil
            else { return nil }
            let digits = bytes[20..<(bytes.count - 1)].prefix(3)
            milliseconds = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            for _ in digits.count..<3 { milliseconds *= 10 }
        }
        self.init(milliseconds: time.seconds * 1000 + Int64(milliseconds))
    }
}
