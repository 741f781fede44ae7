// What a plan says for each way in which what is wanted and what is so can stand to each other.
import ECS
import JSON
import Jobs
import Testing

@testable import Planner

@Suite struct PlannerTests {
    private static let cluster = "arn:aws:ecs:eu-central-1:111122223333:cluster/batch"
    private static let revision = "arn:aws:ecs:eu-central-1:111122223333:task-definition/report:12"

    private func job(
        command: String = "full", attempts: Int = 1, count: Int = 1, suspend: Bool = false,
        definition: JSON = "report:12"
    ) throws -> Job {
        try .plain(
            "report",
            [
                "taskDefinition": definition, "count": .int(Int64(count)), "suspend": .bool(suspend),
                "retryStrategy": ["attempts": .int(Int64(attempts))],
                "overrides": ["containerOverrides": [["name": "main", "command": ["report", .string(command)]]]],
            ])
    }

    private func wanted(_ job: Job) -> WantedRun {
        let containers = [ContainerRole(name: "main", isEssential: true)]
        return WantedRun(set: "demo", job: job, taskDefinition: .registered(arn: Self.revision, containers: containers))
    }

    private func snapshot(_ wanted: WantedRun, status: Run.Status = .succeeded, state: Launch.State = .ended)
        -> RunSnapshot
    {
        var run = Run(
            id: wanted.id, set: "demo", job: wanted.job, occurrence: wanted.occurrence, basis: wanted.basis,
            cluster: Self.cluster, taskDefinition: Self.revision, containers: [],
            createdAt: Timestamp(milliseconds: 1_700_000_000_000))
        run.status = status
        if status.isFinal { run.endedAt = Timestamp(milliseconds: 1_700_000_060_000) }
        let launches = (0..<run.units).map { unit in
            var launch = LaunchRequest.launch(
                LaunchKey(run: run.id, unit: unit, attempt: 1, placement: 1), of: run, createdAt: run.createdAt)
            launch.state = state
            return launch
        }
        return RunSnapshot(run: run, launches: launches)
    }

    private func plan(_ wanted: [WantedRun], _ observed: Observed, problems: [PlanProblem] = []) -> Plan {
        Planner.plan(
            set: "demo", region: "eu-central-1", endpoint: "https://ecs", wanted: wanted, observed: observed,
            problems: problems)
    }

    /// The ledger knows a run of `job`, applied with `job`'s manifest.
    private func known(_ snapshot: RunSnapshot, by wanted: WantedRun) -> Observed {
        var observed = Observed()
        observed.clusters["batch"] = Self.cluster
        observed.wanted[snapshot.run.id] = snapshot
        observed.newest["report"] = snapshot.run
        observed.jobs["report"] = JobRecord(name: "report", manifestHash: wanted.job.manifestHash)
        return observed
    }

    @Test func `a job that never ran is launched`() throws {
        let wanted = wanted(try job(count: 3))
        let action = plan([wanted], Observed()).actions[0]
        #expect(action.action == .launch)
        #expect(action.reason == .neverRan)
        #expect(action.run == wanted.id)
        #expect(action.units == 3)
        #expect(!action.registersTaskDefinition)
    }

    @Test func `a job that ran with this run key is left alone`() throws {
        let wanted = wanted(try job())
        let plan = plan([wanted], known(snapshot(wanted), by: wanted))
        #expect(plan.actions[0].action == .none)
        #expect(plan.actions[0].reason == .alreadyRan)
        #expect(!plan.hasChanges)
        #expect(plan.verdict == "No changes. 1 job has nothing to launch.")
    }

    @Test func `what a run without marks pinned as a text is not shown, since it may be a secret`() throws {
        let before = wanted(try job(command: "full", count: 2))
        var found = snapshot(before)
        let row = try JSON(encoding: found.run).setting("secrets", to: nil)
        found.run = try row.decoded(as: Run.self)
        #expect(found.run.secrets == nil)
        let now = wanted(try job(command: "brief", count: 3))
        var observed = Observed()
        observed.clusters["batch"] = Self.cluster
        observed.newest["report"] = found.run
        let changes = plan([now], observed).actions[0].changes
        #expect(changes.map(\.path) == ["count", "overrides.containerOverrides[0].command[1]"])
        #expect(changes.map(\.isSensitive) == [false, true])
        #expect(changes.map(\.before) == [2, nil])
        #expect(changes.map(\.after) == [3, nil])
        observed.newest["report"] = snapshot(before).run
        #expect(plan([now], observed).actions[0].changes.map(\.isSensitive) == [false, false])
    }

