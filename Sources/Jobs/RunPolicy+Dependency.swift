extension RunPolicy {
    /// Something that must have ended before the job runs.
    package struct Dependency: Hashable, Sendable, Codable {
        /// How it must have ended.
        package enum Condition: String, Hashable, Sendable, Codable, CaseIterable {
            case success = "SUCCESS"
            /// In any way.
            case complete = "COMPLETE"
        }

        /// Which index waits for which.
        package enum Order: String, Hashable, Sendable, Codable {
            /// Each index for the one before, in the job's own array.
            case sequential = "SEQUENTIAL"
            /// Each index for the same one of the other job's array.
            case byIndex = "N_TO_N"
        }

        /// nil for `SEQUENTIAL`.
        package let job: String?
        package let condition: Condition
        /// nil where the whole job is waited for.
        package let type: Order?
    }
}
