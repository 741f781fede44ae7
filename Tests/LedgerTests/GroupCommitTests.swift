import Dispatch
import GRDB
import Jobs
import Testing

@testable import Ledger

/// That changes which share a transaction stay apart in everything but its flush.
@Suite struct GroupCommitTests {
    /// How many transactions have ever changed the file: bytes 24 to 27 of the header of SQLite's file format.
    private func transactions(in path: String) throws -> UInt32 {
        try bytes(of: path)[24..<28].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Has many commit while the ledger is held up, so that all of them wait before the first is carried out.
    private func commitTogether(
        _ count: Int, to ledger: SQLiteLedger, _ commit: @escaping @Sendable (Int) async throws -> RunSnapshot
    ) async throws -> [Result<RunSnapshot, LedgerError>] {
        let gate = DispatchSemaphore(value: 0)
        ledger.queue.asyncWriteWithoutTransaction { _ in gate.wait() }
        return try await withThrowingTaskGroup(of: (Int, Result<RunSnapshot, LedgerError>).self) { group in
            for writer in 0..<count {
                group.addTask {
                    do {
                        return (writer, .success(try await commit(writer)))
                    } catch let error as LedgerError {
                        return (writer, .failure(error))
                    }
                }
            }
            while ledger.commits.waiting < count { await Task.yield() }
            gate.signal()
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    @Test(arguments: [1, 2, 100, GroupCommit.largest])
    func `commits at the same time share one transaction`(count: Int) async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let before = try transactions(in: folder.ledger)
        let outcomes = try await commitTogether(count, to: ledger) { writer in
            try await ledger.commit(before: nil, after: .sample(key: "\(writer)"))
        }
        for (writer, outcome) in outcomes.enumerated() { #expect(try outcome.get() == .sample(key: "\(writer)")) }
        #expect(try transactions(in: folder.ledger) == before + 1)
        // Another process sees all of it: whoever has heard of a commit can count on it.
        #expect(try await openLedger(folder.ledger).runs(matching: RunQuery()).count == count)
    }

    @Test func `what does not fit one transaction goes into the next`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let before = try transactions(in: folder.ledger)
        let count = GroupCommit.largest + 1
        let outcomes = try await commitTogether(count, to: ledger) { writer in
            try await ledger.commit(before: nil, after: .sample(key: "\(writer)"))
        }
        #expect(outcomes.count == count)
        #expect(try transactions(in: folder.ledger) == before + 2)
        #expect(try await ledger.runs(matching: RunQuery()).count == count)
    }

    @Test func `one that loses leaves the others as they are, and nothing of itself`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let stale = try await ledger.commit(before: nil, after: .sample(key: "stale"))
        let won = try await ledger.commit(before: stale, after: stale.changing { $0.sends = 1 })
        let outcomes = try await commitTogether(20, to: ledger) { writer in
            guard writer % 2 == 0 else { return try await ledger.commit(before: nil, after: .sample(key: "\(writer)")) }
            // The run is written before the launch is found to be stale.
            var late = stale
            late.run.status = .failed
            return try await ledger.commit(before: stale, after: late.changing { $0.sends = 9 })
        }
        for (writer, outcome) in outcomes.enumerated() {
            if writer % 2 == 0 {
                let error = #expect(throws: LedgerError.self) { try outcome.get() }
                #expect(error?.code == .conflict)
                #expect(error?.subject == "\(stale.run.id)/0/1/1")
            } else {
                #expect(try outcome.get() == .sample(key: "\(writer)"))
            }
        }
        #expect(try await ledger.snapshot(stale.run.id) == won)
        #expect(try await ledger.runs(matching: RunQuery()).count == 11)
    }

    @Test func `of those in one transaction that claim the same run one wins`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let outcomes = try await commitTogether(10, to: ledger) { writer in
            try await ledger.commit(before: nil, after: .sample().changing { $0.reason = "by \(writer)" })
        }
        let wins = outcomes.compactMap { try? $0.get() }
        #expect(wins.count == 1)
        #expect(try await ledger.snapshot(RunSnapshot.sample().run.id) == wins.first)
    }

    @Test func `where the disk is full all that share the transaction are told, and none is written`() async throws {
        let folder = try TemporaryFolder()
        let ledger = try openLedger(folder.ledger)
        let read = try await ledger.commit(before: nil, after: .sample())
        try await ledger.queue.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let outcomes = try await commitTogether(60, to: ledger) { writer in
            try await ledger.commit(before: nil, after: .sample(key: "\(writer)"))
        }
        for outcome in outcomes {
            let error = #expect(throws: LedgerError.self) { try outcome.get() }
            #expect(error?.code == .full)
        }
        #expect(try await ledger.runs(matching: RunQuery()).map(\.id) == [read.run.id])
        // The ledger works on where there is room again.
        try await ledger.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        _ = try await ledger.commit(before: nil, after: .sample(key: "later"))
    }
}
