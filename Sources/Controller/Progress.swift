package import ECS
package import Jobs

/// What happened to a run, told after it was committed.
package enum Progress: Hashable, Sendable {
    /// The run is in the ledger; nothing was sent yet, and tasks that ECS had already are taken over.
    case claimed(RunSnapshot)
    /// A revision was registered: its ARN.
    case registered(job: String, taskDefinition: String)
    /// ECS has the task.
    case launched(Launch)
    /// ECS said that the task was not placed; it is looked for, then tried again.
    case notPlaced(Launch)
    /// Nothing certain came back; the same bytes are sent again.
    case postponed(Launch)
    /// The task moved on: its new `lastStatus`.
    case moved(Launch, TaskStatus)
    /// The task ended, or the launch did without one.
    case ended(Launch)
    /// A unit is run again: its next attempt, and why the one before is not the last.
    case retried(Launch, after: Outcome.Class)
    /// The run ended.
    case runEnded(Run)
    /// A call failed that will be made again.
    case trouble(String)
}

extension Progress {
    /// What happened between two snapshots of a run.
    static func between(_ before: RunSnapshot, _ after: RunSnapshot) -> [Progress] {
        var events: [Progress] = []
        for (was, launch) in after.changes(since: before) {
            if let was {
                events += between(was, launch)
            } else if let index = after.index(of: launch.key), index > 0,
                case let last = after.launches[index - 1], last.key.unit == launch.key.unit,
                last.key.attempt < launch.key.attempt, let outcome = last.outcome
            {
                events.append(.retried(launch, after: outcome.class))
            }
        }
        if before.run.status != after.run.status, after.run.status.isFinal {
            events.append(.runEnded(after.run))
        }
        return events
    }

    private static func between(_ was: Launch, _ launch: Launch) -> [Progress] {
        var events: [Progress] = []
        if was.taskArn == nil, launch.taskArn != nil { events.append(.launched(launch)) }
        let status = launch.task?.lastStatus
        if let status, status != was.task?.lastStatus, !status.isStopped { events.append(.moved(launch, status)) }
        switch launch.state {
        case .notPlaced where was.state != .notPlaced: events.append(.notPlaced(launch))
        case .sent where was.notBefore != launch.notBefore: events.append(.postponed(launch))
        case .ended where was.state != .ended, .refused where was.state != .refused,
            .unknown where was.state != .unknown:
            events.append(.ended(launch))
        case .claimed, .sent, .notPlaced, .refused, .superseded, .unknown, .launched, .ended: break
        }
        return events
    }
}
