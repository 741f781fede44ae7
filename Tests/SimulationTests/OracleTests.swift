// The oracle itself: each rule is broken on purpose, so that a rule which cannot be broken is found out.
import AWS
import Controller
import ECS
import JSON
import Jobs
import Testing

@testable import simulate

/// A world in which nothing happens, with one run in its ledger.
private struct Stage {
    let world = World(seed: 1, suppression: Suppression(only: []), isTracing: false)
    var oracle: Oracle { world.oracle }
    let run: Run
    let launch: Launch

    init() {
        let scenario = world.scenario
        let job = scenario.jobs[0]
        let basis = job.keyBasis(taskDefinition: "report:1")
        let occurrence = Occurrence.revision(RunKey(basis: basis))
        run = Run(
            id: RunID(set: Scenario.set, job: job.name, occurrence: occurrence), set: Scenario.set, job: job,
            occurrence: occurrence, basis: basis, cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/batch",
            taskDefinition: "arn:aws:ecs:eu-central-1:123456789012:task-definition/report:1",
            containers: [ContainerRole(name: "main", isEssential: true)], createdAt: scenario.start)
        launch = LaunchRequest.launch(
            LaunchKey(run: run.id, unit: 0, attempt: 1, placement: 1), of: run, createdAt: scenario.start)
    }

    func write(_ launches: Launch..., at time: Timestamp? = nil) {
        oracle.committed(
            launches, of: RunSnapshot(run: run, launches: launches), now: time ?? world.scenario.start)
    }

    func task(_ arn: String) -> TrueTask {
        TrueTask(
            arn: arn, startedBy: launch.startedBy, token: launch.token.rawValue, family: "report",
            createdAt: world.scenario.start, listedFrom: world.scenario.start, describedFrom: world.scenario.start,
            gap: .zero)
    }

    var broken: Set<BrokenPromise.Invariant> { Set(oracle.violations.map(\.invariant)) }
}

@Suite struct OracleTests {
    @Test func `a request that the ledger does not know is seen`() {
        let stage = Stage()
        stage.oracle.leaving([], startedBy: stage.launch.startedBy, token: nil, signedAt: stage.world.scenario.start)
        #expect(stage.broken == [.I2])
    }

    @Test func `a request that is not marked as sent is seen`() {
        let stage = Stage()
        stage.write(stage.launch)
        stage.oracle.leaving(
            Array(stage.launch.request.utf8), startedBy: stage.launch.startedBy, token: stage.launch.token.rawValue,
            signedAt: stage.world.scenario.start)
        #expect(stage.broken == [.I2])
    }

    @Test func `other bytes and a signature after the window are seen`() {
        let stage = Stage()
        var sent = stage.launch
        sent.state = .sent
        sent.sends = 1
        sent.firstSentAt = stage.world.scenario.start
        stage.write(sent)
        stage.oracle.leaving(
            Array(sent.request.utf8), startedBy: sent.startedBy, token: sent.token.rawValue,
            signedAt: stage.world.scenario.start + .seconds(60))
        #expect(stage.broken == [])
        stage.oracle.leaving(
            Array((sent.request + " ").utf8), startedBy: sent.startedBy, token: sent.token.rawValue,
            signedAt: stage.world.scenario.start + .seconds(43 * 60))
        #expect(stage.broken == [.I3, .I7])
    }

    @Test func `a task that the ledger does not know is seen`() {
        let stage = Stage()
        stage.oracle.made(stage.task("arn:a"))
        #expect(stage.broken == [.I15])
    }

    @Test func `a task of a launch that is refused is seen`() {
        let stage = Stage()
        stage.oracle.refused(stage.launch.startedBy)
        var refused = stage.launch
        refused.state = .refused
        stage.write(refused)
        stage.oracle.made(stage.task("arn:a"))
        #expect(stage.broken == [.P3])
    }

    @Test func `a refusal that ECS never spoke is seen`() {
        let stage = Stage()
        var refused = stage.launch
        refused.state = .refused
        stage.write(refused)
        #expect(stage.broken == [.truth])
    }

