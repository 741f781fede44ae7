import GRDB

/// The settings of a connection on which the promise hangs that a committed row outlives a power cut.
///
/// The rollback journal instead of WAL: SQLite 3.7.0 to 3.51.2 has a race in WAL mode that can damage the file when
/// several connections write. `synchronous=EXTRA` flushes the folder too, once the journal is removed.
struct DurabilitySettings: Hashable, Sendable {
    var journalMode: String
    /// 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA.
    var synchronous: Int
    var foreignKeys: Bool

    static let required = DurabilitySettings(journalMode: "delete", synchronous: 3, foreignKeys: true)

    /// Asks SQLite for them, as well as for settings against damage that goes unseen.
    static func apply(to database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA journal_mode = DELETE;
                PRAGMA synchronous = EXTRA;
                PRAGMA foreign_keys = ON;
                PRAGMA mmap_size = 0;
                PRAGMA cell_size_check = ON;
                PRAGMA trusted_schema = OFF;
                """)
    }

    /// Reads what SQLite really does: it may decline without an error.
    init(of database: Database) throws {
        journalMode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? ""
        synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
        foreignKeys = try Bool.fetchOne(database, sql: "PRAGMA foreign_keys") ?? false
    }

    private init(journalMode: String, synchronous: Int, foreignKeys: Bool) {
        self.journalMode = journalMode
        self.synchronous = synchronous
        self.foreignKeys = foreignKeys
    }

    /// - Throws: `LedgerError` of code `storage` that names the settings which are not as required.
    func check(path: String) throws(LedgerError) {
        guard self != .required else { return }
        throw LedgerError(
            .storage, path,
            "SQLite does not work as safely as it must: journal_mode=\(journalMode), synchronous=\(synchronous), "
                + "foreign_keys=\(foreignKeys ? 1 : 0); needed are delete, 3 and 1")
    }
}
