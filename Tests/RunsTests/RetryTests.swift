// retryStrategy: the rules of AWS Batch as it documents them, and what goes beyond them.
import ECS
import JSON
import Jobs
import Testing

@testable import Runs

@Suite struct RetryTests {
    /// A run whose units are all launched, under a `retryStrategy`.
    private func launched(_ retry: JSON, _ more: [String: JSON] = [:]) throws -> (RunSnapshot, Reducer) {
        var spec = Fixture.spec().setting("retryStrategy", to: retry)
        for (name, value) in more { spec = spec.setting(name, to: value) }
        let snapshot = try Fixture.snapshot(spec)
        let reducer = try Fixture.reducer(snapshot)
        return (try launch(snapshot.newest, in: snapshot, reducer), reducer)
    }

    private func launch(_ launch: Launch, in snapshot: RunSnapshot, _ reducer: Reducer) throws -> RunSnapshot {
        let time = launch.notBefore ?? Fixture.start
        let sent = try #require(reducer.sending(launch.key, in: snapshot, now: time))
        var task = Fixture.task(launch, .provisioning)
        task.taskArn += "\(launch.key.attempt)-\(launch.key.placement)"
        return reducer.received(.placed([task]), for: launch.key, in: sent, now: time)
    }

    /// The run after its newest task has ended; what follows it is launched.
    private func end(
        _ end: StoppedTask, _ snapshot: RunSnapshot, _ reducer: Reducer, at: Timestamp? = nil
    ) throws -> RunSnapshot {
        var task = end.task
        task.taskArn = try #require(snapshot.newest.taskArn)
        task.stoppedAt = at
        let next = reducer.observed([task], in: snapshot, now: at ?? Fixture.start)
        return next.newest.state == .claimed ? try launch(next.newest, in: next, reducer) : next
    }

    private func stopped(_ name: String) throws -> StoppedTask {
        try #require(StoppedTask.all.first { $0.name == name })
    }

    private let roles = [ContainerRole(name: "main", isEssential: true)]

    private func sequel(_ end: StoppedTask, _ rules: JSON) throws -> Sequel {
        let (snapshot, _) = try launched(["attempts": 3, "evaluateOnExit": rules])
        var launch = snapshot.newest
        launch.task = end.task
        launch.state = .ended
        launch.outcome = Outcome.of(end.task, containers: roles, stop: nil, at: Fixture.start)
        return Sequel(after: launch, containers: roles, rules: try snapshot.run.policy().retryStrategy.rules)
    }

    // MARK: As AWS Batch documents it

    /// The block of the AWS Batch User Guide's "Automated job retries".
    private let guide: JSON = [
        ["action": "RETRY", "onReason": "AGENT"], ["action": "RETRY", "onStatusReason": "Task failed to start"],
        ["action": "EXIT", "onReason": "*"],
    ]
    /// The block of the AWS Compute Blog for Spot, in words that Batch takes in any case.
    private let spot: JSON = [
        ["action": "retry", "onStatusReason": "Host EC2*"], ["action": "Exit", "onReason": "*"],
    ]

    struct Documented: Sendable {
        let end: String
        let byGuide: Sequel
        let bySpot: Sequel
    }

    static let documented = [
        // A task that failed to start is retried, anything else is the end.
        Documented(end: "no such image", byGuide: .attempt, bySpot: .end),
        Documented(end: "exit 3", byGuide: .end, bySpot: .end),
        Documented(end: "killed for memory", byGuide: .end, bySpot: .end),
        Documented(end: "host terminated", byGuide: .end, bySpot: .attempt),
        Documented(end: "host stopped", byGuide: .end, bySpot: .attempt),
        Documented(end: "exit 0", byGuide: .end, bySpot: .end),
        // An explicit RETRY is an attempt, as in Batch, also where nothing ran.
        Documented(end: "registry out of reach", byGuide: .attempt, bySpot: .end),
        // Batch's jobs wait for a place without an attempt, and its rules are not asked.
        Documented(end: "no memory", byGuide: .placement, bySpot: .placement),
        Documented(end: "the agent is away", byGuide: .placement, bySpot: .placement),
        // Batch does not retry what was cancelled or terminated.
        Documented(end: "stopped in the console", byGuide: .end, bySpot: .end),
    ]

    @Test(arguments: documented)
    func `a retry block of AWS Batch decides as Batch documents`(row: Documented) throws {
        #expect(try sequel(stopped(row.end), guide) == row.byGuide)
        #expect(try sequel(stopped(row.end), spot) == row.bySpot)
    }

    struct Match: Sendable {
        /// `evaluateOnExit` for a task whose container exited with 3.
        let rules: String
        let sequel: Sequel
    }

