// The launch protocol of one unit, answer by answer: what is sent again, what is not, and when it is decided.
import ECS
import JSON
import Jobs
import Testing

@testable import Runs

@Suite struct LaunchProtocolTests {
    /// A launch that was sent once at `sent`.
    private func sent(
        _ spec: JSON = Fixture.spec(), at sent: Timestamp = Fixture.start
    ) throws -> (RunSnapshot, Reducer) {
        let snapshot = try Fixture.snapshot(spec)
        let reducer = try Fixture.reducer(snapshot)
        return (try #require(reducer.sending(snapshot.newest.key, in: snapshot, now: sent)), reducer)
    }

    @Test func `a new launch is sent, and marked as sent before`() throws {
        let snapshot = try Fixture.snapshot()
        let reducer = try Fixture.reducer(snapshot)
        #expect(reducer.decide(snapshot, now: Fixture.start).effects == [.send(snapshot.newest.key)])
        let next = try #require(reducer.sending(snapshot.newest.key, in: snapshot, now: Fixture.start))
        #expect(next.newest.state == .sent)
        #expect(next.newest.firstSentAt == Fixture.start)
        #expect(next.newest.sends == 1)
        #expect(next.newest.request == snapshot.newest.request)
    }

    @Test func `an answer with a task is the end of sending`() throws {
        let (snapshot, reducer) = try sent()
        let task = Fixture.task(snapshot.newest)
        let next = reducer.received(.placed([task]), for: snapshot.newest.key, in: snapshot, now: .minutes(0.1))
        #expect(next.newest.state == .launched)
        #expect(next.newest.taskArn == task.taskArn)
        #expect(next.newest.evidence == .answer)
        #expect(reducer.sending(next.newest.key, in: next, now: .minutes(0.2)) == nil)
        #expect(reducer.decide(next, now: .minutes(0.2)).effects == [.describe(next.newest.key)])
    }

    @Test(arguments: [
        LaunchAnswer.ambiguous(reason: "reset"), .later(reason: "Rate exceeded", code: "throttled"),
        .notSent(reason: "refused"),
    ])
    func `without a definite answer the same bytes are sent again after a pause`(answer: LaunchAnswer) throws {
        let (snapshot, reducer) = try sent()
        let next = reducer.received(answer, for: snapshot.newest.key, in: snapshot, now: .minutes(0.1))
        #expect(next.newest.state == .sent)
        let start = try #require(next.newest.notBefore)
        #expect(start > .minutes(0.1))
        #expect(reducer.decide(next, now: .minutes(0.1)).effects == [])
        #expect(reducer.decide(next, now: .minutes(0.1)).wake == start)
        #expect(reducer.decide(next, now: start).effects == [.send(next.newest.key)])
        #expect(next.newest.request == snapshot.newest.request)
        #expect(next.launches.count == 1)
    }

    @Test func `after forty minutes nothing is signed any more, and the launch is unknown`() throws {
        let (snapshot, reducer) = try sent()
        let next = reducer.received(
            .ambiguous(reason: "reset"), for: snapshot.newest.key, in: snapshot, now: .minutes(39))
        let again = try #require(reducer.sending(next.newest.key, in: next, now: .minutes(39.9)))
        #expect(Reducer.maySign(again.newest, now: .minutes(39.99)))
        #expect(!Reducer.maySign(again.newest, now: .minutes(40)))
        #expect(reducer.sending(next.newest.key, in: next, now: .minutes(40)) == nil)
        let decision = reducer.decide(next, now: .minutes(40))
        #expect(decision.snapshot.newest.state == .unknown)
        #expect(decision.snapshot.run.status == .unknown)
        #expect(decision.effects == [.look(next.newest.key)])
    }

    @Test func `an unknown launch is taken back when its task is found`() throws {
        let (snapshot, reducer) = try sent()
        let lost = reducer.decide(snapshot, now: .minutes(41)).snapshot
        #expect(lost.run.status == .unknown)
        let found = reducer.looked(
            lost.newest.key, found: Fixture.task(lost.newest), in: lost, now: .minutes(42))
        #expect(found.newest.state == .launched)
        #expect(found.newest.evidence == .observed)
        #expect(found.run.status == .active)
        #expect(found.run.reason == nil)
    }

    @Test func `an unknown launch stays unknown where no task is found: a list is no proof`() throws {
        let (snapshot, reducer) = try sent()
        var lost = reducer.decide(snapshot, now: .minutes(41)).snapshot
        for minute in 42..<50 {
            lost = reducer.looked(lost.newest.key, found: nil, in: lost, now: .minutes(Double(minute)))
        }
        #expect(lost.newest.state == .unknown)
    }

    @Test func `sends that were all throttled end in another try, not in unknown`() throws {
        let (snapshot, reducer) = try sent()
        let next = reducer.received(
            .later(reason: "Rate exceeded", code: "throttled"), for: snapshot.newest.key, in: snapshot,
            now: .minutes(1))
        let decision = reducer.decide(next, now: .minutes(41))
        #expect(decision.snapshot.launches.map(\.state) == [.superseded, .claimed])
        #expect(decision.snapshot.newest.key.placement == 2)
        #expect(decision.snapshot.newest.token != snapshot.newest.token)
    }

    @Test func `a conflict that names our task adopts it`() throws {
        let (snapshot, reducer) = try sent()
        let task = Fixture.task(snapshot.newest)
        let next = reducer.received(
            .conflict(matching: task, named: [task.taskArn]), for: snapshot.newest.key, in: snapshot,
            now: .minutes(1))
        #expect(next.newest.state == .launched)
        #expect(next.newest.evidence == .conflict)
    }

    @Test(arguments: [[], ["arn:aws:ecs:eu-central-1:111122223333:task/batch/f"]])
    func `a conflict that names no task of ours halts, and no token is made`(named: [String]) throws {
        let (snapshot, reducer) = try sent()
        let next = reducer.received(
            .conflict(matching: nil, named: named), for: snapshot.newest.key, in: snapshot, now: .minutes(1))
        #expect(next.run.status == .unknown)
        #expect(next.launches.count == 1)
        #expect(reducer.decide(next, now: .minutes(120)).snapshot.launches.count == 1)
    }

    @Test func `a definite error ends the run with the words of ECS`() throws {
        let (snapshot, reducer) = try sent()
        let error = ServiceError(code: "AccessDeniedException", message: "no", status: 400)
        let next = reducer.received(.refused(error), for: snapshot.newest.key, in: snapshot, now: .minutes(1))
        #expect(next.run.status == .refused)
        #expect(next.run.reason == "AccessDeniedException: no")
    }

    @Test func `a definite error after an unanswered send is not the last word`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        snapshot = reducer.received(.ambiguous(reason: "reset"), for: key, in: snapshot, now: .minutes(1))
        snapshot = try #require(reducer.sending(key, in: snapshot, now: .minutes(2)))
        let error = ServiceError(code: "AccessDeniedException", message: "no", status: 400)
        snapshot = reducer.received(.refused(error), for: key, in: snapshot, now: .minutes(2))
        #expect(snapshot.newest.state == .notPlaced)
        #expect(reducer.decide(snapshot, now: .minutes(26)).effects == [])
        #expect(reducer.decide(snapshot, now: .minutes(27)).effects == [.look(key)])
        for minute in [27.0, 32] { snapshot = reducer.looked(key, found: nil, in: snapshot, now: .minutes(minute)) }
        let last = reducer.decide(snapshot, now: .minutes(32)).snapshot
        #expect(last.run.status == .refused)
        #expect(last.run.reason == "AccessDeniedException: no")
        #expect(last.launches.count == 1)
    }

