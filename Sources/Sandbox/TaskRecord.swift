import ECS
import JSON

/// A task: what ECS shows of it, and what the engine needs to move it on.
struct TaskRecord: Hashable, Sendable, Codable {
    /// What ECS shows.
    var task: ECSTask
    /// In the order of `task.containers`.
    var containers: [ContainerRecord]
    /// Its place in the order in which tasks were launched, over all clusters.
    let number: Int
    /// The name of its cluster.
    let cluster: String
    /// The task definition's family.
    let family: String
    /// It passes PROVISIONING and DEPROVISIONING: something has to be made for it and taken away again.
    let isProvisioned: Bool
    /// CPU units and MiB that it takes of its container instance.
    let reservedCPU: Int
    let reservedMemory: Int
    /// The volume of EBS goes away with the task.
    let deletesVolume: Bool
    /// Details of attachments that come to be known while they are made, by the attachment's id.
    let attachmentDetails: [String: [KeyValuePair]]
    /// Under which token it was launched, see `LaunchToken.key`.
    let token: String?
    /// When the present stage ends; nil while the stage waits for something to happen.
    var due: Timestamp?
    /// How old what is shown of the task is; nil where it is shown as it is.
    let staleness: Duration?
    /// What is going to go wrong with it.
    var fates: [TaskFate]?
    /// What was shown before, as far as it may still be asked for, in the order of time.
    var history: [Sight]?

    /// The task as it was from a time on.
    struct Sight: Hashable, Sendable, Codable {
        let since: Timestamp
        let task: ECSTask
    }

    /// The types of attachments as answers name them.
    static let networkAttachment = "ElasticNetworkInterface"
    static let volumeAttachment = "AmazonElasticBlockStorage"

    /// The words for a task that Fargate took its host from, without a full stop.
    ///
    /// Source: Amazon ECS Developer Guide, "Task maintenance".
    static let fargateLoss = "ECS is performing maintenance on the underlying infrastructure hosting the task"

    var isOnFargate: Bool { task.launchType == "FARGATE" }

    var isStopped: Bool { task.lastStatus == .stopped }

    var isAskedToStop: Bool { task.desiredStatus == .stopped }

    /// When something is due next.
    var nextWake: Timestamp? {
        ([due] + containers.map(\.simulatedEnd?.at) + (fates ?? []).map(\.due)).compactMap(\.self).min()
    }

    /// The task as it is shown at a time: as it was a while ago, or as it was first.
    func shown(asOf now: Timestamp) -> ECSTask {
        guard let staleness, let history, let first = history.first else { return task }
        return (history.last { $0.since + staleness <= now } ?? first).task
    }

    /// Remembers how the task is from now on, and forgets what nobody is shown any more.
    mutating func remember(at time: Timestamp) {
        guard let staleness else { return }
        var kept = history ?? []
        kept.append(Sight(since: time, task: task))
        if let newest = kept.lastIndex(where: { $0.since + staleness <= time }) { kept.removeFirst(newest) }
        history = kept
    }

    /// What a replayed RunTask still tells of a task that has stopped.
    ///
    /// Source: Amazon ECS API Reference, "Ensuring idempotency".
    static func trimmed(arn: String, last: TaskStatus, desired: TaskStatus) -> JSON {
        [
            "taskArn": .string(arn), "lastStatus": .string(last.rawValue), "desiredStatus": .string(desired.rawValue),
        ]
    }
}
