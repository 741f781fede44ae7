import ECS
import FoundationEssentials
import Synchronization
import Testing

@testable import Sandbox

extension ProcessRunnerTests {
    /// A process runner at work in a folder of its own, and what it reports.
    ///
    /// Tests wait for reports and never for time: a process that must be somewhere says so by a file in a volume, and
    /// `waitForFile` is a container that ends when the file is there.
    final class Bench {
        static let task = "0123456789abcdef0123456789abcdef"

        let root: String
        let clock: HandClock
        let logs: LogStore
        let runner: ProcessRunner
        private var reports: AsyncStream<RunnerReport>.Iterator
        /// Reports that were read while waiting for another container's.
        private var aside: [RunnerReport] = []

        private init() throws {
            root = FileManager.default.temporaryDirectory.path() + "purser-runner-" + UUID().uuidString
            clock = HandClock()
            logs = try LogStore(folder: nil)
            runner = ProcessRunner(root: root, clock: clock, logs: logs) { ref in
                ref.container == "silent" ? nil : (group: "/ecs/test", stream: "p/\(ref.container)/\(ref.task)")
            }
            reports = runner.reports.makeAsyncIterator()
        }

        /// Runs `body` beside a working runner, shuts that down, and removes its folder.
        static func run(_ body: (Bench) async throws -> Void) async throws {
            let bench = try Bench()
            defer { try? FileManager.default.removeItem(atPath: bench.root) }
            let runner = bench.runner
            try await withThrowingTaskGroup { group in
                group.addTask { await runner.run() }
                do {
                    try await body(bench)
                } catch {
                    group.cancelAll()
                    throw error
                }
                await runner.shutdown()
            }
        }

        /// Orders the start of `sh -c script`, with the volume `shared` at `/shared`.
        @discardableResult
        func start(
            _ script: String, container: String = "main", task: String = Bench.task,
            environment: [String: String] = [:],
            mounts: [ContainerProcess.Mount] = [.init(volume: "shared", containerPath: "/shared")]
        ) async -> ContainerRef {
            await start(
                arguments: ["/bin/sh", "-c", script], container: container, task: task, environment: environment,
                mounts: mounts)
        }

        /// Orders the start of a program.
        @discardableResult
        func start(
            arguments: [String], container: String = "main", task: String = Bench.task,
            environment: [String: String] = [:], mounts: [ContainerProcess.Mount] = []
        ) async -> ContainerRef {
            let ref = ContainerRef(task: task, container: container)
            await runner.carryOut(
                .start(
                    ContainerProcess(
                        ref: ref, arguments: arguments, environment: environment, mounts: mounts)))
            return ref
        }

        /// The next report about a container.
        func report(of ref: ContainerRef) async throws -> RunnerReport {
            if let index = aside.firstIndex(where: { $0.ref == ref }) { return aside.remove(at: index) }
            while let report = await reports.next(isolation: #isolation) {
                if report.ref == ref { return report }
                aside.append(report)
            }
            throw ReportsEnded()
        }

        /// All reports that are left, to the end of the stream.
        func remainingReports() async -> [RunnerReport] {
            var all = aside
            while let report = await reports.next(isolation: #isolation) { all.append(report) }
            return all
        }

        /// Expects a start and then an end with this exit code, and goes on when both have been reported.
        func expectExit(
            _ code: Int, of ref: ContainerRef, sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let start = try await report(of: ref)
            try #require(start == .started(ref), sourceLocation: sourceLocation)
            let end = try await report(of: ref)
            #expect(end == .exited(ref, exitCode: code), sourceLocation: sourceLocation)
        }

        /// Expects that a container never runs, and why.
        func expectFailure(
            _ reason: String, of ref: ContainerRef, sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let report = try await report(of: ref)
            #expect(report == .failedToStart(ref, reason: reason), sourceLocation: sourceLocation)
        }

        /// Returns when `name` exists in the volume `shared` of a task.
        func waitForFile(_ name: String, task: String = Bench.task) async throws {
            let watcher = await start(
                "until [ -s shared/\(name) ]; do sleep 0.01; done", container: "watcher", task: task)
            try await expectExit(0, of: watcher)
        }

        /// Returns when the process whose id stands in the file `name` of the volume `shared` runs no more.
        ///
        /// One that is dead and waits for its parent (Z) counts as gone: nobody may reap orphans where tests run.
        func waitForEnd(ofProcessIn name: String) async throws {
            let watcher = await start(
                "while grep -q '^State:.[^ZX]' /proc/$(cat shared/\(name))/status 2>/dev/null; do sleep 0.01; done",
                container: "watcher")
            try await expectExit(0, of: watcher)
        }

        /// The lines that a container wrote.
        func lines(of ref: ContainerRef) -> [String] {
            let answer = logs.events(group: "/ecs/test", stream: "p/\(ref.container)/\(ref.task)", from: 0, limit: .max)
            return (answer?.events ?? []).map(\.1)
        }

        /// The folder that stands for a container's root.
        func folder(of ref: ContainerRef) -> String { "\(root)/tasks/\(ref.task)/containers/\(ref.container)" }
    }

    struct ReportsEnded: Error {}

    /// A clock that stands still until a test moves it.
    final class HandClock: WallClock {
        private struct State {
            var now = Timestamp(milliseconds: 1_767_225_600_000)
            var sleepers: [Int: (end: Timestamp, continuation: CheckedContinuation<Void, any Error>)] = [:]
            var cancelled: Set<Int> = []
            var next = 0
            var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let state = Mutex(State())

        func now() -> Timestamp { state.withLock { $0.now } }

        func sleep(for duration: Duration) async throws {
            let id = state.withLock { state in
                state.next += 1
                return state.next
            }
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    // Nil: cancelled before it slept.
                    let watchers: [CheckedContinuation<Void, Never>]? = state.withLock { state in
                        guard state.cancelled.remove(id) == nil else { return nil }
                        state.sleepers[id] = (state.now + duration, continuation)
                        let count = state.sleepers.count
                        defer { state.watchers.removeAll { $0.count <= count } }
                        return state.watchers.filter { $0.count <= count }.map(\.continuation)
                    }
                    guard let watchers else {
                        continuation.resume(throwing: CancellationError())
                        return
                    }
                    for watcher in watchers { watcher.resume() }
                }
            } onCancel: {
                let sleeper = state.withLock { state in
                    let sleeper = state.sleepers.removeValue(forKey: id)
                    if sleeper == nil { state.cancelled.insert(id) }
                    return sleeper
                }
                sleeper?.continuation.resume(throwing: CancellationError())
            }
        }

        /// Moves the time on and wakes those whose time has come.
        func advance(by duration: Duration) {
            let due = state.withLock { state in
                state.now = state.now + duration
                let now = state.now
                let due = state.sleepers.filter { $0.value.end <= now }
                for id in due.keys { state.sleepers[id] = nil }
                return due.values.map(\.continuation)
            }
            for continuation in due { continuation.resume() }
        }

        /// Returns when so many sleep at once.
        func sleepers(_ count: Int) async {
            await withCheckedContinuation { continuation in
                let isSo = state.withLock { state in
                    if state.sleepers.count >= count { return true }
                    state.watchers.append((count, continuation))
                    return false
                }
                if isSo { continuation.resume() }
            }
        }
    }
}

extension RunnerReport {
    /// The container that a report is about.
    fileprivate var ref: ContainerRef {
        switch self {
        case .started(let ref), .exited(let ref, _), .failedToStart(let ref, _): ref
        }
    }
}
