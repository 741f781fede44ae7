package import ECS
package import Jobs

extension Outcome {
    /// How a stopped task ended, by its containers first and by what ECS says second.
    ///
    /// A success needs an exit code of 0 from every essential container, and a task that came to its end by itself: one
    /// that was stopped, or lost its place to others, may exit with 0 too, its work half done. A code that is missing means that the container never
    /// ran. Containers that the task definition does not have (injected sidecars) do not count.
    ///
    /// - Parameters:
    ///   - task: A task whose `lastStatus` is STOPPED.
    ///   - containers: The containers of its task definition.
    ///   - stop: What was asked of ECS for this task, where anything was; it explains nothing where the task was
    ///     ending before.
    ///   - at: When it ended.
    /// - Returns: The class of the end, and one sentence that names container, code and reason.
    package static func of(
        _ task: ECSTask, containers: [ContainerRole], stop: StopRequest?, at: Timestamp
    ) -> Outcome {
        var codes: [String: Int] = [:]
        for container in task.containers ?? [] {
            if let name = container.name, let code = container.exitCode { codes[name] = code }
        }
        let essential = containers.filter(\.isEssential).map(\.name)
        func outcome(_ class: Class, _ summary: String) -> Outcome {
            Outcome(class: `class`, summary: summary, exitCodes: codes, at: at)
        }
        let isByItself = !wasStopped(task, by: stop) && !isInterruption(task) && !isHostLoss(task)
        if isByItself, !essential.isEmpty, essential.allSatisfy({ codes[$0] == 0 }) {
            return outcome(.succeeded, "every essential container exited with 0")
        }
        if let stop, !wasEnding(task, before: stop) {
            switch stop.cause {
            case .person, .replaced, .satisfied, .failedIndexes: return outcome(.stopped, stop.sentence)
            case .attemptTimeout, .activeDeadline, .provisioningTimeout: return outcome(.timedOut, stop.reason)
            }
        }
        let said = task.stoppedReason ?? ""
        if isInterruption(task) { return outcome(.interrupted, "interrupted: \(said)") }
        if isHostLoss(task) { return outcome(.hostLost, "lost its host: \(said)") }
        let end = TaskEnd(task, containers: containers)
        let byHand = task.stopCode == .userInitiated ? "stopped by somebody: \(said)" : nil
        if let name = end.container, let code = end.exitCode {
            let reason = task.containers?.first { $0.name == name }?.reason
            let more = reason.map { " (\($0))" } ?? ""
            let exit = "container '\(name)' exited with \(code)\(more)"
            return byHand.map { outcome(.stopped, "\($0); \(exit)") } ?? outcome(.failed, exit)
        }
        if let byHand { return outcome(.stopped, byHand) }
        let words = TaskEnd.words(of: task, containers: Set(containers.map(\.name)))
        let names = essential.filter { codes[$0] == nil }.map { "'\($0)'" }.joined(separator: ", ")
        let why = words.isEmpty ? "no reason given" : words.joined(separator: "; ")
        return outcome(.neverStarted, "never ran: container \(names) has no exit code: \(why)")
    }

    /// Somebody stopped the task before its containers had ended: ECS says so itself, or else we know of it.
    private static func wasStopped(_ task: ECSTask, by stop: StopRequest?) -> Bool {
        guard task.stopCode == nil else { return task.stopCode == .userInitiated }
        return stop.map { !wasEnding(task, before: $0) } ?? false
    }

    /// The task had begun to end by itself before it was to be stopped; what ECS does not date did not.
    ///
    /// A stop that ECS names as the cause was the cause, whatever the clocks say: those of ours and of ECS may be half a
    /// minute apart.
    private static func wasEnding(_ task: ECSTask, before stop: StopRequest) -> Bool {
        if task.stopCode == .userInitiated, task.stoppedReason == stop.reason { return false }
        let first = [task.stoppingAt, task.executionStoppedAt, task.stoppedAt].compactMap { $0 }.min()
        return first.map { $0 < stop.at } ?? false
    }

    /// Spot capacity was taken back; the code has changed over time, the text has not.
    ///
    /// Source: Amazon ECS Developer Guide, "Fargate capacity providers", current and June 2023 copies.
    private static func isInterruption(_ task: ECSTask) -> Bool {
        task.stopCode == .spotInterruption || task.stopCode == .terminationNotice
            || task.stoppedReason?.hasPrefix("Your Spot Task was interrupted") == true
            || task.stoppedReason?.hasPrefix("SpotInterruptionError") == true
    }

    private static func isHostLoss(_ task: ECSTask) -> Bool {
        task.stopCode == .infrastructureHealth
            || task.stoppedReason?.hasPrefix("Host EC2 (instance") == true
            || task.stoppedReason?.contains("maintenance on the underlying infrastructure") == true
    }
}

extension StopRequest {
    /// `stopped: the data were wrong`; a reason that begins with the word says it once.
    fileprivate var sentence: String { reason.hasPrefix("stopped") ? reason : "stopped: \(reason)" }
}
