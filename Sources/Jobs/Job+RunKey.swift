package import JSON

extension Job {
    /// The members of `spec` that change what a run does, beside cluster and task definition.
    ///
    /// Tags, retry, timeouts, labels and history are not among them: a change there updates the job and starts nothing.
    package static let keyMembers = [
        "arrayProperties", "capacityProviderStrategy", "containerInstances", "count", "launchType",
        "networkConfiguration", "overrides", "placementConstraints", "placementStrategy", "platformVersion",
        "volumeConfigurations",
    ]

    /// What the run key is taken over.
    ///
    /// `taskDefinition` is what a reference stands for now, `family:revision`; it is ignored where the manifest holds
    /// the task definition itself, which then counts by its content.
    package func keyBasis(taskDefinition: String) -> JSON {
        var members: [String: JSON] = [:]
        for name in Job.keyMembers {
            members[name] = hashed[name]
        }
        if let volumes = hashed["volumeConfigurations"]?.array {
            members["volumeConfigurations"] = .array(volumes.map(Job.withoutTagSpecifications))
        }
        members["cluster"] = .string(cluster.split(separator: "/").last.map(String.init) ?? cluster)
        switch self.taskDefinition {
        case .reference: members["taskDefinition"] = .string(taskDefinition)
        case .body: members["taskDefinition"] = (hashed["taskDefinition"] ?? .null).setting("tags", to: nil)
        }
        return .object(members)
    }

    /// The run key over `keyBasis(taskDefinition:)`.
    package func runKey(taskDefinition: String) -> RunKey {
        RunKey(basis: keyBasis(taskDefinition: taskDefinition))
    }

    /// The run key where it can be told without asking ECS: not for a family without a revision.
    package var offlineRunKey: RunKey? {
        switch taskDefinition {
        case .reference: taskDefinition.revision.map { runKey(taskDefinition: $0) }
        case .body: runKey(taskDefinition: "")
        }
    }

    private static func withoutTagSpecifications(_ volume: JSON) -> JSON {
        guard let managed = volume["managedEBSVolume"] else { return volume }
        return volume.setting("managedEBSVolume", to: managed.setting("tagSpecifications", to: nil))
    }
}

extension RunKey {
    /// The key over what changes a run.
    package init(basis: JSON) {
        self.init(rawValue: Digest.hex(basis.canonical))
    }
}
