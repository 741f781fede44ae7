/// The rules by which a run is driven, read from a resolved `spec`; the words are those of the manifest.
package struct RunPolicy: Hashable, Sendable, Codable {
    /// How a delay grows from one try to the next, in the words of Step Functions.
    package struct Backoff: Hashable, Sendable, Codable {
        /// The first delay, in seconds.
        package let intervalSeconds: Int
        /// What each delay is multiplied by for the next, from 1.
        package let backoffRate: Double
        /// The longest delay, in seconds.
        package let maxDelaySeconds: Int

        /// The delay before the try that follows `failures` failed ones, from 1; without jitter.
        package func delay(afterFailures failures: Int) -> Duration {
            var seconds = Double(intervalSeconds)
            for _ in 1..<max(failures, 1) where seconds < Double(maxDelaySeconds) { seconds *= backoffRate }
            return .seconds(min(seconds, Double(maxDelaySeconds)))
        }
    }

    /// How often an ended task is run again.
    package struct RetryStrategy: Hashable, Sendable, Codable {
        /// Attempts in total, 1 to 10, as in AWS Batch.
        package let attempts: Int
    }

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
