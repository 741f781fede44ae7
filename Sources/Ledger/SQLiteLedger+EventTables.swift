extension SQLiteLedger {
    /// The version of the tables from which on there are tables for what events told.
    static let firstVersionWithEvents = 4

    /// What events told: no part of the book of runs, and beside it so that both are written in one transaction.
    static let eventTables = """
        CREATE TABLE task_states (
            arn TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL,
            changed_at INTEGER,            -- milliseconds since 1970
            cluster TEXT,
            status TEXT,
            started_by TEXT,
            instance_arn TEXT,
            detail TEXT NOT NULL           -- JSON, as the event brought it
        ) STRICT;

        CREATE TABLE instance_states (
            arn TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL,
            changed_at INTEGER,
            cluster TEXT,
            status TEXT,
            detail TEXT NOT NULL
        ) STRICT;

        CREATE TABLE task_transitions (
            started_by TEXT NOT NULL,
            arn TEXT NOT NULL,
            version INTEGER NOT NULL,
            step TEXT NOT NULL,            -- JSON
            PRIMARY KEY (started_by, arn, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event_log (           -- the last changes alone
            number INTEGER NOT NULL PRIMARY KEY,
            received_at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            arn TEXT NOT NULL,
            version INTEGER NOT NULL,
            changed_at INTEGER,
            status TEXT,
            started_by TEXT,
            disposition TEXT NOT NULL
        ) STRICT;

        CREATE TABLE event_counts (
            entry TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE event_sources (
            name TEXT NOT NULL PRIMARY KEY,
            position TEXT NOT NULL         -- JSON
        ) STRICT;

        CREATE TRIGGER task_states_rise
        BEFORE UPDATE ON task_states WHEN NEW.version <= OLD.version
        BEGIN SELECT RAISE(ABORT, 'the state of a task never goes back'); END;

        CREATE TRIGGER instance_states_rise
        BEFORE UPDATE ON instance_states WHEN NEW.version <= OLD.version
        BEGIN SELECT RAISE(ABORT, 'the state of a container instance never goes back'); END;
        """
}
