import GRDB
package import Jobs

extension SQLiteLedger {
    package func activeRuns() async throws(LedgerError) -> [ActiveRun] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT id, version, keeper FROM runs WHERE status = 'active'")
            return try Row.fetchAll(statement).map { row in
                ActiveRun(
                    id: RunID(rawValue: try row.decode(forColumn: "id")),
                    version: try row.decode(forColumn: "version"), keeper: try row.decode(forColumn: "keeper"))
            }
        }
    }

    package func replicas() async throws(LedgerError) -> [Replica] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT id, beat FROM replicas").map { row in
                Replica(id: try row.decode(forColumn: "id"), beat: try row.decode(forColumn: "beat"))
            }
        }
    }

    package func put(_ replica: Replica) async throws(LedgerError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO replicas (id, beat) VALUES (?, ?)
                    ON CONFLICT (id) DO UPDATE SET beat = excluded.beat
                    """,
                arguments: [replica.id, replica.beat])
        }
    }

    package func removeReplica(_ id: String) async throws(LedgerError) {
        try await write { database in
            try database.execute(sql: "DELETE FROM replicas WHERE id = ?", arguments: [id])
        }
    }
}
