import ECS

/// When to ask about a task again: after two seconds, then after twice as long each time, up to five minutes.
///
/// Source: Amazon ECS API Reference, RunTask, on eventual consistency.
struct Poll: Hashable, Sendable {
    static let first = Duration.seconds(2)
    static let longest = Duration.seconds(300)

    /// When to ask.
    private(set) var due: Timestamp
    private var delay = Poll.first

    /// Asks at once.
    init(at due: Timestamp) {
        self.due = due
    }

    /// Nothing new was heard: the next question comes later.
    mutating func backOff(now: Timestamp) {
        due = now + delay
        delay = min(delay * 2, Poll.longest)
    }

    /// Something new was heard: the next question comes soon.
    mutating func restart(now: Timestamp) {
        delay = Poll.first
        backOff(now: now)
    }
}
