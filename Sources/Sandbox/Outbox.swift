package import ECS
import JSON

/// What life cycles want to be done or known outside.
struct Outbox: Hashable, Sendable {
    var orders: [RunnerOrder] = []
    var changes: [TaskChange] = []
}

/// A change of a task that makes an event.
package struct TaskChange: Hashable, Sendable {
    /// When it came about.
    package let time: Timestamp
    /// The task's place among all, see `TaskRecord.number`.
    let number: Int
    /// The task right after the change.
    package let task: ECSTask

    /// The event as EventBridge delivers it.
    ///
    /// Times are ISO 8601 in events and numbers in answers; a network interface is an `eni` in events; tags and the
    /// health of the task are left out. Source: Amazon ECS Developer Guide, "Amazon ECS task state change events".
    func envelope(id: String, account: String, region: String) -> JSON {
        var shown = task
        shown.tags = nil
        shown.healthStatus = nil
        shown.attachments = task.attachments?.map { attachment in
            var renamed = attachment
            if attachment.type == TaskRecord.networkAttachment { renamed.type = "eni" }
            return renamed
        }
        var detail = shown.json.setting("updatedAt", to: .string(time.precise))
        for (name, instant) in task.instants {
            detail = detail.setting(name, to: instant.map { .string($0.precise) })
        }
        return [
            "version": "0",
            "id": .string(id),
            "detail-type": "ECS Task State Change",
            "source": "aws.ecs",
            "account": .string(account),
            "time": .string(time.description),
            "region": .string(region),
            "resources": [.string(task.taskArn)],
            "detail": detail,
        ]
    }
}

extension ECSTask {
    /// All members that are instants, by their names in the API.
    var instants: KeyValuePairs<String, Timestamp?> {
        [
            "connectivityAt": connectivityAt, "createdAt": createdAt, "executionStoppedAt": executionStoppedAt,
            "pullStartedAt": pullStartedAt, "pullStoppedAt": pullStoppedAt, "startedAt": startedAt,
            "stoppedAt": stoppedAt, "stoppingAt": stoppingAt,
        ]
    }

    /// The task as answers carry it.
    var json: JSON {
        do {
            return try JSON(encoding: self)
        } catch {
            preconditionFailure("a task holds finite numbers and strings only: \(error)")
        }
    }
}
