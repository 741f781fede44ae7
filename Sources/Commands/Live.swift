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
    ///
    /// With `endsAtOnce` the first Ctrl-C ends the process, whatever it waits for.
    static func withWorld(endsAtOnce: Bool, _ body: (World) async throws -> Void) async throws {
        let transport = LazyTransport()
        let interrupts = Interrupts(endsAtOnce: endsAtOnce)
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
            transport: transport, runProcess: ChildProcess.run, interruptions: { interrupts.count },
            presses: { interrupts.presses() }, hearTermination: { interrupts.hearTermination() })
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
    private let heard: Presses
    private let sources: Mutex<[any DispatchSourceSignal]>

    /// Outlives the source, which holds it.
    private final class Presses: Sendable {
        private struct State {
            var count = 0
            var last: ContinuousClock.Instant?
            var listeners: [AsyncStream<Int>.Continuation] = []
        }

        private let state = Mutex(State())

        var count: Int { state.withLock { $0.count } }

        /// The count at each press from now on.
        func stream() -> AsyncStream<Int> {
            let (stream, continuation) = AsyncStream<Int>.makeStream()
            state.withLock { $0.listeners.append(continuation) }
            return stream
        }

        /// Signals close to each other are one press: a terminal gives it to the whole group of processes, and a
        /// wrapper among them (make, timeout) hands it on once more.
        func heard() {
            let now = ContinuousClock.now
            state.withLock { state in
                if let last = state.last, now - last < .milliseconds(100) { return }
                state.count += 1
                state.last = now
                // Who has stopped listening is forgotten.
                state.listeners.removeAll { listener in
                    if case .terminated = listener.yield(state.count) { true } else { false }
                }
            }
        }
    }

    init(endsAtOnce: Bool) {
        let presses = Presses()
        heard = presses
        sources = Mutex([
            Interrupts.source(of: SIGINT) {
                // Nothing is under way that would have to be brought to an end.
                if endsAtOnce { _exit(ExitStatus.interrupted.rawValue) }
                presses.heard()
            }
        ])
    }

    /// Counts SIGTERM too.
    func hearTermination() {
        let presses = heard
        sources.withLock { $0.append(Interrupts.source(of: SIGTERM) { presses.heard() }) }
    }

    private static func source(
        of number: Int32, _ hear: @escaping @Sendable () -> Void
    ) -> sending any DispatchSourceSignal {
        // Dispatch sees the signal only where its default, to end the process, is off.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { hear() }
        source.resume()
        return source
    }

    /// How often Ctrl-C was pressed.
    var count: Int { heard.count }

    /// How often, told at each press from now on.
    func presses() -> AsyncStream<Int> { heard.stream() }

    func stop() {
        sources.withLock { for source in $0 { source.cancel() } }
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
