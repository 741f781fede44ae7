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

    /// The types of attachments as answers name them.
    static let networkAttachment = "ElasticNetworkInterface"
    static let volumeAttachment = "AmazonElasticBlockStorage"

    var isStopped: Bool { task.lastStatus == .stopped }

    var isAskedToStop: Bool { task.desiredStatus == .stopped }

    /// When something is due next.
    var nextWake: Timestamp? {
        ([due] + containers.map(\.simulatedEnd?.at)).compactMap(\.self).min()
    }

    /// The task as an answer shows it.
    func view(includingTags: Bool) -> JSON {
        var shown = task
        if !includingTags { shown.tags = [] }
        return shown.json
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
