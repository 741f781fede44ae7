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
            clock: SystemClock(interrupts: interrupts),
            random: { Double.random(in: 0..<1) },
            makeID: {
                var generator = SystemRandomNumberGenerator()
                return (0..<2).map { _ in hex(generator.next()) }.joined()
            },
            transport: transport, runProcess: ChildProcess.run, isInterrupted: { interrupts.count > 0 })
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
    private let pressed: Count
    private let source: Mutex<any DispatchSourceSignal>

    /// Outlives the source, which holds it.
    private final class Count: Sendable {
        let value = Atomic<Int>(0)
    }

    init() {
        // Dispatch sees the signal only where its default, to end the process, is off.
        signal(SIGINT, SIG_IGN)
        let pressed = Count()
        let signals = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        signals.setEventHandler { pressed.value.add(1, ordering: .relaxed) }
        signals.resume()
        self.pressed = pressed
        source = Mutex(signals)
    }

    /// How often Ctrl-C was pressed.
    var count: Int { pressed.value.load(ordering: .relaxed) }

    func stop() {
        source.withLock { $0.cancel() }
    }
}

/// The machine's clock; waiting ends early when Ctrl-C is pressed.
struct SystemClock: WallClock {
    let interrupts: Interrupts

    func now() -> Timestamp {
        Timestamp(seconds: Date().timeIntervalSince1970)
    }

    func sleep(for duration: Duration) async throws {
        let clock = ContinuousClock()
        let end = clock.now + duration
        while clock.now < end {
            if interrupts.count > 0 { throw CancellationError() }
            try await Task.sleep(for: min(end - clock.now, .milliseconds(100)))
        }
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

    func note(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }

    /// Nothing is printed around here: `ConcealingTerminal` stands before.
    func conceal(_ secrets: Secrets) {}
}
