package import ECS
package import Jobs

extension Reducer {
    /// The run after ECS described some tasks; tasks of other runs are passed over.
    package func observed(_ tasks: [ECSTask], in snapshot: RunSnapshot, now: Timestamp) -> RunSnapshot {
        var next = snapshot
        for task in tasks {
            guard let index = next.launches.firstIndex(where: { $0.taskArn == task.taskArn && $0.state == .launched })
            else { continue }
            observe(task, index, &next, now)
        }
        settle(&next, now: now)
        return next
    }

    /// The run after ECS said that it does not know a launch's task.
    ///
    /// Just after the launch that means "not yet", and ECS shows a stopped task for an hour: so a task that was launched
    /// or seen within the hour is there, whatever one answer says. An older one has ended unseen, once this process has
    /// heard so for long enough by itself: what another process heard, perhaps long ago and only once, is not enough.
    ///
    /// - Parameters:
    ///   - key: The launch.
    ///   - wasSeen: ECS has described the task to this process before.
    ///   - since: When this process was first told so, with no description in between.
    ///   - snapshot: The run.
    ///   - now: AWS's time.
    /// - Returns: The run, its launch perhaps ended as lost.
    package func missing(
        _ key: LaunchKey, wasSeen: Bool, since: Timestamp, in snapshot: RunSnapshot, now: Timestamp
    ) -> RunSnapshot {
        guard let index = snapshot.launches.firstIndex(where: { $0.key == key && $0.state == .launched }) else {
            return snapshot
        }
        var next = snapshot
        let launch = next.launches[index]
        guard let known = launch.missingSince else {
            next.launches[index].missingSince = now
            return next
        }
        let isOld = now >= (launch.lastSentAt ?? launch.createdAt) + Windows.memory
        guard isOld, now >= max(known, since) + (wasSeen ? Windows.memory : Windows.repeatedMiss) else { return next }
        let summary = "its end was never seen: ECS does not know the task any more"
        next.launches[index].state = .ended
        next.launches[index].outcome = Outcome(class: .lost, summary: summary, exitCodes: [:], at: now)
        settle(&next, now: now)
        return next
    }

    /// The run after StopTask was answered, or after somebody asked for the whole run to be stopped.
    package func stopping(_ snapshot: RunSnapshot, reason: String, now: Timestamp) -> RunSnapshot {
        var next = snapshot
        for index in next.launches.indices
        where !next.launches[index].state.isFinal && next.launches[index].stop == nil {
            next.launches[index].stop = StopRequest(cause: .person, reason: reason, at: now)
        }
        return next
    }

    /// Takes in what is known of a task where it is newer; the end of a task starts what the rules say.
    func observe(_ task: ECSTask, _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp) {
        next.launches[index].missingSince = nil
        if let old = next.launches[index].task, !Reducer.isNews(task, after: old) { return }
        next.launches[index].task = task
        guard task.lastStatus?.isStopped == true, task.version != nil || task.containers != nil else { return }
        let outcome = Outcome.of(
            task, containers: next.run.containers, stop: next.launches[index].stop, at: task.stoppedAt ?? now)
        next.launches[index].state = .ended
        next.launches[index].outcome = outcome
        follow(index, outcome, &next, now)
    }

    /// A description says something that the one before it did not: it has a higher version.
    ///
    /// An equal version is a duplicate, with one exception: the end of a task counts whatever its version, since a
    /// service that does not raise versions would never be heard otherwise. Other contents under a known version change
    /// nothing until the next description has a higher one.
    private static func isNews(_ task: ECSTask, after old: ECSTask) -> Bool {
        guard let known = old.version else { return task != old }
        let version = task.version ?? 0
        let isEnd = task.lastStatus?.isStopped == true && old.lastStatus?.isStopped != true
        return version > known || (version == known && isEnd)
    }

    /// What follows the end of a task: nothing, another attempt, or another try to place it.
    private func follow(_ index: Int, _ outcome: Outcome, _ next: inout RunSnapshot, _ now: Timestamp) {
        guard overdueCause(next.run, now) == nil else { return }
        let launch = next.launches[index]
        let ignored = ignored(before: index, in: next)
        let mayPlace = launch.key.placement < policy.launch.attempts
        let mayRetry = launch.key.attempt - ignored < policy.retryStrategy.attempts
        switch sequel(after: launch, ignored: ignored, in: next.run) {
        case .ignore: tryAgain(launch, &next, now)
        case .placement where mayPlace, .placementOrAttempt where mayPlace: placeAgain(launch, &next, now)
        case .attempt where mayRetry, .placementOrAttempt where mayRetry: tryAgain(launch, &next, now)
        case .end, .placement, .attempt, .placementOrAttempt: return
        }
    }

    private func sequel(after launch: Launch, ignored: Int, in run: Run) -> Sequel {
        Sequel(
            after: launch, containers: run.containers, rules: policy.retryStrategy.rules,
            mayIgnore: ignored < policy.retryStrategy.ignorable)
    }

    /// How many attempts of its unit before a launch count for nothing: the rules say so again each time they are
    /// asked, so it is not written down.
    func ignored(before index: Int, in snapshot: RunSnapshot) -> Int {
        guard policy.retryStrategy.ignorable > 0 else { return 0 }
        let unit = snapshot.launches[index].key.unit
        let first = snapshot.launches[..<index].lastIndex { $0.key.unit != unit }.map { $0 + 1 } ?? 0
        return snapshot.launches[first..<index].reduce(0) { count, launch in
            guard launch.state == .ended else { return count }
            return sequel(after: launch, ignored: count, in: snapshot.run) == .ignore ? count + 1 : count
        }
    }

    private func tryAgain(_ launch: Launch, _ next: inout RunSnapshot, _ now: Timestamp) {
        let strategy = policy.retryStrategy
        append(launch.key.nextAttempt, after: launch, to: &next, now: now) { token in
            strategy.delay(after: launch.key.attempt, token: token)
        }
    }

    private func placeAgain(_ launch: Launch, _ next: inout RunSnapshot, _ now: Timestamp) {
        let backoff = policy.launch.backoff
        append(launch.key.nextPlacement, after: launch, to: &next, now: now) { token in
            backoff.delay(afterFailures: launch.key.placement, token: token)
        }
    }

    private func overdueCause(_ run: Run, _ now: Timestamp) -> StopRequest.Cause? {
        guard let seconds = policy.activeDeadlineSeconds else { return nil }
        return now >= run.createdAt + .seconds(seconds) ? .activeDeadline : nil
    }

    // MARK: The run

    /// Ends the run where all its units have come to rest.
    func settle(_ next: inout RunSnapshot, now: Timestamp) {
        guard next.run.status == .active else { return }
        let current = next.launches.indices.filter { next.isCurrent($0) }
        let isSettled = current.allSatisfy { index in
            next.launches[index].state.isFinal || next.launches[index].state == .unknown
        }
        guard isSettled else { return }
        let ends = current.map { (Run.Status(endOf: next.launches[$0]), next.launches[$0]) }
        guard let worst = ends.min(by: { Reducer.severity($0.0) < Reducer.severity($1.0) }) else { return }
        next.run.status = worst.0
        next.run.endedAt = now
        if worst.0 != .succeeded {
            next.run.reason = worst.1.outcome?.summary ?? worst.1.reason
        }
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