    @Test func `a failed run is not run again either: its run key has had its run`() throws {
        let wanted = wanted(try job())
        let plan = plan([wanted], known(snapshot(wanted, status: .failed), by: wanted))
        #expect(plan.actions[0].action == .none)
        #expect(plan.text.contains("already ran as \(wanted.id): failed at 2023-11-14T22:14:20Z"))
    }

    @Test func `a failed run names the way to run it again, and a rerun is told with its end`() throws {
        let wanted = wanted(try job())
        let failed = snapshot(wanted, status: .failed)
        var observed = known(failed, by: wanted)
        #expect(plan([wanted], observed).text.contains("purser rerun report --failed"))
        var rerun = Run(
            rerunning: failed.run, units: UnitSet(below: 1), ordinal: 1, createdAt: failed.run.createdAt + .seconds(9))
        rerun.status = .succeeded
        observed.newest["report"] = rerun
        let plan = plan([wanted], observed)
        #expect(plan.text.contains("failed at 2023-11-14T22:14:20Z; run again as \(rerun.id): succeeded"))
        #expect(!plan.text.contains("--failed"))
        #expect(plan.actions[0].rerun?.status == .succeeded)
    }

    @Test func `a changed command is launched, and the plan names the field`() throws {
        let before = wanted(try job(command: "full"))
        let after = wanted(try job(command: "quick"))
        var observed = known(snapshot(before), by: before)
        observed.wanted = [:]
        let plan = plan([after], observed)
        #expect(plan.actions[0].action == .launch)
        #expect(plan.actions[0].reason == .keyChanged)
        #expect(plan.actions[0].changes.map(\.path) == ["overrides.containerOverrides[0].command[1]"])
        #expect(
            plan.text.contains(
                #"~ overrides.containerOverrides[0].command[1]: "full" -> "quick""#))
        #expect(plan.verdict == "Plan: 1 to launch (1 task).")
    }

    @Test func `a change outside the run key updates the job and launches nothing`() throws {
        let before = wanted(try job(attempts: 1))
        let after = wanted(try job(attempts: 3))
        #expect(before.runKey == after.runKey)
        let plan = plan([after], known(snapshot(before), by: before))
        #expect(plan.actions[0].action == .update)
        #expect(plan.actions[0].changes.map(\.path) == ["retryStrategy.attempts"])
        #expect(plan.hasChanges)
        #expect(plan.verdict == "Plan: 1 to update without a run.")
    }

    @Test func `a return to an earlier revision runs nothing and says so`() throws {
        let first = wanted(try job(command: "full"))
        let second = wanted(try job(command: "quick"))
        var observed = known(snapshot(first), by: first)
        observed.newest["report"] = snapshot(second).run
        let action = plan([first], observed).actions[0]
        #expect(action.action == .none)
        #expect(action.reason == .returnedToEarlierRevision)
    }

    @Test(arguments: [
        (Launch.State.claimed, PlannedAction.Action.resume), (.sent, .resume), (.notPlaced, .resume),
        (.launched, .running),
    ])
    func `a run under way is gone on with, or only followed`(state: Launch.State, expected: PlannedAction.Action) throws
    {
        let wanted = wanted(try job())
        let plan = plan([wanted], known(snapshot(wanted, status: .active, state: state), by: wanted))
        #expect(plan.actions[0].action == expected)
        #expect(plan.hasChanges == (expected == .resume))
    }

    @Test func `an unknown launch is shown and never launched again`() throws {
        let wanted = wanted(try job())
        let plan = plan([wanted], known(snapshot(wanted, status: .unknown, state: .unknown), by: wanted))
        #expect(plan.actions[0].action == .unknown)
        #expect(!plan.hasChanges)
    }

    @Test func `a task that ECS has and the ledger has not is adopted`() throws {
        let wanted = wanted(try job())
        let launch = snapshot(wanted).launches[0]
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1")
        task.startedBy = launch.startedBy
        var observed = Observed()
        observed.clusters["batch"] = Self.cluster
        observed.tasks[launch.startedBy] = task
        let action = plan([wanted], observed).actions[0]
        #expect(action.action == .adopt)
        #expect(action.tasks == [task.taskArn])
    }

    @Test(
        arguments: [("report-0000000000", .launch), (nil, .adopt), ("mine", .adopt), ("its own", .adopt)]
            as [(String?, PlannedAction.Action)])
    func `a task whose containers were told of another run is none of this one's`(
        told: String?, expected: PlannedAction.Action
    ) throws {
        let wanted = wanted(try job())
        let launch = snapshot(wanted).launches[0]
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1")
        task.startedBy = launch.startedBy
        let value = told == "its own" ? wanted.id.rawValue : told
        task.overrides = value.map { value in
            [
                "containerOverrides": [
                    ["name": "main", "environment": [["name": "PURSER_RUN", "value": .string(value)]]]
                ]
            ]
        }
        var observed = Observed()
        observed.clusters["batch"] = Self.cluster
        observed.tasks[launch.startedBy] = task
        #expect(plan([wanted], observed).actions[0].action == expected)
    }

    @Test func `a suspended job launches nothing`() throws {
        let plan = plan([wanted(try job(suspend: true))], Observed())
        #expect(plan.actions[0].action == .suspended)
        #expect(!plan.hasChanges)
    }

    @Test func `problems stand in the text with their way out, and nothing can be applied`() throws {
        let problem = PlanProblem(job: "report", message: "cluster 'batch' does not exist", wayOut: "create it")
        let plan = plan([], Observed(), problems: [problem])
        #expect(plan.text.contains("! report: cluster 'batch' does not exist\n      create it"))
        #expect(plan.verdict == "This plan cannot be applied: 1 problem.")
    }

    @Test func `values of environment variables are never shown`() throws {
        let difference = JSONDifference(
            path: "overrides.containerOverrides[0].environment[0].value", before: "hunter2", after: "hunter3")
        let change = FieldChange(difference)
        #expect(change.isSensitive)
        #expect(change.before == nil)
        #expect(change.after == nil)
        #expect(!(try JSON(encoding: change).canonical.contains("hunter")))
    }

    // MARK: Task definitions

    private let body: JSON = ["family": "report", "containerDefinitions": [["name": "main", "image": "busybox:1.36"]]]

    @Test func `a body is registered where the newest revision was not made from it`() throws {
        #expect(PinnedTaskDefinition.pin(body, newest: nil) == .toRegister(body: body))
        let stranger = DescribedTaskDefinition(definition: ["taskDefinitionArn": .string(Self.revision)], tags: [])
        #expect(PinnedTaskDefinition.pin(body, newest: stranger) == .toRegister(body: body))
        let wanted = WantedRun(set: "demo", job: try job(definition: body), taskDefinition: .toRegister(body: body))
        let action = plan([wanted], Observed()).actions[0]
        #expect(action.registersTaskDefinition)
        #expect(action.taskDefinition == "report")
    }

    @Test func `a revision made from the same body is used again`() throws {
        let tag = Tag(key: DefinitionTag.key, value: DefinitionTag.digest(of: body))
        let newest = DescribedTaskDefinition(
            definition: body.setting("taskDefinitionArn", to: .string(Self.revision)), tags: [tag])
        let pinned = PinnedTaskDefinition.pin(body, newest: newest)
        #expect(pinned.revision == "report:12")
        // The run key hangs on the content, not on the number of the revision.
        let job = try job(definition: body)
        let one = WantedRun(set: "demo", job: job, taskDefinition: pinned)
        let two = WantedRun(set: "demo", job: job, taskDefinition: .toRegister(body: body))
        #expect(one.id == two.id)
    }

    @Test func `shows a job that this version does not run, and counts it apart`() throws {
        let spec = try job().spec.setting("historyLimit", to: ["failed": 2]).setting("onUnknown", to: "Rerun")
        let refused = wanted(try Job(name: "report", labels: [:], spec: spec, hashed: spec))
        let plan = self.plan([refused], Observed())
        let action = try #require(plan.actions.first)
        #expect(action.action == .notServed && action.reason == .notServedYet && !plan.hasChanges)
        #expect(action.unserved == [.rerun, .historyLimit])
        #expect(
            action.sentence
                == "not run: this version does not run launches again that may have happened and history limits yet")
        #expect(plan.verdict == "No changes. 0 jobs have nothing to launch, 1 not run by this version.")
        let other = try job()
        let both = self.plan(
            [refused, wanted(try Job(name: "other", labels: [:], spec: other.spec, hashed: other.hashed))], Observed())
        #expect(both.verdict.hasSuffix("1 not run by this version."))
    }
}
