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

    /// That a run is an array, as in AWS Batch.
    package struct ArrayProperties: Hashable, Sendable, Codable {
        /// Indexes in total, from 0; 2 to 10,000.
        package let size: Int
    }

    /// When a run has succeeded before all its units have.
    package struct SuccessPolicy: Hashable, Sendable, Codable {
        /// So many successes are enough; what still runs is stopped.
        package let succeededCount: Int
    }

    package let count: Int
    /// nil for a run whose units are replicas without an index.
    package let arrayProperties: ArrayProperties?
    /// How many units are under way at once, from 1; nil for no bound.
    package let parallelism: Int?
    /// More failed units than these end the run at once; nil lets every unit run.
    package let maxFailedIndexes: Int?
    package let successPolicy: SuccessPolicy?
    package let suspend: Bool
    package let retryStrategy: RetryStrategy
    package let launch: Placement
    package let timeout: Timeout
    /// How long the whole run may take, in seconds, delays included; nil for no bound.
    package let activeDeadlineSeconds: Int?

    /// How many units a run has: the size of the array, or the replicas.
    package var units: Int { arrayProperties?.size ?? count }
}
