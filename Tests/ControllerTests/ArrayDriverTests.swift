// Arrays and reruns from a plan to their end, against the engine of the sandbox.
import ECS
import JSON
import Jobs
import Planner
import Testing

@testable import Controller

@Suite struct ArrayDriverTests {
    private func job(size: Int, parallelism: Int, exit code: Int = 0, attempts: Int = 1) throws -> Job {
        let job = try Applying.job(exit: code, attempts: attempts)
        let spec = job.spec.setting("arrayProperties", to: ["size": .int(Int64(size))])
            .setting("parallelism", to: .int(Int64(parallelism)))
        return try Job(name: job.name, labels: [:], spec: spec, hashed: spec)
    }

    private func applier(_ world: Applying) -> Applier {
        let ecs = world.ecs
        return Applier(set: "demo", ecs: ecs, ledger: world.ledger, now: { ecs.now() }, report: { _ in })
    }

    @Test func `an array runs to its end, a few tasks at a time`() async throws {
        let world = Applying()
        let (plan, runs) = try await world.apply([try job(size: 30, parallelism: 4)])
        #expect(plan.verdict == "Plan: 1 to launch (30 tasks), 1 task definition to register.")
        #expect(runs[0].run.status == .succeeded)
        #expect(runs[0].launches.map(\.key.unit) == Array(0..<30))
        #expect(world.ecs.taskCount == 30)
        #expect(Set(world.ecs.requests).count == 30)
        // At no time did more than four launches exist without an end.
        var under = 0
        for event in world.told.all {
            if case .launched = event { under += 1 }
            if case .ended = event { under -= 1 }
            #expect(under <= 4)
        }
    }

    @Test func `an apply that does not wait goes as far as there is room, and the next one goes on`() async throws {
        let world = Applying()
        let array = try job(size: 10, parallelism: 3)
        let first = try await world.apply([array], until: .launched)
        #expect(first.runs[0].launches.map(\.state) == [.launched, .launched, .launched])
        let second = try await world.apply([array])
        #expect(second.plan.actions[0].action == .resume)
        #expect(second.runs[0].run.status == .succeeded)
        #expect(world.ecs.taskCount == 10)
        let third = try await world.apply([array])
        #expect(!third.plan.hasChanges)
        #expect(world.ecs.taskCount == 10)
    }

    @Test func `a stopped array begins no more`() async throws {
        let world = Applying()
        let first = try await world.apply([try job(size: 10, parallelism: 3)], until: .launched)
        let asked = try await world.driver.stop(first.runs[0], reason: "enough")
        let ended = try await world.driver.drive([asked], until: .ended)
        #expect(ended[0].run.status == .stopped)
        #expect(world.ecs.taskCount == 3)
    }

    @Test func `a rerun launches its indexes once, however often it is asked for, until it has ended`() async throws {
        let world = Applying()
        let (_, runs) = try await world.apply([try job(size: 4, parallelism: 4, exit: 3)])
        #expect(runs[0].run.reason == "4 of 4 indexes failed (0-3): container 'main' exited with 3")
        let units = UnitSet([1, 2])
        let plan = try await applier(world).rerun(of: runs[0], units: units)
        #expect(plan.begun == nil)
        #expect(world.ecs.taskCount == 4)
        let begun = try await applier(world).begin(plan)
        let again = try await applier(world).rerun(of: runs[0], units: units)
        #expect(again.run.id == begun.run.id && again.begun == begun)
        // A second process that planned at the same time writes no second run.
        #expect(try await applier(world).begin(plan).run.id == begun.run.id)
        let ended = try await world.driver.drive([begun], until: .ended)
        #expect(ended[0].run.status == .failed)
        #expect(world.ecs.taskCount == 6)
        let next = try await applier(world).rerun(of: runs[0], units: units)
        #expect(next.begun == nil && next.run.id != begun.run.id)
        // The manifest still has its run, and nothing is due.
        let later = try await world.apply([try job(size: 4, parallelism: 4, exit: 3)])
        #expect(later.plan.actions[0].reason == .alreadyRan)
        #expect(world.ecs.taskCount == 6)
    }
}
