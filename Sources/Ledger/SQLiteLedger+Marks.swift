import GRDB

extension SQLiteLedger {
    package func mark() async throws(LedgerError) -> LedgerMark? {
        let path = path
        return try await read { database in try SQLiteLedger.mark(in: database, path: path) }
    }

    package func setMark(_ mark: LedgerMark?, insteadOf old: LedgerMark?) async throws(LedgerError) {
        let path = path
        try await perform { database in
            let found = try SQLiteLedger.mark(in: database, path: path)
            guard found != mark else { return }
            guard found == old else { throw LedgerMark.refusal(of: found, path) }
            // What is in `meta` cannot be changed, only taken away and put there.
            try database.execute(sql: "DELETE FROM meta WHERE key = 'mark'")
            guard let mark else { return }
            try database.execute(sql: "INSERT INTO meta (key, value) VALUES ('mark', ?)", arguments: [mark.text])
        }
    }

    package func accepting(_ mark: LedgerMark) -> SQLiteLedger {
        var copy = self
        copy.accepted = mark
        return copy
    }

    /// Carries a change of rows out, unless the ledger's mark forbids it.
    func write(_ change: @escaping GroupCommit.Change) async throws(LedgerError) {
        let path = path
        let accepted = accepted
        try await perform { database in
            let found = try SQLiteLedger.mark(in: database, path: path)
            guard found == accepted else { throw LedgerMark.refusal(of: found, path) }
            try change(database)
        }
    }

    private static func mark(in database: Database, path: String) throws -> LedgerMark? {
        let statement = try database.cachedStatement(sql: "SELECT value FROM meta WHERE key = 'mark'")
        return try LedgerMark.read(try String.fetchOne(statement), subject: path)
    }
}

extension SQLiteLedger {
    /// Has SQLite compare every index with its table, and every launch with its run.
    ///
    /// `open` has looked at every page of the book already; this looks at those of events too, and takes longer.
    ///
    /// - Returns: What SQLite found, one sentence each; empty where all is well.
    /// - Throws: `LedgerError` where the file cannot be read.
    package func integrityFindings() async throws(LedgerError) -> [String] {
        try await read { database in
            var findings = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check") {
                findings.append("a row of '\(row["table"] as String? ?? "?")' has no run")
            }
            return findings
        }
    }
}
