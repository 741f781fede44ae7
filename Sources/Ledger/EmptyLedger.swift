package import Jobs

/// What a ledger that does not exist yet reads like; it makes no file.
///
/// For commands that only look: a plan in a fresh clone reads this.
package struct EmptyLedger: LedgerStore {
    /// Empty: no ledger has been made, so there is no id.
    package var id: String { "" }

    package init() {}

    package func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot {
        throw EmptyLedger.refusal(after.run.id.rawValue)
    }

    package func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot? { nil }

    package func runs(matching query: RunQuery) async throws(LedgerError) -> [Run] { [] }

    package func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run] { [] }

    package func launch(startedBy: String) async throws(LedgerError) -> Launch? { nil }

    package func jobs() async throws(LedgerError) -> [String: JobRecord] { [:] }

    package func put(_ job: JobRecord) async throws(LedgerError) {
        throw EmptyLedger.refusal(job.name)
    }

    package func activeRuns() async throws(LedgerError) -> [ActiveRun] { [] }

    package func replicas() async throws(LedgerError) -> [Replica] { [] }

    package func put(_ replica: Replica) async throws(LedgerError) {
        throw EmptyLedger.refusal(replica.id)
    }

    package func removeReplica(_ id: String) async throws(LedgerError) {}

    private static func refusal(_ subject: String) -> LedgerError {
        LedgerError(.readOnly, subject, "there is no ledger to write to: it was opened only to be read")
    }
}
