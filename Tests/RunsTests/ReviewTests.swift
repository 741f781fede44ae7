// What a second process, a pause or a late answer must not bring about.
import ECS
import JSON
import Jobs
import Testing

@testable import Runs

@Suite struct ReviewTests {
    private static let instances = ["arn:aws:ecs:eu-central-1:111122223333:container-instance/batch/1"]

    private func sent(_ spec: JSON = Fixture.spec()) throws -> (RunSnapshot, Reducer) {
        let snapshot = try Fixture.snapshot(spec)
        let reducer = try Fixture.reducer(snapshot)
        return (try #require(reducer.sending(snapshot.newest.key, in: snapshot, now: Fixture.start)), reducer)
    }

    private func launched(_ spec: JSON = Fixture.spec()) throws -> (RunSnapshot, Reducer) {
        let (snapshot, reducer) = try sent(spec)
        let task = Fixture.task(snapshot.newest, .provisioning)
        return (
            reducer.received(.placed([task]), for: snapshot.newest.key, in: snapshot, now: Fixture.start), reducer
        )
    }

    // MARK: Sending

    @Test func `a process held up after its commit signs nothing when others count its send as over`() throws {
        let (paused, reducer) = try sent()
        let key = paused.newest.key
        // Another process sends again, hears that nothing was placed, waits the drain out and makes another try.
        var other = try #require(reducer.sending(key, in: paused, now: .minutes(1)))
        other = reducer.received(
            .notPlaced([Failure(reason: "RESOURCE:CPU")]), for: key, in: other, now: .minutes(1))
        for minute in [26.0, 31] { other = reducer.looked(key, found: nil, in: other, now: .minutes(minute)) }
        other = reducer.decide(other, now: .minutes(31)).snapshot
        #expect(other.newest.key == key.nextPlacement)
        // The first one wakes within the window of the same bytes, and must not use it.
        #expect(Reducer.maySign(paused.newest, now: .minutes(0.9)))
        #expect(!Reducer.maySign(paused.newest, now: .minutes(30)))
        #expect(Windows.signing + .seconds(17 * 60) < Windows.drain)
    }

    @Test func `what a send without an answer starts at the last moment has the time of a list to show up`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        snapshot = try #require(reducer.sending(key, in: snapshot, now: .minutes(1)))
        snapshot = reducer.received(
            .notPlaced([Failure(reason: "RESOURCE:CPU")]), for: key, in: snapshot, now: .minutes(1))
        // A look when the send is just over could miss the task in a list that lags.
        snapshot = reducer.looked(key, found: nil, in: snapshot, now: .minutes(25.9))
        #expect(snapshot.newest.looks == 0)
        snapshot = reducer.looked(key, found: nil, in: snapshot, now: .minutes(26))
        #expect(snapshot.newest.looks == 1)
        // The second one comes as long after the first as always.
        #expect(reducer.decide(snapshot, now: .minutes(27)).wake == .minutes(31))
    }

