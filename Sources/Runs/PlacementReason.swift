package import ECS

/// What ECS says where it places no task: whether waiting can help.
///
/// Source: Amazon ECS Developer Guide, "API failures messages".
package enum PlacementReason {
    /// Waiting does not help: the request itself cannot be placed.
    package static func isFinal(_ reason: String) -> Bool {
        let name = reason.prefix { $0 != " " }
        return ["LOCATION", "ATTRIBUTE", "MISSING", "INACTIVE", "MemberOf"].contains(String(name))
    }

    /// The text for one or more failures of RunTask.
    package static func text(_ failures: [Failure]) -> String {
        let texts = failures.map { failure in
            var text = failure.reason ?? "no reason given"
            if let detail = failure.detail, !detail.isEmpty { text += " (\(detail))" }
            if let arn = failure.arn, !arn.isEmpty { text += " on \(arn)" }
            return text
        }
        return texts.isEmpty ? "no reason given" : texts.joined(separator: "; ")
    }

    /// A task that ECS accepted and then could not place: the beginnings of its `stoppedReason`.
    package static func isPlacement(stoppedReason: String) -> Bool {
        let prefixes = [
            "TaskFailedToStart: RESOURCE", "TaskFailedToStart: AGENT", "TaskFailedToStart: NO ACTIVE INSTANCES",
            "TaskFailedToStart: EMPTY CAPACITY PROVIDER", "Capacity is unavailable at this time", "RESOURCE:",
            "You've reached the limit on the number of", "The requested CPU configuration is above your limit",
            "The requested MEMORY configuration is above your limit",
        ]
        return prefixes.contains { stoppedReason.hasPrefix($0) }
    }
}
