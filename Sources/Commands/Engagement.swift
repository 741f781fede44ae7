import Controller
import ECS
import Jobs
import Ledger
import Sandbox
import Synchronization

/// A command's work with ECS, and what Ctrl-C makes of it: the first one detaches from waiting, a second one stops the
/// runs that the command started, and where ECS is in this process a third one ends that too.
struct Engagement: Sendable {
    let world: World
    let started: StartedRuns
    /// Makes the session that the work is done in; the URL is that of a sandbox, nil for AWS.
    let open: @Sendable (World, String?) throws(Failure) -> Session
    let body: @Sendable (Session) async throws -> Void

    /// How long a command that has detached listens for a second Ctrl-C before it ends.
    private static let secondThoughts = Duration.seconds(3)

    /// Does the work with an ECS that outlives this process.
    ///
    /// - Throws: What the work throws.
    func run(at endpoint: String?) async throws {
        do {
            try await body(open(world, endpoint))
        } catch let failure as Failure where failure.status == .interrupted && !started.isEmpty {
            world.tell(failure)
            world.terminal.note(
                "Within \(Self.secondThoughts.components.seconds) seconds, Ctrl-C again stops \(started.text).\n")
            do {
                try await world.after(1).clock.sleep(for: Self.secondThoughts)
            } catch {
                await stopStarted(at: endpoint)
            }
            throw Failure(failure.status)
        }
    }

    /// Does the work with a sandbox in this process, and stays until its tasks have ended.
    ///
    /// - Throws: What the work throws.
    func run(in sandbox: Sandbox, at endpoint: String) async throws {
        var outcome: (any Error)?
        do { try await body(open(world, endpoint)) } catch { outcome = error }
        guard !sandbox.isIdle else {
            if let outcome { throw outcome }
            return
        }
        if let failure = outcome as? Failure, failure.status == .interrupted {
            world.tell(failure)
            outcome = Failure(failure.status)
        }
        await stay(with: sandbox, at: endpoint)
        if let outcome { throw outcome }
    }

    private func stay(with sandbox: Sandbox, at endpoint: String) async {
        // Whoever ends the process ends its tasks.
        if Task.isCancelled { return }
        let next = started.isEmpty ? "ends them" : "stops \(started.text)"
        let stays = "The sandbox is in this process and stays until its tasks have ended"
        if world.interruptions() == 0 {
            world.terminal.note("\(stays) (Ctrl-C twice \(next)).\n")
            if await idles(sandbox, patience: 0) { return }
            world.terminal.note("Its tasks go on; Ctrl-C again \(next).\n")
        } else {
            world.terminal.note("\(stays); Ctrl-C again \(next).\n")
        }
        if await idles(sandbox, patience: 1) || started.isEmpty { return }
        await stopStarted(at: endpoint)
        _ = await idles(sandbox, patience: 2)
    }

    /// Waits until the sandbox has no task any more, or until Ctrl-C has been pressed more often than `patience` says.
    ///
    /// - Returns: The sandbox is idle.
    private func idles(_ sandbox: Sandbox, patience: Int) async -> Bool {
        let clock = world.after(patience).clock
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sandbox.idle() }
            group.addTask {
                // Ends by an error when Ctrl-C is pressed, or when the sandbox is idle.
                while (try? await clock.sleep(for: .seconds(3600))) != nil {}
            }
            await group.next()
            group.cancelAll()
        }
        return sandbox.isIdle
    }

    /// Stops the runs that the command started and follows them to their end, unless Ctrl-C is pressed once more.
    private func stopStarted(at endpoint: String?) async {
        world.terminal.note("Stopping \(started.text).\n")
        let patient = world.after(2)
        do {
            try await open(patient, endpoint).stop(started.ids, reason: "Ctrl-C was pressed twice")
        } catch {
            patient.tell(error)
        }
    }
}

