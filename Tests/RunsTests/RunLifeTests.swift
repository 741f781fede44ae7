// What becomes of a run whose tasks exist: versions, ends, attempts, deadlines, units.
import ECS
import JSON
import Jobs
import Testing

@testable import Runs

@Suite struct RunLifeTests {
    /// A run whose units are all launched.
    private func launched(_ spec: JSON = Fixture.spec()) throws -> (RunSnapshot, Reducer) {
        var snapshot = try Fixture.snapshot(spec)
        let reducer = try Fixture.reducer(snapshot)
        for launch in snapshot.launches {
            snapshot = try #require(reducer.sending(launch.key, in: snapshot, now: Fixture.start))
            var task = Fixture.task(launch, .provisioning)
            task.taskArn += "\(launch.key.unit)"
            snapshot = reducer.received(.placed([task]), for: launch.key, in: snapshot, now: Fixture.start)
        }
        return (snapshot, reducer)
    }

    private func task(
        _ launch: Launch, _ status: TaskStatus, version: Int, exit: Int? = nil, stopCode: StopCode? = nil,
        reason: String? = nil, startedAt: Timestamp? = nil
    ) throws -> ECSTask {
        var task = Fixture.task(
            launch, status, version: version, exit: ["main": exit], stopCode: stopCode, stoppedReason: reason,
            startedAt: startedAt)
        task.taskArn = try #require(launch.taskArn)
        return task
    }

