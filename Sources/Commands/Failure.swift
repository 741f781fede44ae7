import AWS
import Controller
import Ledger

/// Why a command ends otherwise than well: the one form in which failures reach the user.
struct Failure: Error {
    let status: ExitStatus
    /// One sentence, without a full stop; nil where all has been said already.
    let message: String?
    /// What to do about it.
    let wayOut: String?

    init(_ status: ExitStatus, _ message: String? = nil, wayOut: String? = nil) {
        self.status = status
        self.message = message
        self.wayOut = wayOut
    }

    init(_ error: AWSError) {
        self.init(.error, error.description, wayOut: error.wayOut)
    }

    init(_ error: LedgerError) {
        self.init(.error, "ledger \(error)", wayOut: error.wayOut)
    }

    init(_ error: ControlError) {
        switch error {
        case .aws(let error): self.init(error)
        case .ledger(let error): self.init(error)
        case .answerNotWritten(let error, let answer):
            self.init(
                .error, "ECS answered, and the ledger could not take it in: \(error); the answer was: \(answer)",
                wayOut: error.wayOut ?? "mend the ledger's place and apply again: the launch is found by its token")
        case .problems: self.init(.error)
        case .unreadable(let text): self.init(.error, text, wayOut: "use the version of Purser that made the run")
        case .halted(let reason, let launches):
            self.init(
                .error, "\(launches) \(launches == 1 ? "launch waits" : "launches wait"): \(reason)",
                wayOut: "apply again when they may go: each is made once")
        case .detached: self.init(.interrupted)
        }
    }

    /// The text for standard error: `purser: error: …`, and the way out on a line of its own.
    var text: String? {
        guard let message else { return nil }
        return "purser: error: \(message)\n" + (wayOut.map { "  help: \($0)\n" } ?? "")
    }
}