    // MARK: Not placed

    private let failure = Failure(reason: "RESOURCE:MEMORY")

    @Test func `a launch that was not placed is looked for twice before another try`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        snapshot = reducer.received(.notPlaced([failure]), for: key, in: snapshot, now: .minutes(0))
        #expect(reducer.decide(snapshot, now: .minutes(4.9)).effects == [])
        #expect(reducer.decide(snapshot, now: .minutes(5)).effects == [.look(key)])
        snapshot = reducer.looked(key, found: nil, in: snapshot, now: .minutes(5))
        #expect(reducer.decide(snapshot, now: .minutes(9.9)).effects == [])
        #expect(reducer.decide(snapshot, now: .minutes(10)).effects == [.look(key)])
        snapshot = reducer.looked(key, found: nil, in: snapshot, now: .minutes(10))
        snapshot = reducer.decide(snapshot, now: .minutes(10)).snapshot
        #expect(snapshot.launches.map(\.state) == [.superseded, .claimed])
        #expect(snapshot.newest.key == key.nextPlacement)
        #expect(snapshot.newest.key.attempt == 1)
        #expect(snapshot.newest.token != snapshot.launches[0].token)
    }

    @Test func `an earlier send without an answer is waited out before the first look`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        snapshot = reducer.received(.ambiguous(reason: "reset"), for: key, in: snapshot, now: .minutes(1))
        snapshot = try #require(reducer.sending(key, in: snapshot, now: .minutes(2)))
        snapshot = reducer.received(.notPlaced([failure]), for: key, in: snapshot, now: .minutes(2))
        #expect(reducer.decide(snapshot, now: .minutes(26.9)).effects == [])
        #expect(reducer.decide(snapshot, now: .minutes(27)).effects == [.look(key)])
    }

    @Test func `an answer that was heard when ECS may have forgotten the task leaves the launch unknown`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        // The process stood still for an hour: what the answer denies may have started, ended and been forgotten.
        snapshot = reducer.received(.notPlaced([failure]), for: key, in: snapshot, now: .minutes(70))
        for minute in [75.0, 80] { snapshot = reducer.looked(key, found: nil, in: snapshot, now: .minutes(minute)) }
        #expect(snapshot.newest.looks == 0)
        let last = reducer.decide(snapshot, now: .minutes(80)).snapshot
        #expect(last.launches.map(\.state) == [.unknown])
        #expect(last.run.status == .unknown)
    }

    @Test func `a task that started all the same is adopted by the second look`() throws {
        var (snapshot, reducer) = try sent()
        let key = snapshot.newest.key
        snapshot = reducer.received(.notPlaced([failure]), for: key, in: snapshot, now: .minutes(0))
        snapshot = reducer.looked(key, found: Fixture.task(snapshot.newest), in: snapshot, now: .minutes(5))
        #expect(snapshot.newest.state == .launched)
        #expect(snapshot.launches.count == 1)
    }

    @Test func `looks that come too late prove nothing`() throws {
        var (snapshot, reducer) = try sent()
        snapshot = reducer.received(
            .notPlaced([failure]), for: snapshot.newest.key, in: snapshot, now: .minutes(0))
        let decision = reducer.decide(snapshot, now: .minutes(51))
        #expect(decision.snapshot.newest.state == .unknown)
        #expect(decision.snapshot.launches.count == 1)
    }

    @Test func `the launch budget is not the attempts, and its end is its own`() throws {
        var (snapshot, reducer) = try sent(Fixture.spec(attempts: 3, placements: 2, secondLook: 5))
        var now = Fixture.start
        for placement in 1...2 {
            let key = snapshot.newest.key
            #expect(key.placement == placement)
            #expect(key.attempt == 1)
            snapshot = reducer.received(.notPlaced([failure]), for: key, in: snapshot, now: now)
            for _ in 0..<2 {
                now = now + .seconds(5)
                snapshot = reducer.looked(key, found: nil, in: snapshot, now: now)
            }
            snapshot = reducer.decide(snapshot, now: now).snapshot
            now = now + .seconds(600)
            snapshot = reducer.sending(snapshot.newest.key, in: snapshot, now: now) ?? snapshot
        }
        #expect(snapshot.run.status == .notPlaced)
        #expect(snapshot.run.reason == "not placed after 2 tries: RESOURCE:MEMORY")
        #expect(snapshot.launches.count == 2)
    }

    @Test(arguments: ["LOCATION", "ATTRIBUTE"])
    func `a placement that waiting cannot mend is tried once`(reason: String) throws {
        var (snapshot, reducer) = try sent(Fixture.spec(secondLook: 5))
        let key = snapshot.newest.key
        snapshot = reducer.received(.notPlaced([Failure(reason: reason)]), for: key, in: snapshot, now: .minutes(0))
        for minute in [0.1, 0.2] {
            snapshot = reducer.looked(key, found: nil, in: snapshot, now: .minutes(minute))
        }
        #expect(reducer.decide(snapshot, now: .minutes(0.2)).snapshot.run.status == .notPlaced)
    }

    // MARK: StartTask

    @Test func `StartTask is sent once, and an ambiguous answer is settled by evidence alone`() throws {
        let (snapshot, reducer) = try sent(
            Fixture.spec(instances: ["arn:aws:ecs:eu-central-1:1:container-instance/b/1"]))
        #expect(reducer.sending(snapshot.newest.key, in: snapshot, now: .minutes(1)) == nil)
        let next = reducer.received(
            .ambiguous(reason: "reset"), for: snapshot.newest.key, in: snapshot, now: .minutes(1))
        #expect(next.newest.state == .unknown)
        #expect(reducer.decide(next, now: .minutes(2)).effects == [.look(next.newest.key)])
    }
}