    @Test func `the highest version wins in any order, and an end is never taken back`() throws {
        let (start, reducer) = try launched()
        let launch = start.newest
        let life = [
            try task(launch, .pending, version: 2), try task(launch, .running, version: 3),
            try task(launch, .running, version: 3), try task(launch, .stopped, version: 4, exit: 0),
        ]
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [3, 3, 3, 0]] {
            var snapshot = start
            for index in order { snapshot = reducer.observed([life[index]], in: snapshot, now: .minutes(1)) }
            #expect(snapshot.newest.state == .ended)
            #expect(snapshot.newest.task == life[3])
            #expect(snapshot.run.status == .succeeded)
        }
    }

    @Test func `the Spot warning ends nothing: the task still runs`() throws {
        let (start, reducer) = try launched()
        let warned = try task(start.newest, .running, version: 5, stopCode: .spotInterruption)
        let snapshot = reducer.observed([warned], in: start, now: .minutes(1))
        #expect(snapshot.newest.state == .launched)
        #expect(snapshot.run.status == .active)
    }

    @Test func `a failed task is run again while there are attempts`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 2))
        let first = snapshot.newest
        snapshot = reducer.observed(
            [try task(first, .stopped, version: 9, exit: 3)], in: snapshot, now: .minutes(1))
        #expect(snapshot.run.status == .active)
        #expect(snapshot.newest.key == first.key.nextAttempt)
        #expect(snapshot.newest.token != first.token)
        let start = try #require(snapshot.newest.notBefore)
        #expect(start > .minutes(1) && start <= .minutes(1) + .seconds(10))
        // The same end again makes no third launch.
        let again = reducer.observed([try task(first, .stopped, version: 9, exit: 3)], in: snapshot, now: .minutes(2))
        #expect(again == snapshot)
        // The second attempt is the last.
        snapshot = try #require(reducer.sending(snapshot.newest.key, in: snapshot, now: .minutes(2)))
        var second = Fixture.task(snapshot.newest, .stopped, version: 4, exit: ["main": 3])
        second.taskArn = "arn:aws:ecs:eu-central-1:111122223333:task/batch/second"
        snapshot = reducer.received(.placed([second]), for: snapshot.newest.key, in: snapshot, now: .minutes(3))
        #expect(snapshot.run.status == .failed)
        #expect(snapshot.run.reason == "container 'main' exited with 3")
        #expect(snapshot.launches.count == 2)
    }

    @Test func `the delay before an attempt is the same each time it is computed`() throws {
        let (snapshot, reducer) = try launched(Fixture.spec(attempts: 2))
        let end = try task(snapshot.newest, .stopped, version: 9, exit: 3)
        let one = reducer.observed([end], in: snapshot, now: .minutes(1)).newest.notBefore
        let two = reducer.observed([end], in: snapshot, now: .minutes(1)).newest.notBefore
        #expect(one == two)
    }

    @Test func `every unit must succeed, and the gravest end is the run's`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(count: 3))
        for (unit, code) in [(0, 0), (1, 7)] {
            let launch = try #require(snapshot.current[unit])
            snapshot = reducer.observed(
                [try task(launch, .stopped, version: 9, exit: code)], in: snapshot, now: .minutes(1))
        }
        #expect(snapshot.run.status == .active)
        let last = try #require(snapshot.current[2])
        snapshot = reducer.observed([try task(last, .stopped, version: 9, exit: 0)], in: snapshot, now: .minutes(2))
        #expect(snapshot.run.status == .failed)
        #expect(snapshot.run.reason == "container 'main' exited with 7")
        #expect(snapshot.run.endedAt == .minutes(2))
    }

    @Test func `a task that runs too long is stopped, and the run has timed out for good`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 3))
        let running = try task(snapshot.newest, .running, version: 3, startedAt: .minutes(1))
        snapshot = reducer.observed([running], in: snapshot, now: .minutes(1))
        #expect(reducer.decide(snapshot, now: .minutes(60.9)).wake == .minutes(61))
        let decision = reducer.decide(snapshot, now: .minutes(61))
        #expect(decision.effects.contains(.stop(snapshot.newest.key)))
        #expect(decision.snapshot.newest.stop?.cause == .attemptTimeout)
        let end = try task(
            snapshot.newest, .stopped, version: 5, exit: 143, stopCode: .userInitiated, reason: "purser: …",
            startedAt: .minutes(1))
        snapshot = reducer.observed([end], in: decision.snapshot, now: .minutes(62))
        #expect(snapshot.run.status == .timedOut)
        #expect(snapshot.launches.count == 1)
    }

    @Test func `a task that succeeded just before its stop has succeeded`() throws {
        var (snapshot, reducer) = try launched()
        snapshot = reducer.stopping(snapshot, reason: "no longer needed", now: .minutes(1))
        snapshot = reducer.observed(
            [try task(snapshot.newest, .stopped, version: 5, exit: 0, stopCode: .essentialContainerExited)],
            in: snapshot, now: .minutes(2))
        #expect(snapshot.run.status == .succeeded)
    }

    @Test func `a task that heeds its stop and exits with 0 was stopped`() throws {
        var (snapshot, reducer) = try launched()
        snapshot = reducer.stopping(snapshot, reason: "no longer needed", now: .minutes(1))
        let end = try task(snapshot.newest, .stopped, version: 5, exit: 0, stopCode: .userInitiated)
        snapshot = reducer.observed([end], in: snapshot, now: .minutes(2))
        #expect(snapshot.run.status == .stopped)
        #expect(snapshot.run.reason == "stopped: no longer needed")
    }

    @Test func `a task that never starts is stopped and counts against the launch budget`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 1, placements: 2))
        let decision = reducer.decide(snapshot, now: .minutes(30), seen: [snapshot.newest.key: .minutes(30)])
        #expect(decision.snapshot.newest.stop?.cause == .provisioningTimeout)
        let end = try task(snapshot.newest, .stopped, version: 5, stopCode: .userInitiated, reason: "purser: …")
        snapshot = reducer.observed([end], in: decision.snapshot, now: .minutes(31))
        #expect(snapshot.run.status == .active)
        #expect(snapshot.newest.key.placement == 2)
        #expect(snapshot.newest.key.attempt == 1)
    }

    @Test func `a task that never starts is not tried again where its run was told to stop meanwhile`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 1, placements: 2))
        let decision = reducer.decide(snapshot, now: .minutes(30), seen: [snapshot.newest.key: .minutes(30)])
        snapshot = reducer.stopping(decision.snapshot, reason: "no longer needed", now: .minutes(31))
        #expect(snapshot.newest.stop?.cause == .person)
        let end = try task(snapshot.newest, .stopped, version: 5, stopCode: .userInitiated, reason: "purser: …")
        snapshot = reducer.observed([end], in: snapshot, now: .minutes(32))
        #expect(snapshot.run.status == .stopped)
        #expect(snapshot.launches.count == 1)
    }

    @Test func `the whole run's deadline stops what runs and launches nothing more`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 5, deadline: 600))
        let decision = reducer.decide(snapshot, now: .minutes(10))
        #expect(decision.snapshot.newest.stop?.cause == .activeDeadline)
        let end = try task(snapshot.newest, .stopped, version: 5, exit: 143, stopCode: .userInitiated)
        snapshot = reducer.observed([end], in: decision.snapshot, now: .minutes(11))
        #expect(snapshot.run.status == .timedOut)
        #expect(snapshot.launches.count == 1)
    }

    @Test func `a claimed launch of a stopped run is never sent`() throws {
        var snapshot = try Fixture.snapshot()
        let reducer = try Fixture.reducer(snapshot)
        snapshot = reducer.stopping(snapshot, reason: "not today", now: .minutes(1))
        let decision = reducer.decide(snapshot, now: .minutes(1))
        #expect(decision.effects == [])
        #expect(decision.snapshot.run.status == .stopped)
        #expect(decision.snapshot.run.reason == "not launched: not today")
    }

    @Test func `a task that ECS does not know just after its launch is not lost`() throws {
        var (snapshot, reducer) = try launched()
        for minute in [0.1, 1, 5, 9, 59] {
            snapshot = reducer.missing(
                snapshot.newest.key, wasSeen: false, since: .minutes(0.1), in: snapshot, now: .minutes(minute))
        }
        #expect(snapshot.newest.state == .launched)
        snapshot = reducer.observed(
            [try task(snapshot.newest, .running, version: 3)], in: snapshot, now: .minutes(59.5))
        #expect(snapshot.newest.missingSince == nil)
        #expect(snapshot.newest.state == .launched)
    }

    @Test func `a task that ECS has forgotten is lost: no success, and nothing launches again by itself`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 3))
        let key = snapshot.newest.key
        let first = Timestamp.minutes(180)
        snapshot = reducer.missing(key, wasSeen: false, since: first, in: snapshot, now: first)
        #expect(snapshot.run.status == .active)
        // One that was seen a moment ago is not forgotten by two answers.
        let seen = reducer.missing(key, wasSeen: true, since: first, in: snapshot, now: .minutes(181))
        #expect(seen.run.status == .active)
        // Nor is one of which another process was told so, and this one only now.
        let late = first + .seconds(6)
        let alone = reducer.missing(key, wasSeen: false, since: late, in: snapshot, now: late)
        #expect(alone.run.status == .active)
        snapshot = reducer.missing(key, wasSeen: false, since: first, in: snapshot, now: late)
        #expect(snapshot.run.status == .lost)
        #expect(snapshot.launches.count == 1)
    }
}
