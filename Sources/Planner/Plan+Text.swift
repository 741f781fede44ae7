import JSON
import Jobs

extension Plan {
    /// The plan for people: only what changes in full, the verdict last; ends with a newline.
    package var text: String { text(repeating: []) }

    /// The same; `options` are those that a command takes which follows this plan, as they were given.
    package func text(repeating options: [String]) -> String {
        var lines = ["Plan for set '\(set)' in \(region)", ""]
        let width = actions.map(\.job.count).max() ?? 0
        for action in actions {
            let name = action.job + String(repeating: " ", count: width - action.job.count)
            lines.append("  \(action.symbol) \(name)  \(action.sentence)")
            lines += action.details(options).map { "      \($0)" }
        }
        if !actions.isEmpty { lines.append("") }
        for problem in problems {
            lines.append("  ! \(problem.job): \(problem.message)")
            if let wayOut = problem.wayOut { lines.append("      \(wayOut)") }
        }
        if !problems.isEmpty { lines.append("") }
        lines.append(verdict)
        if let refusal { lines.append(refusal) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let shownJobs = 5

    /// That an apply of these jobs is refused, and how to apply those that this version runs; nil where it is not.
    private var refusal: String? {
        guard problems.isEmpty, actions.contains(where: { $0.action == .notServed }) else { return nil }
        let served = actions.filter { $0.action != .notServed }.map(\.job)
        guard !served.isEmpty else { return "An apply is refused: this version runs none of these jobs." }
        guard served.count <= Plan.shownJobs else {
            return "An apply of them all is refused: choose those that this version runs with --job NAME or --selector."
        }
        return "An apply of them all is refused; of the others: \(served.map { "--job \($0)" }.joined(separator: " "))"
    }

    /// One line: what an apply would do.
    package var verdict: String {
        if !problems.isEmpty {
            let count = problems.count
            return "This plan cannot be applied: \(count) \(count == 1 ? "problem" : "problems")."
        }
        guard hasChanges else {
            let rest = notLaunched.map { "\($0.count) \($0.what)" }
            let count = actions.count - notLaunched.reduce(0) { $0 + $1.count }
            return (["No changes. \(count) \(count == 1 ? "job has" : "jobs have") nothing to launch"] + rest)
                .joined(separator: ", ") + "."
        }
        var parts: [String] = []
        func add(_ count: Int, _ what: String) {
            if count > 0 { parts.append("\(count) \(what)") }
        }
        let launches = actions.filter { $0.action == .launch }
        let tasks = launches.reduce(0) { $0 + $1.units }
        if !launches.isEmpty {
            parts.append("\(launches.count) to launch (\(tasks) \(tasks == 1 ? "task" : "tasks"))")
        }
        add(actions.filter { $0.action == .resume }.count, "to go on with")
        add(actions.filter { $0.action == .adopt }.count, "to adopt")
        let families = Set(actions.filter(\.registersTaskDefinition).map(\.taskDefinition)).count
        add(families, "task \(families == 1 ? "definition" : "definitions") to register")
        add(actions.filter { $0.action == .update }.count, "to update without a run")
        let others = notLaunched
        add(actions.count(where: { !$0.action.isChange }) - others.reduce(0) { $0 + $1.count }, "unchanged")
        for (count, what) in others { add(count, what) }
        return "Plan: " + parts.joined(separator: ", ") + "."
    }
    /// The jobs that have something to launch and do not launch it by this plan.
    private var notLaunched: [(count: Int, what: String)] {
        [(PlannedAction.Action.waiting, "waiting"), (.skipped, "skipped"), (.notServed, "not run by this version")]
            .map { action, what in (actions.count { $0.action == action }, what) }.filter { $0.count > 0 }
    }
}

extension PlannedAction {
    /// The sign before the job's name.
    fileprivate var symbol: String {
        switch action {
        case .launch: "+"
        case .resume: ">"
        case .adopt: "<"
        case .update: "~"
        case .running, .none: "="
        case .suspended, .notServed, .waiting, .skipped: "-"
        case .unknown: "?"
        }
    }

    /// One line on what is done and why.
    package var sentence: String {
        let tasks = "\(units) \(units == 1 ? "task" : "tasks")"
        switch reason {
        case .neverRan: return "launch \(tasks) on '\(cluster)'\(turn): it never ran"
        case .keyChanged: return "launch \(tasks) on '\(cluster)'\(turn): its run key changed"
        case .launchPending: return "go on with \(run): its launch is not settled yet"
        case .taskFound: return "adopt \(self.tasks.count) of \(tasks): ECS has them, the ledger does not"
        case .changedOutsideKey: return "update, no run: nothing changed that its run hangs on"
        case .isRunning: return "running as \(run)"
        case .alreadyRan: return "already ran as \(run)\(ending)" + (rerun.map { "; run again as \($0.text)" } ?? "")
        case .returnedToEarlierRevision:
            return "already ran as \(run)\(ending); the manifest is again as it was then"
        case .notServedYet: return "not run: this version does not run \(UnservedFeature.list(unserved)) yet"
        case .dependencyOpen: return "waiting: \(standing(.open))"
        case .dependencyFailed: return "skipped: \(standing(.failed))"
        case .anotherRunGoesOn:
            return "skipped: \(locks.first?.runs ?? "another run") has not ended, and concurrencyPolicy is Forbid"
        case .lockHeld: return "waiting: \(heldLocks)"
        case .isSuspended: return "suspended: nothing is launched"
        case .outcomeUnknown: return "unknown whether \(run) was launched: \(previous?.reason ?? "")"
        }
    }

    /// One line on a launch that an apply did not stay for.
    package var waitingSentence: String { "waiting: the next apply launches it\(turn)" }

    /// ` after 'extract' and 'load', when group 'warehouse' has room`; nothing where it is launched at once.
    private var turn: String {
        let names = dependencies.filter { $0.standing == .due }.map { "'\($0.job)'" }
        var clauses = locks.compactMap(\.clause)
        if let last = names.last {
            let others = names.count > 1 ? names.dropLast().joined(separator: ", ") + " and " : ""
            clauses.insert("after \(others)\(last)", at: 0)
        }
        return clauses.isEmpty ? "" : " " + clauses.joined(separator: ", ")
    }

    private var heldLocks: String {
        locks.filter { $0.standing == .open }.map { lock in
            "\(lock.kind.rawValue) '\(lock.name)' is held by \(lock.runs), of which is not known whether it runs"
        }.joined(separator: ", ")
    }

    /// How those of the dependencies stand that stand so.
    private func standing(_ standing: PlannedDependency.Standing) -> String {
        dependencies.filter { $0.standing == standing }.map { "'\($0.job)' \($0.summary)" }.joined(separator: ", ")
    }

    private var ending: String { previous?.ending ?? "" }

    /// How to run again what did not succeed: the run has been, and another apply starts nothing.
    private func wayOut(_ options: [String]) -> String? {
        guard reason == .alreadyRan || reason == .returnedToEarlierRevision else { return nil }
        // The newest run of the job goes by its name.
        let name = reason == .alreadyRan ? job : "\(run)"
        switch (rerun ?? previous)?.status {
        case .failed, .timedOut, .notPlaced, .stopped, .refused:
            return "to run again what did not succeed: "
                + (["purser", "rerun"] + options + [name, "--failed"]).joined(separator: " ")
        case .succeeded, .active, .unknown, .lost, nil: return nil
        }
    }

    /// More lines, for what changes.
    fileprivate func details(_ options: [String]) -> [String] {
        var lines = wayOut(options).map { [$0] } ?? []
        guard action.isChange else { return lines }
        if registersTaskDefinition { lines.append("registers task definition '\(taskDefinition)'") }
        if action == .launch || action == .adopt {
            lines.append("run \(run), run key \(runKey.short), task definition \(taskDefinition)")
        }
        lines += changes.map(\.text)
        if action == .launch, let previous { lines.append("its newest run was \(previous.run)\(ending)") }
        return lines
    }
}

extension PreviousRun {
    /// `: failed at 2030-01-31T06:00:00Z`.
    fileprivate var ending: String { ": \(status.rawValue)" + (endedAt.map { " at \($0)" } ?? "") }

    fileprivate var text: String { "\(run)\(ending)" }
}

extension FieldChange {
    /// `~ path: before -> after`, cut where a value is long.
    fileprivate var text: String {
        if isSensitive { return "~ \(path): changed (values are not shown)" }
        let texts = [before, after].map { $0.map(\.canonical) ?? "(absent)" }
        // Of long values the part around the first difference is shown.
        let same = zip(texts[0], texts[1]).prefix { $0 == $1 }.count
        let start = texts.contains { $0.count > 120 } ? max(0, same - 30) : 0
        func cut(_ text: String) -> String {
            let part = text.dropFirst(start)
            return (start > 0 ? "..." : "") + (part.count > 100 ? part.prefix(97) + "..." : part)
        }
        return "~ \(path): \(cut(texts[0])) -> \(cut(texts[1]))"
    }
}
