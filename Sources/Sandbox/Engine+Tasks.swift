import ECS
import JSON

extension Engine {
    mutating func describeTasks(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let cluster = try cluster(try request.string("cluster"))
        guard let references = try request.strings("tasks"), !references.isEmpty else {
            throw .invalidParameter("Tasks cannot be empty.")
        }
        guard references.count <= 100 else {
            throw .invalidParameter("tasks must name at most 100 tasks, not \(references.count).")
        }
        let wantsTags = try (request.strings("include") ?? []).contains("TAGS")
        var found: [JSON] = []
        var failures: [JSON] = []
        for reference in references {
            if let record = task(reference, in: cluster), !isMissingYet(record, now: now),
                !keepsBack(record, from: .describeTasks, now: now)
            {
                found.append(view(record, includingTags: wantsTags, asOf: now))
            } else {
                let arn = reference.hasPrefix("arn:") ? reference : self.arn("task/\(cluster.name)/\(reference)")
                failures.append(Failure(arn: arn, reason: "MISSING").json)
            }
        }
        return ["tasks": .array(found), "failures": .array(failures)]
    }

    mutating func listTasks(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let cluster = try cluster(try request.string("cluster"))
        let desired = try request.choice("desiredStatus", of: ["RUNNING", "PENDING", "STOPPED"]) ?? "RUNNING"
        let family = try request.string("family")
        let startedBy = try request.string("startedBy")
        let launchType = try request.choice("launchType", of: ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"])
        let instance = try request.string("containerInstance")
        if try request.string("serviceName") != nil {
            throw ServiceError(code: "ServiceNotFoundException", message: "Service not found.", status: 400)
        }
        // The API's text allows `startedBy` as the only filter. Whether the status may stand beside it is not said; it
        // is let through, since the status always has a value.
        if startedBy != nil, family != nil || launchType != nil || instance != nil {
            throw .invalidParameter("startedBy cannot be combined with another filter.")
        }
        let matching = state.tasks.values.filter { record in
            record.cluster == cluster.name && record.shown(asOf: now).desiredStatus?.rawValue == desired
                && !isUnlistedYet(record, now: now)
                && (family == nil || record.family == family)
                && (startedBy == nil || record.task.startedBy == startedBy)
                && (launchType == nil || record.task.launchType == launchType)
                && (instance.map { record.task.containerInstanceArn == instanceARN($0, in: cluster) } ?? true)
        }
        var shown: [TaskRecord] = []
        for record in matching where !keepsBack(record, from: .listTasks, now: now) { shown.append(record) }
        return try Page(
            shown.map { (key: $0.task.id, value: $0.task.taskArn) }, of: .listTasks, request: request
        ).answer("taskArns")
    }

    mutating func stopTask(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let cluster = try cluster(try request.string("cluster"))
        guard let record = task(try request.required("task"), in: cluster) else {
            throw .invalidParameter("The referenced task was not found.")
        }
        let reason = try request.string("reason") ?? ""
        let id = record.task.id
        // The API's text: stopping a task deletes its tags.
        state.tasks[id]?.task.tags = []
        change(id) { record, outbox in
            record.beginStop(
                .userInitiated, reason: reason.isEmpty ? "Task stopped by user" : reason, at: now, outbox: &outbox)
        }
        return ["task": view(state.tasks[id] ?? record, includingTags: true)]
    }

    /// A task of a cluster by its id or its ARN.
    private func task(_ reference: String, in cluster: ClusterRecord) -> TaskRecord? {
        let record = reference.hasPrefix("arn:") ? task(reference) : state.tasks[reference]
        return record?.cluster == cluster.name ? record : nil
    }
}

extension Engine {
    /// Where the awslogs driver writes what a container says; for a container that is not known (any more), where it
    /// would be without a log configuration.
    ///
    /// A stream is named after the prefix, the container and the task (Amazon ECS Developer Guide, "Send Amazon ECS
    /// logs to CloudWatch"); without a prefix this sandbox writes `sandbox`.
    package func logStream(of ref: ContainerRef) -> (group: String, stream: String) {
        let container = state.tasks[ref.task]?.containers.first { $0.name == ref.container }
        let prefix = container?.logPrefix ?? "sandbox"
        return (container?.logGroup ?? "/purser/sandbox", "\(prefix)/\(ref.container)/\(ref.task)")
    }
}
