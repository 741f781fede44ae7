import ECS

extension Engine {
    /// Lets a call through that its operation's bucket has a token for.
    ///
    /// - Throws: `ThrottlingException`; nothing was done.
    mutating func admit(_ operation: Operation, now: Timestamp) throws(ServiceError) {
        guard settings.manner.throttles else { return }
        try take([(operation.bucket, 1)], now: now)
    }

    /// Lets a launch through that the buckets of Fargate have tokens for.
    ///
    /// - Throws: `ThrottlingException`; nothing was launched.
    mutating func admit(_ placements: [LaunchForm.Placement], now: Timestamp) throws(ServiceError) {
        guard settings.manner.throttles else { return }
        var tasks = (onDemand: 0, spot: 0)
        for case .fargate(let provider) in placements {
            if provider == "FARGATE_SPOT" { tasks.spot += 1 } else { tasks.onDemand += 1 }
        }
        guard tasks != (0, 0) else { return }
        try take([(.fargateCalls, 1), (.fargateTasks, tasks.onDemand), (.fargateSpotTasks, tasks.spot)], now: now)
    }

    /// Takes all that is asked for, or nothing.
    private mutating func take(_ wanted: [(RequestBucket, Int)], now: Timestamp) throws(ServiceError) {
        for (name, tokens) in wanted {
            var bucket = buckets[name] ?? TokenBucket(name.rate(in: region))
            let holds = bucket.holds(Double(tokens), now: now)
            buckets[name] = bucket
            guard holds else { throw .throttled }
        }
        for (name, tokens) in wanted { _ = buckets[name]?.take(Double(tokens), now: now) }
    }

    /// Keeps to the quota of tasks in PROVISIONING, which counts those that wait for instances of a capacity provider.
    ///
    /// Source: Amazon ECS service quotas, "Tasks in PROVISIONING state per cluster".
    ///
    /// - Throws: `ClientException`; nothing was launched.
    func checkProvisioning(_ placements: [LaunchForm.Placement], in cluster: ClusterRecord) throws(ServiceError) {
        guard let quota = settings.manner.provisioningQuota else { return }
        let wanted = placements.count { if case .instance(_?) = $0 { true } else { false } }
        guard wanted > 0 else { return }
        let waiting = state.tasks.values.count { record in
            record.cluster == cluster.name && record.task.lastStatus == .provisioning
                && record.task.launchType == "EC2" && record.task.capacityProviderName != nil
        }
        guard waiting + wanted <= quota else {
            throw .client("You've reached the limit on the number of tasks in the PROVISIONING state.")
        }
    }
}

extension Engine {
    /// DescribeTasks does not know the task yet.
    func isMissingYet(_ record: TaskRecord, now: Timestamp) -> Bool {
        isWithin(settings.manner.describeLag, of: record, now: now)
    }

    /// ListTasks does not show the task yet.
    func isUnlistedYet(_ record: TaskRecord, now: Timestamp) -> Bool {
        isWithin(settings.manner.listLag, of: record, now: now)
    }

    /// The first task of four is there at once, the others after one, two and three thirds of the lag.
    private func isWithin(_ lag: Duration, of record: TaskRecord, now: Timestamp) -> Bool {
        guard lag > .zero, let created = record.task.createdAt else { return false }
        return now < created + lag * ((record.number - 1) % 4) / 3
    }
}

extension ServiceError {
    /// Source: Amazon ECS API Reference, "Request throttling".
    static let throttled = ServiceError(code: "ThrottlingException", message: "Rate exceeded", status: 400)
}
