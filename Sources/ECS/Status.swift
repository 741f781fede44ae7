/// Where a task is on its way, as `lastStatus` says; a status that is not known yet is carried through.
///
/// Source: Amazon ECS Developer Guide, "Amazon ECS task lifecycle".
package struct TaskStatus: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let provisioning = TaskStatus(rawValue: "PROVISIONING")
    package static let pending = TaskStatus(rawValue: "PENDING")
    package static let activating = TaskStatus(rawValue: "ACTIVATING")
    package static let running = TaskStatus(rawValue: "RUNNING")
    package static let deactivating = TaskStatus(rawValue: "DEACTIVATING")
    package static let stopping = TaskStatus(rawValue: "STOPPING")
    package static let deprovisioning = TaskStatus(rawValue: "DEPROVISIONING")
    package static let stopped = TaskStatus(rawValue: "STOPPED")
    package static let deleted = TaskStatus(rawValue: "DELETED")

    /// The statuses in the order in which a task passes them; it may skip some, and never goes back.
    package static let inOrder: [TaskStatus] = [
        .provisioning, .pending, .activating, .running, .deactivating, .stopping, .deprovisioning, .stopped, .deleted,
    ]

    /// The task has ended: nothing less than STOPPED means that.
    package var isStopped: Bool { self == .stopped || self == .deleted }
}

/// Why a task stopped, as `stopCode` says; a code that is not known yet is carried through.
///
/// A stop code does not mean that a task has ended: the Spot warning carries one while the task still runs.
package struct StopCode: RawRepresentable, Hashable, Sendable, Codable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let taskFailedToStart = StopCode(rawValue: "TaskFailedToStart")
    package static let essentialContainerExited = StopCode(rawValue: "EssentialContainerExited")
    package static let userInitiated = StopCode(rawValue: "UserInitiated")
    package static let serviceSchedulerInitiated = StopCode(rawValue: "ServiceSchedulerInitiated")
    package static let spotInterruption = StopCode(rawValue: "SpotInterruption")
    package static let terminationNotice = StopCode(rawValue: "TerminationNotice")
    package static let infrastructureHealth = StopCode(rawValue: "InfrastructureHealth")
}
