package import ECS
package import Jobs

/// What came back for one send of a launch, classed by what it says about the effect.
package enum LaunchAnswer: Hashable, Sendable {
    /// 200 with tasks.
    case placed([ECSTask])
    /// 200 without tasks and with failures.
    case notPlaced([Failure])
    /// The token is known with other parameters; `matching` is the task among those named that carries our `startedBy`.
    case conflict(matching: ECSTask?, named: [String])
    /// Refused before anything happened, and not to be repeated.
    case refused(ServiceError)
    /// Refused before anything happened; the same bytes may go through later.
    case later(reason: String, code: String)
    /// Nobody knows whether it happened.
    case ambiguous(reason: String)
    /// No byte left: the window was over, or there was no connection.
    case notSent(reason: String)

    /// The answer in a few words, for people: no more of a task than its ARN, since the rest may hold secrets.
    package var summary: String {
        switch self {
        case .placed(let tasks): "launched as \(tasks.map(\.taskArn).joined(separator: ", "))"
        case .notPlaced(let failures): "not placed: \(PlacementReason.text(failures))"
        case .conflict(let task?, _): "launched before as \(task.taskArn)"
        case .conflict(nil, let named): "the token is taken by \(named.isEmpty ? "?" : named.joined(separator: ", "))"
        case .refused(let error): "refused: \(error.description)"
        case .later(let reason, _), .ambiguous(let reason), .notSent(let reason): reason
        }
    }
}

extension Reducer {
    /// The run with a launch marked as about to be sent, to be committed before the first byte leaves.
    ///
    /// - Returns: nil where the launch may not be sent now: another state, or the window is over.
    package func sending(_ key: LaunchKey, in snapshot: RunSnapshot, now: Timestamp) -> RunSnapshot? {
        var next = snapshot
        return send(key, in: &next, now: now) ? next : nil
    }

    /// The same in place; false where the launch may not be sent now, and is as it was.
    package func send(_ key: LaunchKey, in next: inout RunSnapshot, now: Timestamp) -> Bool {
        guard let index = next.index(of: key) else { return false }
        let launch = next.launches[index]
        switch launch.state {
        case .claimed:
            guard launch.stop == nil else { return false }
            next.launches[index].state = .sent
            next.launches[index].firstSentAt = now
        case .sent:
            guard Reducer.isInWindow(launch, now: now) else { return false }
            // StartTask has no token: only sends that certainly did nothing may be followed by another.
            guard !next.run.startsOnInstances || launch.sends == launch.answers else { return false }
            // A clock that was ahead at the first send and is right now must not make the window longer.
            next.launches[index].firstSentAt = min(launch.firstSentAt ?? now, now)
        case .notPlaced, .refused, .superseded, .unknown, .launched, .ended: return false
        }
        next.launches[index].lastSentAt = now
        next.launches[index].sends += 1
        return true
    }

    /// The launch's bytes may be signed at `now`: asked again just before signing, of the row as it was committed.
    ///
    /// False also where the commit is so long ago that others may hold this send to be over.
    package static func maySign(_ launch: Launch, now: Timestamp) -> Bool {
        guard isInWindow(launch, now: now), let last = launch.lastSentAt else { return false }
        return now < last + Windows.signing
    }

    private static func isInWindow(_ launch: Launch, now: Timestamp) -> Bool {
        guard launch.state == .sent, let first = launch.firstSentAt else { return false }
        return now < first + Windows.resend
    }

    /// The run after an answer to a send.
    ///
    /// Where the launch has moved on meanwhile, through another process or because its time is over, only a task counts.
    package func received(
        _ answer: LaunchAnswer, for key: LaunchKey, in snapshot: RunSnapshot, now: Timestamp
    ) -> RunSnapshot {
        var next = snapshot
        receive(answer, for: key, in: &next, now: now)
        return next
    }

    /// The same in place.
    package func receive(
        _ answer: LaunchAnswer, for key: LaunchKey, in next: inout RunSnapshot, now: Timestamp
    ) {
        guard let index = next.index(of: key) else { return }
        switch (next.launches[index].state, answer) {
        case (.sent, _), (.notPlaced, .placed), (.unknown, .placed), (.notPlaced, .conflict(_?, _)),
            (.unknown, .conflict(_?, _)):
            break
        default: return
        }
        switch answer {
        case .placed(let tasks):
            next.launches[index].answers += 1
            adopt(tasks[0], as: .answer, index, &next, now)
            if tasks.count > 1 {
                next.launches[index].reason =
                    "ECS launched \(tasks.count) tasks for a count of 1: "
                    + tasks.map(\.taskArn).joined(separator: ", ")
            }
        case .conflict(let matching?, _):
            next.launches[index].answers += 1
            adopt(matching, as: .conflict, index, &next, now)
        case .conflict(nil, let named):
            next.launches[index].answers += 1
            next.launches[index].state = .unknown
            next.launches[index].code = "ConflictException"
            next.launches[index].reason =
                "ECS knows the token with other parameters, and none of its tasks is ours (\(named.isEmpty ? "it names none" : named.joined(separator: ", ")))"
        case .notPlaced(let failures):
            next.launches[index].answers += 1
            next.launches[index].state = .notPlaced
            next.launches[index].notPlacedAt = now
            next.launches[index].code = nil
            next.launches[index].reason = PlacementReason.text(failures)
        case .refused(let error):
            next.launches[index].answers += 1
            refuse(index, error, &next, now)
        case .later(let reason, let code):
            next.launches[index].answers += 1
            next.launches[index].code = code
            postpone(index, reason, &next, now)
        case .ambiguous(let reason):
            postpone(index, reason, &next, now)
        case .notSent(let reason):
            // The bytes did not leave, so this send needs no answer.
            next.launches[index].answers += 1
            postpone(index, reason, &next, now)
        }
        settle(&next, now: now)
    }

