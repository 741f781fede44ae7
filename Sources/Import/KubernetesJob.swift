import JSON

/// A Job or CronJob of Kubernetes, as its manifest says it.
///
/// Source: Kubernetes API Reference, Job v1 and CronJob v1 of `batch`.
enum KubernetesJob {
    /// The job of a Job.
    static func draft(job value: JSON) -> Draft {
        var members = Members(value.withoutNulls)
        var draft = head(&members)
        var spec = members.takeMembers("spec")
        read(&spec, &draft)
        draft.leaveOut(members)
        return draft
    }

    /// The job of a CronJob.
    static func draft(cronJob value: JSON) -> Draft {
        var members = Members(value.withoutNulls)
        var draft = head(&members)
        var spec = members.takeMembers("spec")
        readSchedule(&spec, &draft)
        var template = spec.takeMembers("jobTemplate")
        var inner = template.takeMembers("spec")
        read(&inner, &draft)
        // Suspended is what either says.
        if spec.take("suspend") == true { draft.spec["suspend"] = true }
        draft.leaveOut(template)
        draft.leaveOut(spec)
        draft.leaveOut(members)
        return draft
    }

    /// Takes name and labels.
    private static func head(_ members: inout Members) -> Draft {
        _ = members.take("apiVersion")
        _ = members.take("kind")
        // What the cluster writes is no wish.
        _ = members.take("status")
        var metadata = members.takeMembers("metadata")
        var draft = Draft(title: (metadata.take("name") ?? metadata.take("generateName"))?.string ?? "job")
        draft.labels = (metadata.take("labels")?.object ?? [:]).compactMapValues(\.string)
        for name in ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"] {
            _ = metadata.take(name)
        }
        draft.leaveOut(metadata)
        return draft
    }

    private static func readSchedule(_ spec: inout Members, _ draft: inout Draft) {
        var schedule: [String: JSON] = [:]
        schedule["expression"] = spec.take("schedule")
        schedule["timeZone"] = spec.take("timeZone")
        if schedule["timeZone"] == nil {
            schedule["timeZone"] = "Etc/UTC"
            draft.note("spec.timeZone", "Kubernetes takes the zone of its controller where none is named: put yours in")
        }
        schedule["startingDeadlineSeconds"] = spec.take("startingDeadlineSeconds")
        draft.spec["trigger"] = ["schedule": .object(schedule)]
        draft.spec["concurrencyPolicy"] = spec.take("concurrencyPolicy") ?? "Allow"
        var limit: [String: JSON] = [:]
        limit["succeeded"] = spec.take("successfulJobsHistoryLimit")
        limit["failed"] = spec.take("failedJobsHistoryLimit")
        if !limit.isEmpty { draft.spec["historyLimit"] = .object(limit) }
    }

    private static func read(_ spec: inout Members, _ draft: inout Draft) {
        // Kubernetes counts what may fail, Batch and ECS count what may be tried; its default is six.
        let limit = min(max(spec.take("backoffLimit")?.int ?? 6, 0), 1_000_000)
        draft.spec["retryStrategy"] = ["attempts": .int(Int64(min(limit + 1, 10)))]
        if limit + 1 > 10 {
            draft.note(spec.place("backoffLimit"), "\(limit + 1) attempts became 10, the most there are")
        }
        draft.spec["activeDeadlineSeconds"] = spec.take("activeDeadlineSeconds")
        if let isSuspended = spec.take("suspend") { draft.spec["suspend"] = isSuspended }
        readArray(&spec, &draft)
        var template = spec.takeMembers("template")
        var metadata = template.takeMembers("metadata")
        _ = metadata.take("creationTimestamp")
        draft.leaveOut(metadata)
        var pod = template.takeMembers("spec")
        KubernetesPod().read(&pod, &draft)
        draft.leaveOut(template)
        draft.leaveOut(spec)
    }

    /// Several completions are an array: each is tried and counted by itself.
    private static func readArray(_ spec: inout Members, _ draft: inout Draft) {
        let completions = spec.take("completions")?.int ?? 1
        let isIndexed = spec.take("completionMode") == "Indexed"
        let parallelism = spec.take("parallelism")
        if completions > 1 {
            draft.spec["arrayProperties"] = ["size": .int(Int64(completions))]
            // Kubernetes runs one pod at a time where nothing else is said.
            draft.spec["parallelism"] = parallelism ?? 1
            draft.spec["maxFailedIndexes"] = spec.take("maxFailedIndexes")
        } else if let parallelism, parallelism != 1 {
            draft.note(spec.place("parallelism"), "left out: one completion is one task")
        }
        if isIndexed {
            draft.note(
                spec.place("completionMode"), "the index is in PURSER_ARRAY_INDEX instead of JOB_COMPLETION_INDEX")
        }
    }
}
