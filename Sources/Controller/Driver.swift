package import AWS
package import ECS
package import Jobs
package import Ledger
import Runs

/// Brings runs to where they shall be: decides, commits, acts, commits what came of it.
///
/// Killed at any point it leaves rows from which another process goes on; run by two processes at once, the ledger lets
/// each row move once, and ECS takes the same bytes for the same launch.
package struct Driver: Sendable {
    /// How far to bring the runs.
    package enum Goal: Sendable {
        /// Each launch is decided: there is a task, or there is none for certain, or it is unknown.
        case launched
        /// Each run has ended.
        case ended
    }

    let ledger: any LedgerStore
    let ecs: any ECSCalls
    /// AWS's time, and waiting for it.
    let clock: any WallClock
    let brake: LaunchBrake
    /// How often ECS is asked about a task.
    let rhythm: Poll.Rhythm
    /// Somebody wants no further launch, and no more waiting.
    let isInterrupted: @Sendable () -> Bool
    /// For how long launches are sent before anything else has its turn; nil where nothing else is waiting.
    var longestBurst: Duration?
    let report: @Sendable (Progress) -> Void

    package init(
        ledger: any LedgerStore, ecs: any ECSCalls, clock: any WallClock, brake: LaunchBrake = LaunchBrake(),
        rhythm: Poll.Rhythm = .ecs, isInterrupted: @escaping @Sendable () -> Bool = { false },
        report: @escaping @Sendable (Progress) -> Void
    ) {
        self.ledger = ledger
        self.ecs = ecs
        self.clock = clock
        self.brake = brake
        self.rhythm = rhythm
        self.isInterrupted = isInterrupted
        self.report = report
    }

    /// Drives the runs until all of them have reached the goal.
    ///
    /// - Returns: The runs as they then stand in the ledger.
    /// - Throws: `ControlError`: `detached` where the wait was interrupted, `halted` where nothing is left to do but
    ///   launches that the brake holds; else the ledger failed. All that was sent is in the ledger, but for an answer
    ///   that `answerNotWritten` names.
    package func drive(_ snapshots: [RunSnapshot], until goal: Goal) async throws(ControlError) -> [RunSnapshot] {
        var tracks = try snapshots.map { (snapshot) throws(ControlError) in try track(snapshot) }
        while true {
            let steps = try await decide(&tracks)
            if tracks.allSatisfy({ $0.hasReached(goal) }) { return tracks.map(\.snapshot) }
            try heed()
            let held = held(steps, tracks)
            if held.count < steps.count {
                try await carryOut(steps, &tracks)
            } else {
                try await wait(for: tracks, held, until: goal)
            }
        }
    }

    /// Gives up where somebody wants to; nothing is under way then.
    ///
    /// - Throws: `ControlError.detached`.
    func heed() throws(ControlError) {
        if isInterrupted() { throw .detached }
    }

    private func track(_ snapshot: RunSnapshot) throws(ControlError) -> Track {
        try Track(snapshot, now: clock.now(), rhythm)
    }

    /// Decides runs, and commits what is decided.
    ///
    /// - Returns: What is to be done now.
    func decide(_ tracks: inout [Track]) async throws(ControlError) -> [Step] {
        let effects = try await together(tracks.indices.map { ($0, ()) }, &tracks) {
            (track, _) async throws(ControlError) in try await decide(&track)
        }
        return zip(tracks.indices, effects).flatMap { index, effects in
            effects.map { Step(track: index, effect: $0) }
        }
    }

    /// An effect of one of the runs.
    struct Step: Hashable, Sendable {
        let track: Int
        let effect: Effect
    }

    func decide(_ track: inout Track) async throws(ControlError) -> [Effect] {
        while track.isKept {
            let now = clock.now()
            let decision = track.reducer.decide(track.snapshot, now: now, seen: track.seen)
            // Nothing is done that is not committed: where somebody else was first, it is decided anew.
            if try await commit(decision.snapshot, &track) { return track.takeUp(decision, now: now) }
        }
        return []
    }

    /// Writes what `change` makes of a run, on top of what stands in the ledger, however often that changes meanwhile.
    func commit(
        _ track: inout Track, _ change: (RunSnapshot, Reducer, Timestamp) -> RunSnapshot
    ) async throws(ControlError) {
        while true {
            if try await commit(change(track.snapshot, track.reducer, clock.now()), &track) { return }
        }
    }

    /// Writes a run where it has changed; where somebody else wrote first, takes in what stands there.
    ///
    /// - Returns: False where somebody else was first, and what was to be written is dropped.
    @discardableResult
    func commit(_ next: RunSnapshot, _ track: inout Track) async throws(ControlError) -> Bool {
        guard next != track.snapshot else { return true }
        let before = track.snapshot
        do {
            track.snapshot = try await ledger.commit(before: before, after: next)
        } catch {
            guard error.code == .conflict else { throw .ledger(error) }
            try await reload(&track)
            return false
        }
        track.news += Progress.between(before, track.snapshot)
        track.heard(from: before, now: clock.now())
        return true
    }

    private func reload(_ track: inout Track) async throws(ControlError) {
        let id = track.snapshot.run.id
        let before = track.snapshot
        let found = try await reading { () async throws(LedgerError) in try await ledger.snapshot(id) }
        guard let found else { throw .unreadable("run \(id) has gone from the ledger") }
        track.snapshot = found
        track.news += Progress.between(before, found)
        track.heard(from: before, now: clock.now())
    }

    /// Waits until something is due; `held` are the launches that are due and may not be sent.
    private func wait(
        for tracks: [Track], _ held: [Step: LaunchBrake.Verdict], until goal: Goal
    ) async throws(ControlError) {
        let now = clock.now()
        var wakes = tracks.compactMap(\.wake)
        for case .wait(let end) in held.values { wakes.append(end) }
        if case .halted(let reason)? = held.values.first(where: \.isHalt),
            wakes.isEmpty || !isBusy(tracks, beside: held, until: goal)
        {
            throw .halted(reason, launches: held.count)
        }
        let wake = wakes.min() ?? now + rhythm.first
        do {
            try await clock.sleep(for: max(wake - now, .milliseconds(10)))
        } catch {
            throw .detached
        }
    }
}

