/// The rules by which a run is driven, read from a resolved `spec`; the words are those of the manifest.
///
/// A row of the ledger may be older than a member: what it does not have is read as what the language says of its
/// absence.
package struct RunPolicy: Hashable, Sendable, Decodable {
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

    /// What becomes of a launch that can be proved neither made nor lost.
    package enum Unknown: String, Hashable, Sendable, Codable {
        /// It stays unknown until somebody decides.
        case fail = "Fail"
        /// It is made again, and may run twice.
        case rerun = "Rerun"
    }

    /// What happens when a run is due while another one of the job goes on.
    package enum ConcurrencyPolicy: String, Hashable, Sendable, Codable {
        case allow = "Allow"
        /// The new one is left out.
        case forbid = "Forbid"
        /// The old one is stopped.
        case replace = "Replace"
        /// The new one waits.
        case queue = "Queue"
    }

    /// How many runs are kept in the ledger; nil for all.
    package struct HistoryLimit: Hashable, Sendable, Codable {
        package let succeeded: Int?
        package let failed: Int?
    }

    package let trigger: Trigger
    package let onUnknown: Unknown
    package let suspend: Bool
    package let concurrencyPolicy: ConcurrencyPolicy
    /// The lock that the job's runs share with those of other jobs.
    package let concurrencyGroup: String?
    /// How many runs of the group go on at a time; nil for one.
    package let maxConcurrency: Int?
    package let count: Int
    package let retryStrategy: RetryStrategy
    package let launch: Placement
    package let timeout: Timeout
    /// How long the whole run may take, in seconds, delays included; nil for no bound.
    package let activeDeadlineSeconds: Int?
    /// nil for a run whose units are replicas without an index.
    package let arrayProperties: ArrayProperties?
    /// How many units are under way at once, from 1; nil for no bound.
    ///
    /// One where each index waits for the one before.
    package let parallelism: Int?
    /// More failed units than these end the run at once; nil lets every unit run.
    ///
    /// None where each index waits for the success of the one before.
    package let maxFailedIndexes: Int?
    package let successPolicy: SuccessPolicy?
    package let dependsOn: [Dependency]
    package let historyLimit: HistoryLimit?

    /// How many units a run has: the size of the array, or the replicas.
    package var units: Int { arrayProperties?.size ?? count }

    private enum CodingKeys: String, CodingKey {
        case trigger, onUnknown, suspend, concurrencyPolicy, concurrencyGroup, maxConcurrency, count, retryStrategy
        case launch, timeout, activeDeadlineSeconds, arrayProperties, parallelism, maxFailedIndexes, successPolicy
        case dependsOn, historyLimit
    }

    package init(from decoder: any Decoder) throws {
        let spec = try decoder.container(keyedBy: CodingKeys.self)
        trigger = try spec.decodeIfPresent(Trigger.self, forKey: .trigger) ?? .onRevision
        onUnknown = try spec.decodeIfPresent(Unknown.self, forKey: .onUnknown) ?? .fail
        suspend = try spec.decode(Bool.self, forKey: .suspend)
        concurrencyPolicy = try spec.decodeIfPresent(ConcurrencyPolicy.self, forKey: .concurrencyPolicy) ?? .allow
        concurrencyGroup = try spec.decodeIfPresent(String.self, forKey: .concurrencyGroup)
        maxConcurrency = try spec.decodeIfPresent(Int.self, forKey: .maxConcurrency)
        count = try spec.decode(Int.self, forKey: .count)
        retryStrategy = try spec.decode(RetryStrategy.self, forKey: .retryStrategy)
        launch = try spec.decode(Placement.self, forKey: .launch)
        timeout = try spec.decode(Timeout.self, forKey: .timeout)
        activeDeadlineSeconds = try spec.decodeIfPresent(Int.self, forKey: .activeDeadlineSeconds)
        arrayProperties = try spec.decodeIfPresent(ArrayProperties.self, forKey: .arrayProperties)
        successPolicy = try spec.decodeIfPresent(SuccessPolicy.self, forKey: .successPolicy)
        dependsOn = try spec.decodeIfPresent([Dependency].self, forKey: .dependsOn) ?? []
        let sequence = dependsOn.first { $0.type == .sequential }
        let parallelism = try spec.decodeIfPresent(Int.self, forKey: .parallelism)
        self.parallelism = sequence == nil ? parallelism : 1
        let maxFailedIndexes = try spec.decodeIfPresent(Int.self, forKey: .maxFailedIndexes)
        self.maxFailedIndexes = sequence?.condition == .success ? 0 : maxFailedIndexes
        historyLimit = try spec.decodeIfPresent(HistoryLimit.self, forKey: .historyLimit)
    }
}
