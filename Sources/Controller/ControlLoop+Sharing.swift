import AWS
import ECS
import Jobs
import Ledger

extension ControlLoop {
    /// Looks who is there and which runs there are, and takes up and gives up what has changed hands.
    func look(_ shift: inout Shift) async throws(ControlError) {
        let replicas: [Replica]
        let active: [ActiveRun]
        do throws(LedgerError) {
            replicas = try await driver.ledger.replicas()
            active = try await driver.ledger.activeRuns()
            shift.nextLook = driver.clock.now() + pace.beat
            let now = machine.now()
            shift.neighbours.observe(replicas, now: now)
            for replica in shift.neighbours.gone(now: now) {
                tell(.gone(replica: replica))
                try await driver.ledger.removeReplica(replica)
            }
        } catch {
            throw .ledger(error)
        }
        let living = shift.neighbours.living(now: machine.now())
        (shift.reading.active, shift.reading.replicas) = (active.count, living.count)
        let known = Dictionary(active.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        shift.items = shift.items.filter { known[$0.key] != nil }
        var wanted: [ActiveRun] = []
        var foreign: [(run: ActiveRun, owner: String?)] = []
        for run in active where !shift.leftAlone.contains(run.id) {
            let owner = Neighbours.owner(of: run.id, among: living)
            let isFree = run.keeper.map { !living.contains($0) } ?? true
            if run.keeper == id, owner != id {
                foreign.append((run, owner))
            } else if run.keeper == id || (isFree && owner == id) {
                let version = shift.items[run.id]?.track.snapshot.run.version
                if version == nil || version != run.version { wanted.append(run) }
            } else if shift.items.removeValue(forKey: run.id) != nil {
                tell(.gaveUp(run.id, to: run.keeper))
            }
        }
        if max(wanted.count, foreign.count) > ControlLoop.mostAtOnce { shift.nextLook = driver.clock.now() }
        try await give(up: Array(foreign.prefix(ControlLoop.mostAtOnce)), &shift)
        try await take(Array(wanted.prefix(ControlLoop.mostAtOnce)), &shift)
    }

    /// Hands runs over to replicas that have come.
    private func give(
        up runs: [(run: ActiveRun, owner: String?)], _ shift: inout Shift
    ) async throws(ControlError) {
        for (run, _) in runs { shift.items[run.id] = nil }
        let outcomes = await Driver.concurrently(runs, width: driver.ledger.width) {
            run, owner -> Result<Void, ControlError> in
            do throws(ControlError) {
                guard let snapshot = try await read(run.id), snapshot.run.keeper == id else { return .success(()) }
                var next = snapshot
                next.run.keeper = nil
                if try await write(next, over: snapshot) != nil { tell(.gaveUp(run.id, to: owner)) }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try setAside(
            zip(runs, outcomes).compactMap { run, outcome in outcome.failure.map { (run.run.id, $0) } }, &shift)
    }

    /// Takes runs up that are free, and reads those anew that somebody else has changed.
    private func take(_ runs: [ActiveRun], _ shift: inout Shift) async throws(ControlError) {
        let outcomes = await Driver.concurrently(runs, width: driver.ledger.width) {
            run -> Result<Taken?, ControlError> in
            do throws(ControlError) { return .success(try await take(run)) } catch { return .failure(error) }
        }
        try setAside(zip(runs, outcomes).compactMap { run, outcome in outcome.failure.map { (run.id, $0) } }, &shift)
        for case .success(let taken?) in outcomes {
            switch taken {
            case .track(let track):
                try await learnTime(by: track.snapshot, &shift)
                shift.items[track.snapshot.run.id] = Item(track: track, due: driver.clock.now())
            case .elsewhere(let run, let reason):
                shift.leftAlone.insert(run)
                tell(.leftAlone(run, reason))
            }
        }
    }

    /// What came of taking a run up.
    private enum Taken: Sendable {
        case track(Track)
        case elsewhere(RunID, String)
    }

    /// Takes one run up.
    ///
    /// - Returns: Nil where it has ended, or somebody was faster.
    private func take(_ run: ActiveRun) async throws(ControlError) -> Taken? {
        guard let snapshot = try await read(run.id), snapshot.run.status == .active else { return nil }
        if let reason = isElsewhere(snapshot.run) { return .elsewhere(run.id, reason) }
        // One that cannot be read by this version is left to a newer one: before it is taken.
        _ = try Track(snapshot, keeper: id, now: driver.clock.now(), driver.rhythm)
        var taken = snapshot
        if snapshot.run.keeper != id {
            guard snapshot.run.keeper == run.keeper else { return nil }
            var next = snapshot
            next.run.keeper = id
            guard let written = try await write(next, over: snapshot) else { return nil }
            tell(.took(run.id, from: run.keeper))
            taken = written
        }
        return .track(try Track(taken, keeper: id, now: driver.clock.now(), driver.rhythm))
    }

    /// Asks AWS once before the first decision: its answer tells the time, and by a clock that goes wrong launches
    /// would be taken for older than they are.
    private func learnTime(by snapshot: RunSnapshot, _ shift: inout Shift) async throws(ControlError) {
        guard !shift.hasTime else { return }
        do { _ = try await driver.ecs.describeClusters([snapshot.run.cluster]) } catch { throw .aws(error) }
        shift.hasTime = true
    }

    private func read(_ run: RunID) async throws(ControlError) -> RunSnapshot? {
        do throws(LedgerError) { return try await driver.ledger.snapshot(run) } catch { throw .ledger(error) }
    }

    /// - Returns: The run as it stands; nil where somebody else wrote first.
    private func write(_ next: RunSnapshot, over before: RunSnapshot) async throws(ControlError) -> RunSnapshot? {
        do throws(LedgerError) {
            return try await driver.ledger.commit(before: before, after: next)
        } catch {
            guard error.code == .conflict else { throw .ledger(error) }
            return nil
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
