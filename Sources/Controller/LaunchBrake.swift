import ECS
import Synchronization

/// Bounds how many launches one command begins, and how fast, so that a mistake in a manifest stays small; and halts
/// them all where a person says so.
///
/// What was sent already is followed, and sent again where it must be, whatever the bounds: nothing is left in doubt.
package final class LaunchBrake: Sendable {
    /// What a launch that is due may do.
    enum Verdict: Hashable, Sendable {
        /// Go: so many may.
        case room(Int)
        /// Wait for the minute to pass.
        case wait(until: Timestamp)
        /// Not in this command; a clause that says why.
        case halted(String)
    }

    /// The launches of a job that a run is to be stopped for.
    struct Claim: Hashable, Sendable {
        let job: String
        let launches: Int
        /// How many launches there are up to the last of these.
        let upTo: Int
    }

    /// Claims that are refused.
    struct Refusal: Hashable, Sendable {
        let jobs: Set<String>
        let launches: Int
        /// A clause that says why.
        let reason: String
    }

    private struct State {
        var taken = 0
        /// When launches of the last minute were begun, and how many.
        var recent: [(at: Timestamp, count: Int)] = []
    }

    private let perCommand: Int
    private let perMinute: Int
    private let stopped: @Sendable () -> String?
    private let state = Mutex(State())

    /// A brake for one command.
    ///
    /// - Parameters:
    ///   - perCommand: How many launches it may begin.
    ///   - perMinute: How many of them within any minute.
    ///   - stopped: Why nobody shall launch now, as a clause; nil where they may.
    package init(
        perCommand: Int = .max, perMinute: Int = .max, stopped: @escaping @Sendable () -> String? = { nil }
    ) {
        self.perCommand = perCommand
        self.perMinute = perMinute
        self.stopped = stopped
    }

    /// Whether a launch may be sent now, for the first time or again.
    func verdict(isFirst: Bool, now: Timestamp) -> Verdict {
        if let reason = stopped() { return .halted(reason) }
        guard isFirst else { return .room(.max) }
        return state.withLock { state in
            guard state.taken < perCommand else {
                return .halted("\(state.taken) launches are as many as one command may begin")
            }
            state.recent.removeAll { $0.at + .seconds(60) <= now }
            let recent = state.recent.reduce(0) { $0 + $1.count }
            guard recent < perMinute else {
                return .wait(until: (state.recent.first?.at ?? now) + .seconds(60))
            }
            return .room(min(perCommand - state.taken, perMinute - recent))
        }
    }

    /// The claims of which it is known that not all launches may be begun by this command; nil where there are none.
    func refusal(of claims: [Claim]) -> Refusal? {
        let left = state.withLock { perCommand - $0.taken }
        let halt = stopped()
        let refused = claims.filter { halt != nil || $0.upTo > left }
        guard !refused.isEmpty else { return nil }
        let bound = "the \(left) \(left == 1 ? "launch" : "launches") that this command may begin are too few"
        return Refusal(
            jobs: Set(refused.map(\.job)), launches: refused.reduce(0) { $0 + $1.launches }, reason: halt ?? bound)
    }

    /// Launches are sent for the first time.
    func took(_ count: Int, now: Timestamp) {
        state.withLock { state in
            state.taken += count
            state.recent.append((now, count))
        }
    }
}
