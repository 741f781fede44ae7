import ECS
import GRDB

extension LedgerError {
    /// What an operation on the ledger's file failed with; `busyTimeout` is how long it was waited for.
    init(_ error: any Error, path: String, busyTimeout: Duration) {
        switch error {
        case let error as LedgerError: self = error
        case let error as DatabaseError: self.init(sqlite: error, path: path, busyTimeout: busyTimeout)
        case is RowDecodingError: self = .damaged(path, "a row holds what it cannot hold")
        default: self.init(.storage, path, "\(error)")
        }
    }

    /// A file whose content is not what was written to it; `finding` is a clause.
    static func damaged(_ path: String, _ finding: String) -> LedgerError {
        LedgerError(
            .corrupt, path, "the ledger is damaged: \(finding)",
            wayOut: "keep the file, and put back the newest copy that is whole; nothing is launched until then")
    }

    private init(sqlite error: DatabaseError, path: String, busyTimeout: Duration) {
        // The text is SQLite's own and names tables at most: arguments are not in it.
        let text = error.message ?? "no message"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy, path, "another process held the ledger for longer than \(busyTimeout.formattedSeconds)",
                wayOut: "try again when it is done; nothing was written")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .damaged(path, text)
        case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_DBMOVED:
            self.init(
                .storage, path, "the ledger was moved or deleted while it was open",
                wayOut: "put the file back; what was last written is nowhere else")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            self.init(
                .readOnly, path, "the ledger may not be written: \(text)",
                wayOut: "check the rights of the file and of its folder, and whether the disk is mounted read-only")
        case .SQLITE_FULL:
            self.init(.full, path, "the disk is full", wayOut: "make room; nothing was written")
        case .SQLITE_IOERR where DatabaseError.failedWrites.contains(error.extendedResultCode):
            self.init(
                .full, path, "the disk does not take a write (\(text), \(error.extendedResultCode.rawValue))",
                wayOut: "check that the disk has room, that no limit on files is reached, and that it works")
        default:
            self.init(.storage, path, "SQLite says: \(text) (\(error.extendedResultCode.rawValue))")
        }
    }
}

extension DatabaseError {
    /// The disk failed in what only writing does.
    fileprivate static let failedWrites = [
        ResultCode.SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_IOERR_TRUNCATE,
    ]

    /// The statement would have broken a rule of the table: a key that is there already, a trigger that refuses.
    var isBrokenRule: Bool { resultCode == .SQLITE_CONSTRAINT }
}

extension Duration {
    /// Such as `5 seconds` or `0.2 seconds`.
    fileprivate var formattedSeconds: String {
        seconds == 1 ? "1 second" : "\(seconds.rounded() == seconds ? String(Int(seconds)) : String(seconds)) seconds"
    }
}