    /// The run after a look for a launch's task among all that ECS lists.
    ///
    /// `found` carries the launch's `startedBy`; nil is no proof by itself, only two looks in time are. `asked` is when
    /// the look began, nil for `now`: one that began before it was due, or ended too late, counts for nothing.
    package func looked(
        _ key: LaunchKey, found: ECSTask?, asked: Timestamp? = nil, in snapshot: RunSnapshot, now: Timestamp
    ) -> RunSnapshot {
        var next = snapshot
        look(key, found: found, asked: asked, in: &next, now: now)
        return next
    }

    /// The same in place.
    package func look(
        _ key: LaunchKey, found: ECSTask?, asked: Timestamp?, in next: inout RunSnapshot, now: Timestamp
    ) {
        guard let index = next.index(of: key) else { return }
        switch (next.launches[index].state, found) {
        case (.notPlaced, let task?), (.unknown, let task?), (.sent, let task?), (.claimed, let task?):
            adopt(task, as: .observed, index, &next, now)
        case (.notPlaced, nil):
            let launch = next.launches[index]
            guard (asked ?? now) >= nextLook(for: launch, now: now),
                now <= launch.lastAbsence(now)
            else { break }
            next.launches[index].looks += 1
            next.launches[index].lookedAt = now
        default: break
        }
        settle(&next, now: now)
    }

    /// The run after somebody found out what became of unknown launches.
    ///
    /// - Parameters:
    ///   - keys: The launches; one that is not unknown stays as it is.
    ///   - tasks: The tasks of the launches that have one; the others were not launched.
    ///   - evidence: Who says so: a person, or what was observed.
    ///   - snapshot: The run before.
    ///   - now: The time.
    /// - Returns: The run, under way again where anything of it is.
    package func resolved(
        _ keys: [LaunchKey], launched tasks: [LaunchKey: ECSTask], as evidence: Launch.Evidence = .person,
        in snapshot: RunSnapshot, now: Timestamp
    ) -> RunSnapshot {
        var next = snapshot
        for key in keys {
            guard let index = next.index(of: key), next.launches[index].state == .unknown else { continue }
            reopen(&next)
            if let task = tasks[key] {
                adopt(task, as: evidence, index, &next, now)
            } else {
                next.launches[index].state = .refused
                next.launches[index].reason =
                    evidence == .person
                    ? "not launched: so said by hand" : "not launched: CloudTrail has no trace of it"
            }
        }
        settle(&next, now: now)
        return next
    }

    /// A run that had come to rest as unknown is under way again.
    private func reopen(_ next: inout RunSnapshot) {
        guard next.run.status == .unknown else { return }
        next.run.status = .active
        next.run.endedAt = nil
        next.run.reason = nil
    }

    private func refuse(_ index: Int, _ error: ServiceError, _ next: inout RunSnapshot, _ now: Timestamp) {
        let launch = next.launches[index]
        next.launches[index].code = error.code
        next.launches[index].reason = error.description
        if launch.sends > launch.answers {
            // An earlier send has no answer yet and may still take effect: this refusal is not the last word.
            next.launches[index].state = .notPlaced
            next.launches[index].notPlacedAt = now
        } else {
            next.launches[index].state = .refused
        }
    }

    private func postpone(_ index: Int, _ reason: String, _ next: inout RunSnapshot, _ now: Timestamp) {
        next.launches[index].reason = reason
        if next.run.startsOnInstances, next.launches[index].sends > next.launches[index].answers {
            // StartTask has no token: what may have happened is not tried again.
            next.launches[index].state = .unknown
            return
        }
        let delay = Reducer.jittered(
            min(.seconds(30), .seconds(1 << min(next.launches[index].sends, 5))), by: next.launches[index])
        next.launches[index].notBefore = now + delay
    }

    /// Marks a launch as launched, with what is known of its task.
    func adopt(
        _ task: ECSTask, as evidence: Launch.Evidence, _ index: Int, _ next: inout RunSnapshot, _ now: Timestamp
    ) {
        next.launches[index].state = .launched
        next.launches[index].taskArn = task.taskArn
        next.launches[index].evidence = evidence
        next.launches[index].notBefore = nil
        next.launches[index].reason = nil
        next.launches[index].code = nil
        reopen(&next)
        observe(task, index, &next, now)
    }

    /// A delay between half and all of `delay`, the same each time it is asked for a launch and its number of sends.
    static func jittered(_ delay: Duration, by launch: Launch) -> Duration {
        let digits = Digest.hex("\(launch.token) \(launch.sends)").prefix(8)
        let fraction = Double(UInt32(digits, radix: 16) ?? 0) / Double(UInt32.max)
        return delay / 2 + (delay / 2) * fraction
    }
}
