import FoundationEssentials
import Jobs
import Testing

@testable import Ledger

/// Which files are refused, and that they are left as they are.
@Suite struct SQLiteLedgerFileTests {
    /// Opens the file to write and to read; both must fail alike and change no byte of it.
    private func expectRefusal(
        of path: String, as code: LedgerError.Code, set: String = "nightly",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try bytes(of: path)
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let writing = #expect(throws: LedgerError.self, sourceLocation: sourceLocation) {
            try SQLiteLedger.open(path: path, set: set) { "unused" }
        }
        let reading = #expect(throws: LedgerError.self, sourceLocation: sourceLocation) {
            try SQLiteLedger.openExisting(path: path, set: set)
        }
        for error in [writing, reading] {
            #expect(error?.code == code, "\(String(describing: error))", sourceLocation: sourceLocation)
            #expect(error?.subject == path, sourceLocation: sourceLocation)
            #expect(error?.wayOut != nil, sourceLocation: sourceLocation)
        }
        #expect(try bytes(of: path) == before, sourceLocation: sourceLocation)
        // SQLite may make `-wal` and `-shm` beside a database in WAL mode when it is read; they hold nothing.
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(left.filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == names, sourceLocation: sourceLocation)
    }

    /// A ledger of some hundred pages, closed.
    private func fill(_ path: String) async throws {
        let ledger = try openLedger(path)
        let run = try Run.sample()
        _ = try await ledger.commit(
            before: nil, after: RunSnapshot(run: run, launches: (0..<300).map { run.launch(unit: $0).filled }))
    }

    private func make(_ content: some Sequence<UInt8>, at path: String) throws {
        try Data(content).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    @Test(arguments: ["DELETE", "WAL"])
    func `another program's database is refused and left as it is`(journalMode: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/app.db"
        do {
            let other = try RawDatabase(path)
            try other.run("PRAGMA journal_mode = \(journalMode); CREATE TABLE runs (id TEXT); PRAGMA user_version = 1")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try expectRefusal(of: path, as: .unsafePlace)
    }

    @Test func `another program's half written database is refused, and only what SQLite must is taken back`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/app.db"
        let copy = folder.path + "/copy.db"
        let other = try RawDatabase(path)
        try other.run(
            """
            CREATE TABLE runs (status, version, progress); CREATE TABLE launches (state, version);
            CREATE TABLE jobs (name, manifest_hash, version); INSERT INTO runs VALUES ('active', 1, '');
            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let whole = try bytes(of: path)
        try other.writeHalf()
        for suffix in ["", "-journal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        try other.run("ROLLBACK")
        try #require(try bytes(of: copy) != whole)
        let error = #expect(throws: LedgerError.self) { try openLedger(copy) }
        #expect(error?.code == .unsafePlace)
        #expect(try bytes(of: copy) == whole)
    }

    @Test func `a file that is no database is refused and left as it is`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/notes.txt"
        try make(String(repeating: "Dear diary. ", count: 400).utf8, at: path)
        try expectRefusal(of: path, as: .corrupt)
        try make("short".utf8, at: path)
        try expectRefusal(of: path, as: .corrupt)
    }

    @Test func `an empty file is no new ledger`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ledger.db"
        try make([], at: path)
        try expectRefusal(of: path, as: .corrupt)
    }

    @Test func `a ledger of a newer version is refused and left as it is`() throws {
        let folder = try TemporaryFolder()
        _ = try openLedger(folder.ledger)
        do {
            let future = try RawDatabase(folder.ledger)
            try future.run("PRAGMA user_version = \(SQLiteLedger.schemaVersion + 1); DROP TABLE jobs")
        }
        try expectRefusal(of: folder.ledger, as: .newer)
    }

    @Test func `another set's ledger is refused and left as it is`() throws {
        let folder = try TemporaryFolder()
        _ = try openLedger(folder.ledger)
        try expectRefusal(of: folder.ledger, as: .otherSet, set: "hourly")
        let error = #expect(throws: LedgerError.self) {
            try SQLiteLedger.open(path: folder.ledger, set: "hourly") { "unused" }
        }
        #expect(error?.message == "the ledger belongs to set 'nightly', not to 'hourly'")
    }

    @Test func `a ledger without its id is refused`() throws {
        let folder = try TemporaryFolder()
        _ = try openLedger(folder.ledger)
        try RawDatabase(folder.ledger).run("DELETE FROM meta WHERE key = 'id'")
        try expectRefusal(of: folder.ledger, as: .corrupt)
    }

    @Test(arguments: [1, 2, 5, 40])
    func `a page that was overwritten is found`(page: Int) async throws {
        let folder = try TemporaryFolder()
        try await fill(folder.ledger)
        var content = try bytes(of: folder.ledger)
        try #require(content.count > 60 * 4096)
        for offset in 0..<4096 { content[(page - 1) * 4096 + offset] = 0x5A }
        try make(content, at: folder.ledger)
        try expectRefusal(of: folder.ledger, as: .corrupt)
    }

    @Test(arguments: [100, 4095, 4096, 40 * 4096, 50 * 4096 + 77])
    func `a ledger that was cut off is found`(length: Int) async throws {
        let folder = try TemporaryFolder()
        try await fill(folder.ledger)
        let content = try bytes(of: folder.ledger)
        try #require(content.count > 60 * 4096)
        try make(content.prefix(length), at: folder.ledger)
        try expectRefusal(of: folder.ledger, as: .corrupt)
    }

    @Test(arguments: [
        ("UPDATE launches SET state = 'paused'", LedgerError.Code.newer),
        ("UPDATE launches SET progress = '{\"sends\":0,\"answers\":0,\"looks\":0,\"evidence\":\"telepathy\"}'", .newer),
        ("UPDATE launches SET progress = '{}'", .newer),
        ("UPDATE launches SET progress = 'sends=0'", .corrupt),
        ("UPDATE runs SET status = 'paused'", .newer),
        ("UPDATE runs SET progress = '{'", .corrupt),
    ])
    func `a row that cannot be read is an error and never a crash`(sql: String, code: LedgerError.Code) async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let snapshot = try RunSnapshot.sample()
        _ = try await ledger.commit(before: nil, after: snapshot)
        try RawDatabase(folder.ledger).run(sql)
        let error = try await failure { try await ledger.snapshot(snapshot.run.id) }
        #expect(error?.code == code, "\(String(describing: error))")
        #expect(error?.subject.hasPrefix(snapshot.run.id.rawValue) == true)
    }

    @Test(arguments: [
        "UPDATE launches SET request = request || ' '", "UPDATE launches SET token = 'x' WHERE unit = 0",
        "UPDATE launches SET attempt = attempt + 1", "UPDATE runs SET pinned = '{}'", "UPDATE runs SET id = 'x'",
        "UPDATE meta SET value = 'x' WHERE key = 'id'", "DELETE FROM runs", "UPDATE launches SET sends = 1",
        "INSERT INTO jobs VALUES ('a', 'b', 'three')", "UPDATE launches SET looked_at = 1 WHERE unit = 0",
        "UPDATE launches SET version = 9 WHERE unit = 1",
    ])
    func `the file itself keeps what must not change`(sql: String) async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let snapshot = try await ledger.commit(
            before: nil, after: .sample().changing { $0.sends = 1 })
        var ended = snapshot
        ended.launches[1].state = .ended
        ended = try await ledger.commit(before: snapshot, after: ended)
        #expect(throws: (any Error).self) { try RawDatabase(folder.ledger).run(sql) }
        #expect(try await ledger.snapshot(snapshot.run.id) == ended)
    }
}
