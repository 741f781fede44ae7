import ECS

/// How often and how fast a call is repeated: the standard mode of AWS's SDKs.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior".
package struct RetryPolicy: Hashable, Sendable {
    /// The first send and two more.
    package static let defaultAttempts = 3
    private static let longestDelay = 20.0

    /// How often one call is sent at most, the first time counted; at least 1.
    package let maxAttempts: Int

    package init(maxAttempts: Int = RetryPolicy.defaultAttempts) {
        precondition(maxAttempts >= 1, "a call is sent at least once")
        self.maxAttempts = maxAttempts
    }

    /// The wait before a retry: anything up to 1, 2, 4 … 20 seconds.
    ///
    /// `retry` counts from 0; `random` is at least 0 and below 1.
    func delay(retry: Int, random: Double) -> Duration {
        var ceiling = 1.0
        for _ in 0..<min(retry, 5) { ceiling *= 2 }
        return .milliseconds(Int64(random * min(ceiling, RetryPolicy.longestDelay) * 1000))
    }
}

/// What repeats may cost before they are given up for a while: a service in trouble is not helped by more calls.
struct RetryQuota: Hashable, Sendable {
    private static let capacity = 500
    private static let costOfTimeout = 10
    private static let cost = 5

    private(set) var tokens = RetryQuota.capacity

    /// Pays for a repeat; nil where there is not enough left.
    mutating func pay(afterTimeout: Bool) -> Int? {
        let price = afterTimeout ? RetryQuota.costOfTimeout : RetryQuota.cost
        guard tokens >= price else { return nil }
        tokens -= price
        return price
    }

    /// Pays back after a success: what the last repeat cost, 1 where there was none.
    mutating func refund(_ lastPrice: Int?) {
        tokens = min(RetryQuota.capacity, tokens + (lastPrice ?? 1))
    }
}

/// Whether to send a call again after what came of it.
enum RetryVerdict: Hashable, Sendable {
    /// No: it would come to the same, or must not happen twice.
    case no
    /// Yes, after a wait.
    case afterDelay(afterTimeout: Bool)
    /// Yes, once, signed anew with the corrected time.
    case withCorrectedTime
    /// Yes, once, signed anew with fresh credentials.
    case withFreshCredentials

    /// The verdict on one send.
    ///
    /// `isRepeatable` says that carrying the call out twice is as good as once.
    init(_ exchange: Exchange, isRepeatable: Bool) {
        switch exchange {
        case .answered:
            self = .no
        case .refused(let error):
            switch error.errorClass {
            case .throttled: self = .afterDelay(afterTimeout: false)
            case .clockSkew: self = .withCorrectedTime
            case .expiredCredentials: self = .withFreshCredentials
            case .conflict, .refused: self = .no
            case .ambiguous:
                let passing = RetryVerdict.isPassing(status: error.status) || RetryVerdict.passing.contains(error.code)
                self = isRepeatable && passing ? .afterDelay(afterTimeout: false) : .no
            }
        case .ambiguous(let error):
            guard isRepeatable else {
                self = .no
                return
            }
            if case .transport(let failure) = error.code, failure.code != .cancelled, failure.code != .tooLarge {
                self = .afterDelay(afterTimeout: failure.code == .timeout)
            } else {
                self = RetryVerdict.isPassing(status: error.status) ? .afterDelay(afterTimeout: false) : .no
            }
        case .notSent(let error):
            guard case .transport(let failure) = error.code else {
                self = .no
                return
            }
            self = .afterDelay(afterTimeout: failure.code == .timeout)
        }
    }

    private static func isPassing(status: Int?) -> Bool {
        status.map { [500, 502, 503, 504].contains($0) } ?? false
    }

    /// Codes of faults that pass, whatever their status.
    private static let passing: Set<String> = [
        "IDPCommunicationError", "InternalError", "RequestTimeout", "RequestTimeoutException",
    ]
}
