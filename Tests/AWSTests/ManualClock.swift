import ECS
import Synchronization

@testable import AWS

/// A clock that stands still: waiting moves it on and takes no time.
final class ManualClock: WallClock {
    private struct State {
        var now: Timestamp
        var slept: [Duration] = []
    }

    private let state: Mutex<State>

    init(_ text: String = "2026-01-02T03:04:05Z") {
        state = Mutex(State(now: Timestamp(iso8601: text)!))
    }

    /// The waits so far.
    var slept: [Duration] { state.withLock { $0.slept } }

    func now() -> Timestamp { state.withLock { $0.now } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.slept.append(duration)
            state.now = state.now + duration
        }
    }

    func advance(by duration: Duration) {
        state.withLock { $0.now = $0.now + duration }
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