/// The runs that a command has written into the ledger: those that are its own to stop.
final class StartedRuns: Sendable {
    private let state = Mutex<[RunID]>([])

    var ids: [RunID] { state.withLock { $0 } }
    var isEmpty: Bool { state.withLock { $0.isEmpty } }

    /// The runs by name, as the object of a sentence.
    var text: String {
        let ids = ids
        let names = ids.prefix(3).map(\.rawValue).joined(separator: ", ")
        let more = ids.count > 3 ? " and \(ids.count - 3) more" : ""
        return "\(ids.count == 1 ? "the run" : "the \(ids.count) runs") that this command started: \(names)\(more)"
    }

    /// Takes in what happened to a run.
    func note(_ event: Progress) {
        // A run whose tasks ECS had already was started by somebody else.
        guard case .claimed(let snapshot) = event, snapshot.launches.allSatisfy({ $0.state == .claimed }) else {
            return
        }
        state.withLock { $0.append(snapshot.run.id) }
    }
}

extension Session {
    /// Stops runs and follows them to their end, telling of it on standard error.
    ///
    /// - Throws: `Failure` where the ledger fails, or where Ctrl-C ends the wait; that they are to be stopped is in the
    ///   ledger then.
    fileprivate func stop(_ ids: [RunID], reason: String) async throws(Failure) {
        let ledger = try await openExistingLedger()
        let going: [RunSnapshot]
        do throws(ControlError) {
            going = try await snapshots(ids, ledger).filter { !$0.run.status.isFinal }
        } catch {
            throw Failure(error)
        }
        // This session has asked AWS nothing yet: its time is the machine's.
        try await correctClock(by: going)
        do throws(ControlError) {
            let driver = driver(ledger, ProgressView(world: world))
            var asked: [RunSnapshot] = []
            for snapshot in going {
                asked.append(try await driver.stop(snapshot, reason: reason))
            }
            _ = try await driver.drive(asked, until: .ended)
        } catch {
            throw Failure(error)
        }
    }

    /// Runs as the ledger has them now.
    ///
    /// - Throws: `ControlError` where the ledger cannot be read.
    func snapshots(_ ids: [RunID], _ ledger: any LedgerStore) async throws(ControlError) -> [RunSnapshot] {
        var found: [RunSnapshot] = []
        do throws(LedgerError) {
            for id in ids {
                if let snapshot = try await ledger.snapshot(id) { found.append(snapshot) }
            }
        } catch {
            throw .ledger(error)
        }
        return found
    }

    /// Why a command that was interrupted ends, with how much of its runs is not launched yet.
    ///
    /// `notBegun` is how many tasks belong to runs that are not in the ledger yet.
    func detached(from snapshots: [RunSnapshot], notBegun: Int = 0) -> Failure {
        let left = snapshots.reduce(notBegun) { $0 + $1.unlaunched }
        guard left > 0 else {
            return Failure(
                .interrupted, "detached: what was launched goes on",
                wayOut: "purser wait follows it to its end, purser status shows how it stands")
        }
        let all = snapshots.reduce(notBegun) { $0 + $1.run.plannedUnits.count }
        // What is not in the ledger yet is nobody's but an apply's.
        let wayOut =
            if notBegun == 0 {
                "purser apply or purser wait launches them, purser stop calls them off"
            } else if notBegun == left {
                "purser apply launches them"
            } else {
                "purser apply launches them; purser wait and purser stop know of \(left - notBegun), whose runs have begun"
            }
        return Failure(
            .interrupted, "detached: what was launched goes on; \(left) of \(all) tasks are not launched",
            wayOut: wayOut)
    }
}

extension RunSnapshot {
    /// How many units of a run that goes on have no task yet, and may get one.
    fileprivate var unlaunched: Int {
        guard run.status == .active else { return 0 }
        let settled = current.values.count { $0.taskArn != nil || $0.state.isFinal || $0.state == .unknown }
        return run.plannedUnits.count - settled
    }
}
