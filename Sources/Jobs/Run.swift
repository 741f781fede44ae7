package import ECS
package import JSON

/// A run of a job: a row of the ledger.
///
/// What it runs is fixed when it is created.
package struct Run: Hashable, Sendable, Codable {
    /// How far a run is.
    package enum Status: String, Sendable, Codable, CaseIterable {
        /// Still something to launch, to follow or to settle.
        case active
        /// Every unit ended with success.
        case succeeded
        /// A unit ended without success and is not run again.
        case failed
        /// Stopped by its own deadline or attempt timeout.
        case timedOut
        /// Stopped because somebody asked for it.
        case stopped
        /// ECS refused a launch for a reason of its own; nothing runs.
        case refused
        /// No place was found for a task within the launch budget.
        case notPlaced
        /// Whether a launch happened cannot be told; nothing is launched before it is.
        case unknown
        /// It was launched, and its end was never seen: not a success.
        case lost

        /// Nothing more happens by itself.
        package var isFinal: Bool { self != .active }
    }

    package let id: RunID
    package let set: String
    package let job: String
    package let occurrence: Occurrence
    package let runKey: RunKey
    /// What the run key was taken over: a later plan tells from it which field changed.
    package let basis: JSON
    package let manifestHash: String
    /// The resolved `spec` of the manifest, defaults written out.
    package let spec: JSON
    /// Where secrets stand in `spec`; nil in a row of a version that did not mark them.
    package let secrets: [SecretPlace]?
    /// The ARN of the cluster.
    package let cluster: String
    /// The ARN of the task definition, with its revision.
    package let taskDefinition: String
    /// The containers of the task definition, in its order.
    package let containers: [ContainerRole]
    package let units: Int
    package let createdAt: Timestamp
    package var status: Status
    package var endedAt: Timestamp?
    /// One sentence on how it ended; nil while active and after success.
    package var reason: String?
    /// The replica of the controller that moves it, by its id; nil where none does.
    package var keeper: String?
    /// Raised with each change; a writer that holds an older one loses.
    package var version: Int

    package init(
        id: RunID, set: String, job: Job, occurrence: Occurrence, basis: JSON, cluster: String, taskDefinition: String,
        containers: [ContainerRole], createdAt: Timestamp
    ) {
        self.id = id
        self.set = set
        self.job = job.name
        self.occurrence = occurrence
        self.runKey = RunKey(basis: basis)
        self.basis = basis
        self.manifestHash = job.manifestHash
        self.spec = job.spec
        self.secrets = job.secrets
        self.cluster = cluster
        self.taskDefinition = taskDefinition
        self.containers = containers
        self.units = job.units
        self.createdAt = createdAt
        status = .active
        version = 1
    }

    /// A run that pins what another one does, but for its occurrence and its rules.
    init(id: RunID, like other: Run, occurrence: Occurrence, spec: JSON, createdAt: Timestamp) {
        self.id = id
        set = other.set
        job = other.job
        self.occurrence = occurrence
        runKey = other.runKey
        basis = other.basis
        manifestHash = other.manifestHash
        self.spec = spec
        secrets = other.secrets
        cluster = other.cluster
        taskDefinition = other.taskDefinition
        containers = other.containers
        units = other.units
        self.createdAt = createdAt
        status = .active
        version = 1
    }

    /// The rules by which this run is driven.
    ///
    /// - Throws: `JSONError` where the row was written by a version whose language this one does not read.
    package func policy() throws(JSONError) -> RunPolicy {
        try spec.decoded(as: RunPolicy.self)
    }
}

/// A container of a task definition, as far as a run's end hangs on it.
package struct ContainerRole: Hashable, Sendable, Codable {
    package let name: String
    /// The task ends with this container, and its exit code counts.
    package let isEssential: Bool

    package init(name: String, isEssential: Bool) {
        self.name = name
        self.isEssential = isEssential
    }

    /// The containers of a task definition, as DescribeTaskDefinition answers it.
    package static func roles(of taskDefinition: JSON) -> [ContainerRole] {
        (taskDefinition["containerDefinitions"]?.array ?? []).map { container in
            ContainerRole(
                name: container["name"]?.string ?? "", isEssential: container["essential"]?.bool ?? true)
        }
    }
}
