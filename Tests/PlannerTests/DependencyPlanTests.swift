// What a plan says of a job by how that stands which it waits for.
import ECS
import JSON
import Jobs
import Testing

@testable import Planner

@Suite struct DependencyPlanTests {
    private static let arn = "arn:aws:ecs:eu-central-1:111122223333:task-definition/report:12"

    private func wanted(_ name: String, after dependencies: [JSON] = [], _ more: [String: JSON] = [:]) throws
        -> WantedRun
    {
        let job = try Job.plain(name, more.merging(["dependsOn": .array(dependencies)]) { given, _ in given })
        let containers = [ContainerRole(name: "main", isEssential: true)]
        return WantedRun(set: "demo", job: job, taskDefinition: .registered(arn: Self.arn, containers: containers))
    }

    private func add(_ status: Run.Status, of wanted: WantedRun, to observed: inout Observed) {
        var run = Run(
            id: wanted.id, set: "demo", job: wanted.job, occurrence: wanted.occurrence, basis: wanted.basis,
            cluster: "c", taskDefinition: Self.arn, containers: [],
            createdAt: Timestamp(milliseconds: 1_700_000_000_000))
        run.status = status
        var launch = LaunchRequest.launch(
            LaunchKey(run: run.id, unit: 0, attempt: 1, placement: 1), of: run, createdAt: run.createdAt)
        launch.state = status.isFinal ? .ended : .launched
        observed.wanted[run.id] = RunSnapshot(run: run, launches: [launch])
        observed.newest[run.job] = run
        observed.jobs[run.job] = JobRecord(name: run.job, manifestHash: wanted.job.manifestHash)
    }

    private func plan(_ wanted: [WantedRun], _ observed: Observed = Observed()) -> Plan {
        Planner.plan(set: "demo", region: "r", endpoint: "e", wanted: wanted, observed: observed, problems: [])
    }

    /// What becomes of the job behind a run of such a status: with SUCCESS, and with COMPLETE.
    private static let ends: [(Run.Status, PlannedAction.Action, PlannedAction.Action)] = Run.Status.allCases.map {
        switch $0 {
        case .active, .succeeded: ($0, .launch, .launch)
        case .unknown: ($0, .waiting, .waiting)
        case .failed, .timedOut, .stopped, .refused, .notPlaced, .lost: ($0, .skipped, .launch)
        }
    }

    @Test(arguments: ends)
    func `hangs on how the run ended, and on the condition`(
        status: Run.Status, onSuccess: PlannedAction.Action, onComplete: PlannedAction.Action
    ) throws {
        for (condition, expected) in [("SUCCESS", onSuccess), ("COMPLETE", onComplete)] {
            let first = try wanted("a")
            let second = try wanted("b", after: [["job": "a", "condition": .string(condition)]])
            var observed = Observed()
            add(status, of: first, to: &observed)
            let action = plan([second, first], observed).actions[1]
            #expect(action.action == expected, "\(condition): \(action.sentence)")
            // What runs is waited for, what has ended is not.
            #expect(action.wave == (expected == .launch ? (status == .active ? 2 : 1) : nil))
            #expect(action.sentence.contains("unknown") == (status == .unknown))
        }
    }

    @Test func `a run that a rerun brought to success is one that succeeded`() throws {
        let first = try wanted("a")
        let second = try wanted("b", after: [["job": "a", "condition": "SUCCESS"]])
        var observed = Observed()
        add(.failed, of: first, to: &observed)
        observed.mended = [first.id]
        let action = plan([first, second], observed).actions[1]
        #expect(action.action == .launch && action.wave == 1)
        let summary = action.dependencies[0].summary
        #expect(summary == "failed as \(first.id), and succeeded when it was run again")
    }

    @Test func `of several the worst counts`() throws {
        let dependencies: [JSON] = ["a", "b", "c"].map { ["job": .string($0), "condition": "SUCCESS"] }
        let jobs = [try wanted("a"), try wanted("b", after: [], ["suspend": true]), try wanted("c")]
        let last = try wanted("d", after: dependencies)
        var observed = Observed()
        add(.succeeded, of: jobs[0], to: &observed)
        #expect(plan(jobs + [last], observed).actions[3].sentence == "waiting: 'b' is suspended")
        add(.failed, of: jobs[2], to: &observed)
        let skipped = plan(jobs + [last], observed).actions[3]
        #expect(skipped.sentence == "skipped: 'c' failed as \(jobs[2].id)")
        #expect(skipped.dependencies.map(\.standing) == [.met, .open, .failed] && skipped.wave == nil)
    }

    @Test func `a job that the plan leaves out is not waited for in silence`() throws {
        let plan = plan([try wanted("b", after: [["job": "a", "condition": "SUCCESS"]])])
        #expect(plan.actions[0].sentence == "waiting: 'a' is left out of this plan: apply it too (--job a), or first")
        #expect(plan.verdict == "No changes. 0 jobs have nothing to launch, 1 waiting.")
        #expect(!plan.hasChanges)
    }

    @Test(arguments: ends)
    func `a job that the plan leaves out counts by the run that its manifest asks for`(
        status: Run.Status, onSuccess: PlannedAction.Action, onComplete: PlannedAction.Action
    ) throws {
        for (condition, expected) in [("SUCCESS", onSuccess), ("COMPLETE", onComplete)] {
            let first = try wanted("a")
            let second = try wanted("b", after: [["job": "a", "condition": .string(condition)]])
            var observed = Observed()
            add(status, of: first, to: &observed)
            observed.beside = ["a": first]
            let action = plan([second], observed).actions[0]
            // Nobody brings to its end what has no part in the plan.
            #expect(action.action == (status == .active ? .waiting : expected), "\(condition): \(action.sentence)")
            if status == .active { #expect(action.sentence.hasSuffix("apply again when it has ended")) }
            // Another revision of it has not run.
            observed.beside = ["a": try wanted("a", after: [], ["count": 2])]
            let other = plan([second], observed).actions[0]
            #expect(other.action == .waiting)
            #expect(
                other.sentence.contains("has not run as its manifest is now (\(first.id) was another revision of it)"))
        }
    }

    @Test func `a run that was begun goes on, whatever became of what it waited for`() throws {
        let first = try wanted("a")
        let second = try wanted("b", after: [["job": "a", "condition": "SUCCESS"]])
        var observed = Observed()
        add(.failed, of: first, to: &observed)
        add(.active, of: second, to: &observed)
        #expect(plan([first, second], observed).actions[1].action == .running)
    }

    @Test func `comes back from JSON as it was`() throws {
        let plan = plan([try wanted("a"), try wanted("b", after: [["job": "a", "condition": "COMPLETE"]])])
        #expect(try JSON(encoding: plan).decoded(as: Plan.self) == plan)
    }

    @Test func `waves are as early as they may be, and hold what waits for nothing in the first`() throws {
        func job(_ name: String, _ after: String...) throws -> Job {
            try wanted(name, after: after.map { ["job": .string($0), "condition": "SUCCESS"] }).job
        }
        let jobs = [
            try job("e", "d", "a"), try job("d", "b", "c"), try job("c", "a"), try job("b"), try job("a"),
            try job("f", "elsewhere"),
        ]
        #expect(JobWaves(jobs).waves == [["a", "b", "f"], ["c"], ["d"], ["e"]])
        #expect(JobWaves([]).waves == [])
    }
}
