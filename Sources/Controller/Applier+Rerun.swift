package import Jobs
import Ledger
import Runs

/// Some units of a run that has ended, to be run again.
package struct Rerun: Sendable {
    /// The run that has ended.
    package let original: RunSnapshot
    /// Which of its units.
    package let units: UnitSet
    /// The run that an apply makes, or goes on with.
    package let run: Run
    /// What the ledger has of it: it was begun before, and has not ended.
    package let begun: RunSnapshot?
}

extension Applier {
    /// What a rerun would be; nothing is written.
    ///
    /// A rerun of the same units that has not ended is gone on with, so that asking twice launches once.
    ///
    /// - Parameters:
    ///   - original: A run that has ended.
    ///   - units: Some of its units, at least one.
    /// - Returns: The rerun, with what the ledger has of it.
    /// - Throws: `ControlError` where the ledger cannot be read.
    package func rerun(of original: RunSnapshot, units: UnitSet) async throws(ControlError) -> Rerun {
        var ordinal = 1
        while true {
            let run = Run(rerunning: original.run, units: units, ordinal: ordinal, createdAt: now())
            let known = try await reading { () async throws(LedgerError) in try await ledger.snapshot(run.id) }
            // One that is unknown may still come to have run: another would not be a rerun, but a second run.
            if known == nil || known?.run.status == .active || known?.run.status == .unknown {
                return Rerun(original: original, units: units, run: run, begun: known)
            }
            ordinal += 1
        }
    }

    /// Writes the run of a rerun with its first launches; where another process was first, its run is the one.
    ///
    /// - Throws: `ControlError` where the ledger cannot be written; nothing was launched.
    package func begin(_ rerun: Rerun) async throws(ControlError) -> RunSnapshot {
        if let begun = rerun.begun { return begun }
        let snapshot: RunSnapshot
        do {
            snapshot = Reducer(policy: try rerun.run.policy()).begun(rerun.run, now: rerun.run.createdAt)
        } catch {
            throw .unreadable("run \(rerun.original.run.id) cannot be read by this version: \(error)")
        }
        do {
            let written = try await ledger.commit(before: nil, after: snapshot)
            report(.claimed(written))
            return written
        } catch {
            guard error.code == .conflict,
                let other = try await reading({ () async throws(LedgerError) in
                    try await ledger.snapshot(rerun.run.id)
                })
            else { throw .ledger(error) }
            return other
        }
    }
}
