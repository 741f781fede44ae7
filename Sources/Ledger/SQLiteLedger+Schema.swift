import GRDB

extension SQLiteLedger {
    /// Marks the file as a ledger of Purser, in the header of SQLite's file format: `Purs` in ASCII.
    static let applicationID = 0x5075_7273

    /// The version of the tables, and of the JSON in their columns.
    ///
    /// A field that is added to the JSON needs a new version too, even if no table changes: a program that does not
    /// know the field would drop it when it writes the row, so it must refuse the file.
    static let schemaVersion = 4

    /// From nothing to the tables of today; a step that has been released is never edited.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: firstTables)
            try database.execute(sql: firstGuards)
            try database.execute(sql: "PRAGMA user_version = 1")
        }
        migrator.registerMigration("2", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: movedGuards)
            try database.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: holdingRuns)
            try database.execute(sql: "PRAGMA user_version = 3")
        }
        migrator.registerMigration("4", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: sharedWork)
            try database.execute(sql: eventTables)
            try database.execute(sql: "PRAGMA user_version = 4")
        }
        return migrator
    }

    /// A ledger whose place another one has taken stays as it is, whoever writes.
    private static var movedGuards: String {
        ["runs", "launches", "jobs"].flatMap { table in
            ["INSERT", "UPDATE"].map { change in
                """
                CREATE TRIGGER \(table)_have_moved_\(change.lowercased())
                BEFORE \(change) ON \(table)
                WHEN EXISTS (SELECT 1 FROM meta WHERE key = 'mark' AND value LIKE 'moved:%')
                BEGIN SELECT RAISE(ABORT, 'the ledger has moved'); END;
                """
            }
        }.joined(separator: "\n")
    }

    /// Who holds a job or a group is counted with each new run, however many runs there have been.
    private static let holdingRuns = """
        CREATE INDEX runs_holding_job ON runs (job) WHERE status IN ('active', 'unknown');
        -- Of the JSON in `pinned`, taken out: a schema that is not trusted may not look into JSON by itself.
        ALTER TABLE runs ADD COLUMN concurrency_group TEXT;
        CREATE INDEX runs_holding_group ON runs (concurrency_group) WHERE status IN ('active', 'unknown');
        CREATE TRIGGER runs_keep_their_group
        BEFORE UPDATE OF concurrency_group ON runs
        BEGIN SELECT RAISE(ABORT, 'what a run pins never changes'); END;
        """

    /// Which replica of the controller moves a run, and which replicas there are.
    private static let sharedWork = """
        ALTER TABLE runs ADD COLUMN keeper TEXT;
        CREATE TABLE replicas (
            id TEXT NOT NULL PRIMARY KEY,
            beat INTEGER NOT NULL
        ) STRICT;
        """

    private static let firstTables = """
        CREATE TABLE meta (
            key TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT;

        CREATE TABLE runs (
            id TEXT NOT NULL PRIMARY KEY,
            job TEXT NOT NULL,
            status TEXT NOT NULL,
            created_at INTEGER NOT NULL,   -- milliseconds since 1970
            version INTEGER NOT NULL,
            pinned TEXT NOT NULL,          -- JSON, fixed when the run is created
            progress TEXT NOT NULL         -- JSON
        ) STRICT;
        CREATE INDEX runs_by_time ON runs (created_at);
        CREATE INDEX runs_by_job ON runs (job, created_at);
        CREATE INDEX runs_active ON runs (created_at) WHERE status = 'active';

        CREATE TABLE launches (
            run_id TEXT NOT NULL REFERENCES runs (id),
            unit INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            placement INTEGER NOT NULL,
            token TEXT NOT NULL UNIQUE,
            started_by TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,   -- milliseconds since 1970
            request TEXT NOT NULL,         -- the bytes that are sent
            state TEXT NOT NULL,
            task_arn TEXT,
            version INTEGER NOT NULL,
            progress TEXT NOT NULL,        -- JSON
            PRIMARY KEY (run_id, unit, attempt, placement)
        ) STRICT;

        CREATE TABLE jobs (
            name TEXT NOT NULL PRIMARY KEY,
            manifest_hash TEXT NOT NULL,
            version INTEGER NOT NULL
        ) STRICT;
        """

    /// What no program may do to the tables, be it Purser's own mistake or a hand at the `sqlite3` shell.
    private static let firstGuards = """
        CREATE TRIGGER runs_are_pinned
        BEFORE UPDATE OF id, job, created_at, pinned ON runs
        BEGIN SELECT RAISE(ABORT, 'what a run pins never changes'); END;

        CREATE TRIGGER launches_are_pinned
        BEFORE UPDATE OF run_id, unit, attempt, placement, token, started_by, created_at, request ON launches
        BEGIN SELECT RAISE(ABORT, 'what a launch sends never changes'); END;

        CREATE TRIGGER launches_end
        BEFORE UPDATE ON launches WHEN OLD.state IN ('refused', 'superseded', 'ended')
        BEGIN SELECT RAISE(ABORT, 'a launch that has ended never changes'); END;

        CREATE TRIGGER meta_is_fixed
        BEFORE UPDATE ON meta WHEN NEW.key IS NOT OLD.key OR NEW.value IS NOT OLD.value
        BEGIN SELECT RAISE(ABORT, 'a ledger stays the same ledger'); END;
        """
}
