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
            presses: { interrupts.presses() }, terminations: { Terminations.stream() })
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
    private let source: Mutex<any DispatchSourceSignal>

    /// Outlives the source, which holds it.
    private final class Presses: Sendable {
        private struct State {
            var count = 0
            var last: ContinuousClock.Instant?
            var listeners: [Int: AsyncStream<Int>.Continuation] = [:]
            var lastListener = 0
        }

        private let state = Mutex(State())

        var count: Int { state.withLock { $0.count } }

        /// The count at each press from now on.
        func stream() -> AsyncStream<Int> {
            let (stream, continuation) = AsyncStream<Int>.makeStream()
            let id = state.withLock { state in
                state.lastListener += 1
                state.listeners[state.lastListener] = continuation
                return state.lastListener
            }
            // Every call of a long wait listens for a while.
            continuation.onTermination = { _ in self.state.withLock { _ = $0.listeners.removeValue(forKey: id) } }
            return stream
        }

        /// Signals close to each other are one press: a terminal gives it to the whole group of processes, and a
        /// wrapper among them (make, timeout) hands it on once more.
        func heard() {
            let now = ContinuousClock.now
            let told = state.withLock { state -> (count: Int, to: [AsyncStream<Int>.Continuation]) in
                if let last = state.last, now - last < .milliseconds(100) { return (state.count, []) }
                state.count += 1
                state.last = now
                return (state.count, Array(state.listeners.values))
            }
            // Outside of the lock: who is told may stop listening at once.
            for listener in told.to { listener.yield(told.count) }
        }
    }

    init(endsAtOnce: Bool) {
        // Dispatch sees the signal only where its default, to end the process, is off.
        signal(SIGINT, SIG_IGN)
        let presses = Presses()
        let signals = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        signals.setEventHandler {
            // Nothing is under way that would have to be brought to an end.
            if endsAtOnce { _exit(ExitStatus.interrupted.rawValue) }
            presses.heard()
        }
        signals.resume()
        heard = presses
        source = Mutex(signals)
    }

    /// How often Ctrl-C was pressed.
    var count: Int { heard.count }

    /// How often, told at each press from now on.
    func presses() -> AsyncStream<Int> { heard.stream() }

    func stop() {
        source.withLock { $0.cancel() }
    }
}

/// SIGTERM, told instead of ending the process, for who has processes of its own to end first.
enum Terminations {
    static func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        signal(SIGTERM, SIG_IGN)
        let signals = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        signals.setEventHandler { continuation.yield() }
        signals.resume()
        // The source lives as long as somebody listens.
        let source = Source(signals)
        continuation.onTermination = { _ in source.cancel() }
        return stream
    }

    private final class Source: Sendable {
        private let signals: Mutex<any DispatchSourceSignal>

        init(_ signals: sending any DispatchSourceSignal) {
            self.signals = Mutex(signals)
        }

        func cancel() { signals.withLock { $0.cancel() } }
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
