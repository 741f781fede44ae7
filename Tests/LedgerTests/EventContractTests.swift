import ECS
import Events
import JSON
import Ledger
import Testing

/// What every `EventStore` promises, shown for each.
@Suite struct EventContractTests {
    @Test(arguments: EventStoreKind.allCases)
    func `the highest version is kept, and the others are told apart`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let versions = [2, 2, 5, 3, 5, 1, 6]
            let changes = try versions.map { try StateChange.task(version: $0) }
            let first = try await store.take(.of(Array(changes[..<4])))
            let second = try await store.take(.of(Array(changes[4...])))
            #expect(first + second == [.taken, .duplicate, .taken, .late, .duplicate, .late, .taken])
            let kept = try #require(try await reopen().state(.task, changes[0].arn))
            #expect(kept.version == 6)
            #expect(kept.status == "STOPPING")
            #expect(kept.time == .at(6))
            #expect(kept.detail.canonical == changes[6].detail)
            let tally = try await reopen().tally()
            #expect(tally[.change(.task, .taken)] == 3)
            #expect(tally[.change(.task, .duplicate)] == 2)
            #expect(tally[.change(.task, .late)] == 2)
            #expect(tally.records == 7)
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `tasks and container instances do not meet`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let task = try StateChange.task(version: 3)
            let instance = try StateChange.instance(version: 2, status: "DRAINING")
            #expect(try await store.take(.of([task, instance, instance])) == [.taken, .taken, .duplicate])
            #expect(try await reopen().state(.task, task.arn)?.version == 3)
            #expect(try await reopen().state(.instance, instance.arn)?.status == "DRAINING")
            #expect(try await reopen().state(.instance, task.arn) == nil)
            #expect(try await reopen().tally()[.change(.instance, .duplicate)] == 1)
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `records that are no events are counted by their kind`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let problems: [EventProblem.Kind: Int] = [.notJSON: 2, .otherSource: 1, .noVersion: 0]
            for _ in 0..<2 {
                #expect(try await store.take(EventBatch(problems: problems, receivedAt: .at(1))) == [])
            }
            let tally = try await reopen().tally()
            #expect(tally.problems == 6)
            #expect(tally[.problem(.notJSON)] == 4)
            #expect(tally[.problem(.noVersion)] == 0)
            #expect(tally.counts.count == 2)
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `a batch and the place of its source are written together`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let start = SourcePosition(offset: 10, records: 1, digest: "a")
            let next = SourcePosition(offset: 30, records: 3, digest: "b")
            #expect(try await store.position(of: "file") == nil)
            let first = try StateChange.task(version: 1)
            _ = try await store.take(.of([first], move: SourceMove(source: "file", from: nil, to: start)))
            #expect(try await reopen().position(of: "file") == start)
            #expect(try await reopen().position(of: "other") == nil)
            // Somebody who has begun at the start as well comes too late, and changes nothing.
            let other = try StateChange.task(2, version: 1)
            let error = try await failure {
                try await reopen().take(.of([other], move: SourceMove(source: "file", from: nil, to: next)))
            }
            #expect(error?.code == .conflict)
            #expect(try await reopen().state(.task, other.arn) == nil)
            #expect(try await reopen().tally().records == 1)
            _ = try await reopen().take(.of([other], move: SourceMove(source: "file", from: start, to: next)))
            #expect(try await store.position(of: "file") == next)
            #expect(try await store.tally().records == 2)
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `states are found by cluster, status and launch, the last changed first`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            _ = try await store.take(
                .of([
                    try .task(1, version: 4, startedBy: "purser/etl/1", at: 10),
                    try .task(2, version: 4, startedBy: "purser/etl-all/2", at: 30),
                    try .task(3, version: 8, startedBy: "purser/etl/3", at: 20),
                    try .task(4, version: 4, cluster: "big-jobs", at: 20),
                ]))
            func find(_ query: StateQuery) async throws -> [String] {
                try await reopen().states(.task, matching: query).map { String($0.arn.suffix(1)) }
            }
            #expect(try await find(StateQuery()) == ["2", "4", "3", "1"])
            #expect(try await find(StateQuery(cluster: "jobs")) == ["2", "3", "1"])
            #expect(try await find(StateQuery(cluster: "arn:aws:ecs:us-east-1:111122223333:cluster/big-jobs")) == ["4"])
            #expect(try await find(StateQuery(status: "RUNNING")) == ["2", "4", "1"])
            #expect(try await find(StateQuery(startedBy: "purser/etl/")) == ["3", "1"])
            #expect(try await find(StateQuery(status: "STOPPED", startedBy: "purser/etl/")) == ["3"])
            #expect(try await find(StateQuery(limit: 2)) == ["2", "4"])
            #expect(try await find(StateQuery(limit: 0)) == [])
            #expect(try await find(StateQuery(cluster: "%")) == [])
            #expect(try await reopen().states(.instance, matching: StateQuery()).isEmpty)
            #expect(try await reopen().states(.instance, matching: StateQuery(startedBy: "")).isEmpty)
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `tasks that have not stopped are counted by their container instance`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let (one, two) = (StateChange.instanceARN(1), StateChange.instanceARN(2))
            _ = try await store.take(
                .of([
                    try .task(1, version: 4, instance: one), try .task(2, version: 4, instance: one),
                    try .task(3, version: 8, instance: one), try .task(4, version: 4, instance: two),
                    try .task(5, version: 4), try .task(4, version: 8, instance: two),
                ]))
            #expect(try await reopen().tasksOnInstances() == [one: 2])
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `the history of our tasks has each version once, late ones too`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let changes = try [4, 1, 3, 3, 8].map { try StateChange.task(version: $0, startedBy: "purser/etl/1") }
            let others = [try StateChange.task(2, version: 1), try .task(3, version: 1, startedBy: "ecs-svc/1")]
            let last = try StateChange.task(4, version: 2, startedBy: "purser/other/1")
            _ = try await store.take(.of(changes + others + [last]))
            let history = try await reopen().transitions(startedBy: "purser/etl/")
            #expect(history == [changes[1], changes[2], changes[0], changes[4]].map(\.transition))
            #expect(try await reopen().transitions(startedBy: "purser/").count == 5)
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `the log has the last changes in their order, whatever became of them`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let changes = try [2, 2, 1].map { try StateChange.task(version: $0, startedBy: "purser/etl/1") }
            _ = try await store.take(.of(changes + [try .instance(version: 1)]))
            let log = try await reopen().log(after: 0, startedBy: nil, limit: 10)
            #expect(log.map(\.number) == [1, 2, 3, 4])
            #expect(log.map(\.disposition) == [.taken, .duplicate, .late, .taken])
            #expect(log.map(\.kind) == [.task, .task, .task, .instance])
            #expect(log[0].receivedAt == .at(100))
            #expect(log[2].time == .at(1))
            #expect(log[2].status == "PROVISIONING")
            #expect(try await reopen().log(after: 2, startedBy: nil, limit: 10).map(\.number) == [3, 4])
            #expect(try await reopen().log(after: 0, startedBy: nil, limit: 2).map(\.number) == [3, 4])
            #expect(try await reopen().log(after: 0, startedBy: "purser/etl/", limit: 10).map(\.number) == [1, 2, 3])
            #expect(try await reopen().log(after: 0, startedBy: "purser/other/", limit: 10).isEmpty)
        }
    }

    @Test(arguments: [EventStoreKind.memory, .sqlite])
    func `the log forgets the oldest changes`(kind: EventStoreKind) async throws {
        try await kind.withStore { store, reopen in
            let changes = try (1...1500).map { try StateChange.task($0, version: 1) }
            for _ in 0..<8 { _ = try await store.take(.of(changes)) }
            let log = try await reopen().log(after: 0, startedBy: nil, limit: .max)
            #expect(log.count == LoggedChange.most)
            #expect(log.last?.number == 12_000)
            #expect(try await reopen().tally()[.change(.task, .duplicate)] == 10_500)
        }
    }

    @Test(arguments: EventStoreKind.allCases)
    func `an empty store knows nothing`(kind: EventStoreKind) async throws {
        try await kind.withStore { (store, _) async throws in
            #expect(try await KeptBook(of: store).records == 0)
            #expect(try await store.state(.task, "arn:aws:ecs:us-east-1:111122223333:task/jobs/1") == nil)
            #expect(try await store.tasksOnInstances().isEmpty)
            #expect(try await store.log(after: 0, startedBy: nil, limit: 5).isEmpty)
            #expect(try await store.take(.of([])) == [])
        }
    }
}

