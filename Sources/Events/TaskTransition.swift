package import ECS
import JSON

/// One step in the life of a task that Purser has started, as the history keeps it after ECS has forgotten the task.
///
/// A task has one for each version that was heard of, in whichever order they came: what is late for the state of the
/// task still took place.
package struct TaskTransition: Hashable, Sendable, Codable {
    package let arn: String
    package let version: Int64
    /// The launch that made the task.
    package let startedBy: String
    /// When it took place, by ECS.
    package let at: Timestamp?
    package let status: String?
    package let desiredStatus: String?
    package let stopCode: String?
    package let reason: String?
    /// The exit codes of the containers that have ended, by their names.
    package let exitCodes: [String: Int]
    /// What containers say of their end, by their names.
    package let containerReasons: [String: String]
    /// The instants of a task's life that ECS has named by now, by the members of the API: `createdAt`, `startedAt`.
    package let instants: [String: Timestamp]

    /// How `startedBy` of a task begins that Purser has started, whichever its set.
    private static let ours = "purser/"

    /// Whether Purser has started a task; ECS takes a `startedBy` of 128 characters at the most.
    static func isOurs(_ startedBy: String) -> Bool {
        startedBy.hasPrefix(ours) && startedBy.utf8.count <= 128
    }

    /// The members of a task that are kept as instants.
    private static let instantMembers = [
        "createdAt", "pullStartedAt", "pullStoppedAt", "startedAt", "stoppingAt", "executionStoppedAt", "stoppedAt",
        "connectivityAt",
    ]

    /// Reads the step off the `detail` of a task event.
    init(arn: String, version: Int64, startedBy: String, at: Timestamp?, detail: JSON) {
        self.arn = arn
        self.version = version
        self.startedBy = startedBy
        self.at = at
        status = detail["lastStatus"]?.string
        desiredStatus = detail["desiredStatus"]?.string
        stopCode = detail["stopCode"]?.string
        reason = detail["stoppedReason"]?.string
        var exitCodes: [String: Int] = [:]
        var containerReasons: [String: String] = [:]
        for container in detail["containers"]?.array ?? [] {
            guard let name = container["name"]?.string else { continue }
            if let code = container["exitCode"]?.int { exitCodes[name] = code }
            if let reason = container["reason"]?.string { containerReasons[name] = reason }
        }
        self.exitCodes = exitCodes
        self.containerReasons = containerReasons
        var instants: [String: Timestamp] = [:]
        for member in TaskTransition.instantMembers {
            guard let text = detail[member]?.string, let instant = Timestamp(eventTime: text) else { continue }
            instants[member] = instant
        }
        self.instants = instants
    }
}

extension TaskTransition {
    /// The step as canonical JSON, in the form that it is decoded from.
    ///
    /// By hand, because a stream brings millions of them.
    package var text: String {
        JSON.members([
            "arn": .string(arn), "version": .int(version), "startedBy": .string(startedBy),
            "at": at.map { .number($0.seconds) }, "status": status.map { .string($0) },
            "desiredStatus": desiredStatus.map { .string($0) }, "stopCode": stopCode.map { .string($0) },
            "reason": reason.map { .string($0) },
            "exitCodes": .object(exitCodes.mapValues { .int(Int64($0)) }),
            "containerReasons": .object(containerReasons.mapValues { .string($0) }),
            "instants": .object(instants.mapValues { .number($0.seconds) }),
        ]).canonical
    }
}
