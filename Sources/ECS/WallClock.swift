/// The time of day, and waiting for it: the only way in which the shell learns of either.
package protocol WallClock: Sendable {
    /// The time now by this machine's clock.
    func now() -> Timestamp

    /// Returns after `duration`, at once where it is not positive.
    ///
    /// - Throws: `CancellationError` where the task was cancelled; nothing else has happened.
    func sleep(for duration: Duration) async throws
}
