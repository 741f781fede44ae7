/// A bucket of tokens: calls take tokens out, time puts them back.
///
/// A value without a clock: each call says what time it is. A time before the last one counts as that one.
package struct TokenBucket: Hashable, Sendable {
    /// How large a bucket is and how fast it fills.
    package struct Rate: Hashable, Sendable {
        /// Tokens that a full bucket holds, above 0.
        package let burst: Double
        /// Tokens that come back in a second, above 0.
        package let perSecond: Double

        package init(burst: Double, perSecond: Double) {
            precondition(burst > 0 && perSecond > 0, "a bucket holds something and is filled")
            self.burst = burst
            self.perSecond = perSecond
        }
    }

    package let rate: Rate
    /// Below 0 where more was reserved than there is.
    private var level: Double
    private var filledAt: Timestamp?

    /// A full bucket.
    package init(_ rate: Rate) {
        self.rate = rate
        level = rate.burst
    }

    /// Takes tokens where there are enough of them.
    ///
    /// - Returns: False where there are not, and nothing was taken.
    package mutating func take(_ tokens: Double = 1, now: Timestamp) -> Bool {
        guard holds(tokens, now: now) else { return false }
        level -= tokens
        return true
    }

    /// There are so many tokens; taking them now would do.
    package mutating func holds(_ tokens: Double, now: Timestamp) -> Bool {
        fill(now: now, factor: 1)
        return level >= tokens
    }

    /// Takes tokens in any case; who comes later waits longer.
    ///
    /// `factor`, above 0 and at most 1, slows the filling since the last call.
    ///
    /// - Returns: How long to wait until the tokens are there; zero where they are there already.
    package mutating func reserve(_ tokens: Double = 1, now: Timestamp, factor: Double = 1) -> Duration {
        fill(now: now, factor: factor)
        level -= tokens
        guard level < 0 else { return .zero }
        return .milliseconds(Int64((-level / (rate.perSecond * factor) * 1000).rounded(.up)))
    }

    /// Pours out what is left; what is reserved stays reserved.
    package mutating func empty(now: Timestamp) {
        fill(now: now, factor: 1)
        level = min(level, 0)
    }

    private mutating func fill(now: Timestamp, factor: Double) {
        if let filledAt, now > filledAt {
            level = min(rate.burst, level + (now - filledAt).seconds * rate.perSecond * factor)
        }
        filledAt = max(filledAt ?? now, now)
    }
}
