// A run that takes too long, from its plan to its end, against the engine of the sandbox.
import ECS
import JSON
import Jobs
import Ledger
import Planner
import Testing

@testable import Controller

@Suite struct DeadlineTests {
    private func job(_ more: [String: JSON]) throws -> Job {
        var spec = try Applying.job(attempts: 3).spec
        for (name, value) in more { spec = spec.setting(name, to: value) }
        return try Job(name: "report", labels: [:], spec: spec, hashed: spec)
    }

    @Test func `a run whose deadline is over is stopped by name, and nothing of it begins any more`() async throws {
        let world = Applying(ecs: EngineECS(seconds: 3600))
        let job = try job([
            "activeDeadlineSeconds": 120, "timeout": ["attemptDurationSeconds": 7200],
            "arrayProperties": ["size": 4], "parallelism": 2,
        ])
        let (_, runs) = try await world.apply([job])
        let run = try #require(runs.first)
        #expect(run.run.status == .timedOut && world.ecs.taskCount == 2)
        let reason = "purser: activeDeadlineSeconds (120) of \(run.run.id) is over"
        #expect(run.run.reason?.contains(reason) == true)
        for launch in run.launches {
            #expect(launch.task?.stoppedReason == reason && launch.task?.lastStatus?.isStopped == true)
            // Its end is not said before ECS says that it has stopped.
            #expect(try #require(run.run.endedAt) >= #require(launch.task?.stoppedAt))
            #expect(try #require(launch.stop?.at) >= run.run.createdAt + .seconds(120))
        }
        #expect(run.launches.map(\.key.unit) == [0, 1] && run.launches.allSatisfy { $0.key.attempt == 1 })
        let before = world.ecs.mutations
        let again = try await world.apply([job])
        #expect(!again.plan.hasChanges && world.ecs.mutations == before)
    }

    @Test func `a run that waits behind one whose deadline is over begins when that has stopped`() async throws {
        let world = Applying(ecs: EngineECS(seconds: 3600))
        let late = try job([
            "activeDeadlineSeconds": 120, "timeout": ["attemptDurationSeconds": 7200], "concurrencyPolicy": "Queue",
        ])
        let first = try await world.apply([late], until: .launched).runs[0]
        let spec = late.spec.setting("count", to: 2)
        let next = try Job(name: "report", labels: [:], spec: spec, hashed: spec)
        let ecs = world.ecs
        let sight = try await Observer(set: "demo", ecs: ecs, ledger: world.ledger).look(at: [next], in: "eu-central-1")
        let plan = Planner.plan(
            set: "demo", region: "eu-central-1", endpoint: "x", wanted: sight.wanted, observed: sight.observed,
            problems: sight.problems)
        let applier = Applier(set: "demo", ecs: ecs, ledger: world.ledger, now: { ecs.now() }, report: { _ in })
        let outcome = try await applier.carryOut(plan, sight, with: world.driver, until: .ended)
        let old = try #require(try await world.ledger.snapshot(first.run.id))
        #expect(old.run.status == .timedOut)
        let stopped = try #require(old.launches[0].task?.stoppedAt)
        #expect(try #require(outcome.runs.first).run.createdAt >= stopped)
    }
}
