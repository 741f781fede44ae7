import ECS
package import Events
import GRDB
import JSON
import Synchronization

/// What events told, in the ledger's own file.
extension SQLiteLedger: EventStore {
    package func take(_ batch: EventBatch) async throws(LedgerError) -> [Disposition] {
        let outcome = Mutex<[Disposition]>([])
        try await write { database in
            if let move = batch.move { try move.write(to: database) }
            var writer = try EventWriter(database, receivedAt: batch.receivedAt)
            let dispositions = try batch.changes.map { try writer.take($0) }
            try writer.finish()
            try batch.tally(dispositions).write(to: database)
            outcome.withLock { $0 = dispositions }
        }
        return outcome.withLock { $0 }
    }
}

/// Writes changes one after the other, in a transaction that is open.
private struct EventWriter {
    private let database: Database
    private let receivedAt: Timestamp
    private let task: Statement
    private let instance: Statement
    private let transition: Statement
    private let log: Statement
    /// The number of the last change in the log.
    private var number: Int64

    init(_ database: Database, receivedAt: Timestamp) throws {
        self.database = database
        self.receivedAt = receivedAt
        // The look at the version and the write are one statement.
        task = try database.cachedStatement(
            sql: """
                INSERT INTO task_states (arn, version, changed_at, cluster, status, started_by, instance_arn, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (arn) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at,
                    cluster = excluded.cluster, status = excluded.status, started_by = excluded.started_by,
                    instance_arn = excluded.instance_arn, detail = excluded.detail
                WHERE excluded.version > version
                """)
        instance = try database.cachedStatement(
            sql: """
                INSERT INTO instance_states (arn, version, changed_at, cluster, status, detail)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (arn) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at,
                    cluster = excluded.cluster, status = excluded.status, detail = excluded.detail
                WHERE excluded.version > version
                """)
        transition = try database.cachedStatement(
            sql: """
                INSERT INTO task_transitions (started_by, arn, version, step) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """)
        log = try database.cachedStatement(
            sql: """
                INSERT INTO event_log
                    (number, received_at, kind, arn, version, changed_at, status, started_by, disposition)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        number = try Int64.fetchOne(database, sql: "SELECT max(number) FROM event_log") ?? 0
    }

    mutating func take(_ change: StateChange) throws -> Disposition {
        let changedAt = change.time?.milliseconds
        switch change.kind {
        case .task:
            try task.execute(arguments: [
                change.arn, change.version, changedAt, change.cluster, change.status, change.startedBy,
                change.instance, change.detail,
            ])
        case .instance:
            try instance.execute(arguments: [
                change.arn, change.version, changedAt, change.cluster, change.status, change.detail,
            ])
        }
        let isKept = database.changesCount > 0
        let disposition = isKept ? .taken : Disposition(of: change.version, after: try version(of: change))
        if let step = change.transition {
            try transition.execute(arguments: [step.startedBy, step.arn, step.version, step.text])
        }
        number += 1
        try log.execute(arguments: [
            number, receivedAt.milliseconds, change.kind.rawValue, change.arn, change.version, changedAt,
            change.status, change.startedBy, disposition.rawValue,
        ])
        return disposition
    }

    /// Lets go of what the log has no room for.
    func finish() throws {
        try database.execute(
            sql: "DELETE FROM event_log WHERE number <= ?", arguments: [number - Int64(LoggedChange.most)])
    }

    private func version(of change: StateChange) throws -> Int64? {
        let statement = try database.cachedStatement(sql: "SELECT version FROM \(change.kind.table) WHERE arn = ?")
        return try Int64.fetchOne(statement, arguments: [change.arn])
    }
}

extension EventKind {
    /// The table of its states.
    fileprivate var table: String {
        switch self {
        case .task: "task_states"
        case .instance: "instance_states"
        }
    }
}

extension SourceMove {
    /// - Throws: `LedgerError` of code `conflict` where the source is at another place than `from`.
    fileprivate func write(to database: Database) throws {
        guard try SourcePosition.read(source, from: database) == from else { throw LedgerError.readOn(source) }
        try database.execute(
            sql: """
                INSERT INTO event_sources (name, position) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """,
            arguments: [source, try RowJSON.text(to)])
    }
}

extension SourcePosition {
    fileprivate static func read(_ source: String, from database: Database) throws -> SourcePosition? {
        let statement = try database.cachedStatement(sql: "SELECT position FROM event_sources WHERE name = ?")
        return try String.fetchOne(statement, arguments: [source]).map {
            try RowJSON.value(SourcePosition.self, $0, in: "position", key: source)
        }
    }
}

extension EventTally {
    fileprivate func write(to database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO event_counts (entry, count) VALUES (?, ?)
                ON CONFLICT (entry) DO UPDATE SET count = count + excluded.count
                """)
        for (entry, count) in counts { try statement.execute(arguments: [entry.name, count]) }
    }
}

// MARK: - Reading

extension SQLiteLedger {
    package func position(of source: String) async throws(LedgerError) -> SourcePosition? {
        try await readEvents(else: nil) { database in try SourcePosition.read(source, from: database) }
    }

    package func state(_ kind: EventKind, _ arn: String) async throws(LedgerError) -> KeptState? {
        try await readEvents(else: nil) { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM \(kind.table) WHERE arn = ?")
            return try Row.fetchOne(statement, arguments: [arn]).map { try KeptState(kind, row: $0) }
        }
    }

