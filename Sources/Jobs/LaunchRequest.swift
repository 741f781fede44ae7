package import ECS
package import JSON

/// The RunTask body of a launch: made once, stored, and sent as it is for ever.
package enum LaunchRequest {
    /// The members of `spec` that RunTask takes as they are.
    package static let passedMembers = [
        "capacityProviderStrategy", "enableECSManagedTags", "enableExecuteCommand", "group", "launchType",
        "networkConfiguration", "placementConstraints", "placementStrategy", "platformVersion", "propagateTags",
        "tags", "volumeConfigurations",
    ]

    /// The members of RunTask that a `fallback` may replace.
    package static let fallbackMembers = [
        "capacityProviderStrategy", "launchType", "networkConfiguration", "placementConstraints", "placementStrategy",
        "platformVersion",
    ]

    /// What one item of `fallback` puts in place of a request's members; nil takes one away.
    package static func changes(of item: JSON) -> [(name: String, value: JSON?)] {
        var members: [(name: String, value: JSON?)] = []
        if item["capacityProviderStrategy"] != nil { members.append(("launchType", nil)) }
        if item["launchType"] != nil { members.append(("capacityProviderStrategy", nil)) }
        return members + fallbackMembers.compactMap { name in item[name].map { (name, $0) } }
    }

    /// The row of a launch, with its token and its body.
    ///
    /// Nothing in the body varies between two sends; `count` is 1, so a launch is all or nothing.
    package static func launch(
        _ key: LaunchKey, of run: Run, createdAt: Timestamp, notBefore: Timestamp? = nil
    ) -> Launch {
        let token = ClientToken(
            set: run.set, job: run.job, occurrence: run.occurrence, cluster: run.cluster, key: key)
        let startedBy = token.startedBy(job: run.job)
        return Launch(
            key: key, token: token, startedBy: startedBy,
            request: body(key, of: run, token: token, startedBy: startedBy).canonical, createdAt: createdAt,
            notBefore: notBefore)
    }

    private static func body(_ key: LaunchKey, of run: Run, token: ClientToken, startedBy: String) -> JSON {
        var members: [String: JSON] = [:]
        for name in passedMembers {
            members[name] = run.spec[name]
        }
        for (name, value) in run.fallback(forAttempt: key.attempt) {
            members[name] = value
        }
        members["cluster"] = .string(run.cluster)
        members["taskDefinition"] = .string(run.taskDefinition)
        members["startedBy"] = .string(startedBy)
        let place = run.isArray ? ContainerContract.Place(index: key.unit, size: run.units) : nil
        let contract = ContainerContract(job: run.job, run: run.id, attempt: key.attempt, place: place)
        members["overrides"] = contract.overrides(
            for: run.spec["overrides"], containers: run.containers.map(\.name))
        if let instances = run.spec["containerInstances"] {
            // StartTask takes neither a token nor a count, nor what chooses a place.
            members["containerInstances"] = instances
            for name in [
                "capacityProviderStrategy", "launchType", "placementConstraints", "placementStrategy",
                "platformVersion",
            ] {
                members[name] = nil
            }
        } else {
            members["count"] = 1
            members["clientToken"] = .string(token.rawValue)
        }
        return .object(members)
    }
}

extension Run {
    /// The units have indexes; else they are replicas, all alike.
    package var isArray: Bool { spec["arrayProperties"]?["size"] != nil }

    /// The run's tasks are placed by the manifest itself: StartTask, which knows no token and is sent once.
    package var startsOnInstances: Bool { spec["containerInstances"]?.array?.isEmpty == false }

    /// What the `fallback` of an attempt puts in place of the job's own members; nil takes one away.
    ///
    /// Of those that have begun it is the one that began last. Of capacity providers and launch type the one that is
    /// named replaces the other, since RunTask takes only one.
    fileprivate func fallback(forAttempt attempt: Int) -> [(name: String, value: JSON?)] {
        let entries = spec["retryStrategy"]?["fallback"]?.array ?? []
        let begun = entries.map { (from: $0["fromAttempt"]?.int ?? 2, entry: $0) }.filter { $0.from <= attempt }
        guard let entry = begun.max(by: { $0.from < $1.from })?.entry else { return [] }
        return LaunchRequest.changes(of: entry)
    }
}
