// Jobs that share what only so many runs may hold, from a plan to their ends, against the engine of the sandbox.
import ECS
import JSON
import Jobs
import Ledger
import Planner
import Testing

@testable import Controller

@Suite struct LockTests {
    private func job(_ name: String, _ more: [String: JSON] = [:], label: String = "1") throws -> Job {
        var spec = try Applying.job(name: name).spec.setting(
            "overrides",
            to: ["containerOverrides": [["name": "main", "environment": [["name": "R", "value": .string(label)]]]]])
        for (name, value) in more { spec = spec.setting(name, to: value) }
        return try Job(name: name, labels: [:], spec: spec, hashed: spec)
    }

    private func sight(_ jobs: [Job], in world: Applying) async throws -> (plan: Plan, sight: Observer.Sight) {
        let sight = try await Observer(set: "demo", ecs: world.ecs, ledger: world.ledger)
            .look(at: jobs, in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "eu-central-1", endpoint: "x", wanted: sight.wanted, observed: sight.observed,
            problems: sight.problems)
        return (plan, sight)
    }

    private func applier(_ world: Applying) -> Applier {
        let (ecs, told) = (world.ecs, world.told)
        return Applier(set: "demo", ecs: ecs, ledger: world.ledger, now: { ecs.now() }, report: { told.take($0) })
    }

    @discardableResult
    private func apply(
        _ jobs: [Job], in world: Applying, until goal: Driver.Goal = .ended
    ) async throws -> (plan: Plan, outcome: Applier.Outcome) {
        let (plan, sight) = try await sight(jobs, in: world)
        return (plan, try await applier(world).carryOut(plan, sight, with: world.driver, until: goal))
    }

    /// The most runs that were under way at once, and the jobs in the order of their first launches.
    private func turns(_ world: Applying) -> (most: Int, jobs: [String]) {
        var (most, active, jobs) = (0, Set<RunID>(), [String]())
        for event in world.told.all {
            switch event {
            case .launched(let launch):
                active.insert(launch.key.run)
                jobs.append(String(launch.key.run.rawValue.split(separator: "-")[0]))
            case .runEnded(let run): active.remove(run.id)
            default: break
            }
            most = max(most, active.count)
        }
        return (most, jobs)
    }

    @Test(arguments: [(nil, 1), (2, 2)] as [(Int?, Int)])
    func `the jobs of a group run as many at a time as it allows`(limit: Int?, most: Int) async throws {
        let world = Applying()
        var more: [String: JSON] = ["concurrencyGroup": "warehouse"]
        if let limit { more["maxConcurrency"] = .int(Int64(limit)) }
        let (_, outcome) = try await apply(["c", "a", "b", "d"].map { try job($0, more) }, in: world)
        #expect(outcome.runs.map(\.run.status) == [.succeeded, .succeeded, .succeeded, .succeeded])
        #expect(turns(world).most == most && turns(world).jobs == ["a", "b", "c", "d"])
    }

    @Test func `an apply that does not stay leaves the rest of the group to the next one`() async throws {
        let world = Applying()
        let jobs = try ["a", "b"].map { try job($0, ["concurrencyGroup": "g"]) }
        let (_, first) = try await apply(jobs, in: world, until: .launched)
        #expect(first.runs.map(\.run.job) == ["a"] && world.ecs.taskCount == 1)
        #expect(first.rest.actions[1].waitingSentence == "waiting: the next apply launches it when group 'g' has room")
        // Applied alone, it has to bring a run to its end that is not of its plan.
        let (_, second) = try await apply([jobs[1]], in: world)
        #expect(second.runs.map(\.run.job) == ["b"] && second.runs[0].run.status == .succeeded)
        #expect(turns(world).most == 1 && world.ecs.taskCount == 2)
    }