/// Events come at least once and in any order, to one consumer or to several at once: what is kept is the same.
@Suite struct EventOrderTests {
    /// All orders of some items.
    private func permutations<Item>(_ items: [Item]) -> [[Item]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }

    /// The life of a task of ours whose image was pulled and that ended, and one that failed to start.
    private func lives() throws -> [[StateChange]] {
        [
            try [(1, TaskStatus.provisioning), (2, .pending), (4, .running), (6, .stopped)].map {
                try StateChange.task(1, version: $0.0, status: $0.1, startedBy: "purser/etl/1")
            },
            try [(1, TaskStatus.provisioning), (3, .stopped)].map {
                try StateChange.task(2, version: $0.0, status: $0.1)
            },
        ]
    }

    @Test(arguments: EventStoreKind.allCases)
    func `every order of a life, with any one event doubled, ends in the same state`(kind: EventStoreKind) async throws
    {
        for life in try lives() {
            let inOrder = MemoryEventStore()
            _ = try await inOrder.take(.of(life))
            let expected = try await KeptBook(of: inOrder)
            try await kind.withStore { store, _ in
                // Each order is told of a task of its own, so that one store can take all of them.
                var number = 0
                // A server that stands for DynamoDB takes long for thousands of writes.
                for doubled in kind == .dynamoDB ? [life.count - 1] : Array(life.indices) {
                    for order in permutations(Array(life.indices) + [doubled]) {
                        number += 1
                        let changes = try order.map { try life[$0].renamed("\(number)") }
                        let dispositions = try await store.take(.of(changes))
                        let kept = try await store.state(.task, changes[0].arn)
                        #expect(kept?.version == life.last?.version)
                        #expect(kept?.status == "STOPPED")
                        #expect(kept?.detail.canonical == (try life[life.count - 1].renamed("\(number)").detail))
                        #expect(dispositions.filter { $0 == .taken }.count >= 1)
                    }
                }
                let history = try await store.transitions(startedBy: "purser/")
                #expect(history.count == expected.transitions.count * number)
                #expect(try await store.tally().records == number * (life.count + 1))
            }
        }
    }

