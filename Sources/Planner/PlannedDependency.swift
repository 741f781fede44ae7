package import Jobs

/// How something stands that a job waits for.
package struct PlannedDependency: Hashable, Sendable, Codable {
    /// What becomes of the job by it.
    package enum Standing: String, Hashable, Sendable, Codable, CaseIterable {
        /// It has ended as it must.
        case met
        /// It ends within an apply of this plan, if nothing goes wrong.
        case due
        /// It does not end by an apply of this plan.
        case open
        /// It has ended as it must not.
        case failed
    }

    /// The job that is waited for.
    package let job: String
    package let condition: RunPolicy.Dependency.Condition
    package let standing: Standing
    /// How it stands, in words that follow its name: `failed as extract-0123456789`.
    package let summary: String
}

extension PlannedDependency {
    /// Reads off how a dependency stands.
    ///
    /// - Parameters:
    ///   - dependency: What is waited for.
    ///   - job: Its name.
    ///   - action: What the plan has for it; nil where the plan leaves it out.
    ///   - observed: What is so.
    init(
        _ dependency: RunPolicy.Dependency, on job: String, planned action: PlannedAction?, _ observed: Observed
    ) {
        let (standing, summary) =
            action.map { PlannedDependency.standing(dependency.condition, $0, observed) }
            ?? PlannedDependency.standing(dependency.condition, leftOut: job, observed)
        self.init(job: job, condition: dependency.condition, standing: standing, summary: summary)
    }

    private static func standing(
        _ condition: RunPolicy.Dependency.Condition, _ action: PlannedAction, _ observed: Observed
    ) -> (Standing, String) {
        switch action.action {
        case .launch, .adopt: return (.due, "runs first, as \(action.run)")
        case .resume, .running: return (.due, "runs as \(action.run)")
        case .skipped: return (.failed, "is skipped")
        case .waiting: return (.open, "waits itself")
        case .suspended: return (.open, "is suspended")
        case .notServed: return (.open, "is not run by this version")
        case .unknown: return (.open, "may have been launched as \(action.run), which is unknown")
        case .none, .update:
            return ended(condition, action.run, observed.wanted[action.run]?.run.status ?? .lost, observed)
        }
    }

    /// How a job stands that has no part in the plan: by the run that its manifest asks for, if there was one.
    private static func standing(
        _ condition: RunPolicy.Dependency.Condition, leftOut job: String, _ observed: Observed
    ) -> (Standing, String) {
        let wayOut = "apply it too (--job \(job)), or first"
        guard let wanted = observed.beside[job] else { return (.open, "is left out of this plan: \(wayOut)") }
        guard let run = observed.wanted[wanted.id]?.run else {
            let newest = observed.newest[job].map { " (\($0.id) was another revision of it)" } ?? ""
            return (.open, "is left out of this plan, and has not run as its manifest is now\(newest): \(wayOut)")
        }
        switch run.status {
        case .active: return (.open, "runs as \(run.id), and is left out of this plan: apply again when it has ended")
        case .unknown: return (.open, "may have been launched as \(run.id), which is unknown: purser resolve \(run.id)")
        default: return ended(condition, run.id, run.status, observed)
        }
    }

    private static func ended(
        _ condition: RunPolicy.Dependency.Condition, _ run: RunID, _ status: Run.Status, _ observed: Observed
    ) -> (Standing, String) {
        let isMended = observed.mended.contains(run)
        let isMet = condition == .complete || status == .succeeded || isMended
        let rerun = isMended ? ", and succeeded when it was run again" : ""
        return (isMet ? .met : .failed, "\(status.past) as \(run)\(rerun)")
    }
}

extension Run.Status {
    /// How a run ended, after its name.
    fileprivate var past: String {
        switch self {
        case .active: "runs"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .timedOut: "took too long"
        case .stopped: "was stopped"
        case .notPlaced: "was not placed"
        case .refused: "was refused"
        case .lost: "was lost"
        case .unknown: "is unknown"
        }
    }
}
