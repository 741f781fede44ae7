import ECS
import JSON
import Synchronization
import Testing

@testable import Sandbox

/// A clock that leaps: who sleeps wakes at once, at the time that he wanted, unless it lies behind a horizon.
final class LeapingClock: WallClock {
    private let time: Mutex<Timestamp>
    /// Who wants to sleep beyond it sleeps until he is cancelled.
    private let horizon: Timestamp

    init(now: Timestamp = Timestamp(milliseconds: 1_767_225_600_000), horizon: Duration = .seconds(600)) {
        time = Mutex(now)
        self.horizon = now + horizon
    }

    func now() -> Timestamp { time.withLock { $0 } }

    func sleep(for duration: Duration) async throws {
        let end = now() + duration
        guard end <= horizon else {
            for await _ in AsyncStream.makeStream(of: Never.self).stream {}
            throw CancellationError()
        }
        await Task.yield()
        time.withLock { $0 = max($0, end) }
    }
}

/// A runner that plays its part as a test tells it to.
final class ScriptedRunner: ContainerRunner {
    let reports: AsyncStream<RunnerReport>
    private let reporting: AsyncStream<RunnerReport>.Continuation
    private let carriedOut = Mutex<[RunnerOrder]>([])
    private let answers: @Sendable (RunnerOrder) -> [RunnerReport]
    private let end: (stream: AsyncStream<Never>, continuation: AsyncStream<Never>.Continuation)

    /// Answers each order with reports.
    init(_ answers: @escaping @Sendable (RunnerOrder) -> [RunnerReport]) {
        self.answers = answers
        (reports, reporting) = AsyncStream.makeStream()
        end = AsyncStream.makeStream(of: Never.self)
    }

    /// What was ordered, in order.
    var orders: [RunnerOrder] { carriedOut.withLock { $0 } }

    func carryOut(_ order: RunnerOrder) async {
        carriedOut.withLock { $0.append(order) }
        for report in answers(order) { reporting.yield(report) }
    }

    func run() async {
        for await _ in end.stream {}
        reporting.finish()
    }

    func shutdown() async { end.continuation.finish() }
}

/// Collects what a sink is given.
final class Collector<Value: Sendable>: Sendable {
    private let collected = Mutex<[Value]>([])

    var values: [Value] { collected.withLock { $0 } }

    func add(_ value: Value) { collected.withLock { $0.append(value) } }
}
