import ECS

/// When to ask about a task again: after a while, then after twice as long each time, up to a bound.
package struct Poll: Hashable, Sendable {
    /// How long the waits are.
    package struct Rhythm: Hashable, Sendable {
        package let first: Duration
        package let longest: Duration

        /// Two seconds to five minutes.
        ///
        /// Source: Amazon ECS API Reference, RunTask, on eventual consistency.
        package static let ecs = Rhythm(first: .seconds(2), longest: .seconds(300))
        /// For an ECS in this process, which nobody else asks: who rehearses is not kept waiting.
        package static let sandbox = Rhythm(first: .milliseconds(250), longest: .seconds(2))
    }

    /// When to ask.
    private(set) var due: Timestamp
    private let rhythm: Rhythm
    private var delay: Duration

    /// Asks at once.
    init(at due: Timestamp, _ rhythm: Rhythm = .ecs) {
        self.due = due
        self.rhythm = rhythm
        delay = rhythm.first
    }

    /// Nothing new was heard: the next question comes later.
    mutating func backOff(now: Timestamp) {
        due = now + delay
        delay = min(delay * 2, rhythm.longest)
    }

    /// Something new was heard: the next question comes soon.
    mutating func restart(now: Timestamp) {
        delay = rhythm.first
        backOff(now: now)
    }
}
