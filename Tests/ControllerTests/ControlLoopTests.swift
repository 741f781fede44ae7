import ECS
import JSON
import Jobs
import Ledger
import Planner
import Synchronization
import Testing

@testable import Controller

/// Replicas of the controller on one ledger and one ECS, on a clock that moves when all of them wait.
@Suite struct ControlLoopTests {
    // MARK: Who lives, and whose a run is

    @Test func `a replica whose count stands still is gone after a while, and not before`() {
        var neighbours = Neighbours(own: "a", expiry: .seconds(15))
        let start = Timestamp(milliseconds: 0)
        neighbours.observe([Replica(id: "a"), Replica(id: "b", beat: 3)], now: start)
        #expect(neighbours.living(now: start + .seconds(14)) == ["a", "b"])
        neighbours.observe([Replica(id: "a"), Replica(id: "b", beat: 3)], now: start + .seconds(14))
        #expect(neighbours.gone(now: start + .seconds(14)) == [])
        #expect(neighbours.living(now: start + .seconds(15)) == ["a"])
        #expect(neighbours.gone(now: start + .seconds(15)) == ["b"])
        neighbours.observe([Replica(id: "a"), Replica(id: "b", beat: 4)], now: start + .seconds(15))
        #expect(neighbours.living(now: start + .seconds(15)) == ["a", "b"])
        neighbours.observe([Replica(id: "a")], now: start + .seconds(16))
        #expect(neighbours.living(now: start + .seconds(16)) == ["a"])
        #expect(neighbours.gone(now: start + .seconds(16)) == [])
    }

    @Test func `a replica that goes leaves its share to the others, and nothing else changes hands`() {
        let runs = (0..<3000).map { RunID(rawValue: "run-\($0)") }
        let replicas = ["a", "b", "c"]
        let owners = runs.map { Neighbours.owner(of: $0, among: replicas) }
        for replica in replicas {
            let share = owners.count { $0 == replica }
            #expect((800...1200).contains(share), "\(replica) has \(share) of 3000")
        }
        for (run, owner) in zip(runs, owners) where owner != "b" {
            #expect(Neighbours.owner(of: run, among: ["a", "c"]) == owner)
        }
        #expect(Neighbours.owner(of: runs[0], among: []) == nil)
    }

    // MARK: The loop

    /// What several replicas have in common.
    private final class Yard: WallClock {
        private struct Sleeper {
            let replica: String?
            let until: Timestamp
            let wake: CheckedContinuation<Bool, Never>
        }

        private struct State {
            var sleepers: [Sleeper] = []
            var working: [String: Int] = [:]
            var ended: Set<String> = []
            var news: [ControlLoop.News] = []
        }

        let applying: Applying
        private let state = Mutex(State())

        init(_ applying: Applying = Applying()) {
            self.applying = applying
        }

        var news: [ControlLoop.News] { state.withLock { $0.news } }
        func now() -> Timestamp { applying.ecs.now() }
        func sleep(for duration: Duration) async throws { try await sleep(nil, duration) }

        /// The clock of one replica, which has two strands that wait.
        struct Clock: WallClock {
            let yard: Yard
            let replica: String
            func now() -> Timestamp { yard.now() }
            func sleep(for duration: Duration) async throws { try await yard.sleep(replica, duration) }
        }

        fileprivate func sleep(_ replica: String?, _ duration: Duration) async throws {
            let until = now() + duration
            let isAwake = await withCheckedContinuation { continuation in
                state.withLock { state in
                    state.sleepers.append(Sleeper(replica: replica, until: until, wake: continuation))
                }
                moveOn()
            }
            if !isAwake { throw CancellationError() }
        }

        /// Wakes who is next, once everybody waits.
        private func moveOn() {
            let next = state.withLock { state -> [(Sleeper, Bool)] in
                let over = state.sleepers.filter { $0.replica.map(state.ended.contains) ?? false }
                if !over.isEmpty {
                    state.sleepers.removeAll { $0.replica.map(state.ended.contains) ?? false }
                    for sleeper in over { state.working[sleeper.replica ?? "", default: 0] -= 1 }
                    return over.map { ($0, false) }
                }
                guard state.sleepers.count == state.working.values.reduce(0, +),
                    let index = state.sleepers.indices.min(by: {
                        state.sleepers[$0].until < state.sleepers[$1].until
                    })
                else { return [] }
                return [(state.sleepers.remove(at: index), true)]
            }
            for (sleeper, isAwake) in next {
                if isAwake, sleeper.until > now() { applying.ecs.advance(by: sleeper.until - now()) }
                sleeper.wake.resume(returning: isAwake)
            }
            if next.contains(where: { !$0.1 }) { moveOn() }
        }

