import ECS
import Jobs
import Ledger
import Testing

/// Who loses when two write the same, and that the loser leaves nothing behind; for each kind of store.
@Suite struct LedgerConflictTests {
    @Test(arguments: StoreKind.allCases)
    func `a run is inserted once`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: .sample())
            var again = try RunSnapshot.sample(at: 60)
            again.launches = []
            let error = try await failure { try await reopen().commit(before: nil, after: again) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == first.run.id.rawValue)
            #expect(try await store.snapshot(first.run.id) == first)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a stale launch is not written, and the error names it`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let read = try await store.commit(before: nil, after: .sample())
            let won = try await store.commit(before: read, after: read.changing { $0.sends = 1 })
            let late = read.changing { $0.sends = 9 }
            let error = try await failure { try await reopen().commit(before: read, after: late) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == "\(read.run.id)/0/1/1")
            #expect(try await store.snapshot(read.run.id) == won)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a stale run is not written, and the error names it`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let read = try await store.commit(before: nil, after: .sample())
            var stopped = read
            stopped.run.status = .stopped
            let won = try await store.commit(before: read, after: stopped)
            var failed = read
            failed.run.status = .failed
            let error = try await failure { try await reopen().commit(before: read, after: failed) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == read.run.id.rawValue)
            #expect(try await store.snapshot(read.run.id) == won)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a run's end is not written where one of its launches has changed since it was read`(
        kind: StoreKind
    ) async throws {
        try await kind.withStore { store, reopen in
            let read = try await store.commit(before: nil, after: .sample())
            var won = read
            won.launches[1].looks = 1
            won = try await store.commit(before: read, after: won)
            var late = read
            late.launches[0].looks = 5
            late.run.status = .unknown
            let error = try await failure { try await reopen().commit(before: read, after: late) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == "\(read.run.id)/1/1/1")
            #expect(try await store.snapshot(read.run.id) == won)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `two units of a run are written by two writers without a conflict`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let read = try await store.commit(before: nil, after: .sample())
            var first = read
            first.launches[0].looks = 1
            _ = try await store.commit(before: read, after: first)
            var second = read
            second.launches[1].looks = 1
            _ = try await reopen().commit(before: read, after: second)
            #expect(try await store.snapshot(read.run.id)?.launches.prefix(2).map(\.looks) == [1, 1])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a commit with one stale row writes no row at all`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let read = try await store.commit(before: nil, after: .sample())
            var won = read
            won.launches[1].looks = 1
            won = try await store.commit(before: read, after: won)
            var late = read
            late.run.status = .failed
            late.launches[0].looks = 5
            late.launches[1].looks = 5
            late = RunSnapshot(run: late.run, launches: late.launches + [read.run.launch(unit: 0, attempt: 2)])
            let error = try await failure { try await reopen().commit(before: read, after: late) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == "\(read.run.id)/1/1/1")
            #expect(try await store.snapshot(read.run.id) == won)
            #expect(try await store.launch(startedBy: read.run.launch(unit: 0, attempt: 2).startedBy) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the same launch is not inserted twice`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let read = try await store.commit(before: nil, after: .sample())
            let next = RunSnapshot(run: read.run, launches: read.launches + [read.run.launch(unit: 0, attempt: 2)])
            let won = try await store.commit(before: read, after: next)
            let error = try await failure { try await reopen().commit(before: read, after: next) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == "\(read.run.id)/0/2/1")
            #expect(try await store.snapshot(read.run.id) == won)
        }
    }

    @Test(arguments: StoreKind.allCases, [true, false])
    func `a token and a startedBy are used once in the ledger`(kind: StoreKind, isToken: Bool) async throws {
        try await kind.withStore { store, reopen in
            let taken = try await store.commit(before: nil, after: .sample()).launches[0]
            let run = try Run.sample(key: "tuesday")
            let own = run.launch()
            let launch = Launch(
                key: own.key, token: isToken ? taken.token : own.token,
                startedBy: isToken ? own.startedBy : taken.startedBy, request: "{}", createdAt: .at(0))
            let snapshot = RunSnapshot(run: run, launches: [launch])
            let error = try await failure { try await store.commit(before: nil, after: snapshot) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == "\(run.id)/0/1/1")
            #expect(try await reopen().snapshot(run.id) == nil)
            #expect(try await reopen().launch(startedBy: taken.startedBy) == taken)
        }
    }

    @Test(arguments: StoreKind.allCases, [true, false])
    func `a token and a startedBy are used once in a commit`(kind: StoreKind, isToken: Bool) async throws {
        try await kind.withStore { store, reopen in
            let run = try Run.sample()
            let first = run.launch()
            let own = run.launch(unit: 1)
            let second = Launch(
                key: own.key, token: isToken ? first.token : own.token,
                startedBy: isToken ? own.startedBy : first.startedBy, request: "{}", createdAt: .at(0))
            let snapshot = RunSnapshot(run: run, launches: [first, second])
            let error = try await failure { try await store.commit(before: nil, after: snapshot) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == "\(run.id)/1/1/1")
            #expect(try await reopen().snapshot(run.id) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases, Launch.State.allCases)
    func `a launch that has ended never changes`(kind: StoreKind, state: Launch.State) async throws {
        // What is refused is so before a store is asked; one state of each kind shows that they all have it so.
        if kind == .dynamoDB, state != .ended, state != .sent { return }
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: .sample())
            let second = try await store.commit(
                before: first,
                after: first.changing {
                    $0.state = state
                    $0.looks = 1
                })
            let change = second.changing { $0.reason = "something new" }
            let error = try await failure { try await store.commit(before: second, after: change) }
            #expect(error?.code == (state.isFinal ? .conflict : nil))
            #expect(error?.subject == (state.isFinal ? "\(first.run.id)/0/1/1" : nil))
            let reason = try await reopen().snapshot(first.run.id)?.launches[0].reason
            #expect(reason == (state.isFinal ? nil : "something new"))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a launch needs a run in the ledger`(kind: StoreKind) async throws {
        try await kind.withStore { store, _ in
            let absent = try RunSnapshot.sample()
            let next = RunSnapshot(
                run: absent.run, launches: absent.launches + [absent.run.launch(unit: 0, attempt: 2)])
            let error = try await failure { try await store.commit(before: absent, after: next) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == absent.run.id.rawValue)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `the run of another set is refused`(kind: StoreKind) async throws {
        try await kind.withStore { store, _ in
            let run = try Run.sample(set: "hourly")
            let error = try await failure {
                try await store.commit(before: nil, after: RunSnapshot(run: run, launches: []))
            }
            #expect(error?.code == .otherSet)
            #expect(try await store.runs(matching: RunQuery()).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `of many that claim one run exactly one wins`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let stores: [any LedgerStore] = try await [store, reopen(), reopen(), reopen()]
            for key in 0..<(kind == .dynamoDB ? 2 : 8) {
                let wins = try await race(stores, writers: 12) { store, writer in
                    var snapshot = try RunSnapshot.sample(key: "\(key)")
                    snapshot.launches[0].reason = "written by \(writer)"
                    return try await store.commit(before: nil, after: snapshot)
                }
                #expect(wins.count == 1)
                let id = try Run.sample(key: "\(key)").id
                #expect(try await store.snapshot(id) == wins.first)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `of many that change one row from the same reading exactly one wins`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let stores: [any LedgerStore] = try await [store, reopen(), reopen(), reopen()]
            var read = try await store.commit(before: nil, after: .sample())
            for round in 1...(kind == .dynamoDB ? 2 : 8) {
                let wins = try await race(stores, writers: 12) { [read] store, writer in
                    try await store.commit(before: read, after: read.changing { $0.sends = round * 100 + writer })
                }
                #expect(wins.count == 1)
                read = try #require(wins.first)
                #expect(read.launches[0].version == round + 1)
                #expect(try await store.snapshot(read.run.id) == read)
            }
        }
    }

    /// Has writers start at once, turn by turn on each of the stores, and answers with what the winners wrote.
    ///
    /// Whoever does not win must lose by a conflict; any other failure ends the test.
    private func race(
        _ stores: [any LedgerStore], writers: Int,
        commit: @escaping @Sendable (any LedgerStore, Int) async throws -> RunSnapshot
    ) async throws -> [RunSnapshot] {
        try await withThrowingTaskGroup(of: RunSnapshot?.self) { group in
            for writer in 0..<writers {
                let store = stores[writer % stores.count]
                group.addTask {
                    do {
                        return try await commit(store, writer)
                    } catch let error as LedgerError where error.code == .conflict {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: []) { wins, snapshot in
                if let snapshot { wins.append(snapshot) }
            }
        }
    }
}
