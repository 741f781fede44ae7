package import ECS

/// The one who carries out the engine's orders: runs a process for each container, or pretends to.
package protocol ContainerRunner: Sendable {
    /// Carries out an order, and returns when it is under way; what comes of it arrives in `reports`.
    ///
    /// Orders come one at a time and in the order in which the engine gave them.
    func carryOut(_ order: RunnerOrder) async

    /// What happens to the containers, in the order in which it happens; read by one reader, once.
    ///
    /// Each `.start` is answered by `.started` and later `.exited`, or by `.failedToStart` alone. A `.stop` of a
    /// container that has ended already is answered by nothing.
    var reports: AsyncStream<RunnerReport> { get }

    /// Works until `shutdown`, or until the task that it is called in is cancelled; ends `reports` when it is done.
    func run() async

    /// Ends all processes, and returns when none is left and all is reported.
    func shutdown() async
}

/// Reads what containers wrote, as the awslogs driver would have sent it to CloudWatch Logs.
package protocol LogReading: Sendable {
    /// The lines of a stream from position `token` on, at most `limit`, and the position after the last one given.
    ///
    /// Positions count lines from 0. At the end of what is there the answer is empty and `next` is `token`; more may
    /// come. Nil when the stream does not exist (yet).
    func events(
        group: String, stream: String, from token: Int, limit: Int
    ) -> (events: [(Timestamp, String)], next: Int)?

    /// The names of the streams of a group that begin with `prefix`, sorted; empty where there is no such group.
    func streams(group: String, prefix: String) -> [String]
}
