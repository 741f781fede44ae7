package import Jobs
import Synchronization

/// A ledger that lives as long as the process; for tests and for the simulator.
///
/// It keeps every rule of `LedgerStore` except that a flushed write outlives the process.
package final class MemoryLedger: MovableLedger {
    package let id: String
    package let set: String
    private let book: Shared
    private let accepted: LedgerMark?

    /// The rows, which all openings of the ledger share.
    private final class Shared: Sendable {
        let rows = Mutex(Book())
    }

    /// Makes an empty ledger of `set`.
    package init(id: String, set: String) {
        self.id = id
        self.set = set
        book = Shared()
        accepted = nil
    }

    private init(_ other: MemoryLedger, accepted: LedgerMark) {
        id = other.id
        set = other.set
        book = other.book
        self.accepted = accepted
    }

    package func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot {
        let change = try SnapshotChange(before: before, after: after, set: set)
        try book.rows.withLock { (book: inout Book) throws(LedgerError) in
            guard book.mark == accepted else { throw LedgerMark.refusal(of: book.mark, id) }
            try book.check(change)
            // What is imported was begun elsewhere.
            if accepted == nil { try book.checkRoom(for: change) }
            book.write(change)
        }
        return change.result
    }

    package func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot? {
        book.rows.withLock { book in
            book.runs[id].map { RunSnapshot(run: $0, launches: Array(book.launches[id, default: [:]].values)) }
        }
    }

    package func runs(matching query: RunQuery) async throws(LedgerError) -> [Run] {
        let matching = book.rows.withLock { book in book.runs.values.filter(query.matches) }
        return Array(matching.sorted(by: Run.isNewer).prefix(max(query.limit, 0)))
    }

    package func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run] {
        book.rows.withLock { book in book.holders(of: subject) }.sorted(by: Run.isNewer)
    }

    package func launch(startedBy: String) async throws(LedgerError) -> Launch? {
        book.rows.withLock { book in
            book.startedBy[startedBy].flatMap { book.launches[$0.run]?[$0] }
        }
    }

    package func jobs() async throws(LedgerError) -> [String: JobRecord] {
        book.rows.withLock { book in book.jobs }
    }

    package func put(_ job: JobRecord) async throws(LedgerError) {
        try book.rows.withLock { (book: inout Book) throws(LedgerError) in
            guard book.mark == accepted else { throw LedgerMark.refusal(of: book.mark, id) }
            book.jobs[job.name] = job
        }
    }

    package func activeRuns() async throws(LedgerError) -> [ActiveRun] {
        book.rows.withLock { book in
            book.runs.values.filter { !$0.status.isFinal }.map {
                ActiveRun(id: $0.id, version: $0.version, keeper: $0.keeper)
            }
        }
    }

    package func replicas() async throws(LedgerError) -> [Replica] {
        book.rows.withLock { book in Array(book.replicas.values) }
    }

    package func put(_ replica: Replica) async throws(LedgerError) {
        try book.rows.withLock { (book: inout Book) throws(LedgerError) in
            guard book.mark == accepted else { throw LedgerMark.refusal(of: book.mark, id) }
            book.replicas[replica.id] = replica
        }
    }

    package func removeReplica(_ id: String) async throws(LedgerError) {
        book.rows.withLock { book in book.replicas[id] = nil }
    }

    package func mark() async throws(LedgerError) -> LedgerMark? {
        book.rows.withLock { book in book.mark }
    }

    package func setMark(_ mark: LedgerMark?, insteadOf old: LedgerMark?) async throws(LedgerError) {
        try book.rows.withLock { (book: inout Book) throws(LedgerError) in
            guard book.mark == old || book.mark == mark else { throw LedgerMark.refusal(of: book.mark, id) }
            book.mark = mark
        }
    }

    package func accepting(_ mark: LedgerMark) -> MemoryLedger {
        MemoryLedger(self, accepted: mark)
    }
}

/// The rows.
private struct Book {
    var runs: [RunID: Run] = [:]
    var launches: [RunID: [LaunchKey: Launch]] = [:]
    var tokens: Swift.Set<ClientToken> = []
    var startedBy: [String: LaunchKey] = [:]
    var jobs: [String: JobRecord] = [:]
    var replicas: [String: Replica] = [:]
    var mark: LedgerMark?

    /// All is checked before anything is written, so that a commit is whole or nothing.
    func check(_ change: SnapshotChange) throws(LedgerError) {
        if let run = change.insertedRun, runs[run.id] != nil { throw .exists(run.id) }
        if let run = change.updatedRun, runs[run.id]?.version != run.version - 1 { throw .changed(run.id.rawValue) }
        if let run = change.reliedRun, runs[run.id]?.version != run.version { throw .changed(run.id.rawValue) }
        for launch in change.updatedLaunches {
            let row = launches[launch.key.run]?[launch.key]
            guard let row, row.version == launch.version - 1 else { throw .changed(launch.key.text) }
        }
        for launch in change.reliedLaunches {
            let row = launches[launch.key.run]?[launch.key]
            guard let row, row.version == launch.version else { throw .changed(launch.key.text) }
        }
        var freshTokens = Swift.Set<ClientToken>()
        var freshNames = Swift.Set<String>()
        for launch in change.insertedLaunches {
            guard runs[launch.key.run] != nil || change.insertedRun != nil else { throw .changed(launch.key.text) }
            let isKnown = launches[launch.key.run]?[launch.key] != nil || startedBy[launch.startedBy] != nil
            let isFresh = freshTokens.insert(launch.token).inserted && freshNames.insert(launch.startedBy).inserted
            guard !isKnown, !tokens.contains(launch.token), isFresh else { throw .exists(launch.key) }
        }
    }

    func holders(of subject: RunLock.Subject) -> [Run] {
        runs.values.filter { run in run.status.holdsLocks && run.locks.contains { $0.subject == subject } }
    }

    func checkRoom(for change: SnapshotChange) throws(LedgerError) {
        for lock in change.claimedLocks {
            let holders = holders(of: lock.subject).map(\.id)
            guard holders.count < lock.limit ?? .max else { throw .occupied(lock, by: holders, change.result.run.id) }
        }
    }

    mutating func write(_ change: SnapshotChange) {
        if let run = change.insertedRun ?? change.updatedRun { runs[run.id] = run }
        for launch in change.insertedLaunches {
            tokens.insert(launch.token)
            startedBy[launch.startedBy] = launch.key
        }
        for launch in change.insertedLaunches + change.updatedLaunches {
            launches[launch.key.run, default: [:]][launch.key] = launch
        }
    }
}

extension RunQuery {
    /// Whether a run is asked for; the limit aside.
    func matches(_ run: Run) -> Bool {
        (job == nil || run.job == job) && (isActive == nil || run.status.isFinal != isActive)
            && run.id.rawValue.utf8.starts(with: (idPrefix ?? "").utf8)
    }
}
