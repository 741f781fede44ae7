/// The rules by which a run is driven, read from a resolved `spec`; the words are those of the manifest.
package struct RunPolicy: Hashable, Sendable, Codable {
    /// What is done about a task that could not be placed: a budget of its own, never an attempt.
    package struct Placement: Hashable, Sendable, Codable {
        /// Tries in total.
        package let attempts: Int
        package let backoff: Backoff
        /// How long a task may wait before it runs, in seconds; then it is stopped.
        package let provisioningTimeoutSeconds: Int
        /// How long to wait before each of the two looks that precede a new try, 5 to 1200 seconds.
        package let secondLookSeconds: Int
    }

    /// How long one attempt may run.
    package struct Timeout: Hashable, Sendable, Codable {
        /// Seconds from `startedAt`, 60 or more.
        package let attemptDurationSeconds: Int
    }

    package let count: Int
    package let suspend: Bool
    package let retryStrategy: RetryStrategy
    package let launch: Placement
    package let timeout: Timeout
    /// How long the whole run may take, in seconds, delays included; nil for no bound.
    package let activeDeadlineSeconds: Int?
}