    @Test func `a row that names a task which ECS never made is seen`() {
        let stage = Stage()
        var launched = stage.launch
        launched.state = .launched
        launched.taskArn = "arn:nobody"
        stage.write(launched)
        #expect(stage.broken == [.I5])
    }

    @Test func `a row that changes after its end, and a version that stands still, are seen`() {
        let stage = Stage()
        stage.oracle.refused(stage.launch.startedBy)
        var refused = stage.launch
        refused.state = .refused
        stage.write(refused)
        var changed = refused
        changed.reason = "another"
        stage.write(changed)
        #expect(stage.broken == [.I8])
    }

    @Test func `the next try while the one before may run is seen`() {
        let stage = Stage()
        let next = LaunchRequest.launch(stage.launch.key.nextPlacement, of: stage.run, createdAt: stage.run.createdAt)
        stage.write(stage.launch, next)
        #expect(stage.broken.contains(.I6))
    }

    @Test func `what is said and was not committed is seen`() {
        let stage = Stage()
        stage.oracle.said(.launched(stage.launch))
        #expect(stage.broken == [.I13])
    }

    @Test func `a launch that is not decided in time once the faults have stopped is seen`() {
        for (minutes, isLate) in [(15, false), (16, true)] {
            let stage = Stage()
            stage.oracle.committed(stage.run)
            stage.write(stage.launch)
            let stop = stage.world.scenario.start + .seconds(60)
            stage.oracle.faultsStopped(at: stop)
            var unknown = stage.launch
            unknown.version += 1
            unknown.state = .unknown
            stage.write(unknown, at: stop + .seconds(minutes * 60))
            #expect(stage.broken == (isLate ? [.I14] : []), "\(minutes)")
        }
    }

    @Test func `a send without an answer has the time in which it may still take effect, from the last send on`() {
        // One is sent once more when the faults have stopped; one was sent ten minutes before and is not sent again.
        for (state, minutes) in [(Launch.State.sent, 40), (.notPlaced, 30)] {
            for isLate in [false, true] {
                let stage = Stage()
                stage.oracle.committed(stage.run)
                var open = stage.launch
                (open.state, open.sends, open.answers) = (state, 2, 1)
                open.lastSentAt = stage.world.scenario.start
                stage.write(open)
                let stop = stage.world.scenario.start + .seconds(600)
                stage.oracle.faultsStopped(at: stop)
                open.version += 1
                open.state = .unknown
                stage.write(open, at: stop + .seconds(minutes * 60 + (isLate ? 1 : 0)))
                #expect(stage.broken == (isLate ? [.I14] : []), "\(state)")
            }
        }
    }

    @Test func `a task that ends hours after its launch was decided is not late`() {
        let stage = Stage()
        let start = stage.world.scenario.start
        stage.oracle.committed(stage.run)
        stage.write(stage.launch)
        stage.oracle.faultsStopped(at: start)
        var unknown = stage.launch
        for (state, hours) in [(Launch.State.unknown, 0), (.unknown, 5), (.refused, 6)] {
            unknown.version += 1
            (unknown.state, unknown.code, unknown.reason) = (state, "placement", "after \(hours) hours")
            stage.write(unknown, at: start + .seconds(hours * 3600))
        }
        #expect(stage.broken == [])
    }

    @Test func `a launch that begins once the faults have stopped has its time from its turn on`() {
        let stage = Stage()
        let start = stage.world.scenario.start
        stage.oracle.committed(stage.run)
        stage.oracle.faultsStopped(at: start)
        var late = stage.launch
        late.notBefore = start + .seconds(7200)
        stage.write(late, at: start + .seconds(3600))
        late.version += 1
        late.reason = "another"
        stage.write(late, at: start + .seconds(8000))
        #expect(stage.broken == [])
        late.version += 1
        late.reason = "and another"
        stage.write(late, at: start + .seconds(8200))
        #expect(stage.broken == [.I14])
    }

    @Test func `a run that is still under way at the end is seen`() {
        let stage = Stage()
        stage.oracle.committed(stage.run)
        stage.write(stage.launch)
        stage.oracle.finish(asked: [stage.run.id])
        #expect(stage.broken == [.I11])
        let empty = Stage()
        empty.oracle.finish(asked: [empty.run.id])
        #expect(empty.broken == [.I11])
    }
}
