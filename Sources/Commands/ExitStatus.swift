import Jobs
import Runs

/// What a command's exit code says; one table for all commands, shown by `purser --help`.
enum ExitStatus: Int32, Sendable {
    case success = 0
    /// The input is wrong, or AWS or the ledger failed.
    case error = 1
    /// A plan has changes; only with `--detailed-exitcode`.
    case changes = 2
    /// A run ended without success.
    case failed = 4
    /// No place was found for a task within the launch budget.
    case notPlaced = 5
    /// A run was stopped by its deadline.
    case timedOut = 6
    /// Whether a launch happened, or how it ended, is not known.
    case unknown = 7
    /// `wait` gave up; the run goes on.
    case stillRunning = 9
    /// Wrong usage of a command.
    case usage = 64
    /// Interrupted; what was launched goes on.
    case interrupted = 130
    /// Ended by SIGTERM, with the sandbox in the process.
    case terminated = 143

    /// What the end of a run means for the exit code.
    init(_ status: Run.Status) {
        switch status {
        case .succeeded, .active: self = .success
        case .failed, .stopped: self = .failed
        case .timedOut: self = .timedOut
        case .notPlaced: self = .notPlaced
        case .refused: self = .error
        case .unknown, .lost: self = .unknown
        }
    }

    /// What a run means for the exit code: its end, or, while it is under way, what is decided of its launches.
    init(_ snapshot: RunSnapshot) {
        guard snapshot.run.status == .active else {
            self = ExitStatus(snapshot.run.status)
            return
        }
        // A unit whose task has ended speaks when its run does.
        let decided = snapshot.current.values.filter { $0.state != .ended }
        self = ExitStatus.gravest(of: decided.map { ExitStatus(Run.Status(endOf: $0)) })
    }

    /// The gravest of several: 7, 1, 6, 4, 5, then the rest.
    static func gravest(of statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let order: [ExitStatus] = [.unknown, .error, .timedOut, .failed, .notPlaced, .stillRunning, .changes]
        let given = Set(statuses)
        return order.first { given.contains($0) } ?? .success
    }

    static let table = """
        EXIT CODES
          0  done, or nothing to do
          1  the input is wrong, or AWS or the ledger failed; nothing more was sent
          2  there are changes (plan --detailed-exitcode only)
          4  a run ended without success
          5  no place was found for a task within its launch budget
          6  a run was stopped by its deadline
          7  unknown: whether a launch happened, or how it ended, cannot be told
          9  wait gave up, the run goes on
          64 wrong usage of the command
          130 interrupted; what was launched goes on
          143 ended by SIGTERM, and with it the tasks of a sandbox in the process
        """
}