    package func states(_ kind: EventKind, matching query: StateQuery) async throws(LedgerError) -> [KeptState] {
        try await readEvents(else: []) { database in
            var terms = ["TRUE"]
            var arguments = StatementArguments()
            if let status = query.status {
                terms.append("status = ?")
                arguments += [status]
            }
            if let cluster = query.cluster {
                let end = ":cluster/" + cluster
                terms.append("(cluster = ? OR substr(cluster, -length(?)) = ?)")
                arguments += [cluster, end, end]
            }
            if let prefix = query.startedBy {
                // Container instances are started by nobody.
                terms.append(kind == .task ? "started_by >= ? AND started_by < ?" : "FALSE")
                if kind == .task { arguments += [prefix, prefix + "\u{10FFFF}"] }
            }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT * FROM \(kind.table) WHERE \(terms.joined(separator: " AND "))
                    ORDER BY changed_at DESC NULLS LAST, arn LIMIT ?
                    """,
                arguments: arguments + [max(query.limit, 0)])
            var states: [KeptState] = []
            while let row = try rows.next() { states.append(try KeptState(kind, row: row)) }
            return states
        }
    }

    package func tasksOnInstances() async throws(LedgerError) -> [String: Int] {
        try await readEvents(else: [:]) { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT instance_arn, count(*) AS tasks FROM task_states
                    WHERE instance_arn IS NOT NULL AND status IS NOT ? GROUP BY instance_arn
                    """,
                arguments: [TaskStatus.stopped.rawValue])
            var counts: [String: Int] = [:]
            for row in rows {
                let instance = try row.decode(String.self, forColumn: "instance_arn")
                counts[instance] = try row.decode(Int.self, forColumn: "tasks")
            }
            return counts
        }
    }

    package func transitions(startedBy prefix: String) async throws(LedgerError) -> [TaskTransition] {
        try await readEvents(else: []) { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT arn, step FROM task_transitions WHERE started_by >= ? AND started_by < ?
                    ORDER BY started_by, arn, version
                    """,
                arguments: [prefix, prefix + "\u{10FFFF}"]
            ).map { row in
                let arn = try row.decode(String.self, forColumn: "arn")
                return try RowJSON.value(TaskTransition.self, of: row, in: "step", key: arn)
            }
        }
    }

    package func log(
        after number: Int64, startedBy prefix: String?, limit: Int
    ) async throws(LedgerError) -> [LoggedChange] {
        try await readEvents(else: []) { database in
            var arguments: StatementArguments = [number]
            if let prefix { arguments += [prefix, prefix + "\u{10FFFF}"] }
            let ours = prefix == nil ? "" : "AND started_by >= ? AND started_by < ?"
            return try Row.fetchAll(
                database, sql: "SELECT * FROM event_log WHERE number > ? \(ours) ORDER BY number DESC LIMIT ?",
                arguments: arguments + [max(limit, 0)]
            ).reversed().map { try LoggedChange(row: $0) }
        }
    }

    package func tally() async throws(LedgerError) -> EventTally {
        try await readEvents(else: EventTally()) { database in
            var tally = EventTally()
            let statement = try database.cachedStatement(sql: "SELECT count FROM event_counts WHERE entry = ?")
            for entry in EventTally.Entry.all {
                tally.add(entry, try Int.fetchOne(statement, arguments: [entry.name]) ?? 0)
            }
            return tally
        }
    }

    /// Reads what events told; a ledger that an older version has written to, and that is only read, knows nothing.
    private func readEvents<Value: Sendable>(
        else nothing: Value, _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await read { database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            return version < SQLiteLedger.firstVersionWithEvents ? nothing : try work(database)
        }
    }
}

extension KeptState {
    fileprivate init(_ kind: EventKind, row: Row) throws {
        let arn = try row.decode(String.self, forColumn: "arn")
        let detail = try KeptState.detail(try row.decode(String.self, forColumn: "detail"), of: arn)
        let changedAt = try row.decode(Int64?.self, forColumn: "changed_at")
        self.init(
            kind: kind, arn: arn, version: try row.decode(Int64.self, forColumn: "version"),
            cluster: detail["clusterArn"]?.string, status: detail[kind.statusMember]?.string,
            startedBy: kind == .task ? detail["startedBy"]?.string : nil,
            time: changedAt.map(Timestamp.init(milliseconds:)), detail: detail)
    }
}

extension LoggedChange {
    fileprivate init(row: Row) throws {
        let arn = try row.decode(String.self, forColumn: "arn")
        let changedAt = try row.decode(Int64?.self, forColumn: "changed_at")
        self.init(
            number: try row.decode(Int64.self, forColumn: "number"),
            receivedAt: Timestamp(milliseconds: try row.decode(Int64.self, forColumn: "received_at")),
            kind: try RowJSON.word(EventKind.self, of: row, in: "kind", key: arn), arn: arn,
            version: try row.decode(Int64.self, forColumn: "version"),
            status: try row.decode(String?.self, forColumn: "status"),
            startedBy: try row.decode(String?.self, forColumn: "started_by"),
            time: changedAt.map(Timestamp.init(milliseconds:)),
            disposition: try RowJSON.word(Disposition.self, of: row, in: "disposition", key: arn))
    }
}