        /// Ends a replica as SIGTERM does.
        func end(_ replica: String) {
            state.withLock { _ = $0.ended.insert(replica) }
        }

        func loop(
            _ replica: String, isElsewhere: @escaping @Sendable (Run) -> String?,
            onReading: @escaping @Sendable (ControlLoop.Reading) -> Void
        ) -> ControlLoop {
            state.withLock { $0.working[replica] = 2 }
            let told = applying.told
            let driver = Driver(
                ledger: applying.ledger, ecs: applying.ecs, clock: Clock(yard: self, replica: replica),
                report: { told.take($0) })
            return ControlLoop(
                driver: driver, machine: Clock(yard: self, replica: replica), id: replica,
                isElsewhere: isElsewhere,
                tell: { news in self.state.withLock { $0.news.append(news) } },
                show: onReading)
        }

        /// Serves with some replicas until no run is active, or a long time has gone by; `each` sees how they stand
        /// after every round, and `beside` is what a person does meanwhile.
        func serve(
            _ replicas: [String], each: @escaping @Sendable (ControlLoop.Reading) -> Void = { _ in },
            beside: @escaping @Sendable (Clock) async throws -> Void = { _ in },
            isElsewhere: @escaping @Sendable (Run) -> String? = { _ in nil }
        ) async throws {
            let start = now()
            let loops = replicas.map { replica in
                loop(replica, isElsewhere: isElsewhere) { reading in
                    each(reading)
                    let isLong = self.now() > start + .seconds(36_000)
                    if reading.active == 0 && reading.kept == 0 || isLong { replicas.forEach(self.end) }
                }
            }
            let person = Clock(yard: self, replica: "a person")
            state.withLock { $0.working[person.replica] = 1 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for loop in loops { group.addTask { try await loop.run() } }
                group.addTask {
                    try await beside(person)
                    self.state.withLock { $0.working[person.replica] = 0 }
                    self.moveOn()
                }
                try await group.waitForAll()
            }
        }
    }

    private func launched(_ yard: Yard, _ jobs: [Job]) async throws -> [RunSnapshot] {
        try await yard.applying.apply(jobs, until: .launched).runs
    }

    @Test func `what an apply has left is brought to its end, retries and all`() async throws {
        let yard = Yard()
        let runs = try await launched(
            yard, [Applying.job(name: "a"), Applying.job(exit: 3, attempts: 2, name: "b")])
        #expect(runs.map(\.run.status) == [.active, .active])
        try await yard.serve(["one"])
        let ended = try await yard.applying.ledger.runs(matching: RunQuery())
        #expect(Dictionary(uniqueKeysWithValues: ended.map { ($0.job, $0.status) }) == ["a": .succeeded, "b": .failed])
        #expect(ended.allSatisfy { $0.keeper == "one" })
        #expect(yard.applying.ecs.taskCount == 3)
        let again = yard.applying.told.all.compactMap { event in
            if case .retried(let launch, let reason) = event { "\(launch.key.attempt) after \(reason)" } else { nil }
        }
        #expect(again == ["2 after failed"])
        #expect(try await yard.applying.ledger.replicas() == [], "a replica that ends takes its row out")
    }

    @Test func `the runs of a replica that is gone are taken over within 30 seconds`() async throws {
        let yard = Yard(Applying(ecs: EngineECS(seconds: 600)))
        let run = try #require(try await launched(yard, [Applying.job()]).first)
        var kept = run
        kept.run.keeper = "dead"
        _ = try await yard.applying.ledger.commit(before: run, after: kept)
        try await yard.applying.ledger.put(Replica(id: "dead", beat: 41))
        let start = yard.now()
        let first = Mutex<Timestamp?>(nil)
        try await yard.serve(["one"]) { reading in
            if reading.kept == 1 { first.withLock { $0 = $0 ?? reading.at } }
        }
        let waited = try #require(first.withLock { $0 }) - start
        #expect(waited >= .seconds(15) && waited <= .seconds(30), "taken over after \(waited)")
        #expect(yard.news.contains(.took(run.run.id, from: "dead")) && yard.news.contains(.gone(replica: "dead")))
        #expect(try await yard.applying.ledger.snapshot(run.run.id)?.run.status == .succeeded)
        #expect(yard.applying.ecs.taskCount == 1)
    }

