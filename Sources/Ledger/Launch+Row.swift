import ECS
import GRDB
import Jobs

/// The JSON in `progress` of a launch: what of it changes and is not asked for by a query.
struct LaunchProgress: Codable {
    var firstSentAt: Timestamp?
    var lastSentAt: Timestamp?
    var sends: Int
    var answers: Int
    var evidence: Launch.Evidence?
    var notPlacedAt: Timestamp?
    var looks: Int
    var lookedAt: Timestamp?
    var notBefore: Timestamp?
    var reason: String?
    var code: String?
    var task: ECSTask?
    var missingSince: Timestamp?
    var stop: StopRequest?
    var outcome: Outcome?

    init(_ launch: Launch) {
        firstSentAt = launch.firstSentAt
        lastSentAt = launch.lastSentAt
        sends = launch.sends
        answers = launch.answers
        evidence = launch.evidence
        notPlacedAt = launch.notPlacedAt
        looks = launch.looks
        lookedAt = launch.lookedAt
        notBefore = launch.notBefore
        reason = launch.reason
        code = launch.code
        task = launch.task
        missingSince = launch.missingSince
        stop = launch.stop
        outcome = launch.outcome
    }

    func apply(to launch: inout Launch) {
        launch.firstSentAt = firstSentAt
        launch.lastSentAt = lastSentAt
        launch.sends = sends
        launch.answers = answers
        launch.evidence = evidence
        launch.notPlacedAt = notPlacedAt
        launch.looks = looks
        launch.lookedAt = lookedAt
        launch.notBefore = notBefore
        launch.reason = reason
        launch.code = code
        launch.task = task
        launch.missingSince = missingSince
        launch.stop = stop
        launch.outcome = outcome
    }
}

extension Launch {
    /// Writes the launch as a new row.
    func insert(into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO launches (run_id, unit, attempt, placement, token, started_by, created_at, request, state,
                    task_arn, version, progress)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        do {
            try statement.execute(arguments: [
                key.run.rawValue, key.unit, key.attempt, key.placement, token.rawValue, startedBy,
                createdAt.milliseconds, request, state.rawValue, taskArn, version,
                try RowJSON.text(LaunchProgress(self)),
            ])
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
            throw LedgerError.changed(key.text)
        } catch let error as DatabaseError where error.isBrokenRule {
            throw LedgerError.exists(key)
        }
    }

    /// Writes what changed, if the row still has the version below this one's; what is sent is never written again.
    func update(in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE launches SET state = ?, task_arn = ?, version = ?, progress = ?
                WHERE run_id = ? AND unit = ? AND attempt = ? AND placement = ? AND version = ?
                """)
        do {
            try statement.execute(arguments: [
                state.rawValue, taskArn, version, try RowJSON.text(LaunchProgress(self)), key.run.rawValue, key.unit,
                key.attempt, key.placement, version - 1,
            ])
        } catch let error as DatabaseError where error.isBrokenRule {
            throw LedgerError.changed(key.text)
        }
        guard database.changesCount == 1 else { throw LedgerError.changed(key.text) }
    }

    /// Makes sure that the row still has this version.
    func check(in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT version FROM launches WHERE run_id = ? AND unit = ? AND attempt = ? AND placement = ?")
        let found = try Int.fetchOne(
            statement, arguments: [key.run.rawValue, key.unit, key.attempt, key.placement])
        guard found == version else { throw LedgerError.changed(key.text) }
    }

    /// Reads a row of all columns.
    init(row: Row) throws {
        let key = LaunchKey(
            run: RunID(rawValue: try row.decode(forColumn: "run_id")), unit: try row.decode(forColumn: "unit"),
            attempt: try row.decode(forColumn: "attempt"), placement: try row.decode(forColumn: "placement"))
        self.init(
            key: key, token: ClientToken(rawValue: try row.decode(forColumn: "token")),
            startedBy: try row.decode(forColumn: "started_by"), request: try row.decode(forColumn: "request"),
            createdAt: Timestamp(milliseconds: try row.decode(forColumn: "created_at")))
        try RowJSON.value(LaunchProgress.self, of: row, in: "progress", key: key.text).apply(to: &self)
        state = try RowJSON.word(State.self, of: row, in: "state", key: key.text)
        taskArn = try row.decode(forColumn: "task_arn")
        version = try row.decode(forColumn: "version")
    }
}
