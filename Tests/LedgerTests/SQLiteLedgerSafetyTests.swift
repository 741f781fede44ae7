import ECS
import FoundationEssentials
import GRDB
import Jobs
import Testing

@testable import Ledger

/// That what was committed stays, and what was not leaves no trace; and how several processes share the file.
@Suite struct SQLiteLedgerSafetyTests {
    @Test func `SQLite really works as the promise needs it`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let reading = try #require(try SQLiteLedger.openExisting(path: folder.ledger, set: "nightly"))
        for queue in [ledger.queue, reading.queue] {
            let found = try await queue.read { database in
                try [
                    "journal_mode", "synchronous", "foreign_keys", "busy_timeout", "mmap_size", "trusted_schema",
                    "cell_size_check", "application_id", "user_version",
                ].map { try String.fetchOne(database, sql: "PRAGMA \($0)") ?? "" }
            }
            let expected = ["delete", "3", "1", "5000", "0", "0", "1", "1349874291", "4"]
            #expect(found == expected)
        }
    }

    @Test func `every table of the ledger is STRICT`() throws {
        let folder = try TemporaryFolder()
        _ = try openLedger(folder.ledger)
        let raw = try RawDatabase(folder.ledger)
        let tables = "FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
        #expect(try raw.value("SELECT group_concat(name) \(tables) AND NOT strict") == "grdb_migrations")
        #expect(try raw.value("SELECT count(*) \(tables) AND strict") == 11)
    }

    @Test(arguments: [
        ("PRAGMA synchronous = FULL", "synchronous=2"), ("PRAGMA journal_mode = WAL", "journal_mode=wal"),
        ("PRAGMA journal_mode = MEMORY", "journal_mode=memory"), ("PRAGMA foreign_keys = OFF", "foreign_keys=0"),
    ])
    func `a setting that is not as it must be is refused by name`(sql: String, name: String) throws {
        let folder = try TemporaryFolder()
        let queue = try DatabaseQueue(path: folder.path + "/any.db")
        try queue.writeWithoutTransaction { (database: Database) throws in
            try DurabilitySettings.apply(to: database)
            try DurabilitySettings(of: database).check(path: "any.db")
            try database.execute(sql: sql)
            let error = #expect(throws: LedgerError.self) {
                try DurabilitySettings(of: database).check(path: "any.db")
            }
            #expect(error?.code == .storage)
            #expect(error?.message.contains(name) == true)
        }
    }

    @Test func `a ledger that somebody put into WAL mode is taken out of it`() async throws {
        let folder = try TemporaryFolder()
        let snapshot = try RunSnapshot.sample()
        _ = try await openLedger(folder.ledger).commit(before: nil, after: snapshot)
        try RawDatabase(folder.ledger).run("PRAGMA journal_mode = WAL")
        #expect(try bytes(of: folder.ledger)[18] == 2)
        #expect(try await openLedger(folder.ledger).snapshot(snapshot.run.id) == snapshot)
        // Bytes 18 and 19 of the header: 1 for a rollback journal, 2 for WAL.
        #expect(try bytes(of: folder.ledger)[18...19] == [1, 1])
    }

    @Test(arguments: [true, false])
    func `what a process that died left half written is taken back`(toWrite: Bool) async throws {
        let folder = try TemporaryFolder()
        let snapshot = try RunSnapshot.sample()
        _ = try await openLedger(folder.ledger).commit(before: nil, after: snapshot)
        let whole = try bytes(of: folder.ledger)
        let copy = folder.path + "/copy.db"
        do {
            let dying = try RawDatabase(folder.ledger)
            try dying.writeHalf()
            for suffix in ["", "-journal"] {
                try FileManager.default.copyItem(atPath: folder.ledger + suffix, toPath: copy + suffix)
            }
        }
        #expect(try bytes(of: copy) != whole)
        if toWrite {
            #expect(try await openLedger(copy).snapshot(snapshot.run.id) == snapshot)
        } else {
            let reading = try #require(try SQLiteLedger.openExisting(path: copy, set: "nightly"))
            #expect(try await reading.snapshot(snapshot.run.id) == snapshot)
            #expect(try await reading.jobs().isEmpty)
        }
        // Opening to write has counted up that the file was changed, in the header.
        let counters = toWrite ? [24..<28, 92..<96] : []
        let differing = zip(try bytes(of: copy), whole).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        #expect(
            try bytes(of: copy).count == whole.count && differing.allSatisfy { at in counters.contains { $0 ~= at } })
        #expect(!FileManager.default.fileExists(atPath: copy + "-journal"))
    }

    @Test func `a full disk is told apart, and the commit leaves nothing`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let read = try await ledger.commit(before: nil, after: .sample())
        try await ledger.queue.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let more = RunSnapshot(run: read.run, launches: read.launches + (2..<200).map { read.run.launch(unit: $0) })
        let error = try await failure { try await ledger.commit(before: read, after: more) }
        #expect(error?.code == .full)
        #expect(error?.subject == folder.ledger)
        #expect(try await ledger.snapshot(read.run.id) == read)
    }

    @Test func `a ledger that is deleted while it is open takes no more writes`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let read = try await ledger.commit(before: nil, after: .sample())
        try FileManager.default.removeItem(atPath: folder.ledger)
        let error = try await failure {
            try await ledger.commit(before: read, after: read.changing { $0.sends = 1 })
        }
        #expect(error?.code == .storage)
        #expect(error?.message == "the ledger was moved or deleted while it was open")
    }

    @Test func `who waits too long is told so, and nothing was written`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger, busyTimeout: .milliseconds(20))
        let read = try await ledger.commit(before: nil, after: .sample())
        let other = try RawDatabase(folder.ledger)
        try other.run("BEGIN IMMEDIATE")
        let change = read.changing { $0.sends = 1 }
        let error = try await failure { try await ledger.commit(before: read, after: change) }
        #expect(error?.code == .busy)
        #expect(error?.message == "another process held the ledger for longer than 0.02 seconds")
        let opening = #expect(throws: LedgerError.self) {
            try openLedger(folder.ledger, busyTimeout: .milliseconds(20))
        }
        #expect(opening?.code == .busy)
        // Who only reads is not held up by one that has begun to write.
        #expect(try await ledger.snapshot(read.run.id) == read)
        try other.run("COMMIT")
        #expect(try await ledger.commit(before: read, after: change).launches[0].version == 2)
    }

    @Test func `who waits long enough gets through`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let other = try RawDatabase(folder.ledger)
        try other.run("BEGIN IMMEDIATE")
        async let written = ledger.commit(before: nil, after: .sample())
        try other.run("COMMIT")
        #expect(try await written == .sample())
    }

    @Test func `a cancelled caller's commit is carried through`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let snapshot = try RunSnapshot.sample()
        let written = try await withThrowingTaskGroup(of: RunSnapshot.self) { group in
            group.addTask {
                withUnsafeCurrentTask { $0?.cancel() }
                #expect(Task.isCancelled)
                return try await ledger.commit(before: nil, after: snapshot)
            }
            return try await group.next()
        }
        #expect(written == snapshot)
        #expect(try await ledger.snapshot(snapshot.run.id) == snapshot)
    }

    @Test func `many that open a new ledger at once open the same one`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.ledger
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for maker in 0..<12 {
                group.addTask {
                    let ledger = try openLedger(path, id: "maker-\(maker)")
                    _ = try await ledger.commit(before: nil, after: .sample(key: "\(maker)"))
                    return ledger.id
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await openLedger(path).runs(matching: RunQuery()).count == 12)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state") == ["ledger.db"])
    }

    @Test func `many that make a ledger of the same id at once do not meet`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.ledger
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for maker in 0..<12 {
                group.addTask { try SQLiteLedger.open(path: path, set: "nightly", id: "moved") { "maker-\(maker)" }.id }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ids == Array(repeating: "moved", count: 12))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/state") == ["ledger.db"])
    }

    @Test func `a ledger that was never finished leaves the way free`() async throws {
        let folder = try TemporaryFolder()
        let draft = folder.path + "/ledger.db.new-dead"
        try Data("half a ledger".utf8).write(to: URL(filePath: draft))
        let ledger = try openLedger(folder.path + "/ledger.db")
        #expect(try await ledger.runs(matching: RunQuery()).isEmpty)
        #expect(try bytes(of: draft) == Array("half a ledger".utf8))
    }

    @Test func `a process that is killed while it writes loses only what it had not committed`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.ledger
        await #expect(processExitsWith: .signal(RawDatabase.deathSignal)) { [path = path as String] in
            let ledger = try openLedger(path)
            _ = try await ledger.commit(before: nil, after: .sample())
            try RawDatabase(path).dieHalfway()
        }
        #expect(FileManager.default.fileExists(atPath: path + "-journal"))
        let snapshot = try RunSnapshot.sample()
        let reading = try #require(try SQLiteLedger.openExisting(path: path, set: "nightly"))
        #expect(try await reading.snapshot(snapshot.run.id) == snapshot)
        #expect(try await openLedger(path).snapshot(snapshot.run.id) == snapshot)
        #expect(!FileManager.default.fileExists(atPath: path + "-journal"))
    }

    @Test func `a ledger of the first version is brought to today's, with all its rows`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ledger.db"
        let snapshot = try RunSnapshot.sample()
        do {
            let queue = try DatabaseQueue(path: path)
            try SQLiteLedger.migrator.migrate(queue, upTo: "1")
            try await queue.write { database in
                try database.execute(sql: "INSERT INTO meta (key, value) VALUES ('id', 'old'), ('set', 'nightly')")
                // As the first version wrote it.
                try database.execute(
                    sql: """
                        INSERT INTO runs (id, job, status, created_at, version, pinned, progress)
                        VALUES (?, ?, 'active', ?, 1, ?, '{}')
                        """,
                    arguments: [
                        snapshot.run.id.rawValue, snapshot.run.job, snapshot.run.createdAt.milliseconds,
                        try RowJSON.text(snapshot.run),
                    ])
                for launch in snapshot.launches { try launch.insert(into: database) }
            }
            try queue.close()
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        // Who only reads leaves it as it is.
        let reading = try #require(try SQLiteLedger.openExisting(path: path, set: "nightly"))
        #expect(try await reading.snapshot(snapshot.run.id) == snapshot)
        #expect(try RawDatabase(path).value("PRAGMA user_version") == 1)
        let ledger = try openLedger(path)
        #expect(ledger.id == "old")
        #expect(try await ledger.snapshot(snapshot.run.id) == snapshot)
        #expect(try await ledger.holders(of: .job(snapshot.run.job)) == [snapshot.run])
        #expect(try RawDatabase(path).value("PRAGMA user_version") == SQLiteLedger.schemaVersion)
    }

    @Test func `a ledger that has moved is kept as it is by the file itself`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        _ = try await ledger.commit(before: nil, after: .sample())
        try await ledger.put(JobRecord(name: "report", manifestHash: "a"))
        try await ledger.setMark(.moved(to: "dynamodb:ledger"), insteadOf: nil)
        for sql in [
            "UPDATE runs SET version = 9", "UPDATE launches SET version = 9", "UPDATE jobs SET version = 9",
            "INSERT INTO jobs VALUES ('a', 'b', 3)",
        ] {
            #expect(throws: DatabaseError.self) { try RawDatabase(folder.ledger).run(sql) }
        }
    }

    @Test func `a damaged index is found by a check`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        _ = try await ledger.commit(before: nil, after: .sample())
        #expect(try await ledger.integrityFindings() == [])
        try RawDatabase(folder.ledger).run(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE INDEX runs_by_time ON runs (version)' WHERE name = 'runs_by_time';
            """)
        let found = try await openLedger(folder.ledger).integrityFindings()
        #expect(!found.isEmpty)
    }
}
