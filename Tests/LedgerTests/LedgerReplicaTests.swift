import Jobs
import Ledger
import Testing

/// How replicas of the controller share a ledger; for each kind of store.
@Suite struct LedgerReplicaTests {
    @Test(arguments: StoreKind.allCases)
    func `replicas come, beat and go`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            #expect(try await store.replicas() == [])
            try await store.put(Replica(id: "a"))
            try await reopen().put(Replica(id: "b"))
            try await store.put(Replica(id: "a", beat: 7))
            #expect(try await Set(reopen().replicas()) == [Replica(id: "a", beat: 7), Replica(id: "b")])
            try await store.removeReplica("b")
            try await store.removeReplica("b")
            #expect(try await reopen().replicas() == [Replica(id: "a", beat: 7)])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `active runs are listed with their version and their keeper`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let free = try await store.commit(before: nil, after: .sample("free"))
            let begun = try await store.commit(before: nil, after: .sample("kept", at: 1))
            let over = try await store.commit(before: nil, after: .sample("over", at: 2))
            var kept = begun
            kept.run.keeper = "a"
            kept = try await store.commit(before: begun, after: kept)
            var ended = over
            ended.run.status = .stopped
            _ = try await store.commit(before: over, after: ended)
            let active = try await Set(reopen().activeRuns())
            let expected: Set = [
                ActiveRun(id: free.run.id, version: 1, keeper: nil),
                ActiveRun(id: kept.run.id, version: 2, keeper: "a"),
            ]
            #expect(active == expected)
            #expect(try await reopen().snapshot(kept.run.id) == kept)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `who took a run over fences off what another one still has in mind`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let old = try await store.commit(before: nil, after: .sample())
            var mine = old
            mine.run.keeper = "b"
            let taken = try await reopen().commit(before: old, after: mine)
            // A launch whose own row nobody has touched, and a new one.
            let moved = old.changing { $0.state = .sent }
            var added = old
            added.launches.append(old.run.launch(unit: 1, attempt: 2))
            for late in [moved, added] {
                let error = try await failure { try await store.commit(before: old, after: late) }
                #expect(error?.code == .conflict && error?.subject == old.run.id.rawValue)
            }
            #expect(try await store.snapshot(old.run.id) == taken)
            _ = try await store.commit(before: taken, after: taken.changing { $0.state = .sent })
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `two that take a run at once are one that has it`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let free = try await store.commit(before: nil, after: .sample())
            var first = free
            first.run.keeper = "a"
            var second = free
            second.run.keeper = "b"
            _ = try await store.commit(before: free, after: first)
            let error = try await failure { try await reopen().commit(before: free, after: second) }
            #expect(error?.code == .conflict)
            #expect(try await store.snapshot(free.run.id)?.run.keeper == "a")
        }
    }
}
