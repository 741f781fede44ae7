// Arrays: which units begin when, when enough have succeeded or failed, and what their containers are told.
import ECS
import JSON
import Jobs
import Testing

@testable import Runs

@Suite struct ArrayTests {
    static func spec(size: Int, attempts: Int = 1, _ more: [String: JSON] = [:]) -> JSON {
        var spec = Fixture.spec(attempts: attempts).setting("arrayProperties", to: ["size": .int(Int64(size))])
        for (name, value) in more { spec = spec.setting(name, to: value) }
        return spec
    }

    /// A run that is played against an ECS in which each task ends at once.
    struct Play {
        var snapshot: RunSnapshot
        let reducer: Reducer
        var now = Fixture.start
        /// The most launches that were under way at once.
        var most = 0
        /// The units in the order of their first launch.
        var order: [Int] = []
        /// Tasks that do not end by themselves.
        var hanging: Set<Int> = []

        init(_ spec: JSON) throws {
            let run = try Fixture.snapshot(spec).run
            reducer = Reducer(policy: try run.policy())
            snapshot = reducer.begun(run, now: now)
        }

        /// Goes through one round of effects; a task ends with the code that `code` has for unit and attempt.
        mutating func round(_ code: (Int, Int) -> Int) throws {
            let decision = reducer.decide(snapshot, now: now)
            snapshot = decision.snapshot
            var active = 0
            for index in snapshot.launches.indices where !snapshot.launches[index].state.isFinal { active += 1 }
            most = max(most, active)
            for effect in decision.effects {
                switch effect {
                case .send(let key):
                    try #require(reducer.send(key, in: &snapshot, now: now))
                    if key.attempt == 1 { order.append(key.unit) }
                    let index = try #require(snapshot.index(of: key))
                    reducer.receive(
                        .placed([task(snapshot.launches[index], .pending)]), for: key, in: &snapshot, now: now)
                case .describe(let key) where !hanging.contains(key.unit):
                    let index = try #require(snapshot.index(of: key))
                    var end = task(snapshot.launches[index], .stopped)
                    end.containers = [.of("main", code(key.unit, key.attempt))]
                    reducer.describe(end, for: key, in: &snapshot, now: now)
                case .stop(let key):
                    let index = try #require(snapshot.index(of: key))
                    var end = task(snapshot.launches[index], .stopped)
                    end.stopCode = .userInitiated
                    end.containers = [.of("main", 143)]
                    reducer.describe(end, for: key, in: &snapshot, now: now)
                case .describe, .look: break
                }
            }
            now = decision.wake.map { max($0, now) } ?? now + .seconds(1)
        }

        mutating func end(_ code: (Int, Int) -> Int = { _, _ in 0 }) throws {
            while snapshot.run.status == .active { try round(code) }
        }

        private func task(_ launch: Launch, _ status: TaskStatus) -> ECSTask {
            var task = Fixture.task(launch, status, version: status == .stopped ? 9 : 1)
            task.taskArn = "arn:aws:ecs:eu-central-1:111122223333:task/batch/\(launch.key.unit)-\(launch.key.attempt)"
            return task
        }
    }

    @Test func `every index runs once, in order, and no more at once than parallelism`() throws {
        var play = try Play(ArrayTests.spec(size: 50, ["parallelism": 7]))
        #expect(play.snapshot.launches.count == 7)
        #expect(play.snapshot.waiting == UnitSet(7..<50))
        try play.end()
        #expect(play.snapshot.run.status == .succeeded)
        #expect(play.order == Array(0..<50))
        #expect(play.most == 7)
        #expect(Set(play.snapshot.launches.map(\.token)).count == 50)
    }

    @Test func `each index has attempts of its own`() throws {
        var play = try Play(ArrayTests.spec(size: 6, attempts: 2, ["parallelism": 2]))
        try play.end { unit, attempt in unit % 2 == 1 && attempt == 1 ? 3 : 0 }
        #expect(play.snapshot.run.status == .succeeded)
        #expect(play.snapshot.launches.count == 9)
        #expect(play.most == 2)
    }

    @Test func `without a bound all indexes run, and the failed ones are named`() throws {
        var play = try Play(ArrayTests.spec(size: 10, ["parallelism": 3]))
        try play.end { unit, _ in [1, 3, 4, 5].contains(unit) ? 7 : 0 }
        #expect(play.snapshot.run.status == .failed)
        #expect(play.snapshot.launches.count == 10)
        #expect(play.snapshot.run.reason == "4 of 10 indexes failed (1,3-5): container 'main' exited with 7")
    }

    @Test func `more failures than maxFailedIndexes stop the rest and begin no more`() throws {
        var play = try Play(ArrayTests.spec(size: 100, ["parallelism": 4, "maxFailedIndexes": 2]))
        play.hanging = [0]
        try play.end { unit, _ in unit == 0 ? 0 : 1 }
        #expect(play.snapshot.run.status == .failed)
        #expect(play.snapshot.launches.count < 10)
        #expect(play.snapshot.waiting.count > 90)
        #expect(play.snapshot.launches[0].stop?.cause == .failedIndexes)
        #expect(play.snapshot.launches[0].outcome?.class == .stopped)
        #expect(play.snapshot.run.reason?.contains("of 100 indexes failed (1-3") == true)
    }

