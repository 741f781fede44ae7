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
    /// row's version is one higher. With `before` nil the run itself is inserted with all its launches; where nothing of
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
