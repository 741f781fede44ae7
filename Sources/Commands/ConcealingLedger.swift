import Jobs
import Ledger

/// A ledger whose runs tell the terminal what was secret when they were made, before anybody can print it.
///
/// A secret that was changed since, or is declared no more, is known from nowhere else.
struct ConcealingLedger: LedgerStore {
    let ledger: any LedgerStore
    let terminal: ConcealingTerminal

    var id: String { ledger.id }
    var width: Int { ledger.width }

    func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot {
        try await ledger.commit(before: before, after: after)
    }

    func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot? {
        let snapshot = try await ledger.snapshot(id)
        if let snapshot { terminal.conceal(snapshot.run) }
        return snapshot
    }

    func runs(matching query: RunQuery) async throws(LedgerError) -> [Run] {
        concealing(try await ledger.runs(matching: query))
    }

    func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run] {
        concealing(try await ledger.holders(of: subject))
    }

    func launch(startedBy: String) async throws(LedgerError) -> Launch? {
        try await ledger.launch(startedBy: startedBy)
    }

    func jobs() async throws(LedgerError) -> [String: JobRecord] { try await ledger.jobs() }

    func put(_ job: JobRecord) async throws(LedgerError) { try await ledger.put(job) }

    func activeRuns() async throws(LedgerError) -> [ActiveRun] { try await ledger.activeRuns() }

    func replicas() async throws(LedgerError) -> [Replica] { try await ledger.replicas() }

    func put(_ replica: Replica) async throws(LedgerError) { try await ledger.put(replica) }

    func removeReplica(_ id: String) async throws(LedgerError) { try await ledger.removeReplica(id) }

    private func concealing(_ runs: [Run]) -> [Run] {
        for run in runs { terminal.conceal(run) }
        return runs
    }
}
