import Jobs

/// What one commit writes: the difference between a run as it was read and as it shall be.
///
/// Rows that change carry their version as it shall be; the version that must still stand in the ledger is one lower.
struct SnapshotChange: Sendable {
    /// The run, where it is new.
    let insertedRun: Run?
    /// The run, where it was read and differs.
    let updatedRun: Run?
    /// The run, where it was read and stays: it must stand in the ledger as it was read.
    let reliedRun: Run?
    /// The launches that the ledger does not have yet.
    let insertedLaunches: [Launch]
    /// The launches that were read and differ.
    let updatedLaunches: [Launch]
    /// The launches that were read and stay, where the run's own row changes: how a run stands follows from all of its
    /// launches, so none of them may have changed meanwhile.
    let reliedLaunches: [Launch]
    /// What must have room for the run, where it is new and nothing of it was launched yet.
    ///
    /// What was launched already is a fact: it is written down whatever others hold.
    let claimedLocks: [RunLock]
    /// The snapshot as it stands once all of this is written.
    let result: RunSnapshot

    /// Nothing is to be written.
    var isEmpty: Bool {
        insertedRun == nil && updatedRun == nil && insertedLaunches.isEmpty && updatedLaunches.isEmpty
    }

    /// Finds the difference; `set` is the ledger's.
    ///
    /// - Throws: `LedgerError` of code `otherSet` for the run of another set, and `conflict` where a launch that has
    ///   come to its end shall change.
    init(before: RunSnapshot?, after: RunSnapshot, set: String) throws(LedgerError) {
        guard after.run.set == set else {
            throw LedgerError(
                .otherSet, after.run.id.rawValue, "the run belongs to set '\(after.run.set)', the ledger to '\(set)'")
        }
        let run = try SnapshotChange.run(before: before?.run, after: after.run)
        precondition(
            after.launches.allSatisfy { $0.key.run == after.run.id }, "a snapshot holds the launches of its run alone")
        // Both are sorted.
        var rest = (before?.launches ?? [])[...]
        var inserted: [Launch] = []
        var updated: [Launch] = []
        var relied: [Launch] = []
        var launches: [Launch] = []
        for launch in after.launches {
            if let old = rest.first, old.key == launch.key {
                rest.removeFirst()
                let written = try SnapshotChange.launch(before: old, after: launch)
                if written != old { updated.append(written) } else { relied.append(old) }
                launches.append(written)
            } else {
                inserted.append(launch)
                launches.append(launch)
            }
        }
        precondition(rest.isEmpty, "a launch is never taken out of the ledger")
        insertedRun = before == nil ? run : nil
        updatedRun = before != nil && before?.run != run ? run : nil
        reliedRun = before != nil && before?.run == run ? run : nil
        insertedLaunches = inserted
        updatedLaunches = updated
        reliedLaunches = updatedRun == nil ? [] : relied
        claimedLocks =
            before == nil && run.status.holdsLocks && after.isUnsent ? run.locks.filter { $0.limit != nil } : []
        result = RunSnapshot(run: run, launches: launches)
    }

    private static func run(before: Run?, after: Run) throws(LedgerError) -> Run {
        guard let before, before != after else { return after }
        var pinned = after
        pinned.status = before.status
        pinned.endedAt = before.endedAt
        pinned.reason = before.reason
        pinned.keeper = before.keeper
        pinned.version = before.version
        precondition(pinned == before, "what a run pins is fixed when it is created")
        var written = after
        written.version = before.version + 1
        return written
    }

    private static func launch(before: Launch, after: Launch) throws(LedgerError) -> Launch {
        guard before != after else { return after }
        precondition(
            after.token == before.token && after.startedBy == before.startedBy && after.request == before.request
                && after.createdAt == before.createdAt, "what a launch sends is fixed when it is created")
        guard !before.state.isFinal else {
            throw LedgerError(
                .conflict, before.key.text, "the launch is \(before.state.rawValue), which never changes")
        }
        var written = after
        written.version = before.version + 1
        return written
    }
}

extension LaunchKey {
    /// The key for people: `run/unit/attempt/try`.
    var text: String { "\(run)/\(unit)/\(attempt)/\(placement)" }
}

extension LedgerError {
    /// A run that shall be inserted is there.
    static func exists(_ run: RunID) -> LedgerError {
        LedgerError(.conflict, run.rawValue, "the run is in the ledger already")
    }

    /// A launch that shall be inserted is there, by its key, its token or its `startedBy`.
    static func exists(_ launch: LaunchKey) -> LedgerError {
        LedgerError(.conflict, launch.text, "the launch is in the ledger already")
    }

    /// A lock has no room for another run.
    static func occupied(_ lock: RunLock, by holders: [RunID], _ run: RunID) -> LedgerError {
        let names = holders.map(\.rawValue).sorted()
        let most = "\(lock.limit ?? 0) \(lock.limit == 1 ? "run" : "runs")"
        return LedgerError(
            .occupied, run.rawValue,
            "\(lock.name) allows \(most) at a time, and is held by \(names.joined(separator: ", "))",
            wayOut: names.first.map { "wait for it: purser wait \($0)" })
    }

    /// A row is gone, or is not what was read.
    static func changed(_ key: String) -> LedgerError {
        LedgerError(.conflict, key, "the row has changed since it was read")
    }
}
