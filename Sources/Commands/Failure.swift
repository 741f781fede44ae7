import AWS
import Controller
import Jobs
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

    /// How a command ends that followed runs; nil where all went well.
    init?(endOf runs: [RunSnapshot]) {
        let status = ExitStatus.gravest(of: runs.map { ExitStatus($0) })
        guard status != .success else { return nil }
        let failed = runs.filter { [.failed, .timedOut, .notPlaced, .stopped].contains($0.run.status) }
        let job = Set(failed.map(\.run.job)).count == 1 ? failed[0].run.job : "JOB"
        self.init(
            status,
            wayOut: failed.isEmpty ? nil : "purser rerun \(job) --failed plans to run again what did not succeed")
    }

    init(_ error: AWSError) {
        if error.isGivenUp {
            self.init(.interrupted, "interrupted")
        } else {
            self.init(.error, error.description, wayOut: error.wayOut)
        }
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
        case .elsewhere(let run, let there, let here):
            self.init(
                .error, "the ledger is the book of \(there), where \(run) ran, and \(here) is asked",
                wayOut: "ask that place again (--region, --profile, --endpoint), or keep another set and ledger for "
                    + "this one: --set NAME --ledger sqlite:PATH")
        case .otherRegion(let asked, let answers):
            self.init(
                .error, "\(asked) is asked, and the ECS that answers is in \(answers)",
                wayOut: "give --region \(answers); the sandbox of --sandbox keeps the region that it began with until "
                    + "the folder .purser/sandbox is removed")
        case .unreadable(let text): self.init(.error, text, wayOut: "use the version of Purser that made the run")
        case .halted(let reason, let launches):
            self.init(
                .error, "\(launches) \(launches == 1 ? "launch waits" : "launches wait"): \(reason)",
                wayOut: "apply again when they may go: each is made once")
        case .detached: self.init(.interrupted)
        }
    }

    /// The same with options put behind each command that the way out names and that takes them.
    func repeating(_ options: [String]) -> Failure {
        guard let wayOut, !options.isEmpty else { return self }
        let more = options.joined(separator: " ")
        var words = wayOut.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for index in words.indices.dropFirst() where words[index - 1] == "purser" {
            // A comma or a colon belongs to the sentence.
            let name = words[index].prefix { $0.isLetter }
            guard Failure.connected.contains(String(name)) else { continue }
            let last = name == "ledger" && index + 1 < words.endIndex ? index + 1 : index
            let end = words[last].prefix { $0.isLetter }
            words[last] = "\(end) \(more)\(words[last].dropFirst(end.count))"
        }
        return Failure(status, message, wayOut: words.joined(separator: " "))
    }

    /// The commands that take the options of a connection.
    private static let connected: Set<String> = [
        "plan", "apply", "status", "history", "wait", "logs", "stop", "rerun", "resolve", "ledger",
    ]

    /// The text for standard error: `purser: error: …`, and the way out on a line of its own.
    var text: String? {
        guard let message else { return wayOut.map { "purser: help: \($0)\n" } }
        return "purser: error: \(message)\n" + (wayOut.map { "  help: \($0)\n" } ?? "")
    }
}

extension AWSError {
    /// The call was given up before anything was sent.
    var isGivenUp: Bool {
        if case .cancelled = code { true } else { false }
    }
}
