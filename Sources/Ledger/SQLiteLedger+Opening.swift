import ECS
import GRDB

extension SQLiteLedger {
    /// Opens the ledger of a set to read and write, and makes it where there is none.
    ///
    /// The folder is made with 0700 and the file with 0600, whatever the umask. Before it returns, the book is whole
    /// by `PRAGMA quick_check`, of this version, of this set, and can be written to; waits for the disk meanwhile.
    ///
    /// - Parameters:
    ///   - path: The file; a relative path starts at the current folder.
    ///   - set: The set whose ledger it is.
    ///   - id: The id of a ledger that is made in the place of another; nil for one of its own.
    ///   - busyTimeout: How long to wait while another process writes.
    ///   - makeID: Answers with a random id, fit for a file's name, another each time; called only where a ledger is made.
    /// - Returns: The open ledger; it is closed with its last copy.
    /// - Throws: `LedgerError`; a file that is there is as it was.
    package static func open(
        path: String, set: String, id: String? = nil, busyTimeout: Duration = .seconds(5), makeID: () -> String
    ) throws(LedgerError) -> SQLiteLedger {
        let place = LedgerPlace(path: path)
        if try !place.check() {
            try place.makeFolder()
            // Two that make the same ledger, or one that died at it, do not meet: the draft's name is nobody else's.
            let own = makeID()
            let draft = try place.makeDraft(id: own)
            defer { place.removeDraft(draft) }
            try make(draft, at: place, set: set, id: id ?? own, busyTimeout: busyTimeout)
            guard try place.check() else {
                throw LedgerError(.storage, path, "the ledger vanished just after it was made")
            }
        }
        return try SQLiteLedger(path: path, set: set, busyTimeout: busyTimeout, isReadOnly: false)
    }

    /// Opens the ledger of a set to be read only; writes to it are refused with code `readOnly`.
    ///
    /// It makes no file and no folder, and reads a file that may not be written too. What a process that died left half
    /// written is taken back all the same, where the file's rights allow it.
    ///
    /// - Returns: Nil where there is no ledger yet; `EmptyLedger` reads like one.
    /// - Throws: `LedgerError`; the file is as it was.
    package static func openExisting(
        path: String, set: String, busyTimeout: Duration = .seconds(5)
    ) throws(LedgerError) -> SQLiteLedger? {
        guard try LedgerPlace(path: path).check() else { return nil }
        return try SQLiteLedger(path: path, set: set, busyTimeout: busyTimeout, isReadOnly: true)
    }

    /// Makes a whole ledger in a draft, and then gives it its name.
    private static func make(
        _ draft: String, at place: LedgerPlace, set: String, id: String, busyTimeout: Duration
    ) throws(LedgerError) {
        do {
            let queue = try DatabaseQueue(path: draft, configuration: configuration(busyTimeout: busyTimeout))
            try migrator.migrate(queue)
            try queue.writeWithoutTransaction { database in
                try database.transaction(.immediate) { database in
                    try database.execute(
                        sql: "INSERT INTO meta (key, value) VALUES ('id', ?), ('set', ?)", arguments: [id, set])
                }
            }
            try queue.close()
        } catch {
            throw LedgerError(error, path: place.path, busyTimeout: busyTimeout)
        }
        try place.publish(draft: draft)
    }

    private init(path: String, set: String, busyTimeout: Duration, isReadOnly: Bool) throws(LedgerError) {
        do {
            try SQLiteLedger.identify(path: path, busyTimeout: busyTimeout)
            queue = try DatabaseQueue(
                path: path,
                configuration: SQLiteLedger.configuration(busyTimeout: busyTimeout, isReadOnly: isReadOnly))
            // GRDB's own `read` would end `query_only`.
            try queue.writeWithoutTransaction { try SQLiteLedger.checkHeader($0, path: path) }
            if !isReadOnly { try SQLiteLedger.migrate(queue) }
            id = try queue.writeWithoutTransaction { database in
                try DurabilitySettings(of: database).check(path: path)
                let id = try database.transaction(.deferred) { database in
                    try SQLiteLedger.checkPages(database, path: path)
                    return try SQLiteLedger.checkOwner(database, path: path, set: set)
                }
                if !isReadOnly { try SQLiteLedger.checkWriting(database) }
                return id
            }
        } catch {
            throw LedgerError(error, path: path, busyTimeout: busyTimeout)
        }
        commits = GroupCommit(queue)
        self.set = set
        self.path = path
        self.busyTimeout = busyTimeout
    }

