import GRDB

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A connection to a file of SQLite, past all that the ledger does: another program, an old version, a vandal.
struct RawDatabase: ~Copyable {
    private let queue: DatabaseQueue

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    deinit {
        try? queue.close()
    }

    /// Runs statements; a transaction that they begin stays open.
    func run(_ sql: String) throws {
        try queue.unsafeReentrantWrite { try $0.execute(sql: sql) }
    }

    /// The first value of the first row.
    func value<Value: DatabaseValueConvertible>(_ sql: String, as type: Value.Type = Value.self) throws -> Value? {
        try queue.unsafeReentrantWrite { try Value.fetchOne($0, sql: sql) }
    }

    /// Begins to write, and writes so much that half of it is in the file before it is committed.
    func writeHalf() throws {
        try run("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE")
        try run(
            """
            UPDATE runs SET status = 'failed', version = version + 1, progress = '{"reason":"half written"}';
            UPDATE launches SET state = 'ended', version = version + 1;
            INSERT INTO jobs (name, manifest_hash, version)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
            SELECT 'job-' || i, hex(randomblob(400)), 1 FROM n;
            """)
    }

    /// Ends the process as `kill` would, with half of a transaction in the file and its journal beside it.
    func dieHalfway() throws -> Never {
        try writeHalf()
        abort()
    }

    /// What `dieHalfway` ends the process with.
    static let deathSignal = SIGABRT
}