    @Test func `a clock that was ahead at the first send makes the window no longer`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        snapshot = reducer.received(.ambiguous(reason: "reset"), for: key, in: snapshot, now: .minutes(0))
        snapshot = try #require(reducer.sending(key, in: snapshot, now: .minutes(-14)))
        #expect(snapshot.newest.firstSentAt == .minutes(-14))
        #expect(reducer.sending(key, in: snapshot, now: .minutes(26)) == nil)
    }

    @Test func `a claimed launch that somebody has stopped meanwhile is not sent`() throws {
        let snapshot = try Fixture.snapshot()
        let reducer = try Fixture.reducer(snapshot)
        let stopped = reducer.stopping(snapshot, reason: "no", now: .minutes(0))
        #expect(reducer.sending(snapshot.newest.key, in: stopped, now: .minutes(0)) == nil)
    }

    @Test func `a stopped run sends no more where nothing can have happened, and asks on where it can`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        let throttled = LaunchAnswer.later(reason: "Rate exceeded", code: "throttled")
        let clear = reducer.stopping(
            reducer.received(throttled, for: key, in: snapshot, now: .minutes(1)), reason: "no", now: .minutes(1))
        let decision = reducer.decide(clear, now: .minutes(2))
        #expect(decision.effects == [])
        #expect(decision.snapshot.run.status == .stopped)
        snapshot = reducer.received(.ambiguous(reason: "reset"), for: key, in: snapshot, now: .minutes(1))
        snapshot = reducer.stopping(snapshot, reason: "no", now: .minutes(1))
        #expect(reducer.decide(snapshot, now: .minutes(2)).effects == [.send(key)])
        snapshot = try #require(reducer.sending(key, in: snapshot, now: .minutes(2)))
        snapshot = reducer.received(
            .placed([Fixture.task(snapshot.newest)]), for: key, in: snapshot, now: .minutes(2))
        #expect(reducer.decide(snapshot, now: .minutes(2)).effects == [.describe(key), .stop(key)])
    }

    @Test func `an answer with a task counts even where the launch was given up as unknown`() throws {
        let (snapshot, reducer) = try sent()
        let lost = reducer.decide(snapshot, now: .minutes(40)).snapshot
        #expect(lost.run.status == .unknown)
        let task = Fixture.task(lost.newest)
        let found = reducer.received(.placed([task]), for: lost.newest.key, in: lost, now: .minutes(40.1))
        #expect(found.newest.taskArn == task.taskArn)
        #expect(found.run.status == .active)
        // What says less than a task changes nothing any more.
        let same = reducer.received(.ambiguous(reason: "x"), for: lost.newest.key, in: lost, now: .minutes(40.1))
        #expect(same == lost)
    }

    // MARK: StartTask

    @Test func `StartTask without an answer is looked for, never sent, and unknown after five minutes`() throws {
        let (snapshot, reducer) = try sent(Fixture.spec(instances: Self.instances))
        let key = snapshot.newest.key
        let early = reducer.decide(snapshot, now: .minutes(1))
        #expect(early.effects == [.look(key)])
        #expect(early.wake == .minutes(5))
        #expect(early.snapshot == snapshot)
        #expect(reducer.decide(snapshot, now: .minutes(5)).snapshot.run.status == .unknown)
    }

    @Test func `StartTask that was throttled certainly did nothing, and is sent again`() throws {
        var (snapshot, reducer) = try sent(Fixture.spec(instances: Self.instances))
        let key = snapshot.newest.key
        snapshot = reducer.received(
            .later(reason: "Rate exceeded", code: "throttled"), for: key, in: snapshot, now: .minutes(1))
        #expect(reducer.decide(snapshot, now: .minutes(2)).effects == [.send(key)])
        #expect(reducer.sending(key, in: snapshot, now: .minutes(2))?.newest.sends == 2)
    }

    // MARK: Looks

    @Test func `a look that began too early or ended too late is no look`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        snapshot = reducer.received(
            .notPlaced([Failure(reason: "RESOURCE:CPU")]), for: key, in: snapshot, now: .minutes(0))
        let looked = reducer.looked(key, found: nil, asked: .minutes(5), in: snapshot, now: .minutes(5.1))
        #expect(looked.newest.looks == 1)
        // Another process began its look at the same time and hands it in later.
        let twice = reducer.looked(key, found: nil, asked: .minutes(5), in: looked, now: .minutes(11))
        #expect(twice.newest.looks == 1)
        // A machine that slept between the question and its answer.
        let late = reducer.looked(key, found: nil, asked: .minutes(11), in: looked, now: .minutes(200))
        #expect(late.newest.looks == 1)
        #expect(reducer.decide(late, now: .minutes(200)).snapshot.run.status == .unknown)
    }

    @Test func `a unit that is given up hides none of the others`() throws {
        var snapshot = try Fixture.snapshot(Fixture.spec(count: 4, secondLook: 5))
        let reducer = try Fixture.reducer(snapshot)
        let first = snapshot.launches[0].key
        snapshot = try #require(reducer.sending(first, in: snapshot, now: .minutes(0)))
        snapshot = reducer.received(
            .notPlaced([Failure(reason: "RESOURCE:CPU")]), for: first, in: snapshot, now: .minutes(0))
        for minute in [1.0, 2] { snapshot = reducer.looked(first, found: nil, in: snapshot, now: .minutes(minute)) }
        let decision = reducer.decide(snapshot, now: .minutes(2))
        #expect(decision.effects.count == 4)
        #expect(decision.snapshot.launches.map(\.key) == decision.snapshot.launches.map(\.key).sorted())
        #expect(reducer.decide(decision.snapshot, now: .minutes(2)).effects == decision.effects)
    }

    // MARK: Ends

    @Test func `a task that nobody followed is asked about before it is stopped for not starting`() throws {
        let (snapshot, reducer) = try launched()
        let key = snapshot.newest.key
        for seen in [[:], [key: .minutes(29)]] as [[LaunchKey: Timestamp]] {
            let decision = reducer.decide(snapshot, now: .minutes(120), seen: seen)
            #expect(decision.effects == [.describe(key)])
            #expect(decision.snapshot.newest.stop == nil)
            #expect(decision.wake == nil)
        }
        let decision = reducer.decide(snapshot, now: .minutes(120), seen: [key: .minutes(120)])
        #expect(decision.snapshot.newest.stop?.cause == .provisioningTimeout)
    }

    @Test func `the end of a task counts although its version was seen before, and nothing else does`() throws {
        var (snapshot, reducer) = try launched()
        let running = Fixture.task(snapshot.newest, .running, version: 3, startedAt: .minutes(1))
        snapshot = reducer.observed([running], in: snapshot, now: .minutes(1))
        let other = Fixture.task(snapshot.newest, .deactivating, version: 3, startedAt: .minutes(1))
        #expect(reducer.observed([other], in: snapshot, now: .minutes(2)) == snapshot)
        func end(_ version: Int) -> ECSTask {
            Fixture.task(
                snapshot.newest, .stopped, version: version, exit: ["main": 0], stopCode: .essentialContainerExited)
        }
        #expect(reducer.observed([end(2)], in: snapshot, now: .minutes(2)).run.status == .active)
        #expect(reducer.observed([end(3)], in: snapshot, now: .minutes(2)).run.status == .succeeded)
    }

    @Test func `a stop that ECS names explains the end, though the clock of ECS is behind`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 2))
        let running = Fixture.task(snapshot.newest, .running, version: 3, startedAt: .minutes(1))
        snapshot = reducer.observed([running], in: snapshot, now: .minutes(1))
        snapshot = reducer.decide(snapshot, now: .minutes(120)).snapshot
        let stop = try #require(snapshot.newest.stop)
        #expect(stop.cause == .attemptTimeout)
        var end = Fixture.task(snapshot.newest, .stopped, version: 9, exit: ["main": 143], stopCode: .userInitiated)
        end.stoppedReason = stop.reason
        end.stoppingAt = .minutes(119)
        end.stoppedAt = .minutes(120)
        #expect(reducer.observed([end], in: snapshot, now: .minutes(120)).run.status == .timedOut)
    }

    @Test func `a stop does not explain the end of a task that had ended before`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: 2))
        let running = Fixture.task(snapshot.newest, .running, version: 3, startedAt: .minutes(1))
        snapshot = reducer.observed([running], in: snapshot, now: .minutes(1))
        // It fails at minute 5; nobody is there until its timeout is over.
        var end = Fixture.task(
            snapshot.newest, .stopped, version: 9, exit: ["main": 3], stopCode: .essentialContainerExited)
        end.stoppingAt = .minutes(5)
        end.stoppedAt = .minutes(6)
        let overdue = reducer.decide(snapshot, now: .minutes(120)).snapshot
        #expect(overdue.newest.stop?.cause == .attemptTimeout)
        let ended = reducer.observed([end], in: overdue, now: .minutes(120))
        #expect(ended.launches[0].outcome?.class == .failed)
        #expect(ended.newest.key.attempt == 2)
        // A person's stop comes too late for the task as well, and is the last word all the same.
        let stopped = reducer.stopping(snapshot, reason: "no", now: .minutes(10))
        let final = reducer.observed([end], in: stopped, now: .minutes(11))
        #expect(final.launches.count == 1)
        #expect(final.run.status == .failed)
    }

    @Test(arguments: [1, 2])
    func `a task that started just before its provisioning stop was an attempt, not a try`(attempts: Int) throws {
        var (snapshot, reducer) = try launched(Fixture.spec(attempts: attempts))
        let key = snapshot.newest.key
        snapshot = reducer.decide(snapshot, now: .minutes(30), seen: [key: .minutes(30)]).snapshot
        let end = Fixture.task(
            snapshot.newest, .stopped, version: 9, exit: ["main": 143], stopCode: .userInitiated,
            startedAt: .minutes(30.1))
        snapshot = reducer.observed([end], in: snapshot, now: .minutes(31))
        #expect(snapshot.launches.count == attempts)
        #expect(snapshot.launches.allSatisfy { $0.key.placement == 1 })
    }

    @Test func `a task that was accepted and never placed ends the run as not placed`() throws {
        var (snapshot, reducer) = try launched(Fixture.spec(placements: 1))
        let end = Fixture.task(
            snapshot.newest, .stopped, version: 9, stopCode: .taskFailedToStart,
            stoppedReason: "TaskFailedToStart: RESOURCE:MEMORY")
        snapshot = reducer.observed([end], in: snapshot, now: .minutes(3))
        #expect(snapshot.run.status == .notPlaced)
    }
}
