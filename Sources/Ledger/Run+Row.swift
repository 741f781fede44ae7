import ECS
import GRDB
import Jobs

/// The JSON in `progress` of a run: what of it changes and is not asked for by a query.
struct RunProgress: Codable {
    var endedAt: Timestamp?
    var reason: String?

    init(_ run: Run) {
        endedAt = run.endedAt
        reason = run.reason
    }

    func apply(to run: inout Run) {
        run.endedAt = endedAt
        run.reason = reason
    }
}

extension Run {
    /// Writes the run as a new row.
    func insert(into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO runs
                (id, job, status, created_at, version, pinned, progress, concurrency_group, keeper)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        do {
            try statement.execute(arguments: [
                id.rawValue, job, status.rawValue, createdAt.milliseconds, version, try RowJSON.text(self),
                try RowJSON.text(RunProgress(self)), concurrencyGroup, keeper,
            ])
        } catch let error as DatabaseError where error.isBrokenRule {
            throw LedgerError.exists(id)
        }
    }

    /// Writes what changed, if the row still has the version below this one's.
    func update(in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "UPDATE runs SET status = ?, version = ?, progress = ?, keeper = ? WHERE id = ? AND version = ?")
        try statement.execute(arguments: [
            status.rawValue, version, try RowJSON.text(RunProgress(self)), keeper, id.rawValue, version - 1,
        ])
        guard database.changesCount == 1 else { throw LedgerError.changed(id.rawValue) }
    }

    /// Looks whether the row still is of this one's version.
    func check(in database: Database) throws {
        let statement = try database.cachedStatement(sql: "SELECT version FROM runs WHERE id = ?")
        guard try Int.fetchOne(statement, arguments: [id.rawValue]) == version else {
            throw LedgerError.changed(id.rawValue)
        }
    }

    /// Reads a row of all columns.
    init(row: Row) throws {
        let key = try row.decode(String.self, forColumn: "id")
        // `pinned` is the run as it was when it was inserted; the rest of the row says what became of it.
        self = try RowJSON.value(Run.self, of: row, in: "pinned", key: key)
        try RowJSON.value(RunProgress.self, of: row, in: "progress", key: key).apply(to: &self)
        status = try RowJSON.word(Status.self, of: row, in: "status", key: key)
        // A ledger of an earlier version, which is opened to read, has no such column.
        keeper = row.hasColumn("keeper") ? try row.decode(String?.self, forColumn: "keeper") : nil
        version = try row.decode(Int.self, forColumn: "version")
    }
}
