package import ECS
package import JSON
package import Jobs

/// A run that a manifest asks for, as far as its identity can be told.
package struct WantedRun: Hashable, Sendable {
    package let job: Job
    package let id: RunID
    package let occurrence: Occurrence
    package let basis: JSON
    package let runKey: RunKey
    /// What the task definition of the manifest stands for now.
    package let taskDefinition: PinnedTaskDefinition

    /// The run that `job` asks for in `set`, its task definition being pinned.
    package init(set: String, job: Job, taskDefinition: PinnedTaskDefinition) {
        self.job = job
        self.taskDefinition = taskDefinition
        basis = job.keyBasis(taskDefinition: taskDefinition.revision ?? "")
        runKey = RunKey(basis: basis)
        occurrence = .revision(runKey)
        id = RunID(set: set, job: job.name, occurrence: occurrence)
    }
}

/// A task definition of a manifest, pinned to a revision or about to become one.
package enum PinnedTaskDefinition: Hashable, Sendable {
    /// An ACTIVE revision that ECS has: its ARN and its containers.
    case registered(arn: String, containers: [ContainerRole])
    /// A body that no newest revision of its family has: to be registered.
    case toRegister(body: JSON)

    /// `family:revision`, nil before it is registered.
    package var revision: String? {
        guard case .registered(let arn, _) = self else { return nil }
        return ARN(arn)?.name ?? arn
    }
}

extension PinnedTaskDefinition {
    /// Pins a body to the newest ACTIVE revision of its family where that one was registered from it.
    ///
    /// - Parameters:
    ///   - body: RegisterTaskDefinition's body, from the manifest.
    ///   - newest: The newest ACTIVE revision of the family with its tags, nil where there is none.
    /// - Returns: The revision, or that the body is to be registered.
    package static func pin(_ body: JSON, newest: DescribedTaskDefinition?) -> PinnedTaskDefinition {
        guard let newest, newest.tags.contains(Tag(key: DefinitionTag.key, value: DefinitionTag.digest(of: body)))
        else {
            return .toRegister(body: body)
        }
        return newest.pinned
    }
}

extension DescribedTaskDefinition {
    /// The task definition as runs are pinned to it.
    package var pinned: PinnedTaskDefinition {
        .registered(arn: arn, containers: ContainerRole.roles(of: definition))
    }
}