    @Test func `replicas share the runs, and one that ends hands over what it has`() async throws {
        let yard = Yard(Applying(ecs: EngineECS(seconds: 120)))
        let jobs = try (0..<24).map { try Applying.job(name: "job-\($0)") }
        _ = try await launched(yard, jobs)
        try await yard.serve(["one", "two", "three"]) { reading in
            // One goes when all have found each other.
            if reading.replicas == 3, reading.kept > 0 { yard.end("two") }
        }
        let runs = try await yard.applying.ledger.runs(matching: RunQuery())
        #expect(runs.count == 24 && runs.allSatisfy { $0.status == .succeeded })
        #expect(Set(runs.map(\.keeper)) == ["one", "three"])
        #expect(yard.applying.ecs.taskCount == 24)
        #expect(try await yard.applying.ledger.replicas() == [])
    }

    @Test func `a stop that a person writes down is seen at the next look`() async throws {
        let yard = Yard(Applying(ecs: EngineECS(seconds: 3000)))
        let run = try #require(try await launched(yard, [Applying.job()]).first)
        try await yard.serve(
            ["one"],
            beside: { clock in
                try await clock.sleep(for: .seconds(20))
                let driver = yard.applying.driver
                let seen = try #require(try await yard.applying.ledger.snapshot(run.run.id))
                #expect(seen.run.keeper == "one")
                _ = try await driver.stop(seen, reason: "no longer needed")
            })
        let ended = try #require(try await yard.applying.ledger.snapshot(run.run.id))
        #expect(ended.run.status == .stopped)
        #expect(yard.news.count { $0 == .took(run.run.id, from: nil) } == 2, "taken up, and again after the stop")
    }

    @Test func `who has lost a run to another replica decides nothing of it any more`() async throws {
        let applying = Applying()
        let run = try #require(try await applying.apply([Applying.job()], until: .launched).runs.first)
        var mine = run
        mine.run.keeper = "one"
        let kept = try await applying.ledger.commit(before: run, after: mine)
        var tracks = [try Track(kept, keeper: "one", now: applying.ecs.now())]
        var theirs = kept
        theirs.run.keeper = "two"
        _ = try await applying.ledger.commit(before: kept, after: theirs)
        applying.ecs.advance(by: .seconds(60))
        // It asks about the task still, and what ECS says is written down all the same: it is so, whoever writes it.
        let steps = try await applying.driver.decide(&tracks)
        #expect(steps.count == 1)
        try await applying.driver.carryOut(steps, &tracks)
        let there = try #require(try await applying.ledger.snapshot(run.run.id))
        #expect(there.run.keeper == "two" && there.launches[0].task?.lastStatus == .stopped)
        #expect(tracks[0].snapshot == there && !tracks[0].isKept)
        #expect(try await applying.driver.decide(&tracks) == [])
    }

    @Test func `a run that is for another place is left alone, and the others go on`() async throws {
        let yard = Yard()
        let runs = try await launched(yard, [Applying.job(name: "a"), Applying.job(name: "b")])
        let foreign = try #require(runs.first { $0.run.job == "b" })
        let place: @Sendable (Run) -> String? = { $0.job == "b" ? "it runs elsewhere" : nil }
        try await yard.serve(
            ["one"],
            each: { reading in
                if reading.active == 1, reading.kept == 0 { yard.end("one") }
            }, isElsewhere: place)
        #expect(yard.news.contains(.leftAlone(foreign.run.id, "it runs elsewhere")))
        let there = try await yard.applying.ledger.runs(matching: RunQuery())
        #expect(there.first { $0.job == "a" }?.status == .succeeded)
        #expect(there.first { $0.job == "b" } == foreign.run, "nothing was written, its keeper neither")
    }

    @Test func `what was lost between two batches of one round is not sent`() async throws {
        let applying = Applying()
        let job = try Applying.job(count: 100)
        let (plan, sight) = try await sight(job, in: applying)
        let ecs = applying.ecs
        let applier = Applier(
            set: "demo", ecs: ecs, ledger: applying.ledger, now: { ecs.now() }, report: { _ in })
        let begun = try #require(try await applier.begin(plan, sight).first)
        var mine = begun
        mine.run.keeper = "one"
        let kept = try await applying.ledger.commit(before: begun, after: mine)
        var tracks = [try Track(kept, keeper: "one", now: ecs.now())]
        let steps = try await applying.driver.decide(&tracks)
        #expect(steps.count == 100)
        var theirs = kept
        theirs.run.keeper = "two"
        _ = try await applying.ledger.commit(before: kept, after: theirs)
        try await applying.driver.carryOut(steps, &tracks)
        #expect(ecs.taskCount == 0 && ecs.requests.isEmpty)
    }

    private func sight(_ job: Job, in applying: Applying) async throws -> (Plan, Observer.Sight) {
        let sight = try await Observer(set: "demo", ecs: applying.ecs, ledger: applying.ledger)
            .look(at: [job], in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "eu-central-1", endpoint: "x", wanted: sight.wanted, observed: sight.observed,
            problems: sight.problems)
        return (plan, sight)
    }
}