    @Test(arguments: EventStoreKind.allCases, 1...3)
    func `consumers that share shuffled events end with what one of them would have`(
        kind: EventStoreKind, consumers: Int
    ) async throws {
        var chance = Shuffling(seed: UInt64(consumers))
        for _ in 0..<4 {
            var events: [StateChange] = []
            for task in 1...12 {
                for version in 1...8 where version == 8 || Bool.random(using: &chance) {
                    let event = try StateChange.task(task, version: version, startedBy: task < 7 ? "purser/etl/1" : nil)
                    events += Array(repeating: event, count: Int.random(in: 1...3, using: &chance))
                }
                for version in 1...3 { events.append(try .instance(task, version: version)) }
            }
            let inOrder = MemoryEventStore()
            _ = try await inOrder.take(.of(events))
            events.shuffle(using: &chance)
            try await kind.withStore { store, reopen in
                let openings = try await [store, reopen(), reopen()]
                // Every event goes to one consumer at least, and some to several.
                var shares: [[StateChange]] = Array(repeating: [], count: consumers)
                for event in events { shares[Int.random(in: 0..<consumers, using: &chance)].append(event) }
                let doubled = shares[0].prefix(20)
                shares[consumers - 1] += doubled
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (consumer, share) in zip(openings, shares) {
                        group.addTask {
                            for start in stride(from: 0, to: share.count, by: 7) {
                                _ = try await consumer.take(.of(Array(share[start..<min(start + 7, share.count)])))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let (kept, expected) = (try await KeptBook(of: store), try await KeptBook(of: inOrder))
                #expect(kept.tasks == expected.tasks)
                #expect(kept.instances == expected.instances)
                #expect(kept.transitions == expected.transitions)
                #expect(kept.records == events.count + doubled.count)
            }
        }
    }
}

extension StateChange {
    /// The same change of another task.
    fileprivate func renamed(_ name: String) throws -> StateChange {
        let value = try JSON(parsing: Array(detail.utf8))
        return try StateChange(kind, detail: value.setting("taskArn", to: .string(arn + "-" + name)), sent: nil)
    }
}

/// The same numbers each time.
private struct Shuffling: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
