import AWS
package import Jobs

extension DynamoDBLedger {
    package func activeRuns() async throws(LedgerError) -> [ActiveRun] {
        let listed = try await asking { () async throws(AWSError) in
            try await client.rows(of: rows.book, beginning: DynamoDBRows.list(for: RunQuery(isActive: true)))
        }
        var runs: [ActiveRun] = []
        for row in listed {
            runs.append(
                ActiveRun(
                    id: RunID(rawValue: try row.text("run")),  // A row of before this layout tells no version.
                    version: Int(row.number("version") ?? 0),
                    keeper: row.string("keeper")))
        }
        return runs
    }

    package func replicas() async throws(LedgerError) -> [Replica] {
        let listed = try await asking { () async throws(AWSError) in
            try await client.rows(of: rows.book, beginning: rows.replica("").sort)
        }
        var replicas: [Replica] = []
        for row in listed {
            replicas.append(Replica(id: try row.text("replica"), beat: Int(try row.count("beat"))))
        }
        return replicas
    }

    package func put(_ replica: Replica) async throws(LedgerError) {
        try await checkMark()
        _ = try await asking { () async throws(AWSError) in
            try await client.write([.put(rows.item(replica))], token: makeID())
        }
    }

    package func removeReplica(_ id: String) async throws(LedgerError) {
        _ = try await asking { () async throws(AWSError) in
            try await client.write([.delete(rows.replica(id))], token: makeID())
        }
    }
}
