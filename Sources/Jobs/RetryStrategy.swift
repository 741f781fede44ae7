extension RunPolicy {
    /// How often an ended task is run again: the block of AWS Batch, and more.
    ///
    /// Every member but `attempts` may be missing: rows that were written before the language had it have none.
    package struct RetryStrategy: Hashable, Sendable, Codable {
        /// Attempts in total, 1 to 10, as in AWS Batch.
        package let attempts: Int
        /// Rules for failures, in their order: the first that matches decides, and none means RETRY, as in Batch.
        package let evaluateOnExit: [ExitRule]?
        /// How many failures of one unit an IGNORE may pass over; further ones use up attempts.
        package let maxIgnored: Int?
        /// How long to wait before the next attempt.
        package let backoff: Backoff?

        /// What `maxIgnored` is where it is left out.
        package static let defaultMaxIgnored = 5

        /// The rules, none where they are left out.
        package var rules: [ExitRule] { evaluateOnExit ?? [] }

        /// How many attempts of a unit may be passed over: none without a rule that says IGNORE.
        package var ignorable: Int {
            rules.contains { $0.action == .ignore } ? maxIgnored ?? RetryStrategy.defaultMaxIgnored : 0
        }

        /// The highest number that an attempt can have: those that are passed over have numbers too.
        package var highestAttempt: Int { max(attempts, 1) + ignorable }

        /// The delay before the attempt that follows the `attempt`th, its jitter being the last word.
        ///
        /// Ten seconds, doubled each time, at most six minutes, with full jitter, where the manifest says nothing.
        package func delay(after attempt: Int, token: ClientToken) -> Duration {
            let rule =
                backoff
                ?? Backoff(
                    intervalSeconds: 10, backoffRate: 2, maxDelaySeconds: 360, jitterStrategy: .full)
            return rule.delay(afterFailures: attempt, token: token)
        }
    }

    /// A rule of `evaluateOnExit`.
    ///
    /// All conditions that are given must hold; a rule without conditions holds for every failure.
    /// Source: AWS Batch API Reference, `EvaluateOnExit`.
    package struct ExitRule: Hashable, Sendable, Codable {
        /// What a rule has done.
        package enum Action: String, Hashable, Sendable, Codable {
            /// Another attempt, while there are any.
            case retry = "RETRY"
            /// The end of the unit.
            case exit = "EXIT"
            /// Another attempt that counts for nothing, up to `maxIgnored`.
            case ignore = "IGNORE"

            /// Reads the word in any case, as Batch does.
            package init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                let word = try container.decode(String.self)
                guard let action = Action(rawValue: word.uppercased()) else {
                    throw DecodingError.dataCorruptedError(
                        in: container, debugDescription: "'\(word)' is no action of evaluateOnExit")
                }
                self = action
            }
        }

        /// Against the task's `stopCode`.
        package let onStopCode: String?
        /// Against what stands for Batch's `container.reason`.
        package let onReason: String?
        /// Against what stands for Batch's `statusReason`.
        package let onStatusReason: String?
        /// Against the exit code in decimal.
        package let onExitCode: String?
        package let action: Action

        package init(
            onStopCode: String? = nil, onReason: String? = nil, onStatusReason: String? = nil,
            onExitCode: String? = nil, action: Action
        ) {
            self.onStopCode = onStopCode
            self.onReason = onReason
            self.onStatusReason = onStatusReason
            self.onExitCode = onExitCode
            self.action = action
        }

        /// A pattern matches the whole text; an asterisk at its end stands for any rest, also for none.
        ///
        /// Letters count as they are written. Source: AWS Batch API Reference, `EvaluateOnExit`.
        package static func matches(_ pattern: String, _ text: String) -> Bool {
            pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
        }
    }

    /// How a delay grows from one try to the next, in the words of Step Functions.
    package struct Backoff: Hashable, Sendable, Codable {
        /// Whether delays are spread.
        package enum Jitter: String, Hashable, Sendable, Codable {
            /// The delay is what the formula says.
            case off = "NONE"
            /// The delay is evenly spread between nothing and what the formula says.
            case full = "FULL"
        }

        /// The first delay, in seconds.
        package let intervalSeconds: Int
        /// What each delay is multiplied by for the next, from 1.
        package let backoffRate: Double
        /// The longest delay, in seconds.
        package let maxDelaySeconds: Int
        /// How delays are spread; nil is NONE.
        package let jitterStrategy: Jitter?

        package init(
            intervalSeconds: Int, backoffRate: Double, maxDelaySeconds: Int, jitterStrategy: Jitter? = nil
        ) {
            self.intervalSeconds = intervalSeconds
            self.backoffRate = backoffRate
            self.maxDelaySeconds = maxDelaySeconds
            self.jitterStrategy = jitterStrategy
        }

        /// The delay before the try that follows `failures` failed ones, from 1; without jitter.
        package func delay(afterFailures failures: Int) -> Duration {
            var seconds = Double(intervalSeconds)
            for _ in 1..<max(failures, 1) where seconds < Double(maxDelaySeconds) { seconds *= backoffRate }
            return .seconds(min(seconds, Double(maxDelaySeconds)))
        }

        /// The delay with its jitter, which follows from the token of the launch that waits: whoever computes it, and
        /// however often, comes to the same.
        package func delay(afterFailures failures: Int, token: ClientToken) -> Duration {
            let longest = delay(afterFailures: failures)
            switch jitterStrategy {
            case nil, .off?: return longest
            case .full?: return longest * Digest.fraction("purser-jitter-1 \(token)")
            }
        }
    }
}