    @Test func `a failure that is run again is no failed index`() throws {
        var play = try Play(ArrayTests.spec(size: 8, attempts: 2, ["parallelism": 8, "maxFailedIndexes": 0]))
        try play.end { _, attempt in attempt == 1 ? 3 : 0 }
        #expect(play.snapshot.run.status == .succeeded)
        #expect(play.snapshot.launches.count == 16)
    }

    @Test func `as many failures as maxFailedIndexes end nothing, and the run has failed all the same`() throws {
        var play = try Play(ArrayTests.spec(size: 9, ["parallelism": 3, "maxFailedIndexes": 2]))
        try play.end { unit, _ in unit < 2 ? 3 : 0 }
        #expect(play.snapshot.launches.count == 9)
        #expect(play.snapshot.run.status == .failed)
    }

    @Test func `enough successes end the run with success, and stop what still runs`() throws {
        var play = try Play(
            ArrayTests.spec(size: 40, ["parallelism": 5, "successPolicy": ["succeededCount": 10]]))
        play.hanging = [2]
        try play.end { unit, _ in unit == 3 ? 1 : 0 }
        #expect(play.snapshot.run.status == .succeeded)
        #expect(play.snapshot.run.reason == nil)
        #expect(play.snapshot.launches[2].stop?.cause == .satisfied)
        #expect(play.snapshot.launches.count < 20)
        #expect(play.snapshot.current.values.filter { $0.outcome?.class == .succeeded }.count >= 10)
    }

    @Test func `a stop begins no more indexes, even between two of them`() throws {
        var play = try Play(ArrayTests.spec(size: 20, ["parallelism": 2]))
        try play.round { _, _ in 0 }
        try play.round { _, _ in 0 }
        #expect(play.snapshot.launches.allSatisfy { $0.state == .ended })
        play.snapshot = play.reducer.stopping(play.snapshot, reason: "enough", now: play.now)
        try play.end()
        #expect(play.snapshot.run.status == .stopped)
        #expect(play.snapshot.run.reason == "1 of 20 indexes stopped (2): not launched: enough")
        #expect(play.snapshot.launches.count == 3)
    }

    @Test func `a deadline between two indexes ends the run as timed out`() throws {
        var play = try Play(ArrayTests.spec(size: 20, ["parallelism": 2, "activeDeadlineSeconds": 100]))
        try play.round { _, _ in 0 }
        try play.round { _, _ in 0 }
        play.now = Fixture.start + .seconds(100)
        try play.end()
        #expect(play.snapshot.run.status == .timedOut)
        #expect(play.snapshot.launches.count == 2)
        #expect(play.snapshot.run.reason?.contains("activeDeadlineSeconds (100)") == true)
    }

    @Test func `the containers of an array are told their index and the size, replicas are not`() throws {
        let array = try Play(ArrayTests.spec(size: 3)).snapshot.launches[2].request
        for variable in ["PURSER_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"] {
            #expect(array.contains(#"{"name":"\#(variable)","value":"2"}"#))
        }
        for variable in ["PURSER_ARRAY_SIZE", "AWS_BATCH_JOB_ARRAY_SIZE"] {
            #expect(array.contains(#"{"name":"\#(variable)","value":"3"}"#))
        }
        let replicas = try Play(Fixture.spec(count: 3)).snapshot
        #expect(replicas.launches.count == 3)
        #expect(replicas.launches.allSatisfy { !$0.request.contains("ARRAY") })
    }

    @Test(.timeLimit(.minutes(1)))
    func `thousands of indexes run to their end`() throws {
        var play = try Play(ArrayTests.spec(size: 3_000, ["parallelism": 200]))
        try play.end { unit, _ in unit == 2_999 ? 2 : 0 }
        #expect(play.snapshot.launches.count == 3_000)
        #expect(play.most == 200)
        #expect(play.snapshot.run.reason?.hasPrefix("1 of 3000 indexes failed (2999)") == true)
    }

    // MARK: Sets of units

    @Test(
        arguments: [
            ([], ""), ([4], "4"), ([1, 3, 4, 5, 7], "1,3-5,7"), ([5, 4, 4, 0, 1], "0-1,4-5"),
        ] as [([Int], String)])
    func `units are written as short ranges, and read again`(units: [Int], text: String) {
        let set = UnitSet(units)
        #expect(set.description == text)
        #expect(set.units == Set(units).sorted())
        #expect(set.count == Set(units).count)
        if !units.isEmpty { #expect(UnitSet(parsing: text, below: 10) == set) }
    }

    @Test(arguments: ["", "a", "1,", "-1", "1-", "5-3", "1-2-3", "10", "3-10", "1 ,2", "+1", "99999999999999999999"])
    func `what is no list of indexes is not read`(text: String) {
        #expect(UnitSet(parsing: text, below: 10) == nil)
    }
}
