import GRDB
package import Jobs

extension SQLiteLedger {
    package func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run] {
        try await read { database in
            let (condition, name) = subject.condition
            let statement = try database.cachedStatement(
                sql: "SELECT * FROM runs WHERE \(condition) ORDER BY created_at DESC, id")
            return try Row.fetchAll(statement, arguments: [name]).map { try Run(row: $0) }
        }
    }
}

extension RunLock {
    /// Looks whether there is room for a run whose row is written in the same transaction.
    ///
    /// - Throws: `LedgerError` of code `occupied` where there is none.
    func checkRoom(for run: RunID, in database: Database) throws {
        guard let limit else { return }
        let (condition, name) = subject.condition
        let statement = try database.cachedStatement(
            sql: "SELECT id FROM runs WHERE \(condition) AND id <> ? LIMIT ?")
        let holders = try String.fetchAll(statement, arguments: [name, run.rawValue, limit])
        guard holders.count < limit else {
            throw LedgerError.occupied(self, by: holders.map(RunID.init(rawValue:)), run)
        }
    }
}

extension RunLock.Subject {
    /// The rows that hold it: a condition over `runs` with one argument, in the very words of an index.
    fileprivate var condition: (sql: String, argument: String) {
        let holding = "status IN ('active', 'unknown')"
        switch self {
        case .job(let name): return ("\(holding) AND job = ?", name)
        case .group(let name): return ("\(holding) AND concurrency_group = ?", name)
        }
    }
}
