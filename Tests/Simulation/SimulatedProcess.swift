import ECS
import Synchronization

/// A process of Purser on a machine of its own: it can be killed, held up, and its clock can be wrong.
///
/// A killed process has no effects any more: all its ports are dead, and what is left of its code comes to its end by
/// their errors.
final class SimulatedProcess: Sendable {
    private struct State {
        var isDead = false
        var heldUpUntil: Timestamp
        var skew: Duration
        var tickets = 0
        var waiting: [Int: UnsafeContinuation<Void, Never>] = [:]
    }

    let number: Int
    let world: World
    private let state: Mutex<State>

    init(number: Int, skew: Duration, world: World) {
        self.number = number
        self.world = world
        state = Mutex(State(heldUpUntil: world.scheduler.now, skew: skew))
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    /// The time by this machine's clock.
    var localNow: Timestamp { world.scheduler.now + state.withLock { $0.skew } }

    /// Suspends the caller until its ticket is woken, which `arm` sees to.
    func suspend(_ arm: (_ ticket: Int) -> Void) async {
        guard !isDead else { return }
        await withUnsafeContinuation { continuation in
            let ticket = state.withLock { state in
                state.tickets += 1
                state.waiting[state.tickets] = continuation
                return state.tickets
            }
            arm(ticket)
        }
    }

    /// Wakes who waits with a ticket; while the process is held up, when that is over.
    func wake(_ ticket: Int) {
        let now = world.scheduler.now
        let (later, continuation) = state.withLock { state -> (Timestamp?, UnsafeContinuation<Void, Never>?) in
            if state.heldUpUntil > now, !state.isDead, world.isFaulty { return (state.heldUpUntil, nil) }
            return (nil, state.waiting.removeValue(forKey: ticket))
        }
        if let later { world.scheduler.at(min(later, world.faultsEnd)) { self.wake(ticket) } }
        continuation?.resume()
    }

    /// Suspends the caller for a while.
    func pass(_ duration: Duration) async {
        await suspend { ticket in
            world.scheduler.at(world.scheduler.now + duration) { self.wake(ticket) }
        }
    }

    /// The end of the process, at once.
    func kill(_ how: String) {
        let waiting = state.withLock { state in
            guard !state.isDead else { return [UnsafeContinuation<Void, Never>]() }
            state.isDead = true
            defer { state.waiting = [:] }
            return state.waiting.sorted { $0.key < $1.key }.map(\.value)
        }
        world.scheduler.note(number, "kill".utf8, "p\(number) KILLED \(how)")
        for continuation in waiting { continuation.resume() }
    }

    /// Kills the process where the seed says so; the caller looks at `isDead` then.
    func mayDie(of fault: Fault, weight: Double = 1) {
        if world.fire(fault, weight: weight) != nil { kill(fault.name) }
    }

    /// Holds the process up, or moves its clock, where the seed says so.
    func mayStumble() {
        if var generator = world.fire(.paused) {
            let duration = generator.duration(
                generator.chance(0.5) ? .seconds(1)...(.seconds(300)) : .seconds(300)...(.seconds(10_800)))
            state.withLock { $0.heldUpUntil = world.scheduler.now + duration }
            world.scheduler.note(number, [], "p\(number) PAUSED for \(duration)")
        }
        if var generator = world.fire(.clockJump) {
            let skew = generator.duration(.seconds(-600)...(.seconds(600)))
            state.withLock { $0.skew = skew }
            world.scheduler.note(number, [], "p\(number) CLOCK is now off by \(skew)")
        }
    }
}

/// The clock of a process's machine.
struct SimulatedClock: WallClock {
    let process: SimulatedProcess

    func now() -> Timestamp { process.localNow }

    func sleep(for duration: Duration) async throws {
        if process.isDead { throw CancellationError() }
        process.mayStumble()
        process.mayDie(of: .killedAsleep)
        if process.world.fire(.interrupted) != nil {
            process.world.scheduler.note(process.number, [], "p\(process.number) INTERRUPTED")
            throw CancellationError()
        }
        await process.pass(max(duration, .milliseconds(1)))
        if process.isDead { throw CancellationError() }
    }
}
