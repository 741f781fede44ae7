package import ECS
package import Jobs

/// How the units of a run stand, counted in one pass.
struct UnitTally {
    /// Units that are begun and have not come to rest.
    var active = 0
    /// Of these, how many only wait to be sent.
    var waiting = 0
    var succeeded = 0
    /// Ended for good without success, by themselves.
    var failed = 0
    var unknown = 0
    /// What somebody asked of the run, or the run that takes its place.
    var stop: StopRequest?

    init(_ snapshot: RunSnapshot) {
        for index in snapshot.launches.indices where snapshot.isCurrent(index) {
            switch Run.Status(endOf: snapshot.launches[index]) {
            case .active:
                active += 1
                if snapshot.launches[index].state == .claimed { waiting += 1 }
            case .succeeded: succeeded += 1
            case .failed, .timedOut, .refused, .notPlaced, .lost: failed += 1
            case .unknown: unknown += 1
            case .stopped: break
            }
            if let asked = snapshot.launches[index].stop, asked.cause.isForWholeRun { stop = asked }
        }
    }
}

extension Reducer {
    /// How many launches are written before the first of them is sent: a row that is written later is as good.
    static let lookahead = 128

    /// A new run with the launches that may be sent at once; the units that are left begin when there is room.
    package func begun(_ run: Run, now: Timestamp) -> RunSnapshot {
        var snapshot = RunSnapshot(run: run, launches: [])
        open(&snapshot, now)
        return snapshot
    }

    /// Begins units as far as `parallelism` allows, or stops what runs where the run is decided without it.
    func open(_ next: inout RunSnapshot, _ now: Timestamp) {
        guard next.run.status == .active else { return }
        let waiting = next.waiting
        guard !waiting.isEmpty || policy.successPolicy != nil || policy.maxFailedIndexes != nil else { return }
        let tally = UnitTally(next)
        if let stop = closing(next.run, tally, now) {
            guard stop.cause == .satisfied || stop.cause == .failedIndexes else { return }
            for index in next.launches.indices
            where next.isCurrent(index) && !next.launches[index].state.isFinal && next.launches[index].stop == nil {
                next.launches[index].stop = stop
            }
            return
        }
        let room = min((policy.parallelism ?? .max) - tally.active, Reducer.lookahead - tally.waiting)
        for unit in waiting.first(room) {
            let key = LaunchKey(run: next.run.id, unit: unit, attempt: 1, placement: 1)
            next.launches.append(LaunchRequest.launch(key, of: next.run, createdAt: now))
        }
    }

    /// Why no further unit of a run begins; nil while one may.
    func closing(_ run: Run, _ tally: UnitTally, _ now: Timestamp) -> StopRequest? {
        if let enough = policy.successPolicy?.succeededCount, tally.succeeded >= enough {
            return StopRequest(
                cause: .satisfied, reason: "purser: successPolicy.succeededCount (\(enough)) of \(run.id) is reached",
                at: now)
        }
        if let stop = tally.stop ?? overdue(run, now) { return stop }
        if let most = policy.maxFailedIndexes, tally.failed > most {
            return StopRequest(
                cause: .failedIndexes, reason: "purser: more than maxFailedIndexes (\(most)) of \(run.id) have failed",
                at: now)
        }
        return nil
    }

    /// The run is decided, so nothing of it is run again.
    func isClosed(_ snapshot: RunSnapshot, now: Timestamp) -> Bool {
        if overdue(snapshot.run, now) != nil { return true }
        guard policy.successPolicy != nil || policy.maxFailedIndexes != nil else { return false }
        return closing(snapshot.run, UnitTally(snapshot), now) != nil
    }

    // MARK: The end

    /// Ends the run where all its units have come to rest.
    func settle(_ next: inout RunSnapshot, now: Timestamp) {
        guard next.run.status == .active, !next.launches.isEmpty else { return }
        // From the end: what began last is the likeliest to be under way.
        for index in next.launches.indices.reversed() where next.isCurrent(index) {
            let state = next.launches[index].state
            guard state.isFinal || state == .unknown else { return }
        }
        let tally = UnitTally(next)
        let closing = closing(next.run, tally, now)
        let isWhole = next.waiting.isEmpty
        if !isWhole, closing == nil { return }
        next.run.endedAt = now
        if closing?.cause == .satisfied, tally.unknown == 0 {
            next.run.status = .succeeded
            return
        }
        let current = next.launches.indices.filter { next.isCurrent($0) }
        var ends = current.map { (status: Run.Status(endOf: next.launches[$0]), index: $0) }
        if !isWhole, let closing, let last = current.last {
            switch closing.cause {
            case .activeDeadline: ends.append((.timedOut, last))
            case .person, .replaced: ends.append((.stopped, last))
            case .attemptTimeout, .provisioningTimeout, .satisfied, .failedIndexes: break
            }
        }
        guard let worst = ends.min(by: { Reducer.severity($0.status) < Reducer.severity($1.status) }) else { return }
        next.run.status = worst.status
        if worst.status != .succeeded {
            next.run.reason = reason(for: worst, among: ends, closing, in: next)
        }
    }

    /// One sentence on how a run ended: for an array the indexes too.
    private func reason(
        for worst: (status: Run.Status, index: Int), among ends: [(status: Run.Status, index: Int)],
        _ closing: StopRequest?, in snapshot: RunSnapshot
    ) -> String? {
        let launch = snapshot.launches[worst.index]
        let isItsOwn = Run.Status(endOf: launch) == worst.status
        let why = isItsOwn ? launch.outcome?.summary ?? launch.reason : closing?.reason
        guard snapshot.run.isArray, isItsOwn else { return why }
        let units = UnitSet(ends.filter { $0.status == worst.status }.map { snapshot.launches[$0.index].key.unit })
        let indexes = "\(units.count) of \(snapshot.run.plannedUnits.count) indexes \(worst.status.rawValue) (\(units))"
        return why.map { "\(indexes): \($0)" } ?? indexes
    }

    /// The order in which ends outweigh each other, the gravest first.
    static func severity(_ status: Run.Status) -> Int {
        switch status {
        case .unknown: 0
        case .lost: 1
        case .refused: 2
        case .timedOut: 3
        case .failed: 4
        case .notPlaced: 5
        case .stopped: 6
        case .succeeded: 7
        case .active: 8
        }
    }
}

extension Run.Status {
    /// What the last launch of a unit makes of the unit; one that is under way makes it active.
    package init(endOf launch: Launch) {
        switch launch.state {
        case .unknown: self = .unknown
        case .refused where launch.stop?.cause == .activeDeadline: self = .timedOut
        case .refused where launch.stop != nil: self = .stopped
        case .refused where launch.code == "placement" || launch.code == "throttled": self = .notPlaced
        case .refused: self = .refused
        case .claimed, .sent, .notPlaced, .superseded, .launched: self = .active
        case .ended:
            switch launch.outcome?.class {
            case .succeeded: self = .succeeded
            case .timedOut: self = launch.stop?.cause == .provisioningTimeout ? .notPlaced : .timedOut
            case .stopped: self = .stopped
            case .lost, nil: self = .lost
            case .neverStarted where StartFailure.placement(launch.task?.stoppedReason ?? "") != nil:
                self = .notPlaced
            case .failed, .neverStarted, .interrupted, .hostLost: self = .failed
            }
        }
    }
}
