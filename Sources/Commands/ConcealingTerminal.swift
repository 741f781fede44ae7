import Diagnostics
import Synchronization

/// A terminal that prints around everything that it was told is secret.
///
/// Whatever a command or one of its failures writes goes through here, so no single view has to think of it.
final class ConcealingTerminal: Terminal {
    private let terminal: any Terminal
    private let secrets = Mutex(Secrets())

    init(_ terminal: any Terminal) {
        self.terminal = terminal
    }

    var isColoured: Bool { terminal.isColoured }
    var isInteractive: Bool { terminal.isInteractive }

    func write(_ text: String) { terminal.write(masked(text)) }

    func note(_ text: String) { terminal.note(masked(text)) }

    func conceal(_ secrets: Secrets) {
        self.secrets.withLock { $0.formUnion(secrets) }
    }

    private func masked(_ text: String) -> String {
        secrets.withLock { $0 }.masked(text)
    }
}
