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

    @Test(arguments: 0..<50)
    func `an export reads back as what was written`(seed: Int) throws {
        let archive = try randomLedger(seed: UInt64(seed))
        let text = try archive.text()
        let read = try LedgerArchive(parsing: Array(text.utf8), name: "export")
        #expect(read == archive)
        #expect(try read.text() == text)
    }

    @Test(arguments: StoreKind.allCases, StoreKind.allCases)
    func `any ledger goes into any store and back`(from: StoreKind, to: StoreKind) async throws {
        for seed in from == .dynamoDB || to == .dynamoDB ? [1] : Array(0..<3) {
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
            try await reopen().setMark(.moved(to: "dynamodb:ledger"), insteadOf: nil)
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
    func `a mark is put only where nobody put another one`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let (here, there) = (LedgerMark.moved(to: "dynamodb:here"), LedgerMark.moved(to: "dynamodb:there"))
            try await store.setMark(here, insteadOf: nil)
            let late = try await failure { try await reopen().setMark(there, insteadOf: nil) }
            #expect(late?.code == .moved)
            #expect(late?.wayOut == "write 'ledger: dynamodb:here' into purser.yaml")
            #expect(try await failure { try await store.setMark(nil, insteadOf: there) }?.code == .moved)
            #expect(try await reopen().mark() == here)
            try await reopen().setMark(nil, insteadOf: here)
            #expect(try await store.mark() == nil)
            // Asked for again, as after an answer that was lost, it is as it shall be.
            try await store.setMark(nil, insteadOf: here)
            #expect(try await reopen().mark() == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `of moves to different places that begin at once one goes on`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let stores = try await [store, reopen(), reopen()]
            let moved = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        do {
                            try await stores[index % 3].setMark(.moved(to: "dynamodb:table-\(index)"), insteadOf: nil)
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(moved == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `who writes for an import that another process has ended is stopped`(kind: StoreKind) async throws {
        let archive = LedgerArchive(
            ledger: "old", set: "nightly", jobs: [JobRecord(name: "report", manifestHash: "old")],
            snapshots: try (0..<3).map { try .sample(key: "\($0)") })
        try await kind.withStore { store, reopen in
            let mark = LedgerMark.importing(digest: Digest.hex(try archive.text()))
            try await archive.fill(store)
            // The ledger is in use by now: a job was applied, which the import would set back.
            try await store.put(JobRecord(name: "report", manifestHash: "new"))
            let late = try await reopen().accepting(mark)
            let error = try await failure { try await late.put(JobRecord(name: "report", manifestHash: "old")) }
            #expect(error?.code == .moved)
            #expect(try await store.jobs()["report"]?.manifestHash == "new")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what is written between the look and the mark of an import stays in use`(kind: StoreKind) async throws {
        let archive = LedgerArchive(
            ledger: "old", set: "nightly", jobs: [], snapshots: [try .sample(key: "a"), try .sample(key: "b")])
        try await kind.withStore { store, reopen in
            let mark = LedgerMark.importing(digest: Digest.hex(try archive.text()))
            let other = try await store.commit(before: nil, after: .sample(key: "c"))
            try await store.setMark(mark, insteadOf: nil)
            #expect(try await failure { try await archive.fill(reopen()) }?.code == .notEmpty)
            #expect(try await store.mark() == nil)
            #expect(try await LedgerArchive(of: store, set: "nightly").snapshots == [other])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an import that was cut short goes on, and nothing else may write meanwhile`(kind: StoreKind) async throws {
        let archive = LedgerArchive(
            ledger: "old", set: "nightly", jobs: [], snapshots: try (0..<5).map { try .sample(key: "\($0)") })
        try await kind.withStore { store, reopen in
            let mark = LedgerMark.importing(digest: Digest.hex(try archive.text()))
            try await store.setMark(mark, insteadOf: nil)
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
