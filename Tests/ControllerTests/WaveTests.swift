// Jobs that wait for others, from a plan to the end of all waves, against the engine of the sandbox.
import ECS
import JSON
import Jobs
import Planner
import Testing

@testable import Controller

@Suite struct WaveTests {
    private func job(
        _ name: String, after dependencies: [JSON] = [], exit code: Int = 0, size: Int? = nil
    ) throws -> Job {
        let plain = try Applying.job(exit: code, name: name)
        let array = size.map { JSON.object(["size": .int(Int64($0))]) }
        let spec = plain.spec.setting("dependsOn", to: .array(dependencies)).setting("arrayProperties", to: array)
        return try Job(name: name, labels: [:], spec: spec, hashed: spec)
    }

    private func carryOut(
        _ jobs: [Job], in world: Applying, until goal: Driver.Goal = .ended
    ) async throws -> (plan: Plan, outcome: Applier.Outcome) {
        let ecs = world.ecs
        let told = world.told
        let sight = try await Observer(set: "demo", ecs: ecs, ledger: world.ledger).look(at: jobs, in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "eu-central-1", endpoint: "x", wanted: sight.wanted, observed: sight.observed,
            problems: sight.problems)
        let applier = Applier(
            set: "demo", ecs: ecs, ledger: world.ledger, now: { ecs.now() }, report: { told.take($0) })
        return (plan, try await applier.carryOut(plan, sight, with: world.driver, until: goal))
    }

    /// The jobs in the order in which the first launch and the end of their runs were told.
    private func story(_ world: Applying) -> [String] {
        world.told.all.compactMap { event in
            switch event {
            case .launched(let launch): "\(launch.key.run.rawValue.split(separator: "-")[0]) launched"
            case .runEnded(let run): "\(run.job) \(run.status.rawValue)"
            default: nil
            }
        }
    }

    @Test func `each wave is launched when the one before it has ended`() async throws {
        let world = Applying()
        let jobs = [
            try job("report", after: [["job": "load", "condition": "COMPLETE"]]),
            try job("load", after: [["job": "extract", "condition": "SUCCESS"]]), try job("extract"),
        ]
        let (plan, outcome) = try await carryOut(jobs, in: world)
        #expect(plan.actions.map(\.wave) == [1, 2, 3])
        #expect(plan.verdict == "Plan: 3 to launch (3 tasks), 3 task definitions to register.")
        #expect(plan.actions[1].sentence == "launch 1 task on 'batch' after 'extract': it never ran")
        #expect(outcome.runs.map(\.run.job) == ["extract", "load", "report"])
        #expect(
            story(world) == [
                "extract launched", "extract succeeded", "load launched", "load succeeded", "report launched",
                "report succeeded",
            ])
        let before = world.ecs.mutations
        let again = try await carryOut(jobs, in: world)
        #expect(!again.plan.hasChanges && again.outcome.runs.isEmpty && world.ecs.mutations == before)
    }

    @Test func `a job without a link to a failed one runs, those behind it are skipped with the reason`() async throws {
        let world = Applying()
        let jobs = [
            try job("extract", exit: 3), try job("load", after: [["job": "extract", "condition": "SUCCESS"]]),
            try job("report", after: [["job": "load", "condition": "COMPLETE"]]),
            try job("tidy", after: [["job": "extract", "condition": "COMPLETE"]]), try job("other"),
        ]
        let (_, outcome) = try await carryOut(jobs, in: world)
        #expect(outcome.runs.map(\.run.job) == ["extract", "other", "tidy"])
        #expect(world.ecs.taskCount == 3)
        let rest = Dictionary(uniqueKeysWithValues: outcome.rest.actions.map { ($0.job, $0) })
        let extract = try #require(outcome.runs.first).run.id
        #expect(rest["load"]?.action == .skipped && rest["load"]?.reason == .dependencyFailed)
        #expect(rest["load"]?.sentence == "skipped: 'extract' failed as \(extract)")
        #expect(rest["report"]?.sentence == "skipped: 'load' is skipped")
        let again = try await carryOut(jobs, in: world)
        #expect(!again.plan.hasChanges && world.ecs.taskCount == 3)
        #expect(again.plan.verdict == "No changes. 3 jobs have nothing to launch, 2 skipped.")
    }

    @Test func `an apply that does not stay launches the first wave, and the next one goes on`() async throws {
        let world = Applying()
        let jobs = [try job("extract"), try job("load", after: [["job": "extract", "condition": "SUCCESS"]])]
        let (_, first) = try await carryOut(jobs, in: world, until: .launched)
        #expect(first.runs.map(\.run.job) == ["extract"] && world.ecs.taskCount == 1)
        #expect(first.rest.actions[1].waitingSentence == "waiting: the next apply launches it after 'extract'")
        // The run of the first wave is under way: the second wave still comes after it.
        let (plan, second) = try await carryOut(jobs, in: world)
        #expect(plan.actions.map(\.action) == [.running, .launch] && plan.actions[1].wave == 2)
        #expect(second.runs.map(\.run.job) == ["extract", "load"] && world.ecs.taskCount == 2)
    }

    @Test func `two jobs of later waves with one body register it once`() async throws {
        let world = Applying()
        let second = try job("second", after: [["job": "first", "condition": "SUCCESS"]])
        let body = try #require(try Applying.job(name: "first").spec["taskDefinition"])
        let spec = second.spec.setting("taskDefinition", to: body)
        let jobs = [try job("first"), try Job(name: "second", labels: [:], spec: spec, hashed: spec)]
        let (_, outcome) = try await carryOut(jobs, in: world)
        #expect(outcome.runs.map(\.run.taskDefinition).count == 2)
        #expect(Set(outcome.runs.map(\.run.taskDefinition)).count == 1)
    }

    @Test(arguments: [("SUCCESS", 0, 4), ("SUCCESS", 3, 1), ("COMPLETE", 3, 4)])
    func `the indexes of a sequential array run one after the other`(condition: String, code: Int, tasks: Int)
        async throws
    {
        let world = Applying()
        let sequence: JSON = ["type": "SEQUENTIAL", "condition": .string(condition)]
        let (_, outcome) = try await carryOut([try job("parts", after: [sequence], exit: code, size: 4)], in: world)
        #expect(world.ecs.taskCount == tasks)
        #expect(outcome.runs.map(\.run.status) == [code == 0 ? .succeeded : .failed])
        var active = 0
        for event in world.told.all {
            if case .launched = event { active += 1 }
            if case .ended = event { active -= 1 }
            #expect(active <= 1)
        }
    }
}
