package import Jobs

/// The book of runs and launches: what makes a run happen once, after ECS has forgotten its token.
///
/// Every write is one transaction, flushed to the disk before the call returns, and conditional: a row that changed
/// since it was read is not overwritten.
package protocol LedgerStore: Sendable {
    /// The random id that the ledger got when it was made; another id is another ledger.
    var id: String { get }

    /// How many commits are worth having under way at once.
    var width: Int { get }

    /// Writes what differs between a run as it was read and as it shall be, in one transaction.
    ///
    /// New launches are inserted; changed rows are written where their `version` is still the one read, and the written
    /// row's version is one higher. The row of the run must be the one read whatever is written: who takes a run over
    /// raises its version, and with that fences off whoever moved it before. With `before` nil the run itself is inserted with all its launches; where nothing of
    /// it was launched yet, only if its locks have room for it, which is looked at in the same transaction.
    ///
    /// - Returns: The snapshot as it now stands in the ledger, versions raised.
    /// - Throws: `LedgerError`; nothing was written. Code `conflict` where the run exists already or a row has changed,
    ///   `occupied` where a lock has no room.
    func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot

    /// A run with its launches; nil where there is none of this id.
    func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot?

    /// Runs that match, newest first.
    func runs(matching query: RunQuery) async throws(LedgerError) -> [Run]

    /// The runs that hold a job or a group, by their rows as they stand; newest first.
    func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run]

    /// The launch whose tasks carry this `startedBy`; nil where the ledger knows none.
    func launch(startedBy: String) async throws(LedgerError) -> Launch?

    /// What is known of the jobs of the set, by name.
    func jobs() async throws(LedgerError) -> [String: JobRecord]

    /// Inserts or replaces what is known of a job; the last writer wins, since it decides nothing.
    func put(_ job: JobRecord) async throws(LedgerError)

    /// The runs that have not ended, in any order; cheaper than to read them.
    func activeRuns() async throws(LedgerError) -> [ActiveRun]

    /// The replicas of the controller that have said that they are there, in any order.
    func replicas() async throws(LedgerError) -> [Replica]

    /// Inserts or replaces the row of a replica, which it alone writes.
    func put(_ replica: Replica) async throws(LedgerError)

    /// Takes the row of a replica out; that it is not there is as good.
    func removeReplica(_ id: String) async throws(LedgerError)
}

extension LedgerStore {
    /// As many as a store has use for that gathers them.
    package var width: Int { 128 }
}

/// Which runs to read.
package struct RunQuery: Hashable, Sendable {
    /// Only runs of this job.
    package var job: String?
    /// Only runs that have not ended.
    package var isActive: Bool?
    /// Only runs whose id begins so.
    package var idPrefix: String?
    /// At most so many.
    package var limit: Int

    package init(job: String? = nil, isActive: Bool? = nil, idPrefix: String? = nil, limit: Int = 1000) {
        self.job = job
        self.isActive = isActive
        self.idPrefix = idPrefix
        self.limit = limit
    }
}
