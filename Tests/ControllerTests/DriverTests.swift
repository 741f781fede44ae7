// From a plan to the end of its runs, against the engine of the sandbox on a clock that waiting moves.
import ECS
import JSON
import Jobs
import Ledger
import Planner
import Synchronization
import Testing

@testable import Controller

/// Everything that an apply needs, for one job with one task unless more are asked for.
struct Applying {
    let ecs: EngineECS
    let ledger: MemoryLedger
    let told = Told()

    /// What was reported, in order.
    final class Told: Sendable {
        private let events = Mutex<[Progress]>([])
        var all: [Progress] { events.withLock { $0 } }
        func take(_ event: Progress) { events.withLock { $0.append(event) } }
    }

    init(ecs: EngineECS = EngineECS(), ledger: MemoryLedger = MemoryLedger(id: "ledger", set: "demo")) {
        self.ecs = ecs
        self.ledger = ledger
    }

    static func job(exit code: Int = 0, attempts: Int = 1, count: Int = 1, name: String = "report") throws -> Job {
        let spec: JSON = [
            "cluster": "batch", "count": .int(Int64(count)), "suspend": false, "launchType": "FARGATE",
            "networkConfiguration": ["awsvpcConfiguration": ["subnets": ["subnet-1"]]],
            "taskDefinition": [
                "family": .string(name), "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
                "cpu": "256", "memory": "512",
                "containerDefinitions": [
                    [
                        "name": "main", "image": "busybox:1.36", "command": ["true"],
                        "environment": [["name": "PURSER_SANDBOX_EXIT_CODE", "value": .string(String(code))]],
                    ]
                ],
            ],
            "retryStrategy": ["attempts": .int(Int64(attempts))], "timeout": ["attemptDurationSeconds": 600],
            "launch": [
                "attempts": 3, "provisioningTimeoutSeconds": 1800, "secondLookSeconds": 300,
                "backoff": ["intervalSeconds": 15, "backoffRate": 2, "maxDelaySeconds": 120],
            ],
        ]
        return try Job(name: name, labels: [:], spec: spec, hashed: spec)
    }

    /// Plans and applies, as the command does.
    func apply(_ jobs: [Job], until goal: Driver.Goal = .ended) async throws -> (plan: Plan, runs: [RunSnapshot]) {
        let sight = try await Observer(set: "demo", ecs: ecs, ledger: ledger).look(at: jobs, in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "eu-central-1", endpoint: "x", wanted: sight.wanted, observed: sight.observed,
            problems: sight.problems)
        let told = told
        let ecs = ecs
        let applier = Applier(
            set: "demo", ecs: ecs, ledger: ledger, now: { ecs.now() }, report: { told.take($0) })
        let begun = try await applier.begin(plan, sight)
        return (plan, try await driver.drive(begun, until: goal))
    }

    var driver: Driver {
        let told = told
        return Driver(ledger: ledger, ecs: ecs, clock: ecs, report: { told.take($0) })
    }
}

@Suite struct DriverTests {
    @Test func `an apply launches, follows to the end, and says so; a second one changes nothing`() async throws {
        let world = Applying()
        let first = try await world.apply([try Applying.job(count: 3)])
        #expect(first.plan.verdict == "Plan: 1 to launch (3 tasks), 1 task definition to register.")
        #expect(first.runs.map(\.run.status) == [.succeeded])
        #expect(world.ecs.taskCount == 3)
        let before = world.ecs.mutations
        let second = try await world.apply([try Applying.job(count: 3)])
        #expect(!second.plan.hasChanges)
        #expect(second.runs == [])
        #expect(world.ecs.mutations == before)
    }

