package import ECS
import Synchronization

/// A clock that can be set ahead of the one behind it: hours of a sandbox pass in a moment.
///
/// Waiting takes as long as it does by the clock behind; who waits for a time must be told when the clock was set.
package final class MovableClock: WallClock {
    private let base: any WallClock
    private let ahead = Mutex(Duration.zero)

    package init(_ base: any WallClock) {
        self.base = base
    }

    package func now() -> Timestamp { base.now() + ahead.withLock { $0 } }

    package func sleep(for duration: Duration) async throws {
        try await base.sleep(for: duration)
    }

    /// Sets the clock ahead; it is never set back.
    func advance(by duration: Duration) {
        precondition(duration >= .zero, "a clock is set ahead")
        ahead.withLock { $0 += duration }
    }
}
