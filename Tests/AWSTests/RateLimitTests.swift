import ECS
import Synchronization
import Testing

@testable import AWS

/// Proves that a process keeps within ECS's rates, gets all that they grant, and yields where ECS throttles all the same.
@Suite struct RateLimitTests {
    private static let start = Timestamp(milliseconds: 1_700_000_000_000)
    private static let fargate = #"{"launchType":"FARGATE","count":1}"#

    private func use(_ operation: String, _ body: String = "{}") throws -> RateLimit.Use {
        try #require(RateLimit.Use(operation, body: Array(body.utf8)))
    }

    /// Sends calls one after another, each after its wait; gives when each was sent.
    private func sends(
        _ count: Int, of use: RateLimit.Use, _ limit: inout RateLimit, from start: Timestamp = start
    ) -> [Timestamp] {
        var now = start
        return (0..<count).map { _ in
            now = now + limit.reserve(use, now: now)
            return now
        }
    }

    @Test(
        arguments: [
            ("RunTask", #"{"launchType":"FARGATE"}"#, [.clusterResourceModify: 1, .fargateCalls: 1, .fargateTasks: 1]),
            (
                "RunTask", #"{"launchType":"FARGATE","count":7}"#,
                [.clusterResourceModify: 1, .fargateCalls: 1, .fargateTasks: 7]
            ),
            (
                "RunTask", #"{"capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT"}]}"#,
                [.clusterResourceModify: 1, .fargateCalls: 1, .fargateSpotTasks: 1]
            ),
            ("RunTask", #"{"launchType":"EC2","count":7}"#, [.clusterResourceModify: 1]),
            ("RunTask", "{}", [.clusterResourceModify: 1]),
            ("DescribeTasks", "{}", [.clusterResourceRead: 1]),
            ("RegisterTaskDefinition", "{}", [.taskDefinitionModify: 1]),
        ] as [(String, String, [RequestBucket: Int])])
    func `a call takes from the buckets that ECS takes from`(
        operation: String, body: String, tokens: [RequestBucket: Int]
    ) throws {
        #expect(try use(operation, body).tokens == tokens)
    }

    @Test func `a call of another service takes nothing`() {
        #expect(RateLimit.Use("GetLogEvents", body: []) == nil)
    }

    @Test func `what is sent never exceeds what ECS's own bucket holds, and hardly falls short of it`() throws {
        var limit = RateLimit(region: "eu-central-1")
        let sent = sends(1000, of: try use("RunTask", Self.fargate), &limit)
        var buckets = [RequestBucket.clusterResourceModify, .fargateCalls, .fargateTasks].map {
            TokenBucket($0.rate(in: "eu-central-1"))
        }
        for time in sent {
            for index in buckets.indices {
                let isLetThrough = buckets[index].take(now: time)
                #expect(isLetThrough, "call at \(time - Self.start)")
            }
        }
        // 20 calls at once and 20 a second: 49 seconds are needed.
        let took = (try #require(sent.last) - Self.start).seconds
        #expect((49.0...53.9).contains(took), "\(took) s")
    }

    @Test func `a small region is served at its own rate`() throws {
        var limit = RateLimit(region: "eu-south-2")
        let sent = sends(100, of: try use("RunTask", Self.fargate), &limit)
        let took = (try #require(sent.last) - Self.start).seconds
        #expect((15.0...16.5).contains(took), "\(took) s")
    }

    @Test func `calls that ask together are let through one after another`() throws {
        var limit = RateLimit(region: "eu-central-1")
        let use = try use("DescribeTasks")
        let waits = (0..<100).map { _ in limit.reserve(use, now: Self.start) }
        #expect(waits[..<95].allSatisfy { $0 == .zero })
        let rest = Array(waits[95...])
        #expect(rest == rest.sorted() && Set(rest).count == 5 && rest[0] > .zero, "\(rest)")
    }

    @Test func `buckets are apart, and fill up again`() throws {
        var limit = RateLimit(region: "eu-central-1")
        let read = try use("DescribeTasks")
        for _ in 0..<95 { _ = limit.reserve(read, now: Self.start) }
        #expect(limit.reserve(try use("StopTask"), now: Self.start) == .zero)
        #expect(limit.reserve(read, now: Self.start) > .zero)
        #expect(limit.reserve(read, now: Self.start + .seconds(10)) == .zero)
    }

    @Test func `a throttle empties the bucket and halves its rate, once for all calls that were under way`() throws {
        var limit = RateLimit(region: "eu-central-1")
        let read = try use("DescribeTasks")
        _ = limit.reserve(read, now: Self.start)
        for _ in 0..<8 { limit.throttled(read, now: Self.start) }
        // 20 a second, less the margin, halved.
        #expect(limit.reserve(read, now: Self.start).milliseconds == 103)
        // Throttled on and on, it keeps asking, slowly.
        var now = Self.start
        for _ in 0..<20 {
            now = now + .seconds(1)
            limit.throttled(read, now: now)
        }
        let wait = limit.reserve(read, now: now)
        #expect((0.5...1.1).contains(wait.seconds), "\(wait)")
    }

    @Test func `after a throttle the full rate comes back`() throws {
        var limit = RateLimit(region: "eu-central-1")
        let read = try use("DescribeTasks")
        _ = limit.reserve(read, now: Self.start)
        limit.throttled(read, now: Self.start)
        let later = Self.start + .seconds(20)
        for _ in 0..<95 { _ = limit.reserve(read, now: later) }
        #expect(limit.reserve(read, now: later).milliseconds == 52)
    }

    @Test func `a clock that is set back neither fills nor blocks a bucket`() {
        var bucket = TokenBucket(.init(burst: 1, perSecond: 1))
        let first = bucket.take(now: Self.start)
        let back = bucket.take(now: Self.start - .seconds(100))
        let early = bucket.take(now: Self.start + .milliseconds(999))
        let due = bucket.take(now: Self.start + .milliseconds(1000))
        #expect([first, back, early, due] == [true, false, false, true])
    }

    @Test func `the client waits before it signs, and asks then whether it may still send`() async throws {
        let clock = ManualClock()
        let steps = Array(repeating: ScriptedTransport.Step.ok("{}"), count: 21)
        let script = ScriptedClient(steps, clock: clock, limit: RateLimit(region: "eu-central-1"))
        let start = clock.now()
        let asked = Mutex<[Timestamp]>([])
        for _ in 0..<20 {
            _ = await script.client.exchange(.ecs, "RunTask", body: Array(Self.fargate.utf8)) { time in
                asked.withLock { $0.append(time) }
                return true
            }
        }
        // 19 calls at once; the next one waits for its token.
        #expect(clock.slept.map(\.milliseconds) == [52])
        #expect(asked.withLock { $0.last } == start + .milliseconds(52))
        _ = try await script.client.call(.logs, "GetLogEvents", body: Array("{}".utf8))
        #expect(clock.slept.count == 1)
    }

    @Test func `a throttled call slows those that follow`() async throws {
        let throttle = ScriptedTransport.Step.error(400, "ThrottlingException")
        let script = ScriptedClient(
            [throttle, .ok("{}"), .ok("{}")], limit: RateLimit(region: "eu-central-1"))
        _ = try await script.client.call(.ecs, "DescribeTasks", body: Array("{}".utf8))
        #expect(script.clock.slept == [.milliseconds(500)], "the usual wait, by which the token is there")
        for _ in 0..<6 { _ = await script.client.exchange(.ecs, "DescribeTasks", body: Array("{}".utf8)) }
        #expect(script.clock.slept.count > 1)
    }

    @Test func `a wait for a turn that is cancelled sends nothing`() async {
        let script = ScriptedClient([], clock: ManualClock(), limit: RateLimit(region: "eu-central-1"))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await script.client.exchange(.ecs, "RunTask", body: [])
        }
        guard case .notSent(let error) = await task.value, case .cancelled = error.code else {
            Issue.record("sent")
            return
        }
        #expect(script.transport.requests.isEmpty)
    }
}
