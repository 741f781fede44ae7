package import ECS
package import Jobs

/// Why a task ended before any of its containers ran: whether another try can help.
///
/// Source of the texts: Amazon ECS Developer Guide, "Stopped tasks error messages", "API failures messages" and
/// "Troubleshooting Amazon EBS volume attachments".
package enum StartFailure: Hashable, Sendable, CaseIterable {
    /// ECS took the task in and found no room for it; waiting may help.
    case noCapacity
    /// ECS took the task in, and no place suits it; waiting does not help.
    case unplaceable
    /// Network, throttling or AWS itself failed while image, secrets, interface or volume were fetched.
    case transient
    /// The same request fails the same way, such as for a missing image; also what is not known better.
    case lasting

    /// The failure of a stopped task; nil where one of its `containers` has run or may have.
    ///
    /// A container that "could not transition to running" in time may have begun to: that is `lasting`, so that only
    /// what certainly ran nothing is tried again without using up an attempt.
    package init?(_ task: ECSTask, containers: [ContainerRole]) {
        let names = Set(containers.map(\.name))
        let ours = (task.containers ?? []).filter { $0.name.map(names.contains) ?? false }
        guard task.startedAt == nil, ours.allSatisfy({ $0.exitCode == nil }) else { return nil }
        let texts = TaskEnd.words(of: task, containers: names)
        if let placement = texts.lazy.compactMap(StartFailure.placement).first {
            self = placement
        } else if texts.contains(where: { StartFailure.isTransient($0) }) {
            self = .transient
        } else {
            self = .lasting
        }
    }

    /// What a `stoppedReason` says about a task that never had a place; nil where it is about something else.
    static func placement(_ text: String) -> StartFailure? {
        let prefix = "TaskFailedToStart: "
        if text.hasPrefix(prefix), PlacementReason.isFinal(String(text.dropFirst(prefix.count))) { return .unplaceable }
        return PlacementReason.isPlacement(stoppedReason: text) ? .noCapacity : nil
    }

    private static func isTransient(_ text: String) -> Bool {
        guard preparations.contains(where: { text.hasPrefix($0) }) else { return false }
        let lowered = text.lowercased()
        guard !lastingSigns.contains(where: { lowered.contains($0) }) else { return false }
        return transientSigns.contains { lowered.contains($0) }
    }

    /// How texts begin that are about what precedes the first container.
    private static let preparations = [
        "CannotPullContainer", "CannotPullECRContainer", "CannotPullImageManifest", "ResourceInitializationError",
        "TaskFailedToStart", "Timeout waiting for network interface", "Unexpected EC2 error", "InternalError",
    ]

    /// Signs, in lower case, that the request itself is wrong; one of them outweighs all others.
    private static let lastingSigns = [
        "access denied", "accessdenied", "not authorized", "unauthorized", "403 forbidden", "no basic auth",
        "not found", "notfound", "does not exist", "manifest unknown", "invalid", "not compatible",
    ]

    /// Signs, in lower case, of what may have passed when it is tried again.
    private static let transientSigns = [
        "toomanyrequests", "too many requests", "rate exceeded", "throttl", "timeout", "timed out",
        "deadline exceeded", "context canceled", "requestcanceled", "connection reset", "connection refused",
        "temporary failure", "unexpected eof", "internal server error", "bad gateway", "service unavailable",
        "internalerror", "internal error", "create network interface", "attach network interface",
    ]
}
