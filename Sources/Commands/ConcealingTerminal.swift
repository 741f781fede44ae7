import Diagnostics
import Jobs
import Synchronization

/// A terminal that prints around everything that it was told is secret, and knows what it has printed.
///
/// Whatever a command or one of its failures writes goes through here, so no single view has to think of it.
final class ConcealingTerminal: Terminal {
    private let terminal: any Terminal
    private let secrets = Mutex(Secrets())
    private let told = Mutex<(hasAnswered: Bool, diagnostics: [DiagnosticJSON])>((false, []))

    init(_ terminal: any Terminal) {
        self.terminal = terminal
    }

    var isColoured: Bool { terminal.isColoured }
    var isInteractive: Bool { terminal.isInteractive }

    /// Something was written to standard output.
    var hasAnswered: Bool { told.withLock { $0.hasAnswered } }

    /// All diagnostics that were told as text.
    var diagnostics: [DiagnosticJSON] { told.withLock { $0.diagnostics } }

    func write(_ text: String) {
        if !text.isEmpty { told.withLock { $0.hasAnswered = true } }
        terminal.write(masked(text))
    }

    func writeCopy(_ text: String) {
        told.withLock { $0.hasAnswered = true }
        terminal.writeCopy(text)
    }

    /// Tells diagnostics to people, and keeps them for a program that may be answered with a failure.
    func note(_ report: DiagnosticReport) {
        told.withLock { $0.diagnostics += report.json }
        let text = report.text(DiagnosticRenderer(isColoured ? .ansi : .plain))
        note(([text] + (report.pointer.map { [$0] } ?? [])).joined(separator: "\n") + "\n")
    }

    func note(_ text: String) { terminal.note(masked(text)) }

    func conceal(_ secrets: Secrets) {
        self.secrets.withLock { $0.formUnion(secrets) }
    }

    /// Prints around the texts of a run that were secret when it was made.
    func conceal(_ run: Run) {
        let texts = run.secretTexts
        guard !texts.isEmpty else { return }
        secrets.withLock { secrets in
            for text in texts { secrets.insert(text) }
        }
    }

    private func masked(_ text: String) -> String {
        secrets.withLock { $0 }.masked(text)
    }
}
