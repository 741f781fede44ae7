import ECS
import JSON

/// Keeps a process within the rates at which ECS takes calls and launches tasks.
///
/// A value: the time comes in with each question. It reckons a little less than ECS grants, since calls overtake each
/// other on their way. The account may have other callers, so what ECS throttles all the same empties the bucket and
/// slows it, by half at most once a second; from then on it becomes faster again, by a twentieth of the full rate each
/// second.
package struct RateLimit: Hashable, Sendable {
    /// A bucket and what its rate is multiplied by.
    private struct Paced: Hashable, Sendable {
        var bucket: TokenBucket
        var factor = 1.0
        /// When the factor was right.
        var pacedAt: Timestamp?
        var slowedAt: Timestamp?
    }

    private static let margin = 0.98
    private static let slowest = 0.05
    private static let recoveryPerSecond = 0.05

    private var buckets: [RequestBucket: Paced] = [:]
    private let region: String

    /// The limits of a region, with all buckets full.
    package init(region: String) {
        self.region = region
    }

    /// Takes what a call needs.
    ///
    /// - Returns: How long the call is to wait before it is sent.
    mutating func reserve(_ use: Use, now: Timestamp) -> Duration {
        var longest = Duration.zero
        for (name, tokens) in use.tokens {
            var paced = paced(name, now: now)
            longest = max(longest, paced.bucket.reserve(Double(tokens), now: now, factor: paced.factor))
            buckets[name] = paced
        }
        return longest
    }

    /// ECS has throttled a call all the same.
    mutating func throttled(_ use: Use, now: Timestamp) {
        for name in use.tokens.keys {
            var paced = paced(name, now: now)
            paced.bucket.empty(now: now)
            // Calls that were under way together are throttled together: they are one lesson, not many.
            if paced.slowedAt.map({ $0 + .seconds(1) <= now }) ?? true {
                paced.factor = max(RateLimit.slowest, paced.factor / 2)
                paced.slowedAt = now
            }
            buckets[name] = paced
        }
    }

    private func paced(_ name: RequestBucket, now: Timestamp) -> Paced {
        let granted = name.rate(in: region)
        var paced =
            buckets[name]
            ?? Paced(
                bucket: TokenBucket(
                    .init(
                        burst: max(1, (granted.burst * 0.95).rounded(.down)),
                        perSecond: granted.perSecond * RateLimit.margin)))
        let passed = max(.zero, now - (paced.pacedAt ?? now))
        paced.factor = min(1, paced.factor + passed.seconds * RateLimit.recoveryPerSecond)
        paced.pacedAt = now
        return paced
    }
}

extension RateLimit {
    /// What a call takes out of which bucket.
    struct Use: Hashable, Sendable {
        let tokens: [RequestBucket: Int]

        /// What a call of ECS takes; nil for one that is not known.
        ///
        /// A launch that leaves its capacity to the cluster counts as a call only: where that is Fargate, throttling
        /// tells.
        init?(_ operation: String, body: [UInt8]) {
            guard let operation = Operation(rawValue: operation) else { return nil }
            var tokens = [operation.bucket: 1]
            if operation == .runTask, let request = try? JSON(parsing: body) {
                let providers = (request["capacityProviderStrategy"]?.array ?? [])
                    .compactMap { $0["capacityProvider"]?.string }
                let isFargate = request["launchType"] == "FARGATE" || providers.contains("FARGATE")
                let isSpot = providers.contains("FARGATE_SPOT")
                let count = request["count"]?.int ?? 1
                if isFargate || isSpot { tokens[.fargateCalls] = 1 }
                if isFargate { tokens[.fargateTasks] = count }
                if isSpot { tokens[.fargateSpotTasks] = count }
            }
            self.tokens = tokens
        }
    }
}
