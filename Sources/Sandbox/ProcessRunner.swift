package import ECS
import Synchronization

/// Runs the containers of tasks as processes on this machine.
///
/// A process gets its container's command and environment, a folder of its own that stands for the container's file
/// system (see `Folders`), nothing on standard input, and no file descriptor besides 0, 1 and 2. It is no sandbox in
/// the sense of security: it sees this machine's files and network and runs as this program's user.
///
/// The end of a container's process is the end of all that it started and that stayed in its session: the rest is
/// killed, as a container's processes are when its first one ends.
///
/// The runner works while `run()` does. Nothing about processes is written down: a runner never signals a process
/// that it has not started itself and not yet reaped, so an id that the system gave away again cannot be hit. The
/// price: when this program is killed without a chance to clean up, its processes go on until they end or write into
/// their broken pipe. The kernel's remedy, PR_SET_PDEATHSIG, is none here: it must be set in the child before exec,
/// which is not to be had without C code, and it acts at the end of the *thread* that started the child, so that a
/// thread pool would kill at random.
package final class ProcessRunner: ContainerRunner {
    /// Tells where the output of a container goes; nil for a container without logs, whose output is read and dropped.
    package typealias LogStream = @Sendable (ContainerRef) -> (group: String, stream: String)?

    private enum Phase {
        case idle
        case running
        case ended
    }

    private struct State {
        /// How far `run()` is.
        var phase = Phase.idle
        /// `shutdown` was asked for: nothing starts any more.
        var isClosing = false
        /// The containers that are starting or running, each with where to ask for its stop.
        var stops: [ContainerRef: AsyncStream<Duration>.Continuation] = [:]
        /// Tasks to delete the folders of when their last container has ended.
        var removals: Set<String> = []
        /// Who waits for the end of `run()`.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// What `shutdown` and a cancelled `run()` leave processes to end by themselves.
    static let lastGrace = Duration.seconds(2)

    package let reports: AsyncStream<RunnerReport>
    let clock: any WallClock
    let folders: Folders
    let logs: LogStore
    let logStream: LogStream
    private let reporting: AsyncStream<RunnerReport>.Continuation
    private let orders: AsyncStream<RunnerOrder>
    private let ordering: AsyncStream<RunnerOrder>.Continuation
    private let state = Mutex(State())

    /// A runner that keeps the files of tasks under `root`.
    ///
    /// - Parameters:
    ///   - root: An absolute path; made when the first container starts.
    ///   - clock: Stamps lines of output and waits between SIGTERM and SIGKILL.
    ///   - logs: Where output goes, line by line.
    ///   - logStream: Asked once for each start of a container.
    package init(root: String, clock: any WallClock, logs: LogStore, logStream: @escaping LogStream) {
        precondition(root.hasPrefix("/"), "the root of a process runner is an absolute path")
        folders = Folders(root: root)
        self.clock = clock
        self.logs = logs
        self.logStream = logStream
        (reports, reporting) = AsyncStream.makeStream()
        (orders, ordering) = AsyncStream.makeStream()
    }

    /// Puts an order behind those before it; `run()` carries it out.
    ///
    /// A start that `shutdown` overtakes is answered by a failure; an order given after it is dropped.
    package func carryOut(_ order: RunnerOrder) async {
        ordering.yield(order)
    }

    /// Carries out orders until `shutdown` or until its task is cancelled, and returns when the last process has ended.
    ///
    /// Cancelled, it gives processes two seconds between SIGTERM and SIGKILL. `reports` ends with it. Runs once.
    package func run() async {
        state.withLock { state in
            precondition(state.phase == .idle, "a process runner runs once")
            state.phase = .running
        }
        await withDiscardingTaskGroup { group in
            for await order in orders {
                switch order {
                case .start(let process):
                    guard let stops = admit(process.ref) else {
                        let refusal = CannotStart(code: .start, "the sandbox is shutting down")
                        report(.failedToStart(process.ref, reason: refusal.description))
                        continue
                    }
                    group.addTask { await self.carry(process, stops: stops) }
                case .stop(let ref, let graceSeconds):
                    stop(ref, grace: .seconds(graceSeconds))
                case .remove(let task):
                    guard mayRemove(task) else { continue }
                    group.addTask { self.folders.remove(task: task) }
                }
            }
        }
        ordering.finish()
        reporting.finish()
        let waiting = state.withLock { state in
            state.phase = .ended
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Ends all processes, SIGTERM and two seconds later SIGKILL, and returns when `run()` has.
    ///
    /// Called before `run()` it returns at once, and `run()` will start nothing. Called again it waits as well.
    package func shutdown() async {
        let stops = state.withLock { state in
            state.isClosing = true
            return Array(state.stops.values)
        }
        for stop in stops { stop.yield(Self.lastGrace) }
        ordering.finish()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                // With no `run()` under way nothing runs, and nobody would ever resume this.
                guard state.phase == .running else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    func report(_ report: RunnerReport) {
        reporting.yield(report)
    }

    /// Runs a container's process from beginning to end and says how it ended.
    private func carry(_ process: ContainerProcess, stops: AsyncStream<Duration>) async {
        let outcome = await outcome(of: process, stops: stops)
        let isLast = state.withLock { state in
            // Before the report: who hears it may start the container again.
            state.stops.removeValue(forKey: process.ref)?.finish()
            guard !state.stops.keys.contains(where: { $0.task == process.ref.task }) else { return false }
            return state.removals.remove(process.ref.task) != nil
        }
        if isLast { folders.remove(task: process.ref.task) }
        report(outcome)
    }

    /// Takes a container among those that run, with the stream of the stops that will be asked for it; nil at the end.
    ///
    /// Stops wait in the stream, so that one asked for before the process is there is not lost.
    private func admit(_ ref: ContainerRef) -> AsyncStream<Duration>? {
        state.withLock { state in
            guard !state.isClosing else { return nil }
            precondition(state.stops[ref] == nil, "a container starts again only after its end was reported")
            let (stops, stopping) = AsyncStream<Duration>.makeStream()
            state.stops[ref] = stopping
            return stops
        }
    }

    private func stop(_ ref: ContainerRef, grace: Duration) {
        _ = state.withLock { $0.stops[ref] }?.yield(grace)
    }

    /// Whether a task's folders may go now; while a container runs in them they go at its end.
    private func mayRemove(_ task: String) -> Bool {
        state.withLock { state in
            guard state.stops.keys.contains(where: { $0.task == task }) else { return true }
            state.removals.insert(task)
            return false
        }
    }
}
