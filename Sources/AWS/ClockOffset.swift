package import ECS

/// How far AWS's clock is from this machine's, as the `Date` header of answers shows it.
///
/// `Date` has whole seconds and was written at some time between request and answer, so one answer gives a range, not a
/// number. The offset is the value of the range that is nearest to none, and it counts only from 30 seconds on: half of
/// the minute within which the clocks are to agree, the other half being left to the range. A clock that is right is so
/// never touched, and time does not jump by a second at each answer.
package struct ClockOffset: Hashable, Sendable {
    private static let threshold = Duration.seconds(30)

    /// To be added to this machine's time; zero where the clocks agree well enough.
    package private(set) var value = Duration.zero

    package init() {}

    /// Takes in the date of one answer.
    ///
    /// - Parameters:
    ///   - date: the `Date` header; a text that is no HTTP date changes nothing.
    ///   - sent: this machine's time when the request went out.
    ///   - received: this machine's time when the answer was there.
    package mutating func observe(date: String, sent: Timestamp, received: Timestamp) {
        // A local clock that was set back meanwhile says nothing.
        guard let date = Timestamp(httpDate: date), sent <= received else { return }
        let least = date - received
        let most = date + .seconds(1) - sent
        let nearest = min(max(.zero, least), most)
        value = nearest < ClockOffset.threshold && nearest > .zero - ClockOffset.threshold ? .zero : nearest
    }
}