    private static func configuration(busyTimeout: Duration, isReadOnly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.label = "purser.ledger"
        configuration.busyMode = .timeout(busyTimeout.seconds)
        configuration.prepareDatabase { database in
            try DurabilitySettings.apply(to: database)
            // Not SQLite's own read-only mode, which cannot take back what a dead process left half written.
            if isReadOnly { try database.execute(sql: "PRAGMA query_only = ON") }
        }
        return configuration
    }

    // MARK: - Checking

    /// Refuses a file that is not a ledger of a version known here, over a connection that cannot write.
    private static func identify(path: String, busyTimeout: Duration) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout.seconds)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try checkHeader($0, path: path) }
            try queue.close()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // A process died while it wrote. Only a connection that can write takes that back; it looks again.
        }
    }

    private static func checkHeader(_ database: Database, path: String) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
            throw LedgerError(
                .unsafePlace, path, "the file is a database, and not a ledger of Purser", wayOut: "name another file")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= schemaVersion else {
            throw LedgerError(
                .newer, path, "the ledger is of version \(version), and this Purser knows up to \(schemaVersion)",
                wayOut: "use the newest version of Purser that has written to this ledger")
        }
    }

    /// Has SQLite look at every page and every row of the book of runs.
    ///
    /// What events told is left to `integrityFindings`: no launch hangs on it, and there may be so much of it that every
    /// command would wait.
    private static func checkPages(_ database: Database, path: String) throws {
        for table in ["grdb_migrations", "meta", "runs", "launches", "jobs"] {
            let finding = try String.fetchOne(database, sql: "PRAGMA quick_check('\(table)')") ?? "no answer"
            // In front of the finding may stand a line that only says where.
            guard finding == "ok" else {
                throw LedgerError.damaged(path, finding.split(separator: "\n").last.map(String.init) ?? finding)
            }
        }
    }

    /// - Returns: The ledger's id.
    private static func checkOwner(_ database: Database, path: String, set: String) throws -> String {
        let meta = try Row.fetchAll(database, sql: "SELECT key, value FROM meta").map { row in
            (try row.decode(String.self, forColumn: "key"), try row.decode(String.self, forColumn: "value"))
        }
        let values = Dictionary(meta, uniquingKeysWith: { first, _ in first })
        guard let id = values["id"], let owner = values["set"] else {
            throw LedgerError.damaged(path, "it says neither its id nor its set")
        }
        guard owner == set else {
            throw LedgerError(
                .otherSet, path, "the ledger belongs to set '\(owner)', not to '\(set)'",
                wayOut: "name another file, or the set '\(owner)' in purser.yaml")
        }
        return id
    }

    /// Writes what is there already, to the disk: missing rights and a full disk show now, before anything is sent, and
    /// not when a launch shall be recorded.
    private static func checkWriting(_ database: Database) throws {
        try database.inTransaction(.immediate) {
            try database.execute(sql: "PRAGMA user_version = \(schemaVersion)")
            return .commit
        }
    }

    /// Brings an older ledger to today's tables.
    private static func migrate(_ queue: DatabaseQueue) throws {
        guard try !queue.read(migrator.hasCompletedMigrations) else { return }
        do {
            try migrator.migrate(queue)
        } catch {
            // Another process may have done it at the same time: then its step is there and ours was taken back.
            guard try queue.read(migrator.hasCompletedMigrations) else { throw error }
        }
    }
}
