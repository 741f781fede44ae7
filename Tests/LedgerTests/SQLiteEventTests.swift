import Events
import JSON
import Jobs
import Ledger
import Testing

/// What is particular to events in the file of a ledger.
@Suite struct SQLiteEventTests {
    @Test func `runs and events lie side by side`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let snapshot = try await ledger.commit(before: nil, after: .sample())
        let change = try StateChange.task(version: 4)
        _ = try await ledger.take(.of([change]))
        let reading = try #require(try SQLiteLedger.openExisting(path: folder.ledger, set: "nightly"))
        #expect(try await reading.snapshot(snapshot.run.id) == snapshot)
        #expect(try await reading.state(.task, change.arn)?.version == 4)
        let error = try await failure { try await reading.take(.of([change])) }
        #expect(error?.code == .readOnly)
    }

    @Test func `the file itself never lets a state go back`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        _ = try await ledger.take(.of([try .task(version: 4), try .instance(version: 4)]))
        let hand = try RawDatabase(folder.ledger)
        for table in ["task_states", "instance_states"] {
            for version in [3, 4] {
                #expect(throws: (any Error).self) { try hand.run("UPDATE \(table) SET version = \(version)") }
            }
            try hand.run("UPDATE \(table) SET version = 5")
        }
    }

    @Test func `a ledger that has moved takes no events`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        try await ledger.setMark(.moved(to: "sqlite:/elsewhere"), insteadOf: nil)
        let error = try await failure { try await ledger.take(.of([try .task(version: 4)])) }
        #expect(error?.code == .moved)
        #expect(try await ledger.tally().records == 0)
    }

    @Test func `a ledger of before events is read as one without any`() async throws {
        let folder = try TemporaryFolder()
        let run = try await openLedger(folder.ledger).commit(before: nil, after: .sample())
        do {
            let old = try RawDatabase(folder.ledger)
            for table in [
                "task_states", "instance_states", "task_transitions", "event_log", "event_counts", "event_sources",
                "replicas",
            ] {
                try old.run("DROP TABLE \(table)")
            }
            try old.run("ALTER TABLE runs DROP COLUMN keeper")
            try old.run("DELETE FROM grdb_migrations WHERE identifier = '4'; PRAGMA user_version = 3")
        }
        let reading = try #require(try SQLiteLedger.openExisting(path: folder.ledger, set: "nightly"))
        #expect(try await reading.snapshot(run.run.id) == run)
        #expect(try await KeptBook(of: reading).records == 0)
        #expect(try await reading.position(of: "file") == nil)
        #expect(try await reading.log(after: 0, startedBy: nil, limit: 1).isEmpty)
        // Whoever opens it to write brings it to today's tables.
        let ledger = try openLedger(folder.ledger)
        #expect(try await ledger.take(.of([try .task(version: 4)])) == [.taken])
        #expect(try await reading.tally().records == 1)
    }
}