    @Test func `who finds the room taken since it planned leaves the job out, and waits where it stays`() async throws {
        for goal in [Driver.Goal.launched, .ended] {
            let world = Applying()
            let late = try job("late", ["concurrencyGroup": "g"])
            let (plan, sight) = try await sight([late], in: world)
            #expect(plan.actions[0].wave == 1)
            try await apply([try job("early", ["concurrencyGroup": "g"])], in: world, until: .launched)
            let outcome = try await applier(world).carryOut(plan, sight, with: world.driver, until: goal)
            #expect(outcome.runs.map(\.run.job) == (goal == .ended ? ["late"] : []))
            #expect(turns(world).most == 1)
            #expect(try await world.ledger.jobs()["late"] != nil || goal == .launched)
            if goal == .launched { #expect(outcome.rest.actions[0].wave == 2 && world.ecs.taskCount == 1) }
        }
    }

    @Test func `two applies at once never have more under way than the group allows`() async throws {
        let (left, ecs) = (Applying(), EngineECS())
        let first = Applying(ecs: ecs, ledger: left.ledger)
        let second = Applying(ecs: ecs, ledger: left.ledger)
        let jobs = try ["a", "b", "c"].map { try job($0, ["concurrencyGroup": "g"]) }
        async let one = apply(jobs, in: first)
        async let two = apply(jobs.reversed(), in: second)
        let outcomes = try await [one.outcome, two.outcome]
        #expect(ecs.taskCount == 3)
        for outcome in outcomes { #expect(outcome.rest.actions.allSatisfy { $0.reason == .alreadyRan }) }
        let runs = try await left.ledger.runs(matching: .init()).sorted { $0.createdAt < $1.createdAt }
        #expect(runs.map(\.status) == [.succeeded, .succeeded, .succeeded])
        for (run, next) in zip(runs, runs.dropFirst()) {
            #expect(try #require(run.endedAt) <= next.createdAt, "\(next.id) began before \(run.id) had ended")
        }
    }

    @Test func `with Forbid a second run is left out, and comes when the first has ended`() async throws {
        let world = Applying()
        try await apply([try job("a")], in: world, until: .launched)
        let new = try job("a", ["concurrencyPolicy": "Forbid"], label: "2")
        let (plan, outcome) = try await apply([new], in: world)
        #expect(plan.actions[0].action == .skipped && outcome.runs.isEmpty && world.ecs.taskCount == 1)
        #expect(!plan.hasChanges && plan.verdict == "No changes. 0 jobs have nothing to launch, 1 skipped.")
        let old = try #require(try await world.ledger.runs(matching: .init(isActive: true)).first)
        _ = try await world.driver.drive([try #require(try await world.ledger.snapshot(old.id))], until: .ended)
        #expect(try await apply([new], in: world).outcome.runs.map(\.run.status) == [.succeeded])
        #expect(world.ecs.taskCount == 2)
    }

    @Test func `what Forbid has left out stays out of the apply, though the first run ends meanwhile`() async throws {
        let world = Applying()
        try await apply([try job("a")], in: world, until: .launched)
        let old = try #require(try await world.ledger.runs(matching: .init(isActive: true)).first)
        let new = try job("a", ["concurrencyPolicy": "Forbid"], label: "2")
        let (plan, sight) = try await sight([new, try job("b")], in: world)
        _ = try await world.driver.drive([try #require(try await world.ledger.snapshot(old.id))], until: .ended)
        let outcome = try await applier(world).carryOut(plan, sight, with: world.driver, until: .ended)
        #expect(outcome.runs.map(\.run.job) == ["b"])
        #expect(world.ecs.taskCount == 2)
    }

    @Test func `with Queue a second run waits for the first`() async throws {
        let world = Applying()
        try await apply([try job("a")], in: world, until: .launched)
        let new = try job("a", ["concurrencyPolicy": "Queue"], label: "2")
        let (plan, outcome) = try await apply([new], in: world)
        #expect(plan.actions[0].wave == 2)
        #expect(outcome.runs.map(\.run.status) == [.succeeded] && turns(world).most == 1)
        #expect(world.ecs.taskCount == 2)
    }

    @Test(arguments: [Driver.Goal.launched, .ended])
    func `with Replace the first run is stopped, and the second begins when it has`(goal: Driver.Goal) async throws {
        let world = Applying()
        let (_, first) = try await apply([try job("a")], in: world, until: .launched)
        let old = try #require(first.runs.first).run.id
        let new = try job("a", ["concurrencyPolicy": "Replace"], label: "2")
        let (plan, outcome) = try await apply([new], in: world, until: goal)
        #expect(plan.actions[0].sentence.hasSuffix("in place of \(old), stopped first: its run key changed"))
        #expect(outcome.runs.map(\.run.id) == [plan.actions[0].run] && turns(world).most == 1)
        let replaced = try #require(try await world.ledger.snapshot(old))
        #expect(replaced.run.status == .stopped)
        let words = "purser: replaced by \(plan.actions[0].run) (concurrencyPolicy Replace)"
        #expect(replaced.launches[0].task?.stoppedReason == words)
        #expect(replaced.run.reason == "stopped: \(words)")
        let begun = try #require(outcome.runs.first)
        #expect(try #require(begun.launches[0].firstSentAt) >= #require(replaced.launches[0].outcome).at)
        #expect(begun.run.status == (goal == .ended ? .succeeded : .active))
    }

    @Test func `nothing is stopped for a launch whose task definition is refused`() async throws {
        let world = Applying()
        let old = try #require(try await apply([try job("a")], in: world, until: .launched).outcome.runs.first).run.id
        let body = try job("a").spec["taskDefinition"]?.setting("family", to: "other")
        let new = try job("a", ["concurrencyPolicy": "Replace", "taskDefinition": try #require(body)], label: "2")
        world.ecs.refuse(.registerTaskDefinition)
        await #expect(throws: ControlError.self) { try await self.apply([new], in: world) }
        #expect(world.ecs.count(.stopTask) == 0)
        #expect(try await world.ledger.snapshot(old)?.run.status == .active)
    }

    @Test(arguments: [LaunchBrake(stopped: { "a file halts them" }), LaunchBrake(perCommand: 2)])
    func `nothing is stopped for launches that the brake holds, and others go on`(brake: LaunchBrake) async throws {
        let world = Applying()
        let old = try #require(try await apply([try job("b")], in: world, until: .launched).outcome.runs.first).run.id
        let new = try job("b", ["concurrencyPolicy": "Replace", "count": 2], label: "2")
        let (plan, sight) = try await sight([try job("a"), new], in: world)
        let driver = Driver(ledger: world.ledger, ecs: world.ecs, clock: world.ecs, brake: brake, report: { _ in })
        await #expect {
            _ = try await applier(world).carryOut(plan, sight, with: driver, until: .ended)
        } throws: { error in
            guard case ControlError.halted(_, let launches) = error else { return false }
            return launches >= 1
        }
        #expect(world.ecs.count(.stopTask) == 0)
        #expect(try await world.ledger.snapshot(old)?.run.status == .active)
        #expect(try await world.ledger.runs(matching: .init(job: "a")).count == 1)
        #expect(try await world.ledger.runs(matching: .init(job: "b")).map(\.id) == [old])
        // With nothing in the way the old run goes, and the new one comes.
        let outcome = try await apply([new], in: world).outcome
        #expect(outcome.runs.map(\.run.status) == [.succeeded])
        #expect(try await world.ledger.snapshot(old)?.run.status.isFinal == true)
    }

    @Test func `a rerun needs room like any other run`() async throws {
        let world = Applying()
        let more: [String: JSON] = ["concurrencyGroup": "g"]
        let (_, first) = try await apply([try job("a", more)], in: world)
        try await apply([try job("b", more)], in: world, until: .launched)
        let applier = applier(world)
        let rerun = try await applier.rerun(of: first.runs[0], units: UnitSet(below: 1))
        do {
            _ = try await applier.begin(rerun)
            Issue.record("a group that is full has no room for a rerun")
        } catch ControlError.ledger(let error) {
            #expect(error.code == .occupied && error.wayOut?.hasPrefix("wait for it: purser wait b-") == true)
        }
        #expect(world.ecs.taskCount == 2)
    }
}
