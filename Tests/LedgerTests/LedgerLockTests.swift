import JSON
import Jobs
import Ledger
import Testing

/// What runs hold while they go on, and that no more of them hold it than may; for each kind of store.
@Suite struct LedgerLockTests {
    private func snapshot(
        _ job: String, key: String = "monday", at second: Int = 0, policy: String? = nil, group: String? = nil,
        most: Int? = nil
    ) throws -> RunSnapshot {
        var spec = try Run.sample(job).spec
        if let policy { spec = spec.setting("concurrencyPolicy", to: .string(policy)) }
        if let group { spec = spec.setting("concurrencyGroup", to: .string(group)) }
        if let most { spec = spec.setting("maxConcurrency", to: .int(Int64(most))) }
        let job = try Job(name: job, labels: [:], spec: spec, hashed: spec)
        let occurrence = Occurrence.manual(key)
        let run = Run(
            id: RunID(set: "nightly", job: job.name, occurrence: occurrence), set: "nightly", job: job,
            occurrence: occurrence, basis: job.keyBasis(taskDefinition: "report:7"),
            cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/main",
            taskDefinition: "arn:aws:ecs:eu-west-1:123456789012:task-definition/report:7", containers: [],
            createdAt: .at(second))
        return RunSnapshot(run: run, launches: [run.launch()])
    }

    private func ended(_ snapshot: RunSnapshot, as status: Run.Status = .succeeded) -> RunSnapshot {
        var next = snapshot
        next.run.status = status
        return next
    }

