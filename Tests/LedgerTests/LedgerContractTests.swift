import ECS
import Jobs
import Ledger
import Testing

/// What every `LedgerStore` promises, shown for each.
@Suite struct LedgerContractTests {
    @Test(arguments: StoreKind.allCases)
    func `a new run reads back as it was written`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let snapshot = try RunSnapshot.sample()
            let written = try await store.commit(before: nil, after: snapshot)
            #expect(written == snapshot)
            #expect(written.launches.map(\.key.unit) == [0, 1])
            #expect(try await reopen().snapshot(snapshot.run.id) == snapshot)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `every member of a run and of a launch survives`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            var snapshot = try RunSnapshot.sample()
            snapshot.run.status = .timedOut
            snapshot.run.endedAt = .at(9)
            snapshot.run.keeper = "0123456789abcdef0123456789abcdef"
            snapshot.run.reason = "the deadline passed \u{0} at \u{1F551}"
            snapshot.launches[0] = snapshot.launches[0].filled
            // A member that is added later and missing here would show as nil.
            for value: Any in [snapshot.run, snapshot.launches[0]] {
                for child in Mirror(reflecting: value).children {
                    #expect("\(child.value)" != "nil", "the fixture leaves '\(child.label ?? "")' out")
                }
            }
            _ = try await store.commit(before: nil, after: snapshot)
            #expect(try await reopen().snapshot(snapshot.run.id) == snapshot)
            let startedBy = snapshot.launches[0].startedBy
            #expect(try await reopen().launch(startedBy: startedBy) == snapshot.launches[0])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what was secret when a run was made is still known, from the ledger and from its export`(
        kind: StoreKind
    ) async throws {
        try await kind.withStore { store, reopen in
            let snapshot = try RunSnapshot.sample()
            _ = try await store.commit(before: nil, after: snapshot)
            let expected = ["Käse", "3600"]
            let found = try #require(try await reopen().snapshot(snapshot.run.id)).run
            #expect(found.secretTexts == expected)
            #expect(try await reopen().runs(matching: RunQuery()).map(\.secretTexts) == [expected])
            let text = try await LedgerArchive(of: reopen(), set: "nightly").text()
            let copy = try LedgerArchive(parsing: Array(text.utf8), name: "book")
            #expect(copy.snapshots.map(\.run.secretTexts) == [expected])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `every state and every status survives`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            for status in Run.Status.allCases {
                let run = try Run.sample(key: status.rawValue, status: status)
                var launches: [Launch] = []
                for (unit, state) in Launch.State.allCases.enumerated() {
                    var launch = run.launch(unit: unit)
                    launch.state = state
                    launches.append(launch)
                }
                let snapshot = RunSnapshot(run: run, launches: launches)
                _ = try await store.commit(before: nil, after: snapshot)
                #expect(try await reopen().snapshot(run.id) == snapshot)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a change raises the version of the rows that differ and of no other`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: .sample())
            let sent = first.changing {
                $0.state = .sent
                $0.firstSentAt = .at(1)
            }
            let second = try await store.commit(before: first, after: sent)
            #expect(second.run == first.run)
            #expect(second.launches.map(\.version) == [2, 1])
            var done = second
            done.run.status = .stopped
            done.run.endedAt = .at(2)
            let third = try await store.commit(before: second, after: done)
            #expect(third.run.version == 2)
            #expect(third.launches == second.launches)
            #expect(try await reopen().snapshot(first.run.id) == third)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the next attempt is inserted with the end of the one before`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: .sample())
            let next = first.run.launch(unit: 0, attempt: 2)
            let ended = first.changing { $0.state = .ended }
            let after = RunSnapshot(run: ended.run, launches: ended.launches + [next])
            let second = try await store.commit(before: first, after: after)
            #expect(second.launches.map(\.version) == [2, 1, 1])
            #expect(second.current[0] == next)
            #expect(try await reopen().snapshot(first.run.id) == second)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a commit without a change writes nothing`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: .sample())
            #expect(try await store.commit(before: first, after: first) == first)
            #expect(try await reopen().snapshot(first.run.id) == first)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what is not there reads as nothing`(kind: StoreKind) async throws {
        try await kind.withStore { (store, _) async throws in
            #expect(try await store.snapshot(RunID(rawValue: "report-0000000000")) == nil)
            #expect(try await store.runs(matching: RunQuery()).isEmpty)
            #expect(try await store.launch(startedBy: "purser/report/0") == nil)
            #expect(try await store.jobs().isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a ledger keeps its id`(kind: StoreKind) async throws {
        try await kind.withStore { (store, reopen) async throws in
            #expect(store.id == "id-of-the-ledger")
            #expect(try await reopen().id == "id-of-the-ledger")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the record of a job is replaced by the last one put`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = JobRecord(name: "report", manifestHash: "a")
            let other = JobRecord(name: "import", manifestHash: "b", version: 4)
            try await store.put(first)
            try await store.put(other)
            let second = JobRecord(name: "report", manifestHash: "c", version: 2)
            try await store.put(second)
            #expect(try await reopen().jobs() == ["report": second, "import": other])
        }
    }
}

/// Which runs a query finds, for each kind of store.
@Suite struct RunQueryTests {
    /// Four runs of two jobs, at four times, two of them over.
    private func fill(_ store: any LedgerStore) async throws -> [String: Run] {
        let runs = try [
            "old": Run.sample(key: "1", at: 10, status: .failed),
            "done": Run.sample("copy", key: "2", at: 30, status: .lost),
            "new": Run.sample(key: "3", at: 40), "middle": Run.sample("report-all", key: "4", at: 20),
        ]
        for run in runs.values.sorted(by: { $0.id < $1.id }) {
            _ = try await store.commit(before: nil, after: RunSnapshot(run: run, launches: []))
        }
        return runs
    }

    @Test(arguments: StoreKind.allCases)
    func `runs come newest first, and only those that match`(kind: StoreKind) async throws {
        try await kind.withStore { store, _ in
            let runs = try await fill(store)
            func find(_ query: RunQuery) async throws -> [String] {
                let names = Dictionary(uniqueKeysWithValues: runs.map { ($0.value.id, $0.key) })
                return try await store.runs(matching: query).map { names[$0.id] ?? "?" }
            }
            #expect(try await find(RunQuery()) == ["new", "done", "middle", "old"])
            #expect(try await find(RunQuery(job: "report")) == ["new", "old"])
            #expect(try await find(RunQuery(job: "repor")) == [])
            #expect(try await find(RunQuery(isActive: true)) == ["new", "middle"])
            #expect(try await find(RunQuery(isActive: false)) == ["done", "old"])
            #expect(try await find(RunQuery(job: "report", isActive: true)) == ["new"])
            #expect(try await find(RunQuery(idPrefix: "report-")) == ["new", "middle", "old"])
            #expect(try await find(RunQuery(idPrefix: "report-all")) == ["middle"])
            #expect(try await find(RunQuery(idPrefix: "REPORT")) == [])
            #expect(try await find(RunQuery(idPrefix: "%")) == [])
            #expect(try await find(RunQuery(idPrefix: "")) == ["new", "done", "middle", "old"])
            #expect(try await find(RunQuery(limit: 2)) == ["new", "done"])
            #expect(try await find(RunQuery(limit: 0)) == [])
            #expect(try await find(RunQuery(limit: -1)) == [])
            let exact = RunQuery(idPrefix: runs["done"]?.id.rawValue)
            #expect(try await store.runs(matching: exact) == [runs["done"]])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `runs of the same time come in the order of their ids`(kind: StoreKind) async throws {
        try await kind.withStore { store, _ in
            let ids = try (0..<9).map { try Run.sample(key: "\($0)") }
            for run in ids { _ = try await store.commit(before: nil, after: RunSnapshot(run: run, launches: [])) }
            #expect(try await store.runs(matching: RunQuery()).map(\.id) == ids.map(\.id).sorted())
        }
    }
}
