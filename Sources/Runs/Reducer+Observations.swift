package import ECS
package import Jobs

extension Reducer {
    /// The run after ECS described some tasks; tasks of other runs are passed over.
    package func observed(_ tasks: [ECSTask], in snapshot: RunSnapshot, now: Timestamp) -> RunSnapshot {
        var next = snapshot
        for task in tasks {
            guard let launch = next.launches.first(where: { $0.taskArn == task.taskArn && $0.state == .launched })
            else { continue }
            describe(task, for: launch.key, in: &next, now: now)
        }
        return next
    }

    /// Takes in what ECS said of the task of a launch.
    package func describe(_ task: ECSTask, for key: LaunchKey, in next: inout RunSnapshot, now: Timestamp) {
        guard let index = next.index(of: key), next.launches[index].state == .launched,
            next.launches[index].taskArn == task.taskArn
        else { return }
        observe(task, index, &next, now)
        settle(&next, now: now)
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
        var next = snapshot
        miss(key, wasSeen: wasSeen, since: since, in: &next, now: now)
        return next
    }

    /// The same in place.
    package func miss(
        _ key: LaunchKey, wasSeen: Bool, since: Timestamp, in next: inout RunSnapshot, now: Timestamp
    ) {
        guard let index = next.index(of: key), next.launches[index].state == .launched else { return }
        let launch = next.launches[index]
        guard let known = launch.missingSince else {
            next.launches[index].missingSince = now
            return
        }
        let isOld = now >= (launch.lastSentAt ?? launch.createdAt) + Windows.memory
        guard isOld, now >= max(known, since) + (wasSeen ? Windows.memory : Windows.repeatedMiss) else { return }
        let summary = "its end was never seen: ECS does not know the task any more"
        next.launches[index].state = .ended
        next.launches[index].outcome = Outcome(class: .lost, summary: summary, exitCodes: [:], at: now)
        settle(&next, now: now)
    }

    /// The run after somebody asked for it to be stopped, or a newer run takes its place.
    ///
    /// Units that have not begun never do: the first of them gets a row that says so.
    package func stopping(
        _ snapshot: RunSnapshot, for cause: StopRequest.Cause = .person, reason: String, now: Timestamp
    ) -> RunSnapshot {
        var next = snapshot
        if next.run.status == .active, let unit = next.waiting.first(1).first {
            let key = LaunchKey(run: next.run.id, unit: unit, attempt: 1, placement: 1)
            next.launches.append(LaunchRequest.launch(key, of: next.run, createdAt: now))
        }
        for index in next.launches.indices where !next.launches[index].state.isFinal {
            // What is stopped for want of a place would be tried again.
            let stop = next.launches[index].stop
            guard stop == nil || stop?.cause == .provisioningTimeout else { continue }
            next.launches[index].stop = StopRequest(cause: cause, reason: reason, at: now)
        }
        return next
    }

    /// Takes in what is known of a task where it is newer; the end of a task starts what the rules say.
    func observe(_ task: ECSTask, _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp) {
        next.launches[index].missingSince = nil
        if let old = next.launches[index].task, !Reducer.isNews(task, after: old) { return }
        next.launches[index].task = task
        guard task.lastStatus?.isStopped == true, task.version != nil || task.containers != nil else { return }
        // Asked before the end is written down, which may yet be followed by another attempt.
        let isClosed = isClosed(next, now: now)
        let outcome = Outcome.of(
            task, containers: next.run.containers, stop: next.launches[index].stop, at: task.stoppedAt ?? now)
        next.launches[index].state = .ended
        next.launches[index].outcome = outcome
        if !isClosed { follow(index, &next, now) }
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
    private func follow(_ index: Int, _ next: inout RunSnapshot, _ now: Timestamp) {
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
}