    static let matches = [
        // Without a rule that matches the job is retried.
        Match(rules: #"[{"onExitCode": "4", "action": "EXIT"}]"#, sequel: .attempt),
        // The first match decides.
        Match(
            rules: #"[{"onExitCode": "3", "action": "RETRY"}, {"onReason": "*", "action": "EXIT"}]"#,
            sequel: .attempt),
        Match(
            rules: #"[{"onReason": "*", "action": "EXIT"}, {"onExitCode": "3", "action": "RETRY"}]"#, sequel: .end),
        // All conditions of a rule must hold.
        Match(
            rules: #"[{"onExitCode": "3", "onStatusReason": "Host EC2*", "action": "EXIT"}]"#, sequel: .attempt),
        Match(rules: #"[{"onExitCode": "3", "onStatusReason": "Essential*", "action": "EXIT"}]"#, sequel: .end),
        // An asterisk at the end makes it a beginning; without one the whole text is compared, in its own case.
        Match(rules: #"[{"onExitCode": "3*", "action": "EXIT"}]"#, sequel: .end),
        Match(rules: #"[{"onExitCode": "*", "action": "EXIT"}]"#, sequel: .end),
        Match(rules: #"[{"onStatusReason": "Essential container", "action": "EXIT"}]"#, sequel: .attempt),
        Match(rules: #"[{"onStatusReason": "essential*", "action": "EXIT"}]"#, sequel: .attempt),
        // Beyond Batch.
        Match(rules: #"[{"onStopCode": "EssentialContainerExited", "action": "EXIT"}]"#, sequel: .end),
        Match(rules: #"[{"onStopCode": "Spot*", "action": "EXIT"}]"#, sequel: .attempt),
        Match(rules: #"[{"onExitCode": "3", "action": "IGNORE"}]"#, sequel: .ignore),
        Match(rules: #"[{"action": "EXIT"}]"#, sequel: .end),
    ]

    @Test(arguments: matches)
    func `rules match as Batch's patterns do`(row: Match) throws {
        #expect(try sequel(stopped("exit 3"), JSON(parsing: Array(row.rules.utf8))) == row.sequel)
    }

    @Test func `an exit code that is missing meets no pattern`() throws {
        #expect(try sequel(stopped("no such image"), [["onExitCode": "*", "action": "EXIT"]]) == .attempt)
        #expect(try sequel(stopped("no such image"), [["onReason": "CannotPullContainer*", "action": "EXIT"]]) == .end)
    }

    @Test func `attempts are counted in total, and three mean two retries`() throws {
        var (snapshot, reducer) = try launched(["attempts": 3])
        for attempt in 1...3 {
            #expect(snapshot.newest.key.attempt == attempt)
            snapshot = try end(stopped("exit 3"), snapshot, reducer)
        }
        #expect(snapshot.run.status == .failed)
        #expect(snapshot.launches.count == 3)
    }

    // MARK: IGNORE

    private let ignoring: JSON = [
        "attempts": 2, "maxIgnored": 2, "evaluateOnExit": [["onStopCode": "SpotInterruption", "action": "IGNORE"]],
    ]

    @Test func `what is ignored uses up no attempt, until maxIgnored is used up`() throws {
        var (snapshot, reducer) = try launched(ignoring)
        let spot = try stopped("Spot by its code")
        for attempt in 1...4 {
            #expect(snapshot.newest.key.attempt == attempt)
            #expect(snapshot.run.status == .active)
            snapshot = try end(spot, snapshot, reducer)
        }
        #expect(snapshot.run.status == .failed)
        #expect(snapshot.launches.count == 4)
        #expect(Set(snapshot.launches.map(\.token)).count == 4)
        #expect(Set(snapshot.launches.map(\.startedBy)).count == 4)
        #expect(try snapshot.run.policy().retryStrategy.highestAttempt == 4)
    }

    @Test func `failures between ignored ones use up attempts`() throws {
        var (snapshot, reducer) = try launched(ignoring)
        for name in ["exit 3", "Spot by its code", "Spot by its code"] {
            snapshot = try end(stopped(name), snapshot, reducer)
            #expect(snapshot.run.status == .active)
        }
        // The second attempt that counts is under way, and it is the last.
        #expect(snapshot.newest.key.attempt == 4)
        #expect(try end(stopped("exit 3"), snapshot, reducer).run.status == .failed)
    }

    @Test func `an ignored attempt has a number of its own, and its containers are told`() throws {
        var (snapshot, reducer) = try launched(ignoring)
        snapshot = try end(stopped("Spot by its code"), snapshot, reducer)
        #expect(snapshot.newest.key.attempt == 2)
        #expect(snapshot.newest.request.contains(#"{"name":"PURSER_ATTEMPT","value":"2"}"#))
    }

    @Test(arguments: [
        (0, 1, 1, "1a117efd6001fa1dcae327cacac9dfe50b07af01834b045ab3f143d401a0621b"),
        (7, 3, 2, "c309a9bc1a0f3e46b32859cf21daa39f3183581ef3e3cce7eb550a84569cb542"),
    ])
    func `a token is what other programs compute from the same words`(
        unit: Int, attempt: Int, placement: Int, expected: String
    ) {
        let key = LaunchKey(run: RunID(rawValue: "any"), unit: unit, attempt: attempt, placement: placement)
        let token = ClientToken(
            set: "demo", job: "report", occurrence: .manual("k"), cluster: Fixture.cluster, key: key)
        #expect(token.rawValue == expected)
    }

    // MARK: What never ran

    @Test func `what certainly ran nothing goes back to the launch budget before it is an attempt`() throws {
        var (snapshot, reducer) = try launched(["attempts": 2])
        let end = try stopped("registry out of reach")
        for (attempt, placement) in [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 1), (2, 2)] {
            #expect((snapshot.newest.key.attempt, snapshot.newest.key.placement) == (attempt, placement))
            snapshot = try self.end(end, snapshot, reducer)
        }
        #expect(snapshot.run.status == .active)
    }

    @Test func `a constraint that nothing meets is not tried again`() throws {
        var (snapshot, reducer) = try launched(["attempts": 3])
        snapshot = try end(stopped("a constraint that nothing meets"), snapshot, reducer)
        #expect(snapshot.run.status == .notPlaced)
        #expect(snapshot.launches.count == 1)
    }

    // MARK: Delays

    @Test(arguments: [(1, 10.0), (2, 20), (3, 40), (4, 80), (5, 100), (9, 100)])
    func `a delay grows by the formula of Step Functions`(failures: Int, seconds: Double) {
        let backoff = RunPolicy.Backoff(
            intervalSeconds: 10, backoffRate: 2, maxDelaySeconds: 100, jitterStrategy: .off)
        let token = ClientToken(rawValue: "a")
        #expect(backoff.delay(afterFailures: failures, token: token) == .seconds(seconds))
    }

    @Test func `full jitter is spread over the whole delay, and the same each time`() {
        let backoff = RunPolicy.Backoff(
            intervalSeconds: 100, backoffRate: 1, maxDelaySeconds: 100, jitterStrategy: .full)
        let delays = (0..<1000).map { backoff.delay(afterFailures: 1, token: ClientToken(rawValue: "t\($0)")) }
        #expect(delays == (0..<1000).map { backoff.delay(afterFailures: 1, token: ClientToken(rawValue: "t\($0)")) })
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(100) })
        for tenth in 0..<10 {
            let bounds = Duration.seconds(10 * tenth)..<Duration.seconds(10 * tenth + 10)
            let count = delays.filter(bounds.contains).count
            #expect((60...140).contains(count))
        }
    }

    @Test func `the time of the next attempt hangs on the end of the last, not on who saw it when`() throws {
        let (snapshot, reducer) = try launched(["attempts": 2])
        var task = try stopped("exit 3").task
        task.taskArn = try #require(snapshot.newest.taskArn)
        task.stoppedAt = .minutes(1)
        let one = reducer.observed([task], in: snapshot, now: .minutes(1)).newest.notBefore
        let two = reducer.observed([task], in: snapshot, now: .minutes(7)).newest.notBefore
        #expect(one != nil && one == two)
    }

    // MARK: Fallback

    private let fallback: [JSON] = [
        ["fromAttempt": 2, "capacityProviderStrategy": [["capacityProvider": "FARGATE", "weight": 1]]],
        ["fromAttempt": 4, "networkConfiguration": ["awsvpcConfiguration": ["subnets": ["subnet-9"]]]],
    ]

    @Test func `from an attempt on the request names other capacity, and stays as it was made`() throws {
        let strategy: JSON = ["attempts": 4, "fallback": .array(fallback)]
        var (snapshot, reducer) = try launched(strategy, ["launchType": "EC2", "platformVersion": "1.4.0"])
        for _ in 1...3 { snapshot = try end(stopped("exit 3"), snapshot, reducer) }
        let bodies = try snapshot.launches.map { try JSON(parsing: Array($0.request.utf8)) }
        #expect(bodies.map { $0["launchType"] } == ["EC2", nil, nil, "EC2"])
        #expect(bodies.map { $0["capacityProviderStrategy"]?.array?.count } == [nil, 1, 1, nil])
        #expect(bodies.map { $0["networkConfiguration"] != nil } == [false, false, false, true])
        #expect(bodies.allSatisfy { $0["platformVersion"] == "1.4.0" && $0["fromAttempt"] == nil })
        // The row of an attempt is the same whoever makes it.
        for launch in snapshot.launches {
            let again = LaunchRequest.launch(launch.key, of: snapshot.run, createdAt: .minutes(9))
            #expect(again.request == launch.request && again.token == launch.token)
        }
    }

    @Test func `a launch type in a fallback takes the place of capacity providers`() throws {
        let spot: JSON = [["capacityProvider": "FARGATE_SPOT", "weight": 1]]
        let (snapshot, reducer) = try launched(
            ["attempts": 2, "fallback": [["fromAttempt": 2, "launchType": "FARGATE"]]],
            ["capacityProviderStrategy": spot])
        let second = try end(stopped("exit 3"), snapshot, reducer)
        #expect(second.launches[0].request.contains("FARGATE_SPOT"))
        #expect(!second.newest.request.contains("capacityProviderStrategy"))
        #expect(second.newest.request.contains(#""launchType":"FARGATE""#))
    }
}
