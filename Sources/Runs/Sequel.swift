import ECS
package import Jobs

/// What the end of a task asks for, before any budget but that of IGNORE is looked at;
/// docs/decisions/0007-what-follows-an-end.md.
package enum Sequel: Hashable, Sendable, CaseIterable {
    /// Nothing: the unit has come to rest.
    case end
    /// Another attempt.
    case attempt
    /// Another attempt, and this one counts for nothing.
    case ignore
    /// Another try to place the same attempt: it never had a place, so it has not been made.
    case placement
    /// Another try to place it while the launch budget lasts, then another attempt: nothing ran, for a cause that may
    /// have passed.
    case placementOrAttempt

    /// What follows a launch whose task has ended.
    ///
    /// What was stopped on purpose, or ran out of its time, is never run again, and what had no place is no failure of
    /// the job: AWS Batch asks its rules about neither. For the rest the first rule that matches decides. Where none
    /// does it is retried, as in Batch; only what certainly ran nothing goes back to the launch budget first.
    ///
    /// - Parameters:
    ///   - launch: A launch that has ended.
    ///   - containers: The containers of its task definition.
    ///   - rules: `evaluateOnExit`.
    ///   - mayIgnore: Some of `maxIgnored` is left; else IGNORE is RETRY.
    package init(
        after launch: Launch, containers: [ContainerRole], rules: [RunPolicy.ExitRule] = [], mayIgnore: Bool = true
    ) {
        guard let outcome = launch.outcome, launch.stop?.cause.isForWholeRun != true else {
            self = .end
            return
        }
        switch outcome.class {
        case .succeeded, .stopped, .lost: self = .end
        case .timedOut where launch.stop?.cause == .provisioningTimeout:
            // One that started just before its stop took effect was an attempt.
            self = launch.task?.startedAt == nil ? .placement : .attempt
        case .timedOut: self = .end
        case .failed, .interrupted, .hostLost, .neverStarted:
            guard let task = launch.task else {
                self = .attempt
                return
            }
            let failure = outcome.class == .neverStarted ? StartFailure(task, containers: containers) : nil
            switch failure {
            case .noCapacity: self = .placement
            case .unplaceable: self = .end
            case .transient, .lasting, nil:
                let end = TaskEnd(task, containers: containers)
                switch rules.first(where: end.meets)?.action {
                case .exit: self = .end
                case .ignore: self = mayIgnore ? .ignore : .attempt
                case .retry: self = .attempt
                case nil: self = failure == .transient ? .placementOrAttempt : .attempt
                }
            }
        }
    }
}

extension TaskEnd {
    /// All conditions of a rule hold; an exit code that is missing meets no pattern.
    func meets(_ rule: RunPolicy.ExitRule) -> Bool {
        func holds(_ pattern: String?, _ texts: [String]) -> Bool {
            guard let pattern else { return true }
            return texts.contains { RunPolicy.ExitRule.matches(pattern, $0) }
        }
        return holds(rule.onStopCode, [stopCode]) && holds(rule.onReason, [reason])
            && holds(rule.onStatusReason, statusReasons) && holds(rule.onExitCode, exitCode.map { [String($0)] } ?? [])
    }
}