    @Test func `an interruption ends a burst of launches, and what was not sent is sent once later`() async throws {
        let world = Applying()
        let ecs = world.ecs
        let driver = Driver(
            ledger: world.ledger, ecs: ecs, clock: ecs, isInterrupted: { ecs.requests.count >= 5 }, report: { _ in })
        let sight = try await Observer(set: "demo", ecs: ecs, ledger: world.ledger)
            .look(at: [try Applying.job(count: 200)], in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "eu-central-1", endpoint: "x", wanted: sight.wanted, observed: sight.observed,
            problems: sight.problems)
        let applier = Applier(set: "demo", ecs: ecs, ledger: world.ledger, now: { ecs.now() }, report: { _ in })
        let begun = try await applier.begin(plan, sight)
        await #expect {
            _ = try await driver.drive(begun, until: .ended)
        } throws: { error in
            if case ControlError.detached = error { true } else { false }
        }
        #expect((5...5 + Driver.width).contains(ecs.taskCount))
        let left = try #require(try await world.ledger.snapshot(begun[0].run.id))
        #expect(left.launches.count { $0.taskArn != nil } == ecs.taskCount)
        #expect(left.launches.allSatisfy { $0.sends == $0.answers })
        let ended = try await world.driver.drive([left], until: .ended)
        #expect(ended[0].run.status == .succeeded)
        #expect(ecs.taskCount == 200)
    }

    @Test func `a job that exits 3 ends as failed, with container and code`() async throws {
        let world = Applying()
        let (_, runs) = try await world.apply([try Applying.job(exit: 3)])
        #expect(runs[0].run.status == .failed)
        #expect(runs[0].run.reason == "container 'main' exited with 3")
    }

    @Test func `every attempt is a task of its own with a token of its own`() async throws {
        let world = Applying()
        let (_, runs) = try await world.apply([try Applying.job(exit: 3, attempts: 3)])
        #expect(runs[0].run.status == .failed)
        #expect(runs[0].launches.map(\.key.attempt) == [1, 2, 3])
        #expect(Set(runs[0].launches.map(\.token)).count == 3)
        #expect(world.ecs.taskCount == 3)
    }

    @Test(arguments: [EngineECS.Fault.answerLost, .requestLost, .notConnected])
    func `a lost request or answer costs no launch and makes no second one`(fault: EngineECS.Fault) async throws {
        let world = Applying()
        world.ecs.script(fault, fault)
        let (_, runs) = try await world.apply([try Applying.job()])
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 1)
        #expect(world.ecs.requests.count == 3)
        #expect(Set(world.ecs.requests).count == 1)
    }

    @Test(arguments: [
        ServiceError(code: "ThrottlingException", message: "Rate exceeded", status: 400),
        ServiceError(
            code: "InvalidParameterException",
            message:
                "Error retrieving security group information for [sg-1]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)",
            status: 400),
        ServiceError(code: "ServerException", message: "", status: 500),
        ServiceError(code: "ClientException", message: "The PROVISIONING quota is reached", status: 400),
        ServiceError(code: "SomethingNewException", message: "", status: 400),
    ])
    func `what may go through later is sent again with the same bytes`(error: ServiceError) async throws {
        let world = Applying()
        world.ecs.script(.refused(error))
        let (_, runs) = try await world.apply([try Applying.job()])
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 1)
        #expect(Set(world.ecs.requests).count == 1)
    }

    @Test func `a refusal ends the run with the words of ECS and one request`() async throws {
        let world = Applying()
        world.ecs.script(.refused(ServiceError(code: "AccessDeniedException", message: "not you", status: 400)))
        let (_, runs) = try await world.apply([try Applying.job()])
        #expect(runs[0].run.status == .refused)
        #expect(runs[0].run.reason == "AccessDeniedException: not you")
        #expect(world.ecs.requests.count == 1)
        #expect(world.ecs.taskCount == 0)
    }

    @Test func `without capacity the task is looked for, then tried again with a new token`() async throws {
        let world = Applying()
        world.ecs.script(.notPlaced("RESOURCE:MEMORY"), .notPlaced("RESOURCE:MEMORY"))
        let (_, runs) = try await world.apply([try Applying.job()])
        #expect(runs[0].run.status == .succeeded)
        #expect(runs[0].launches.map(\.key.placement) == [1, 2, 3])
        #expect(Set(world.ecs.requests).count == 3)
        #expect(world.ecs.taskCount == 1)
    }

    @Test func `without capacity to the end of the budget the run is not placed`() async throws {
        let world = Applying()
        world.ecs.script(.notPlaced("RESOURCE:CPU"), .notPlaced("RESOURCE:CPU"), .notPlaced("RESOURCE:CPU"))
        let (_, runs) = try await world.apply([try Applying.job()])
        #expect(runs[0].run.status == .notPlaced)
        #expect(world.ecs.taskCount == 0)
    }

    @Test(arguments: [10.0, 3600])
    func `a task that starts although ECS said it did not is found, running or ended`(seconds: Double) async throws {
        let world = Applying(ecs: EngineECS(seconds: seconds))
        world.ecs.script(.ghost("RESOURCE:MEMORY"))
        let (_, runs) = try await world.apply([try Applying.job()], until: .launched)
        #expect(world.ecs.taskCount == 1)
        #expect(world.ecs.requests.count == 1)
        #expect(runs[0].launches.count == 1)
        #expect(runs[0].launches[0].evidence == .observed)
    }

    @Test func `a conflict with our own task adopts it`() async throws {
        let world = Applying()
        let first = try await world.apply([try Applying.job()], until: .launched)
        let arn = try #require(first.runs[0].launches[0].taskArn)
        // Another ledger that knows nothing, and does not see the task in any list.
        let other = Applying(ecs: world.ecs)
        let sight = try await Observer(set: "demo", ecs: other.ecs, ledger: other.ledger)
            .look(at: [try Applying.job()], in: "eu-central-1")
        var blind = sight
        blind.observed.tasks = [:]
        let plan = Planner.plan(
            set: "demo", region: "r", endpoint: "x", wanted: blind.wanted, observed: blind.observed, problems: [])
        other.ecs.script(
            .refused(ServiceError(code: "ConflictException", message: "", status: 400, resourceIds: [arn])))
        let ecs = world.ecs
        let applier = Applier(
            set: "demo", ecs: ecs, ledger: other.ledger, now: { ecs.now() }, report: { _ in })
        let runs = try await other.driver.drive(try await applier.begin(plan, blind), until: .launched)
        #expect(runs[0].launches[0].taskArn == arn)
        #expect(runs[0].launches[0].evidence == .conflict)
        #expect(world.ecs.taskCount == 1)
    }

    @Test func `a fresh ledger adopts the task that runs`() async throws {
        let world = Applying()
        let first = try await world.apply([try Applying.job()], until: .launched)
        let other = Applying(ecs: world.ecs)
        let (plan, runs) = try await other.apply([try Applying.job()])
        #expect(plan.actions[0].action == .adopt)
        #expect(runs[0].launches[0].taskArn == first.runs[0].launches[0].taskArn)
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 1)
        #expect(world.ecs.requests.count == 1)
    }

    @Test func `a run that was killed before its answer goes on with the same bytes`() async throws {
        let world = Applying()
        world.ecs.script(.answerLost)
        // The process dies while it waits before the second send: nothing of it is left but the ledger.
        let sight = try await Observer(set: "demo", ecs: world.ecs, ledger: world.ledger)
            .look(at: [try Applying.job()], in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "r", endpoint: "x", wanted: sight.wanted, observed: sight.observed, problems: [])
        let ecs = world.ecs
        let applier = Applier(set: "demo", ecs: ecs, ledger: world.ledger, now: { ecs.now() }, report: { _ in })
        let begun = try await applier.begin(plan, sight)
        let dying = Driver(ledger: world.ledger, ecs: ecs, clock: NoWait(clock: ecs), report: { _ in })
        await #expect(throws: ControlError.self) { try await dying.drive(begun, until: .ended) }
        #expect(world.ecs.taskCount == 1)
        let (again, runs) = try await world.apply([try Applying.job()])
        #expect(again.actions[0].action == .resume)
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 1)
        #expect(Set(world.ecs.requests).count == 1)
    }

    /// A clock whose every wait is the end of the process.
    private struct NoWait: WallClock {
        let clock: any WallClock
        func now() -> Timestamp { clock.now() }
        func sleep(for duration: Duration) async throws { throw CancellationError() }
    }

    @Test func `two applies at once, twenty times: one task each`() async throws {
        for _ in 0..<20 {
            let world = Applying()
            let job = try Applying.job()
            try await withThrowingTaskGroup(of: Run.Status.self) { group in
                for _ in 0..<2 {
                    group.addTask { try await world.apply([job]).runs.first?.run.status ?? .succeeded }
                }
                for try await status in group { #expect(status == .succeeded) }
            }
            #expect(world.ecs.taskCount == 1)
        }
    }

    @Test func `a task that is MISSING for two minutes after its launch is waited for`() async throws {
        let world = Applying()
        world.ecs.hideTasks(for: .seconds(120))
        let (_, runs) = try await world.apply([try Applying.job()])
        #expect(runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 1)
    }

    @Test func `a task whose end nobody saw is lost, and not launched again`() async throws {
        let world = Applying()
        _ = try await world.apply([try Applying.job()], until: .launched)
        world.ecs.advance(by: .seconds(3 * 3600))
        let (_, runs) = try await world.apply([try Applying.job()])
        #expect(runs[0].run.status == .lost)
        let (plan, _) = try await world.apply([try Applying.job()])
        #expect(!plan.hasChanges)
        #expect(world.ecs.taskCount == 1)
    }

    @Test func `what is not there is said for every job at once, and nothing is written`() async throws {
        let world = Applying()
        let base = try Applying.job()
        let lost = base.spec.setting("cluster", to: "nowhere")
        let unknown = base.spec.setting("taskDefinition", to: "ghost:7")
        let jobs = [
            try Job(name: "one", labels: [:], spec: lost, hashed: lost),
            try Job(name: "two", labels: [:], spec: unknown, hashed: unknown),
        ]
        let mutations = world.ecs.mutations
        do {
            _ = try await world.apply(jobs)
            Issue.record("an apply of a plan with problems must not begin")
        } catch ControlError.problems(let problems) {
            #expect(
                problems.map(\.message) == [
                    "cluster 'nowhere' does not exist in eu-central-1", "task definition 'ghost:7' does not exist",
                ])
        }
        #expect(try await world.ledger.runs(matching: RunQuery()).isEmpty)
        #expect(world.ecs.mutations == mutations)
    }

    @Test func `a stopped run stops its tasks and waits for their end`() async throws {
        let world = Applying(ecs: EngineECS(seconds: 3600))
        let (_, runs) = try await world.apply([try Applying.job(attempts: 3)], until: .launched)
        let asked = try await world.driver.stop(runs[0], reason: "no longer needed")
        let ended = try await world.driver.drive([asked], until: .ended)
        #expect(ended[0].run.status == .stopped)
        #expect(ended[0].run.reason == "stopped: no longer needed")
        #expect(world.ecs.taskCount == 1)
    }

    @Test func `nothing is told before it is in the ledger`() async throws {
        let world = Applying()
        let (_, runs) = try await world.apply([try Applying.job()])
        let launched = world.told.all.compactMap { event -> Launch? in
            guard case .launched(let launch) = event else { return nil }
            return launch
        }
        #expect(launched.count == 1)
        // The told row is a written one: its version is of the ledger.
        #expect(try #require(launched.first).version > 1)
        #expect(world.told.all.last == .runEnded(runs[0].run))
    }
}
