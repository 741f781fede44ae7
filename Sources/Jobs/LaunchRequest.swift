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
}
