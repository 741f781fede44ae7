import ECS

extension TaskRecord {
    /// The text by which ECS says that a task ended because its work did.
    static let essentialExit = "Essential container in task exited"

    /// Takes in a report from the runner; one that comes too late changes nothing.
    mutating func apply(
        _ report: RunnerReport, at time: Timestamp, settings: EngineSettings, outbox: inout Outbox
    ) {
        guard let index = containers.firstIndex(where: { $0.name == report.ref.container }) else { return }
        switch report {
        case .started:
            guard containers[index].state == .starting else { return }
            containerStarted(index, at: time, settings: settings)
            settle(at: time, changed: true, settings: settings, outbox: &outbox)
        case .exited(_, let exitCode):
            guard containers[index].state == .running || containers[index].state == .starting else { return }
            containerExited(index, exitCode: exitCode, at: time, settings: settings, outbox: &outbox)
        case .failedToStart(_, let reason):
            guard containers[index].state == .starting else { return }
            // A runner that knows better says so by the name of the error.
            let text = reason.hasPrefix("Cannot") ? reason : "CannotStartContainerError: \(reason)"
            containerFailed(index, reason: text, at: time, settings: settings, outbox: &outbox)
        }
    }

    /// The images are there: starts the containers that wait for nothing.
    mutating func beginContainers(at time: Timestamp, settings: EngineSettings, outbox: inout Outbox) {
        if settings.mode == .processes,
            let container = containers.first(where: { $0.unavailable != nil }), let missing = container.unavailable
        {
            let reason =
                "ResourceInitializationError: the sandbox has no \(missing), which container"
                + " '\(container.name)' asks for"
            beginStop(.taskFailedToStart, reason: reason, at: time, outbox: &outbox)
            return
        }
        settle(at: time, changed: false, settings: settings, outbox: &outbox)
    }

    /// A container has ended with a code.
    mutating func containerExited(
        _ index: Int, exitCode: Int, at time: Timestamp, settings: EngineSettings, outbox: inout Outbox
    ) {
        let exitCode = containers[index].decreed?.exitCode ?? exitCode
        if let reason = containers[index].decreed?.reason { task.containers?[index].reason = reason }
        containers[index].state = .ended
        containers[index].exitCode = exitCode
        containers[index].simulatedEnd = nil
        task.containers?[index].lastStatus = "STOPPED"
        task.containers?[index].exitCode = exitCode
        if containers[index].isEssential { task.executionStoppedAt = task.executionStoppedAt ?? time }
        if containers[index].isEssential && !isAskedToStop {
            beginStop(.essentialContainerExited, reason: TaskRecord.essentialExit, at: time, outbox: &outbox)
        } else {
            settle(at: time, changed: true, settings: settings, outbox: &outbox)
        }
    }

    /// A container never ran and never will.
    private mutating func containerFailed(
        _ index: Int, reason: String, at time: Timestamp, settings: EngineSettings, outbox: inout Outbox
    ) {
        containers[index].state = .ended
        task.containers?[index].lastStatus = "STOPPED"
        task.containers?[index].reason = String(reason.prefix(1024))
        if containers[index].isEssential && !isAskedToStop {
            beginStop(.taskFailedToStart, reason: reason, at: time, outbox: &outbox)
        } else {
            settle(at: time, changed: true, settings: settings, outbox: &outbox)
        }
    }

    private mutating func containerStarted(_ index: Int, at time: Timestamp, settings: EngineSettings) {
        containers[index].state = .running
        task.containers?[index].lastStatus = "RUNNING"
        let id = task.id
        task.containers?[index].runtimeId = "\(id)-\((time.milliseconds + Int64(index)) % 10_000_000_000)"
        if settings.mode == .simulate {
            let simulation = containers[index].simulation(usual: settings.timings.simulatedRun)
            containers[index].simulatedEnd = .init(at: time + simulation.run, exitCode: simulation.exitCode)
        }
    }

