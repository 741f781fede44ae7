import ECS
import Synchronization

/// The one thread of a simulated world: runs what is ready in an order that the seed gives, then moves the clock to
/// what comes next.
///
/// All code that is simulated prefers this executor, so every step between two suspensions is a job in its list, and
/// nothing runs by itself. Equal seeds give equal runs: the digest says so.
final class Scheduler: TaskExecutor {
    fileprivate struct Event {
        let time: Timestamp
        let order: UInt64
        let action: @Sendable () -> Void

        func isBefore(_ other: Event) -> Bool {
            time == other.time ? order < other.order : time < other.time
        }
    }

    fileprivate struct State {
        var now: Timestamp
        var ready: [UnownedJob] = []
        /// The next one last.
        var events: [Event] = []
        var generator: Generator
        var steps = 0
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        var isStopped = false
        var trace: [String]?
    }

    /// So many steps are far more than any sound run takes.
    private static let mostSteps = 200_000
    private let state: Mutex<State>

    init(seed: UInt64, start: Timestamp, isTracing: Bool) {
        state = Mutex(State(now: start, generator: Generator(seed, 3), trace: isTracing ? [] : nil))
    }

    var now: Timestamp { state.withLock { $0.now } }
    var steps: Int { state.withLock { $0.steps } }
    var digest: UInt64 { state.withLock { $0.digest } }
    var trace: [String] { state.withLock { $0.trace ?? [] } }

    /// Ran out of steps: the code goes in a circle.
    var isExhausted: Bool { state.withLock { $0.steps >= Scheduler.mostSteps } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.ready.append(job) }
    }

    /// Does something at a time; what is due at the same time comes in an order that the seed gives.
    func at(_ time: Timestamp, _ action: @escaping @Sendable () -> Void) {
        state.withLock { state in
            let event = Event(time: max(time, state.now), order: state.generator.next(), action: action)
            let place = state.events.lastIndex { event.isBefore($0) } ?? -1
            state.events.insert(event, at: place + 1)
        }
    }

    /// Returns when nothing is left to do, or `stop` was called.
    func run() {
        let executor = asUnownedTaskExecutor()
        while let next = take() {
            switch next {
            case .job(let job): job.runSynchronously(on: executor)
            case .event(let action): action()
            }
        }
    }

    /// Makes `run` return after this step.
    func stop() {
        state.withLock { $0.isStopped = true }
    }

    /// Lets `run` go on after `stop`, for the rest of what was under way.
    func resume() {
        state.withLock { $0.isStopped = false }
    }

    private enum Next {
        case job(UnownedJob)
        case event(@Sendable () -> Void)
    }

    private func take() -> Next? {
        state.withLock { state in
            guard !state.isStopped, state.steps < Scheduler.mostSteps else { return nil }
            state.steps += 1
            if !state.ready.isEmpty {
                let index = state.ready.count == 1 ? 0 : Int(state.generator.next() % UInt64(state.ready.count))
                state.mix(UInt64(index) << 8 | UInt64(state.ready.count & 0xFF))
                return .job(state.ready.remove(at: index))
            }
            guard let event = state.events.popLast() else { return nil }
            state.now = event.time
            state.mix(UInt64(bitPattern: event.time.milliseconds))
            return .event(event.action)
        }
    }

    /// Puts what happened into the digest and, where somebody reads it, into the trace.
    func note(_ number: Int, _ bytes: some Sequence<UInt8>, _ text: @autoclosure () -> String) {
        let isTracing = state.withLock { state in
            state.mix(UInt64(truncatingIfNeeded: number))
            for byte in bytes { state.digest = (state.digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
            return state.trace != nil
        }
        guard isTracing else { return }
        let line = text()
        state.withLock { state in state.trace?.append("\(state.now.precise) \(line)") }
    }
}

extension Scheduler.State {
    fileprivate mutating func mix(_ word: UInt64) {
        var generator = Generator(digest ^ word)
        digest = generator.next()
    }
}
