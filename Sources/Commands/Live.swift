import AWS
import Diagnostics
import Dispatch
import ECS
import FoundationEssentials
import Glibc
import Synchronization
import SystemPackage

/// The only place where the real parts are put together: clock, disk, terminal, network, chance.
enum Live {
    /// Runs a command with the real world, and lets go of the network afterwards.
    static func withWorld(_ body: (World) async throws -> Void) async throws {
        let transport = LazyTransport()
        let interrupts = Interrupts()
        defer { interrupts.stop() }
        let environment = ProcessInfo.processInfo.environment
        let world = World(
            environment: environment, folder: FileManager.default.currentDirectoryPath, files: DiskFiles(),
            terminal: ConcealingTerminal(StandardTerminal(environment: environment)),
            steadyClock: SystemClock(),
            random: { Double.random(in: 0..<1) },
            makeID: {
                var generator = SystemRandomNumberGenerator()
                return (0..<2).map { _ in hex(generator.next()) }.joined()
            },
            transport: transport, runProcess: ChildProcess.run, interruptions: { interrupts.count })
        do {
            try await body(world)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// Counts how often Ctrl-C was pressed, and keeps it from ending the process where somebody listens.
final class Interrupts: Sendable {
    private let presses: Presses
    private let source: Mutex<any DispatchSourceSignal>

    /// Outlives the source, which holds it.
    private final class Presses: Sendable {
        private let state = Mutex<(count: Int, last: ContinuousClock.Instant?)>((0, nil))

        var count: Int { state.withLock { $0.count } }

        /// Signals close to each other are one press: a terminal gives it to the whole group of processes, and a
        /// wrapper among them (make, timeout) hands it on once more.
        func heard() {
            let now = ContinuousClock.now
            state.withLock { state in
                if let last = state.last, now - last < .milliseconds(100) { return }
                state = (state.count + 1, now)
            }
        }
    }

    init() {
        // Dispatch sees the signal only where its default, to end the process, is off.
        signal(SIGINT, SIG_IGN)
        let presses = Presses()
        let signals = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        signals.setEventHandler { presses.heard() }
        signals.resume()
        self.presses = presses
        source = Mutex(signals)
    }

    /// How often Ctrl-C was pressed.
    var count: Int { presses.count }

    func stop() {
        source.withLock { $0.cancel() }
    }
}

/// The machine's clock.
struct SystemClock: WallClock {
    func now() -> Timestamp {
        Timestamp(seconds: Date().timeIntervalSince1970)
    }

    func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}

/// Standard output and standard error.
struct StandardTerminal: Terminal {
    let isColoured: Bool
    let isInteractive: Bool

    init(environment: [String: String]) {
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        isColoured = isatty(STDERR_FILENO) == 1 && !isPlain && environment["TERM"] != "dumb"
        isInteractive = isatty(STDOUT_FILENO) == 1
    }

    func write(_ text: String) {
        // A reader that went away (`purser status | head`) is no failure of ours.
        _ = try? FileDescriptor.standardOutput.writeAll(text.utf8)
    }

    func writeCopy(_ text: String) { write(text) }

    func note(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }

    /// Nothing is printed around here: `ConcealingTerminal` stands before.
    func conceal(_ secrets: Secrets) {}
}