extension Driver {
    /// Asks ECS once about the tasks of runs that have not ended, and writes down what it says; tasks that are to be
    /// stopped are asked to stop once more.
    ///
    /// - Throws: `ControlError` where the ledger fails; that ECS cannot be asked is reported, and the rows stay.
    package func refresh(_ snapshots: [RunSnapshot]) async throws(ControlError) -> [RunSnapshot] {
        var tracks = try snapshots.map { (snapshot) throws(ControlError) in try track(snapshot) }
        var steps: [Step] = []
        for index in tracks.indices {
            let launches = tracks[index].snapshot.current.values.filter { $0.state == .launched }
            for launch in launches.sorted(by: { $0.key < $1.key }) {
                steps.append(Step(track: index, effect: .describe(launch.key)))
                if launch.stop != nil { steps.append(Step(track: index, effect: .stop(launch.key))) }
            }
        }
        try await carryOut(steps, &tracks)
        return tracks.map(\.snapshot)
    }

    /// Writes down that a run is to be stopped; driving it stops it.
    ///
    /// - Parameters:
    ///   - snapshot: The run.
    ///   - cause: Who wants it.
    ///   - reason: What ECS shows as `stoppedReason`.
    /// - Returns: The run as it then stands in the ledger.
    /// - Throws: `ControlError` where the ledger fails; nothing was changed.
    package func stop(
        _ snapshot: RunSnapshot, for cause: StopRequest.Cause = .person, reason: String
    ) async throws(ControlError) -> RunSnapshot {
        var track = try track(snapshot)
        try await commit(&track) { snapshot, reducer, now in
            reducer.stopping(snapshot, for: cause, reason: reason, now: now).unkept
        }
        tell(&track)
        return track.snapshot
    }
}

extension Driver {
    /// Writes down what was found out about unknown launches of a run, by a person or in CloudTrail.
    ///
    /// - Parameters:
    ///   - keys: The launches; one that is not unknown any more stays as it is.
    ///   - snapshot: The run.
    ///   - tasks: The tasks of the launches that have one; the others were not launched.
    ///   - evidence: Who says so.
    /// - Returns: The run as it then stands in the ledger.
    /// - Throws: `ControlError` where the ledger fails; nothing was changed.
    package func resolve(
        _ keys: [LaunchKey], of snapshot: RunSnapshot, launched tasks: [LaunchKey: ECSTask],
        as evidence: Launch.Evidence = .person
    ) async throws(ControlError) -> RunSnapshot {
        var track = try track(snapshot)
        try await commit(&track) { snapshot, reducer, now in
            reducer.resolved(keys, launched: tasks, as: evidence, in: snapshot, now: now).unkept
        }
        tell(&track)
        return track.snapshot
    }
}

extension RunSnapshot {
    /// The same, moved by no replica: the one that did so is fenced off, and reads anew what a person has changed.
    fileprivate var unkept: RunSnapshot {
        var next = self
        next.run.keeper = nil
        return next
    }
}
