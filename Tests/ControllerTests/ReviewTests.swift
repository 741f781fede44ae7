// What must not hang, spin, get lost or happen twice: crashes, refused questions, lost ledgers, many units.
import AWS
import ECS
import JSON
import Jobs
import Ledger
import Planner
import Runs
import Synchronization
import Testing

@testable import Controller

@Suite(.timeLimit(.minutes(1))) struct ReviewTests {
    /// Begins a run without sending anything, as an apply does that is killed at once.
    private func begin(_ job: Job, in world: Applying) async throws -> [RunSnapshot] {
        let sight = try await Observer(set: "demo", ecs: world.ecs, ledger: world.ledger)
            .look(at: [job], in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "r", endpoint: "x", wanted: sight.wanted, observed: sight.observed, problems: [])
        let ecs = world.ecs
        return try await Applier(
            set: "demo", ecs: ecs, ledger: world.ledger, now: { ecs.now() }, report: { _ in }
        ).begin(plan, sight)
    }

    /// The run as it is just after its sends were committed: the process dies before the first byte.
    private func killedInSend(_ begun: RunSnapshot, in world: Applying) async throws -> RunSnapshot {
        let track = try Track(begun, now: world.ecs.now())
        var next = begun
        for launch in begun.launches {
            next = try #require(track.reducer.sending(launch.key, in: next, now: world.ecs.now()))
        }
        return try await world.ledger.commit(before: begun, after: next)
    }

    // MARK: Hanging and spinning

    @Test func `looks that are refused are repeated ever later, and end in unknown`() async throws {
        let world = Applying()
        world.ecs.script(.notPlaced("RESOURCE:CPU"))
        let begun = try await begin(try Applying.job(), in: world)
        world.ecs.refuse(.listTasks)
        let before = world.ecs.count(.listTasks)
        let runs = try await world.driver.drive(begun, until: .ended)
        #expect(runs[0].run.status == .unknown)
        #expect(world.ecs.requests.count == 1)
        #expect(world.ecs.count(.listTasks) - before < 50)
    }

    @Test func `an unknown run that cannot be looked for ends the wait all the same`() async throws {
        let world = Applying()
        let begun = try await begin(try Applying.job(), in: world)
        let sent = try await killedInSend(begun[0], in: world)
        world.ecs.advance(by: .seconds(3 * 3600))
        world.ecs.refuse(.listTasks)
        let runs = try await world.driver.drive([sent], until: .ended)
        #expect(runs[0].run.status == .unknown)
        #expect(world.ecs.count(.listTasks) < 10)
    }

    @Test func `a StartTask whose sender died is settled without a second send, and without spinning`() async throws {
        let world = Applying()
        let base = try Applying.job()
        let spec = base.spec.setting("containerInstances", to: ["arn:aws:ecs:r:1:container-instance/batch/1"])
        let begun = try await begin(try Job(name: "report", labels: [:], spec: spec, hashed: spec), in: world)
        let sent = try await killedInSend(begun[0], in: world)
        let start = world.ecs.now()
        let runs = try await world.driver.drive([sent], until: .launched)
        #expect(runs[0].run.status == .unknown)
        #expect(world.ecs.requests.isEmpty)
        #expect(world.ecs.now() - start < .seconds(600))
        #expect(world.ecs.count(.listTasks) < 30)
    }

    // MARK: Coming back later

    @Test func `a task that runs is not stopped because nobody watched it start`() async throws {
        let world = Applying(ecs: EngineECS(seconds: 3 * 3600))
        let base = try Applying.job()
        let spec = base.spec.setting("timeout", to: ["attemptDurationSeconds": 86_400])
        let job = try Job(name: "report", labels: [:], spec: spec, hashed: spec)
        _ = try await world.apply([job], until: .launched)
        world.ecs.advance(by: .seconds(2 * 3600))
        let (_, runs) = try await world.apply([job])
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.count(.stopTask) == 0)
        #expect(world.ecs.taskCount == 1)
    }

    @Test func `what another process did not find is asked for twice before it is lost`() async throws {
        let world = Applying(ecs: EngineECS(seconds: 6 * 3600))
        var runs = try await world.apply([try Applying.job()], until: .launched).runs
        // Hours later one answer says MISSING; the process that heard it ends.
        world.ecs.advance(by: .seconds(2 * 3600))
        world.ecs.hideTasks(for: .seconds(1))
        runs = try await world.driver.refresh(runs)
        #expect(runs[0].launches[0].missingSince != nil)
        // The next one is told so once too, and then ECS remembers.
        world.ecs.advance(by: .seconds(3600))
        world.ecs.hideTasks(for: .seconds(1))
        runs = try await world.driver.refresh(runs)
        #expect(runs[0].run.status == .active)
        world.ecs.advance(by: .seconds(2))
        runs = try await world.driver.refresh(runs)
        #expect(runs[0].launches[0].missingSince == nil)
    }

    @Test func `a question about a run that is being stopped learns that it has stopped`() async throws {
        let world = Applying(ecs: EngineECS(seconds: 3600))
        let (_, runs) = try await world.apply([try Applying.job()], until: .launched)
        var asked = try await world.driver.refresh([try await world.driver.stop(runs[0], reason: "enough")])
        #expect(world.ecs.count(.stopTask) == 1)
        world.ecs.advance(by: .seconds(600))
        asked = try await world.driver.refresh(asked)
        #expect(asked[0].run.status == .stopped)
    }

    // MARK: A lost ledger

    @Test func `a fresh ledger adopts a later attempt, not only the first`() async throws {
        let world = Applying()
        let job = try Applying.job(exit: 3, attempts: 3)
        let (_, runs) = try await world.apply([job])
        #expect(runs[0].launches.count == 3)
        let other = Applying(ecs: world.ecs)
        let (plan, again) = try await other.apply([job])
        #expect(plan.actions[0].action == .adopt)
        #expect(again[0].launches.map(\.key.attempt) == [3])
        #expect(again[0].launches[0].taskArn == runs[0].launches[2].taskArn)
        #expect(world.ecs.taskCount == 3)
    }

    @Test func `units that a fresh ledger does not find beside others are unknown, and not launched`() async throws {
        let world = Applying()
        let job = try Applying.job(count: 3)
        let begun = try await begin(job, in: world)
        // One unit was launched; the others ended so long ago that ECS has forgotten them, or were never launched.
        let unit = begun[0].launches[1]
        _ = await world.ecs.runTask(body: Array(unit.request.utf8), mayBeSent: { _ in true })
        let other = Applying(ecs: world.ecs)
        let (_, runs) = try await other.apply([job])
        #expect(runs[0].run.status == .unknown)
        #expect(runs[0].launches.map(\.state) == [.unknown, .ended, .unknown])
        #expect(world.ecs.taskCount == 1)
    }

    // MARK: The ledger fails

    /// A ledger that takes so many commits and then none.
    private final class FillingLedger: LedgerStore {
        let inner: MemoryLedger
        private let left: Mutex<Int>
        var id: String { inner.id }

        init(_ inner: MemoryLedger, commits: Int) {
            self.inner = inner
            left = Mutex(commits)
        }

        func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot {
            let isFull = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isFull { throw LedgerError(.full, "ledger", "the disk is full") }
            return try await inner.commit(before: before, after: after)
        }
        func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot? { try await inner.snapshot(id) }
        func runs(matching query: RunQuery) async throws(LedgerError) -> [Run] { try await inner.runs(matching: query) }
        func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run] {
            try await inner.holders(of: subject)
        }
        func launch(startedBy: String) async throws(LedgerError) -> Launch? {
            try await inner.launch(startedBy: startedBy)
        }
        func jobs() async throws(LedgerError) -> [String: JobRecord] { try await inner.jobs() }
        func put(_ job: JobRecord) async throws(LedgerError) { try await inner.put(job) }
        func activeRuns() async throws(LedgerError) -> [ActiveRun] { try await inner.activeRuns() }
        func replicas() async throws(LedgerError) -> [Replica] { try await inner.replicas() }
        func put(_ replica: Replica) async throws(LedgerError) { try await inner.put(replica) }
        func removeReplica(_ id: String) async throws(LedgerError) { try await inner.removeReplica(id) }
    }

    @Test func `every answer that the ledger cannot take is told, without what may be secret`() async throws {
        let world = Applying()
        let begun = try await begin(try Applying.job(count: 3), in: world)
        let ledger = FillingLedger(world.ledger, commits: 1)
        let driver = Driver(ledger: ledger, ecs: world.ecs, clock: world.ecs, report: { _ in })
        do {
            _ = try await driver.drive(begun, until: .ended)
            Issue.record("a ledger that is full must end the apply")
        } catch ControlError.answerNotWritten(_, let answer) {
            #expect(answer.split(separator: ";").count == 3)
            #expect(answer.firstRange(of: "PURSER_SANDBOX_EXIT_CODE") == nil)
        }
        #expect(world.ecs.taskCount == 3)
        let (_, runs) = try await world.apply([try Applying.job(count: 3)])
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 3)
    }

    // MARK: Many units

    @Test func `a run of many units ends, its questions asked together`() async throws {
        let world = Applying()
        let (_, runs) = try await world.apply([try Applying.job(count: 100)])
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 100)
        #expect(Set(world.ecs.requests).count == 100)
        #expect(world.ecs.count(.describeTasks) < 30)
    }

    @Test func `two applies of many units at once launch each unit once`() async throws {
        let world = Applying()
        let job = try Applying.job(count: 40)
        world.ecs.script(.answerLost, .requestLost, .notConnected, .answerLost)
        try await withThrowingTaskGroup(of: Run.Status.self) { group in
            for _ in 0..<3 {
                group.addTask { try await world.apply([job]).runs.first?.run.status ?? .succeeded }
            }
            for try await status in group { #expect(status == .succeeded) }
        }
        #expect(world.ecs.taskCount == 40)
    }
}
