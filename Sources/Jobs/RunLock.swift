import JSON

/// Something that runs hold while they go on, and of which there is only so much.
///
/// A run holds its locks as long as its row says that something of it may be running: a lock is never let go by itself,
/// and none outlives the run that holds it. docs/decisions/0041-locks.md has the reasons.
package struct RunLock: Hashable, Sendable {
    /// What is held.
    package enum Subject: Hashable, Sendable {
        /// The job itself, by its name.
        case job(String)
        /// A concurrency group, by its name.
        case group(String)

        /// `job:report` or `group:warehouse`: a job and a group may have the same name.
        package var key: String {
            switch self {
            case .job(let name): "job:\(name)"
            case .group(let name): "group:\(name)"
            }
        }
    }

    package let subject: Subject
    /// How many runs may hold it when one more has begun, itself among them; nil for any number.
    package let limit: Int?

    package init(_ subject: Subject, limit: Int?) {
        self.subject = subject
        self.limit = limit
    }

    /// `job 'report'` or `group 'warehouse'`, for people.
    package var name: String {
        switch subject {
        case .job(let name): "job '\(name)'"
        case .group(let name): "group '\(name)'"
        }
    }
}

extension Run {
    /// What the run holds while it goes on, as its pinned `spec` says: its job, and its concurrency group.
    package var locks: [RunLock] {
        let policy = spec["concurrencyPolicy"]?.string.flatMap(RunPolicy.ConcurrencyPolicy.init) ?? .allow
        return RunLock.locks(job: job, policy: policy, group: concurrencyGroup, most: spec["maxConcurrency"]?.int)
    }

    /// The concurrency group of the run, as its pinned `spec` says; nil where it has none.
    package var concurrencyGroup: String? { spec["concurrencyGroup"]?.string }
}

extension Job {
    /// What a run of the job holds while it goes on.
    package var locks: [RunLock] {
        RunLock.locks(
            job: name, policy: policy.concurrencyPolicy, group: policy.concurrencyGroup, most: policy.maxConcurrency)
    }
}

extension Run.Status {
    /// Something of the run may be running: it goes on, or that cannot be told.
    package var holdsLocks: Bool { self == .active || self == .unknown }
}

extension RunLock {
    fileprivate static func locks(
        job: String, policy: RunPolicy.ConcurrencyPolicy, group: String?, most: Int?
    ) -> [RunLock] {
        // A run that may go on beside others is in the way of one that may not, once the manifest has changed.
        [RunLock(.job(job), limit: policy == .allow ? nil : 1)]
            + (group.map { [RunLock(.group($0), limit: most ?? 1)] } ?? [])
    }
}

extension RunSnapshot {
    /// Nothing of the run can have been launched: it may still be left undone.
    package var isUnsent: Bool { launches.allSatisfy { $0.state == .claimed && $0.sends == 0 } }
}
