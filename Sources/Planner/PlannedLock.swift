package import Jobs

/// A lock that is not free for a run when its turn comes otherwise.
package struct PlannedLock: Hashable, Sendable, Codable {
    /// What is held.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The job itself, by `concurrencyPolicy`.
        case job
        /// A `concurrencyGroup`.
        case group
    }

    /// What becomes of the run by it.
    package enum Standing: String, Hashable, Sendable, Codable, CaseIterable {
        /// There is room within an apply of this plan, if nothing goes wrong.
        case due
        /// Who holds it is stopped first.
        case replaced
        /// The run is left out.
        case forbidden
        /// No apply of this plan makes room: of who holds it is not known whether it runs.
        case open
    }

    package let kind: Kind
    /// The name of the job or of the group.
    package let name: String
    /// How many runs may hold it at once.
    package let limit: Int
    /// The runs before whose end there is no room; some may be begun by this very plan.
    package let holders: [RunID]
    package let standing: Standing

    init(_ subject: RunLock.Subject, limit: Int, holders: [RunID], standing: Standing) {
        switch subject {
        case .job(let name): (kind, self.name) = (.job, name)
        case .group(let name): (kind, self.name) = (.group, name)
        }
        self.limit = limit
        self.holders = holders
        self.standing = standing
    }
}

extension PlannedLock {
    /// A clause behind a launch: `when group 'warehouse' has room`; nil where the run is not launched.
    var clause: String? {
        switch standing {
        case .due: kind == .group ? "when group '\(name)' has room" : "when \(runs) has ended"
        case .replaced: "in place of \(runs), stopped first"
        case .forbidden, .open: nil
        }
    }

    /// The runs that hold it, by their ids.
    var runs: String { holders.map(\.rawValue).joined(separator: ", ") }
}

/// Who holds which lock in which wave of a plan, as far as the plan is made.
///
/// What goes on already is in the first wave. A wave ends with all of its runs, so that what is held in one is free in
/// the next.
struct LockForecast {
    private struct Holder {
        let run: RunID
        let wave: Int
        /// It is unknown, and stays so in all waves.
        let isStuck: Bool
    }

    private var holders: [RunLock.Subject: [Holder]]

    /// The forecast before anything is planned: what the ledger says.
    init(_ holders: [RunLock.Subject: [Run]]) {
        self.holders = holders.mapValues { runs in
            runs.map { Holder(run: $0.id, wave: 1, isStuck: $0.status == .unknown) }
        }
    }

    /// Finds the first wave, from `wave` on, in which a new run of a job has room, and takes it there.
    ///
    /// - Returns: The wave, and the locks that were in the way. Where one of them forbids it or stays taken, nothing is
    ///   taken.
    mutating func place(_ run: RunID, of job: Job, from first: Int) -> (wave: Int, locks: [PlannedLock]) {
        var found: [PlannedLock] = []
        let limited = job.locks.filter { $0.limit != nil }
        for lock in limited {
            let stuck = others(lock, run).filter(\.isStuck).map(\.run)
            guard stuck.count >= lock.limit ?? .max else { continue }
            found.append(PlannedLock(lock.subject, limit: lock.limit ?? 0, holders: stuck, standing: .open))
        }
        let runs = holders[.job(job.name), default: []].map(\.run).filter { $0 != run }
        switch job.policy.concurrencyPolicy {
        case .forbid where !runs.isEmpty:
            return (first, [PlannedLock(.job(job.name), limit: 1, holders: runs, standing: .forbidden)])
        case .replace where !runs.isEmpty && found.isEmpty:
            // Stopped before the new run begins, so that they are in nobody's way, whatever else they hold.
            holders = holders.mapValues { $0.filter { !runs.contains($0.run) } }
            found = [PlannedLock(.job(job.name), limit: 1, holders: runs, standing: .replaced)]
        case .allow, .forbid, .replace, .queue: break
        }
        if found.contains(where: { $0.standing == .open }) { return (first, found) }
        var wave = first
        while let full = limited.first(where: { !hasRoom($0, run, in: wave) }) {
            let before = others(full, run).filter { $0.isStuck || $0.wave == wave }.map(\.run)
            found.removeAll { $0.isAbout(full.subject) }
            found.append(PlannedLock(full.subject, limit: full.limit ?? 0, holders: before, standing: .due))
            wave += 1
        }
        take(run, job.locks, in: wave)
        return (wave, found)
    }

    /// Takes down a run that is taken over from ECS: it goes on already.
    mutating func adopt(_ run: RunID, of job: Job) { take(run, job.locks, in: 1) }

    private mutating func take(_ run: RunID, _ locks: [RunLock], in wave: Int) {
        for lock in locks {
            holders[lock.subject, default: []].append(Holder(run: run, wave: wave, isStuck: false))
        }
    }

    private func others(_ lock: RunLock, _ run: RunID) -> [Holder] {
        (holders[lock.subject] ?? []).filter { $0.run != run }
    }

    private func hasRoom(_ lock: RunLock, _ run: RunID, in wave: Int) -> Bool {
        others(lock, run).count { $0.isStuck || $0.wave == wave } < lock.limit ?? .max
    }
}

extension PlannedLock {
    /// It is this lock.
    fileprivate func isAbout(_ subject: RunLock.Subject) -> Bool {
        switch subject {
        case .job(let name): kind == .job && self.name == name
        case .group(let name): kind == .group && self.name == name
        }
    }
}
