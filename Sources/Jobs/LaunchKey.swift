/// Which launch: the unit of a run, the attempt at it, and the try to place that attempt.
///
/// One key is one RunTask body, one client token, at most one task.
package struct LaunchKey: Hashable, Comparable, Sendable, Codable {
    package let run: RunID
    /// Array index or replica, from 0.
    package let unit: Int
    /// From 1; raised when a task ended and the rules say RETRY.
    package let attempt: Int
    /// From 1; raised only after ECS said for certain that the task was not placed.
    package let placement: Int

    package init(run: RunID, unit: Int, attempt: Int, placement: Int) {
        self.run = run
        self.unit = unit
        self.attempt = attempt
        self.placement = placement
    }

    package static func < (left: LaunchKey, right: LaunchKey) -> Bool {
        if left.run != right.run { return left.run < right.run }
        return (left.unit, left.attempt, left.placement) < (right.unit, right.attempt, right.placement)
    }

    /// The key that follows when this one's task could not be placed.
    package var nextPlacement: LaunchKey {
        LaunchKey(run: run, unit: unit, attempt: attempt, placement: placement + 1)
    }

    /// The key that follows when this one's task ended and is to be run again.
    package var nextAttempt: LaunchKey {
        LaunchKey(run: run, unit: unit, attempt: attempt + 1, placement: 1)
    }
}

/// The token by which ECS knows a launch again: 64 lower-case hexadecimal digits, all that RunTask takes.
///
/// Source: Amazon ECS API Reference, "Ensuring idempotency".
package struct ClientToken: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The token of a launch; the same on every machine, and never the same for two launches.
    ///
    /// `cluster` is the ARN: ECS keeps tokens by cluster. The run of `key` is named by set, job and occurrence.
    package init(set: String, job: String, occurrence: Occurrence, cluster: String, key: LaunchKey) {
        rawValue = Digest.lengthPrefixed([
            "purser-launch-1", set, cluster, job, occurrence.identity, String(key.unit), String(key.attempt),
            String(key.placement),
        ])
    }

    /// What names the launch in every event and every list.
    ///
    /// `purser/<job>/<half of the token>`: at most 88 characters of the 128 that ECS takes. It survives StopTask,
    /// which tags do not.
    package func startedBy(job: String) -> String {
        "\(ClientToken.startedByPrefix)\(job)/\(rawValue.prefix(32))"
    }

    /// How `startedBy` begins for every task that Purser launched.
    package static let startedByPrefix = "purser/"

    package var description: String { rawValue }
}
