package import ECS
import JSON

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
        let contract = ContainerContract(job: run.job, run: run.id, attempt: key.attempt)
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
    /// The run's tasks are placed by the manifest itself: StartTask, which knows no token and is sent once.
    package var startsOnInstances: Bool { spec["containerInstances"]?.array?.isEmpty == false }

    /// What the `fallback`s of the manifest put in place of its own members for an attempt; nil takes one away.
    ///
    /// All that begin at this attempt or before it hold, the later over the earlier. Of capacity providers and launch
    /// type the one that is named replaces the other, since RunTask takes only one.
    fileprivate func fallback(forAttempt attempt: Int) -> [(name: String, value: JSON?)] {
        let items = (spec["retryStrategy"]?["fallback"]?.array ?? []).map {
            (from: $0["fromAttempt"]?.int ?? 0, item: $0)
        }
        let begun = items.enumerated().filter { $0.element.from <= attempt }
        return begun.sorted { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }.flatMap { entry in
            let item = entry.element.item
            var members: [(name: String, value: JSON?)] = []
            if item["capacityProviderStrategy"] != nil { members.append(("launchType", nil)) }
            if item["launchType"] != nil { members.append(("capacityProviderStrategy", nil)) }
            return members + LaunchRequest.fallbackMembers.compactMap { name in item[name].map { (name, $0) } }
        }
    }
}
