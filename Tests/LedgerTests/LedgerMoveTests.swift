import ECS
import Jobs
import Testing

@testable import Ledger

/// Marks, exports and imports: nothing is lost on the way from any store to any other.
@Suite struct LedgerMoveTests {
    /// Runs in all states, from a generator that gives the same for the same seed.
    private func randomLedger(seed: UInt64) throws -> LedgerArchive {
        var chance = SplitMix(state: seed)
        let snapshots = try (0..<Int.random(in: 0...7, using: &chance)).map { index in
            var run = try Run.sample(
                ["report", "copy", "copy-all"].randomElement(using: &chance) ?? "report", key: "\(seed)-\(index)",
                at: Int.random(in: 0...3, using: &chance),
                status: Run.Status.allCases.randomElement(using: &chance) ?? .active)
            run.version = Int.random(in: 1...9, using: &chance)
            if run.status.isFinal { run.endedAt = .at(Int.random(in: 10...20, using: &chance)) }
            run.reason = [nil, "a \u{0} and \u{1F9C0}\n", "\"quoted\""].randomElement(using: &chance) ?? nil
            let launches = (0..<Int.random(in: 0...4, using: &chance)).flatMap { unit in
                (1...Int.random(in: 1...3, using: &chance)).map { attempt in
                    var launch = run.launch(unit: unit, attempt: attempt)
                    if Bool.random(using: &chance) { launch = launch.filled }
                    launch.state = Launch.State.allCases.randomElement(using: &chance) ?? .claimed
                    launch.version = Int.random(in: 1...99, using: &chance)
                    launch.sends = Int.random(in: 0...9, using: &chance)
                    return launch
                }
            }
            return RunSnapshot(run: run, launches: launches)
        }
        let jobs = (0..<Int.random(in: 0...4, using: &chance)).map {
            JobRecord(
                name: "job-\($0)", manifestHash: "\(chance.next())", version: Int.random(in: 1...5, using: &chance))
        }
        return LedgerArchive(ledger: "id-of-the-ledger", set: "nightly", jobs: jobs, snapshots: snapshots)
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test(arguments: 0..<200)
    func `an export reads back as what was written`(seed: Int) throws {
        let archive = try randomLedger(seed: UInt64(seed))
        let text = try archive.text()
        let read = try LedgerArchive(parsing: Array(text.utf8), name: "export")
        #expect(read == archive)
        #expect(try read.text() == text)
    }

    @Test(arguments: StoreKind.allCases, StoreKind.allCases)
    func `any ledger goes into any store and back`(from: StoreKind, to: StoreKind) async throws {
        for seed in 0..<(from == .dynamoDB || to == .dynamoDB ? 2 : 25) {
            let archive = try randomLedger(seed: UInt64(seed))
            try await from.withStore { (first, _) async throws in
                try await archive.fill(first)
                let between = try await LedgerArchive(of: first, set: "nightly")
                #expect(between == archive)
                let parsed = try LedgerArchive(parsing: Array(try between.text().utf8), name: "export")
                try await to.withStore { second, reopen in
                    try await parsed.fill(second)
                    #expect(try await LedgerArchive(of: reopen(), set: "nightly") == archive)
                    #expect(try await reopen().mark() == nil)
                }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a ledger that has moved takes no writes and can be read`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let read = try await store.commit(before: nil, after: .sample())
            try await reopen().setMark(.moved(to: "dynamodb:ledger"))
            var ended = read
            ended.run.status = .stopped
            let writes: [@Sendable () async throws -> Void] = [
                { _ = try await store.commit(before: nil, after: .sample(key: "new")) },
                { [ended] in _ = try await store.commit(before: read, after: ended) },
                { try await store.put(JobRecord(name: "report", manifestHash: "a")) },
            ]
            for write in writes {
                let error = try await failure(of: write)
                #expect(error?.code == .moved)
                #expect(error?.wayOut == "write 'ledger: dynamodb:ledger' into purser.yaml")
            }
            #expect(try await reopen().snapshot(read.run.id) == read)
            #expect(try await reopen().mark() == .moved(to: "dynamodb:ledger"))
            #expect(try await LedgerArchive(of: reopen(), set: "nightly").snapshots == [read])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an import that was cut short goes on, and nothing else may write meanwhile`(kind: StoreKind) async throws {
        let archive = LedgerArchive(
            ledger: "old", set: "nightly", jobs: [], snapshots: try (0..<5).map { try .sample(key: "\($0)") })
        try await kind.withStore { store, reopen in
            let mark = LedgerMark.importing(digest: Digest.hex(try archive.text()))
            try await store.setMark(mark)
            _ = try await store.accepting(mark).commit(before: nil, after: archive.snapshots[3])
            #expect(try await failure { try await store.commit(before: nil, after: .sample(key: "x")) }?.code == .moved)
            let other = LedgerArchive(ledger: "old", set: "nightly", jobs: [], snapshots: [])
            #expect(try await failure { try await other.fill(store) }?.code == .moved)
            try await archive.fill(reopen())
            #expect(try await LedgerArchive(of: store, set: "nightly").snapshots == archive.snapshots)
            // Once more is no change; something else is refused.
            try await archive.fill(reopen())
            #expect(try await failure { try await other.fill(store) }?.code == .notEmpty)
            _ = try await store.commit(before: nil, after: .sample(key: "x"))
        }
    }

    @Test func `another set's export is refused`() async throws {
        let archive = LedgerArchive(ledger: "old", set: "hourly", jobs: [], snapshots: [])
        let error = try await failure { try await archive.fill(MemoryLedger(id: "new", set: "nightly")) }
        #expect(error?.code == .otherSet)
    }

    @Test func `an export that was changed or cut anywhere is refused`() throws {
        let archive = LedgerArchive(
            ledger: "old", set: "nightly", jobs: [JobRecord(name: "a", manifestHash: "b")], snapshots: [try .sample()])
        let bytes = Array(try archive.text().utf8)
        for index in stride(from: 0, to: bytes.count - 1, by: 7) {
            var changed = bytes
            changed[index] ^= 1
            let error = #expect(throws: LedgerError.self) { try LedgerArchive(parsing: changed, name: "export") }
            #expect(error?.subject == "export")
            #expect(throws: LedgerError.self) { try LedgerArchive(parsing: Array(bytes.prefix(index)), name: "export") }
        }
        #expect(throws: LedgerError.self) { try LedgerArchive(parsing: Array(bytes.dropLast()), name: "export") }
    }

    @Test func `an export of a newer version is refused as such`() throws {
        let body = #"{"format":"purser-ledger","ledger":"a","set":"b","version":2}"# + "\n"
        let text = body + #"{"lines":1,"sha256":"\#(Digest.hex(body))"}"# + "\n"
        let error = #expect(throws: LedgerError.self) { try LedgerArchive(parsing: Array(text.utf8), name: "export") }
        #expect(error?.code == .newer)
    }
}