    /// After a change of a container: starts those whose turn has come, and moves the task on where all have started
    /// or all have ended.
    ///
    /// `changed` says that something changed before that has not been told of.
    private mutating func settle(
        at time: Timestamp, changed: Bool, settings: EngineSettings, outbox: inout Outbox
    ) {
        var changed = changed
        if !isAskedToStop, task.pullStoppedAt != nil {
            // Each round may free others to start, or leave them without hope.
            while let index = containers.indices.first(where: { turn(of: $0) != .wait }) {
                if case .never(let reason) = turn(of: index) {
                    containerFailed(index, reason: reason, at: time, settings: settings, outbox: &outbox)
                    return
                }
                guard start(index, at: time, settings: settings, outbox: &outbox) else { return }
                changed = changed || settings.mode == .simulate
            }
            if task.lastStatus == .activating, containers.allSatisfy({ $0.state == .running || $0.state == .ended }) {
                enter(.running, at: time, outbox: &outbox)
                return
            }
        }
        if changed { announce(at: time, outbox: &outbox) }
        if task.lastStatus == .stopping, due == nil, containers.allSatisfy({ $0.state == .ended }) { due = time }
    }

    /// Starts a container, or finds that it cannot be run here.
    ///
    /// - Returns: False where it failed, and the failure has been dealt with.
    private mutating func start(
        _ index: Int, at time: Timestamp, settings: EngineSettings, outbox: inout Outbox
    ) -> Bool {
        let container = containers[index]
        switch settings.mode {
        case .simulate:
            containerStarted(index, at: time, settings: settings)
        case .processes where container.arguments.isEmpty:
            containerFailed(
                index,
                reason: "CannotStartContainerError: container '\(container.name)' has no command, and the sandbox"
                    + " runs commands of this machine, not images",
                at: time, settings: settings, outbox: &outbox)
            return false
        case .processes:
            containers[index].state = .starting
            outbox.orders.append(
                .start(
                    ContainerProcess(
                        ref: ContainerRef(task: task.id, container: container.name), arguments: container.arguments,
                        environment: container.environment,
                        mounts: container.mounts.map { .init(volume: $0.volume, containerPath: $0.containerPath) })))
        }
        return true
    }

    /// Asks all containers that run to end; those that never started have nothing to end.
    mutating func signalContainers(at time: Timestamp, settings: EngineSettings, outbox: inout Outbox) {
        for index in containers.indices {
            switch containers[index].state {
            case .waiting:
                containers[index].state = .ended
                task.containers?[index].lastStatus = "STOPPED"
            case .starting, .running:
                if settings.mode == .simulate {
                    // 143 is SIGTERM honoured: what a well-behaved program ends with. One that ends by itself before
                    // the signal takes effect keeps its own code.
                    let end = time + settings.timings.stopping
                    if let own = containers[index].simulatedEnd, own.at <= end { continue }
                    containers[index].simulatedEnd = .init(at: end, exitCode: 143)
                } else {
                    let ref = ContainerRef(task: task.id, container: containers[index].name)
                    outbox.orders.append(.stop(ref, graceSeconds: containers[index].stopTimeout))
                }
            case .ended: break
            }
        }
    }
}

extension TaskRecord {
    /// Whether a container may start now.
    private enum Turn: Hashable {
        case now
        case wait
        case never(String)
    }

    private func turn(of index: Int) -> Turn {
        guard containers[index].state == .waiting else { return .wait }
        var result = Turn.now
        for dependency in containers[index].dependencies {
            guard let other = containers.first(where: { $0.name == dependency.container }) else { continue }
            if other.state == .ended && !isMet(dependency.condition, by: other) {
                let fate = other.exitCode.map { "exited with \($0)" } ?? "never ran"
                return .never(
                    "DependencyError: container '\(containers[index].name)' needs '\(other.name)' to reach"
                        + " \(dependency.condition.rawValue), which \(fate)")
            }
            if !isMet(dependency.condition, by: other) { result = .wait }
        }
        return result
    }

    private func isMet(_ condition: ContainerRecord.Condition, by other: ContainerRecord) -> Bool {
        switch condition {
        case .start: other.hasRun
        case .complete: other.exitCode != nil
        case .success: other.exitCode == 0
        // Nothing runs health checks here: a container that runs counts as healthy.
        case .healthy: other.state == .running
        }
    }
}
