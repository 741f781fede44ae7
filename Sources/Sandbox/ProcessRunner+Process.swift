import ECS
import FoundationEssentials
import Subprocess
import Synchronization
import SystemPackage

extension ProcessRunner {
    /// Runs a container's process to its end and returns the last report about it; `.started` comes in between.
    ///
    /// When this returns, all that the process wrote is in the log, and the process is reaped.
    func outcome(of process: ContainerProcess, stops: AsyncStream<Duration>) async -> RunnerReport {
        let ref = process.ref
        let root: String
        let configuration: Configuration
        do {
            root = try folders.prepare(process)
            configuration = self.configuration(for: process, root: root)
        } catch {
            return .failedToStart(ref, reason: error.description)
        }
        let output = Output(store: logs, clock: clock, destination: logStream(ref))
        var hasStarted = false
        do {
            let result = try await Subprocess.run(configuration, input: .none, output: .sequence, error: .sequence) {
                execution in
                hasStarted = true
                report(.started(ref))
                await attend(execution, output: output, stops: stops)
            }
            return .exited(ref, exitCode: Self.exitCode(result.terminationStatus))
        } catch {
            // It ran, but the system lost sight of it: an end that no process has, and no success.
            if hasStarted { return .exited(ref, exitCode: 255) }
            let failure = Self.failure(to: process.arguments[0], at: configuration.executable, in: root, error)
            return .failedToStart(ref, reason: failure.description)
        }
    }

    private func configuration(for process: ContainerProcess, root: String) -> Configuration {
        precondition(!process.arguments.isEmpty, "a container's process has a command")
        let program = process.arguments[0]
        var environment = process.environment.merging(Self.defaults(ref: process.ref, root: root)) { own, _ in own }
        environment[Self.rootVariable] = root
        var options = PlatformOptions()
        // A session of its own: one signal reaches all that it starts, and a Ctrl-C in our terminal none of it.
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.lastGrace)
        ]
        return Configuration(
            executable: program.contains("/") ? .path(FilePath(Self.path(of: program, in: root))) : .name(program),
            arguments: Arguments(
                executablePathOverride: program, remainingValues: Array(process.arguments.dropFirst())),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
            workingDirectory: FilePath(root),
            platformOptions: options)
    }

    /// The variable that tells a process which folder stands for the root of its container's file system.
    ///
    /// On ECS it is not set, so that a command writes `${PURSER_SANDBOX_ROOT:-}/scratch` and finds the volume here
    /// and there.
    static let rootVariable = "PURSER_SANDBOX_ROOT"

    /// What a container runtime sets where the container says nothing.
    private static func defaults(ref: ContainerRef, root: String) -> [String: String] {
        [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": root,
            "HOSTNAME": ref.container,
        ]
    }

    /// Reads all that a process writes and sees to its stops, until it has ended and nothing of it is left to read.
    ///
    /// All signals are sent in here, where the process is not reaped yet: its id cannot have become another's.
    private func attend(
        _ execution: Execution<NoInput, SequenceOutput, SequenceOutput>, output: Output, stops: AsyncStream<Duration>
    ) async {
        async let standardOutput: Void = output.drain(execution.standardOutput)
        async let standardError: Void = output.drain(execution.standardError)
        // Never awaited, so it is cancelled at the end of this scope, a grace that nobody needs any more with it.
        async let _ = heed(stops, for: execution)

        // Subprocess tells of the end of a process only when this function has returned, except to a teardown. Signal
        // 0 is none: the one step of this one does nothing but wait, ten years if need be.
        let watching = TeardownStep.send(
            signal: Signal(rawValue: 0), allowedDurationToNextStep: .seconds(10 * 365 * 86_400))
        await execution.teardown(using: [watching])

        // Those that it leaves behind would write into the log of a container that has ended, and hold its pipes open.
        try? execution.send(signal: .kill, toProcessGroup: true)
        output.processHasEnded()
        _ = await (standardOutput, standardError)
    }

    /// For each stop: SIGTERM to all processes of the session, and SIGKILL after the grace.
    private func heed(
        _ stops: AsyncStream<Duration>, for execution: Execution<NoInput, SequenceOutput, SequenceOutput>
    ) async {
        await withDiscardingTaskGroup { group in
            for await grace in stops {
                // A task each: a shutdown's short grace must not wait for the end of an earlier long one.
                group.addTask {
                    try? execution.send(signal: .terminate, toProcessGroup: true)
                    do {
                        try await self.clock.sleep(for: grace)
                    } catch {
                        // Cancelled: the process ended within its grace.
                        return
                    }
                    try? execution.send(signal: .kill, toProcessGroup: true)
                }
            }
        }
    }

    private static func exitCode(_ status: TerminationStatus) -> Int {
        switch status {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }

    /// Why a process could not be started, in a container runtime's words where it has some.
    private static func failure(
        to program: String, at executable: Executable, in root: String, _ error: any Error
    ) -> CannotStart {
        guard let error = error as? SubprocessError else { return CannotStart(code: .start, "\(error)") }
        guard error.code == .executableNotFound else {
            let detail = error.underlyingError.map { "exec: \"\(program)\": \($0)" } ?? error.description
            return CannotStart(code: .start, detail)
        }
        guard program.contains("/") else {
            return CannotStart(code: .start, "exec: \"\(program)\": executable file not found in $PATH")
        }
        // "Not found" stands for several refusals of exec: say which.
        let exists = FileManager.default.fileExists(atPath: path(of: program, in: root))
        let detail = exists ? "permission denied" : "stat \(program): no such file or directory"
        return CannotStart(code: .start, "exec: \"\(program)\": \(detail)")
    }

    private static func path(of program: String, in root: String) -> String {
        program.hasPrefix("/") ? program : "\(root)/\(program)"
    }
}

extension ProcessRunner {
    /// The way of a process's output into the log.
    private final class Output: Sendable {
        /// What is read at most of a stream after the process has ended.
        ///
        /// More than a pipe holds (Linux, /proc/sys/fs/pipe-max-size), so all that the process wrote itself is read;
        /// but one that left its session, and lives on, cannot keep us reading for ever.
        private static let afterTheEnd = 1 << 20

        private let store: LogStore
        private let clock: any WallClock
        private let destination: (group: String, stream: String)?
        private let hasEnded = Atomic(false)

        init(store: LogStore, clock: any WallClock, destination: (group: String, stream: String)?) {
            self.store = store
            self.clock = clock
            self.destination = destination
        }

        func processHasEnded() {
            hasEnded.store(true, ordering: .relaxed)
        }

        /// Reads standard output or standard error to its end, or to what is there when the process has ended.
        func drain(_ sequence: SubprocessOutputSequence) async {
            var lines = Lines()
            var allowance = Self.afterTheEnd
            do {
                for try await buffer in sequence {
                    // Of the ways to the bytes of a buffer none is free of `unsafe`; the copy made here is.
                    let bytes = unsafe buffer.withUnsafeBytes { unsafe Array($0) }
                    write(lines.take(bytes))
                    if hasEnded.load(ordering: .relaxed) { allowance -= bytes.count }
                    if allowance <= 0 { break }
                }
            } catch {
                // The pipe cannot be read: what came through it so far is kept, and the exit code will tell the rest.
            }
            write(lines.rest())
        }

        private func write(_ events: [String]) {
            guard let destination, !events.isEmpty else { return }
            let now = clock.now()
            store.append(
                events.map { LogStore.Line(time: now, message: $0) }, group: destination.group,
                stream: destination.stream)
        }
    }
}
