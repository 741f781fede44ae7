package import ECS
package import Jobs

/// What is to be done outside for a run.
package enum Effect: Hashable, Sendable {
    /// Send the launch's bytes: mark it sent with `Reducer.sending`, commit, and only then send.
    case send(LaunchKey)
    /// Ask for the task of a launched launch.
    case describe(LaunchKey)
    /// Look for a task that carries the launch's `startedBy`, among running and stopped ones.
    case look(LaunchKey)
    /// Ask ECS to stop the launch's task.
    case stop(LaunchKey)
}

/// What a run needs next.
package struct Decision: Hashable, Sendable {
    /// The run after all that time alone decides; commit it where it differs.
    package let snapshot: RunSnapshot
    /// What to do now, after the commit.
    package let effects: [Effect]
    /// When to decide again though nothing was heard; nil where only an answer or a person can move the run.
    package let wake: Timestamp?
}

/// The life of a run: a state, and what happens to it, give the next state.
///
/// Nothing here does anything; the decisions are carried out elsewhere, after they are committed.
/// There is no recovery beside this: a process that starts reads the rows and decides as one that never stopped.
package struct Reducer: Sendable {
    let policy: RunPolicy

    package init(policy: RunPolicy) {
        self.policy = policy
    }

    /// What the run needs at `now`.
    ///
    /// `seen` says when ECS was last asked about a task and described it: that a task has not started yet is believed
    /// only of news that is younger than the time by which it was to start.
    package func decide(
        _ snapshot: RunSnapshot, now: Timestamp, seen: [LaunchKey: Timestamp] = [:]
    ) -> Decision {
        var next = snapshot
        var effects: [Effect] = []
        var wakes: [Timestamp] = []
        open(&next, now)
        // Not over `indices`: a launch that is given up brings in another one behind it.
        var index = 0
        while index < next.launches.count {
            if next.isCurrent(index) {
                let key = next.launches[index].key
                switch next.launches[index].state {
                case .claimed: decideClaimed(index, &next, now, &effects, &wakes)
                case .sent: decideSent(index, &next, now, &effects, &wakes)
                case .notPlaced: decideNotPlaced(index, &next, now, &effects, &wakes)
                case .launched: decideLaunched(index, &next, now, seen[key], &effects, &wakes)
                case .unknown: effects.append(.look(key))
                case .refused, .superseded, .ended: break
                }
            }
            index += 1
        }
        settle(&next, now: now)
        return Decision(snapshot: next, effects: effects, wake: wakes.min())
    }

    // MARK: Before there is a task

    private func decideClaimed(
        _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp, _ effects: inout [Effect],
        _ wakes: inout [Timestamp]
    ) {
        if let stop = next.launches[index].stop ?? overdue(next.run, now) {
            callOff(index, stop, &next)
            return
        }
        if let start = next.launches[index].notBefore, start > now {
            wakes.append(start)
        } else {
            effects.append(.send(next.launches[index].key))
        }
    }

    private func decideSent(
        _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp, _ effects: inout [Effect],
        _ wakes: inout [Timestamp]
    ) {
        let launch = next.launches[index]
        // Every send was answered with a certain "nothing happened".
        let isClear = launch.sends == launch.answers
        if isClear, let stop = launch.stop ?? overdue(next.run, now) {
            callOff(index, stop, &next)
            return
        }
        if next.run.startsOnInstances, !isClear {
            decideSentOnce(index, &next, now, &effects, &wakes)
            return
        }
        let end = (launch.firstSentAt ?? now) + Windows.resend
        if now >= end {
            if isClear {
                // There is nothing to look for.
                giveUpPlacement(index, &next, now, code: launch.code ?? "throttled")
            } else {
                next.launches[index].state = .unknown
                next.launches[index].reason =
                    "sent at \(launch.firstSentAt ?? now) without a definite answer; the time in which it may be sent again is over"
                effects.append(.look(launch.key))
            }
        } else if let start = launch.notBefore, start > now {
            wakes.append(min(start, end))
        } else {
            effects.append(.send(launch.key))
        }
    }

    /// StartTask has no token, so its send is not repeated: whoever sent it may still hear the answer, and a look may
    /// find the task.
    private func decideSentOnce(
        _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp, _ effects: inout [Effect],
        _ wakes: inout [Timestamp]
    ) {
        let launch = next.launches[index]
        let sent = launch.lastSentAt ?? launch.createdAt
        if now >= sent + Windows.answer {
            next.launches[index].state = .unknown
            next.launches[index].reason = "sent at \(sent) without an answer; StartTask is never sent again"
        } else {
            wakes.append(sent + Windows.answer)
        }
        effects.append(.look(launch.key))
    }

    /// Ends a launch that certainly has no task, since none is wanted any more.
    private func callOff(_ index: Int, _ stop: StopRequest, _ next: inout RunSnapshot) {
        next.launches[index].stop = stop
        next.launches[index].state = .refused
        next.launches[index].reason = "not launched: \(stop.reason)"
    }

    private func decideNotPlaced(
        _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp, _ effects: inout [Effect],
        _ wakes: inout [Timestamp]
    ) {
        let launch = next.launches[index]
        if launch.looks >= Windows.looks {
            if launch.code != nil {
                // Refused by an error, and none of the earlier sends took effect either.
                next.launches[index].state = .refused
            } else {
                giveUpPlacement(index, &next, now, code: "placement")
            }
            return
        }
        if now > launch.lastAbsence(now) {
            next.launches[index].state = .unknown
            next.launches[index].reason =
                "ECS said that the task was not placed (\(launch.reason ?? "no reason given")), and nobody looked in time whether it started all the same"
            return
        }
        let due = nextLook(for: launch, now: now)
        if now >= due {
            effects.append(.look(launch.key))
        } else {
            wakes.append(due)
        }
    }

    /// When the next look for a launch that was not placed may say something.
    func nextLook(for launch: Launch, now: Timestamp) -> Timestamp {
        let due = (launch.lookedAt ?? launch.notPlacedAt ?? now) + .seconds(policy.launch.secondLookSeconds)
        guard launch.lookedAt == nil, launch.sends > launch.answers, let sent = launch.lastSentAt else { return due }
        // What a send without an answer may start at the very end of its time is not listed at once either.
        return max(due, sent + Windows.drain + min(.seconds(policy.launch.secondLookSeconds), Windows.lag))
    }

    /// Ends a try that certainly placed nothing: another try where the budget allows, or the end of the launch.
    private func giveUpPlacement(_ index: Int, _ next: inout RunSnapshot, _ now: Timestamp, code: String) {
        let launch = next.launches[index]
        let isFinal = launch.reason.map(PlacementReason.isFinal) ?? false
        if launch.key.placement < policy.launch.attempts, !isFinal, launch.stop == nil, overdue(next.run, now) == nil {
            next.launches[index].state = .superseded
            let backoff = policy.launch.backoff
            append(launch.key.nextPlacement, after: launch, to: &next, now: now) { token in
                backoff.delay(afterFailures: launch.key.placement, token: token)
            }
        } else {
            next.launches[index].state = .refused
            next.launches[index].code = code
            next.launches[index].reason =
                "not placed after \(launch.key.placement) \(launch.key.placement == 1 ? "try" : "tries"): \(launch.reason ?? "no reason given")"
        }
    }

    // MARK: While there is a task

    private func decideLaunched(
        _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp, _ seen: Timestamp?, _ effects: inout [Effect],
        _ wakes: inout [Timestamp]
    ) {
        let launch = next.launches[index]
        effects.append(.describe(launch.key))
        if launch.stop != nil {
            effects.append(.stop(launch.key))
            return
        }
        if let stop = overdue(next.run, now) ?? overdue(launch, now, seen) {
            next.launches[index].stop = stop
            effects.append(.stop(launch.key))
        } else {
            // One that is over already waits for news of the task.
            wakes += deadlines(of: launch, in: next.run).filter { $0 > now }
        }
    }

    func overdue(_ run: Run, _ now: Timestamp) -> StopRequest? {
        guard let seconds = policy.activeDeadlineSeconds, now >= run.createdAt + .seconds(seconds) else { return nil }
        return StopRequest(
            cause: .activeDeadline, reason: "purser: activeDeadlineSeconds (\(seconds)) of \(run.id) is over", at: now)
    }

    private func overdue(_ launch: Launch, _ now: Timestamp, _ seen: Timestamp?) -> StopRequest? {
        if let started = launch.task?.startedAt {
            let seconds = policy.timeout.attemptDurationSeconds
            guard now >= started + .seconds(seconds) else { return nil }
            return StopRequest(
                cause: .attemptTimeout,
                reason: "purser: timeout.attemptDurationSeconds (\(seconds)) of \(launch.key.run) is over", at: now)
        }
        let seconds = policy.launch.provisioningTimeoutSeconds
        let end = (launch.firstSentAt ?? launch.createdAt) + .seconds(seconds)
        // A row that nobody has followed says nothing: the task may have been running for long.
        guard now >= end, let seen, seen >= end else { return nil }
        return StopRequest(
            cause: .provisioningTimeout,
            reason: "purser: launch.provisioningTimeoutSeconds (\(seconds)) of \(launch.key.run) is over", at: now)
    }

    private func deadlines(of launch: Launch, in run: Run) -> [Timestamp] {
        var times: [Timestamp] = []
        if let seconds = policy.activeDeadlineSeconds { times.append(run.createdAt + .seconds(seconds)) }
        if let started = launch.task?.startedAt {
            times.append(started + .seconds(policy.timeout.attemptDurationSeconds))
        } else {
            let sent = launch.firstSentAt ?? launch.createdAt
            times.append(sent + .seconds(policy.launch.provisioningTimeoutSeconds))
        }
        return times
    }

    // MARK: Rows

    /// Adds the row of a launch that follows another, its delay being counted from that one's end.
    func append(
        _ key: LaunchKey, after launch: Launch, to snapshot: inout RunSnapshot, now: Timestamp,
        delay: (ClientToken) -> Duration
    ) {
        var following = LaunchRequest.launch(key, of: snapshot.run, createdAt: now)
        // ECS's clock may be ahead of ours by a little: an end is not later than now.
        let end = min(launch.outcome?.at ?? launch.notPlacedAt ?? now, now)
        following.notBefore = end + delay(following.token)
        snapshot.launches.insert(following, at: snapshot.insertion(of: key))
    }
}
