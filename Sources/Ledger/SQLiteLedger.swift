import GRDB
package import Jobs

/// The ledger in a file of SQLite.
///
/// Rollback journal, `synchronous=EXTRA`, one writer at a time among all processes: a call that returned is on the
/// disk. A process that dies in the middle leaves a journal, by which the next one to open the file takes back what
/// was half written. Cancelling the task of a caller does not cut a transaction short.
package struct SQLiteLedger: MovableLedger {
    package let id: String
    /// The set whose runs it holds.
    package let set: String
    /// Where the file is, as it was named.
    package let path: String
    /// How long another process is waited for.
    package let busyTimeout: Duration
    let queue: DatabaseQueue
    let commits: GroupCommit
    /// The mark that a write is not stopped by.
    var accepted: LedgerMark?

    package func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot {
        let change = try SnapshotChange(before: before, after: after, set: set)
        guard !change.isEmpty else { return change.result }
        // What is imported was begun elsewhere.
        let claimedLocks = accepted == nil ? change.claimedLocks : []
        try await write { database in
            try change.insertedRun?.insert(into: database)
            for lock in claimedLocks { try lock.checkRoom(for: change.result.run.id, in: database) }
            try change.updatedRun?.update(in: database)
            try change.reliedRun?.check(in: database)
            for launch in change.reliedLaunches { try launch.check(in: database) }
            for launch in change.updatedLaunches { try launch.update(in: database) }
            for launch in change.insertedLaunches { try launch.insert(into: database) }
        }
        return change.result
    }

    package func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot? {
        try await read { database in
            let runs = try database.cachedStatement(sql: "SELECT * FROM runs WHERE id = ?")
            guard let run = try Row.fetchOne(runs, arguments: [id.rawValue]) else { return nil }
            let launches = try database.cachedStatement(sql: "SELECT * FROM launches WHERE run_id = ?")
            return RunSnapshot(
                run: try Run(row: run),
                launches: try Row.fetchAll(launches, arguments: [id.rawValue]).map { try Launch(row: $0) })
        }
    }

    package func runs(matching query: RunQuery) async throws(LedgerError) -> [Run] {
        try await read { database in
            let (condition, arguments) = query.condition
            return try Row.fetchAll(
                database, sql: "SELECT * FROM runs WHERE \(condition) ORDER BY created_at DESC, id LIMIT ?",
                arguments: arguments + [max(query.limit, 0)]
            ).map { try Run(row: $0) }
        }
    }

    package func launch(startedBy: String) async throws(LedgerError) -> Launch? {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM launches WHERE started_by = ?")
            return try Row.fetchOne(statement, arguments: [startedBy]).map { try Launch(row: $0) }
        }
    }

    package func jobs() async throws(LedgerError) -> [String: JobRecord] {
        try await read { database in
            var records: [String: JobRecord] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT name, manifest_hash, version FROM jobs") {
                let name = try row.decode(String.self, forColumn: "name")
                records[name] = JobRecord(
                    name: name, manifestHash: try row.decode(forColumn: "manifest_hash"),
                    version: try row.decode(forColumn: "version"))
            }
            return records
        }
    }

    package func put(_ job: JobRecord) async throws(LedgerError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO jobs (name, manifest_hash, version) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET manifest_hash = excluded.manifest_hash, version = excluded.version
                    """,
                arguments: [job.name, job.manifestHash, job.version])
        }
    }

    /// Carries a change out in a transaction that others may share, and waits until it is flushed.
    func perform(_ change: @escaping GroupCommit.Change) async throws(LedgerError) {
        do {
            try await commits.perform(change).get()
        } catch {
            throw LedgerError(error, path: path, busyTimeout: busyTimeout)
        }
    }

    /// Reads in one transaction on the connection's own queue.
    func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws(LedgerError)
        -> Value
    {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            queue.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: Result { try database.transaction(.deferred, work) })
            }
        }
        do {
            return try result.get()
        } catch {
            throw LedgerError(error, path: path, busyTimeout: busyTimeout)
        }
    }
}

extension Database {
    /// Runs `work` in a transaction; where it throws, nothing is written.
    func transaction<Value>(_ kind: TransactionKind, _ work: (Database) throws -> Value) throws -> Value {
        var value: Value?
        try inTransaction(kind) {
            value = try work(self)
            return .commit
        }
        guard let value else { preconditionFailure("a committed transaction has run its work") }
        return value
    }
}

extension RunQuery {
    /// The query as a condition over `runs`, with its arguments.
    fileprivate var condition: (sql: String, arguments: StatementArguments) {
        var terms = ["TRUE"]
        var arguments = StatementArguments()
        if let job {
            terms.append("job = ?")
            arguments += [job]
        }
        if let isActive {
            terms.append(isActive ? "status = 'active'" : "status <> 'active'")
        }
        if let idPrefix {
            // Bytes are compared, and none that a text can hold sorts behind this character's.
            terms.append("id >= ? AND id < ?")
            arguments += [idPrefix, idPrefix + "\u{10FFFF}"]
        }
        return (terms.joined(separator: " AND "), arguments)
    }
}
