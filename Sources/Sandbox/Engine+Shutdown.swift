package import ECS

extension Engine {
    /// Asks the tasks whose processes run to stop, since their host is about to go away.
    ///
    /// Simulated tasks have none: they stay as they are, and go on when the state is taken up again.
    package mutating func shutDown(now: Timestamp) {
        advance(to: now)
        for ref in liveContainers {
            guard let record = state.tasks[ref.task] else { continue }
            let reason = hostLost(record, by: "the sandbox was stopped")
            change(ref.task) { record, outbox in
                record.beginStop(nil, reason: reason, at: now, outbox: &outbox)
            }
        }
        advance(to: now)
    }

    /// ECS's words for a task that went down with its host, and the true cause.
    func hostLost(_ record: TaskRecord, by cause: String) -> String {
        if record.isOnFargate {
            return "\(TaskRecord.fargateLoss): \(cause)."
        }
        let instance = state.clusters[record.cluster]?.instance?.ec2InstanceId ?? "sandbox"
        return "Host EC2 (instance \(instance)) terminated: \(cause)."
    }
}
