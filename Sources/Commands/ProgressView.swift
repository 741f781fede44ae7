import Controller
import ECS
import Jobs

/// Tells on standard error what happens to runs, a line each.
struct ProgressView: Sendable {
    let world: World

    func show(_ event: Progress) {
        guard let line = text(event) else { return }
        world.terminal.note(line + "\n")
    }

    /// The line; nil for what other lines tell already.
    func text(_ event: Progress) -> String? {
        switch event {
        case .claimed(let snapshot): "\(snapshot.run.id): recorded, \(beginning(of: snapshot))"
        case .registered(let job, let revision): "\(job): registered task definition \(revision)"
        case .launched(let launch): "\(launch.name): \(how(launch)) as \(launch.taskArn ?? "?")"
        case .notPlaced(let launch):
            "\(launch.name): not placed (\(launch.reason ?? "no reason given")); making sure before another try"
        case .postponed(let launch): "\(launch.name): \(launch.reason ?? "no answer"); sending the same request again"
        case .moved(let launch, let status): "\(launch.name): \(status.rawValue)"
        case .ended(let launch): "\(launch.name): \(launch.outcome?.summary ?? launch.reason ?? launch.state.rawValue)"
        case .retried(let launch, let reason):
            "\(launch.name): to be launched, after \(reason.rawValue)"
                + (launch.notBefore.map { ", not before \($0)" } ?? "")
        case .runEnded(let run): "\(run.id): \(run.status.rawValue)"
        case .trouble(let text): "purser: warning: \(text); asking again"
        }
    }

    /// `3 tasks to launch`, `1 task adopted`.
    private func beginning(of snapshot: RunSnapshot) -> String {
        func tasks(_ count: Int, _ what: String) -> String { "\(count) \(count == 1 ? "task" : "tasks") \(what)" }
        let adopted = snapshot.launches.count { $0.taskArn != nil }
        let unknown = snapshot.launches.count { $0.state == .unknown }
        let left = snapshot.run.plannedUnits.count - adopted - unknown
        let parts = [(adopted, "adopted"), (unknown, "unknown"), (left, "to launch")].filter { $0.0 > 0 }
        return parts.map { tasks($0.0, $0.1) }.joined(separator: ", ")
    }

    private func how(_ launch: Launch) -> String {
        switch launch.evidence {
        case .answer, nil: "launched"
        case .conflict: "adopted (ECS knew its token)"
        case .observed: "adopted (found in ECS)"
        case .person: "taken as launched"
        }
    }
}

extension Launch {
    /// The run, and the unit and attempt where there may be several.
    var name: String {
        let unit = key.unit > 0 ? " [\(key.unit)]" : ""
        let attempt = key.attempt > 1 ? " attempt \(key.attempt)" : ""
        let placement = key.placement > 1 ? " try \(key.placement)" : ""
        return "\(key.run)\(unit)\(attempt)\(placement)"
    }
}
