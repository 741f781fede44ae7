import ECS
import Jobs

/// The times of the launch protocol, all in AWS's clock; docs/decisions/0002-resend-window.md derives them.
package enum Windows {
    /// How long after the first send the same bytes may be signed again: a token lives an hour at the least, less the
    /// age at which a signature is refused (15 minutes), the error of two clocks (2) and a reserve (3).
    package static let resend = Duration.seconds(40 * 60)
    /// How long after a send was written down its bytes may be signed: a process that was held up longer in between
    /// sends nothing, since others have counted on its send being over.
    package static let signing = Duration.seconds(60)
    /// How long a send without an answer may still take effect after it was written down: 1 minute to the signature,
    /// 15 of signature, 2 of clocks, 2 in reserve.
    package static let drain = Duration.seconds(20 * 60)
    /// How long lists may lag behind what is so, as far as AWS's advice on polling goes.
    package static let lag = Duration.seconds(5 * 60)
    /// How long the answer to a send that has no token is waited for, beyond what any sender waits: longer than the
    /// time to the signature and the time of a request together.
    package static let answer = Duration.seconds(5 * 60)
    /// How long after the first send a look can say that a task was never there: stopped tasks are kept for an hour at
    /// least.
    package static let absence = Duration.seconds(50 * 60)
    /// How far apart two answers must be that do not know an old task, for it to be lost.
    package static let repeatedMiss = Duration.seconds(5)
    /// How long ECS keeps a stopped task at the least.
    package static let memory = Duration.seconds(60 * 60)
    /// The looks that precede a new try.
    package static let looks = 2
}

extension Launch {
    /// Until when a look can say that this launch has no task.
    ///
    /// Counted from the first send, not from the answer: what an answer denies may have begun with any send, and a
    /// process that was held up in between hears the answer when ECS has forgotten the task.
    func lastAbsence(_ now: Timestamp) -> Timestamp { (firstSentAt ?? notPlacedAt ?? now) + Windows.absence }
}