    @Test(arguments: StoreKind.allCases)
    func `a group has no room for a run more than its limit, until one has ended`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: snapshot("a", group: "g", most: 2))
            let second = try await store.commit(before: nil, after: snapshot("b", at: 1, group: "g", most: 2))
            let third = try snapshot("c", at: 2, group: "g", most: 2)
            let error = try await failure { try await reopen().commit(before: nil, after: third) }
            #expect(error?.code == .occupied && error?.subject == third.run.id.rawValue)
            let names = [first, second].map(\.run.id.rawValue).sorted()
            #expect(
                error?.message == "group 'g' allows 2 runs at a time, and is held by \(names.joined(separator: ", "))")
            #expect(error?.wayOut == "wait for it: purser wait \(names[0])")
            #expect(try await store.snapshot(third.run.id) == nil)
            #expect(try await store.launch(startedBy: third.launches[0].startedBy) == nil)
            #expect(try await reopen().holders(of: .group("g")) == [second.run, first.run])
            // Another group of that name there is not, and a job of that name is no group.
            #expect(try await reopen().holders(of: .group("h")).isEmpty)
            #expect(try await reopen().holders(of: .job("g")).isEmpty)
            _ = try await store.commit(before: first, after: ended(first))
            #expect(try await reopen().holders(of: .group("g")) == [second.run])
            _ = try await reopen().commit(before: nil, after: third)
            #expect(try await store.holders(of: .group("g")) == [third.run, second.run])
        }
    }

    @Test(arguments: StoreKind.allCases, ["Forbid", "Replace", "Queue"])
    func `a job that runs alone has no room for a second run`(kind: StoreKind, policy: String) async throws {
        if kind == .dynamoDB, policy != "Forbid" { return }
        try await kind.withStore { store, reopen in
            // Begun when the manifest still allowed others beside it.
            let first = try await store.commit(before: nil, after: snapshot("a", policy: "Allow"))
            let second = try snapshot("a", key: "tuesday", policy: policy)
            let error = try await failure { try await reopen().commit(before: nil, after: second) }
            #expect(error?.code == .occupied)
            #expect(error?.message == "job 'a' allows 1 run at a time, and is held by \(first.run.id)")
            #expect(try await reopen().holders(of: .job("a")) == [first.run])
            // Other jobs are not in its way, nor one that may go on beside it.
            _ = try await store.commit(before: nil, after: snapshot("b", policy: policy))
            let third = try await store.commit(
                before: nil, after: snapshot("a", key: "wednesday", at: 3, policy: "Allow"))
            #expect(try await reopen().holders(of: .job("a")) == [third.run, first.run])
        }
    }

    @Test(arguments: StoreKind.allCases, Run.Status.allCases)
    func `is held as long as something may be running`(kind: StoreKind, status: Run.Status) async throws {
        if kind == .dynamoDB, status != .unknown, status != .lost { return }
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: snapshot("a", policy: "Forbid", group: "g"))
            let then = try await store.commit(before: first, after: ended(first, as: status))
            let isHeld = status == .active || status == .unknown
            for subject in [RunLock.Subject.job("a"), .group("g")] {
                #expect(try await reopen().holders(of: subject) == (isHeld ? [then.run] : []))
            }
            let next = try snapshot("b", key: "tuesday", group: "g")
            let error = try await failure { try await reopen().commit(before: nil, after: next) }
            #expect(error?.code == (isHeld ? .occupied : nil))
            guard status == .unknown else { return }
            // What was found to have ended after all lets go.
            _ = try await store.commit(before: then, after: ended(then, as: .stopped))
            _ = try await reopen().commit(before: nil, after: next)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a run that is there already is a conflict, not its own obstacle`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: snapshot("a", policy: "Forbid", group: "g"))
            let error = try await failure { try await reopen().commit(before: nil, after: first) }
            #expect(error?.code == .conflict)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `what was launched already is written down, and holds too`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            let first = try await store.commit(before: nil, after: snapshot("a", group: "g"))
            var found = try snapshot("b", at: 1, group: "g")
            found.launches[0].state = .launched
            found.launches[0].taskArn = "arn"
            let second = try await reopen().commit(before: nil, after: found)
            #expect(try await store.holders(of: .group("g")) == [second.run, first.run])
            _ = try await store.commit(before: first, after: ended(first))
            let third = try snapshot("c", group: "g")
            #expect(try await failure { try await store.commit(before: nil, after: third) }?.code == .occupied)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a run that has ended when it is written holds nothing`(kind: StoreKind) async throws {
        try await kind.withStore { store, reopen in
            _ = try await store.commit(before: nil, after: ended(snapshot("a", group: "g")))
            #expect(try await reopen().holders(of: .group("g")).isEmpty)
            _ = try await reopen().commit(before: nil, after: snapshot("b", group: "g"))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `an import takes over what goes on, and with it what is held`(kind: StoreKind) async throws {
        // Begun in this order they would not have had room; one limit was lowered meanwhile.
        let going = try [snapshot("a", group: "g"), snapshot("b", at: 1, group: "g", most: 2)]
        let archive = LedgerArchive(ledger: "other", set: "nightly", jobs: [], snapshots: going)
        try await kind.withStore { store, reopen in
            try await archive.fill(store)
            #expect(try await reopen().holders(of: .group("g")) == going.reversed().map(\.run))
            let error = try await failure { try await store.commit(before: nil, after: snapshot("c", group: "g")) }
            #expect(error?.code == .occupied)
        }
    }

    @Test(arguments: StoreKind.allCases, [1, 3])
    func `of many that begin at once no more than the limit do`(kind: StoreKind, limit: Int) async throws {
        try await kind.withStore { store, reopen in
            let stores: [any LedgerStore] = try await [store, reopen(), reopen(), reopen()]
            for round in 0..<(kind == .dynamoDB ? 1 : 6) {
                let begun = try await withThrowingTaskGroup(of: RunSnapshot?.self) { group in
                    for writer in 0..<8 {
                        let snapshot = try snapshot("job-\(writer)", key: "\(round)", group: "g", most: limit)
                        group.addTask {
                            do {
                                return try await stores[writer % stores.count].commit(before: nil, after: snapshot)
                            } catch let error as LedgerError where error.code == .occupied {
                                return nil
                            }
                        }
                    }
                    return try await group.reduce(into: [RunSnapshot]()) { begun, snapshot in
                        if let snapshot { begun.append(snapshot) }
                    }
                }
                #expect(begun.count == limit)
                #expect(try await Set(store.holders(of: .group("g"))) == Set(begun.map(\.run)))
                for snapshot in begun { _ = try await store.commit(before: snapshot, after: ended(snapshot)) }
            }
        }
    }
}
