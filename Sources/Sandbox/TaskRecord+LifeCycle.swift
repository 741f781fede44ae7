import ECS

extension TaskRecord {
    /// Moves the task on, step by step, up to `now`.
    mutating func advance(to now: Timestamp, settings: EngineSettings, outbox: inout Outbox) {
        while let wake = nextWake, wake <= now {
            for index in containers.indices {
                guard let end = containers[index].simulatedEnd, end.at <= wake else { continue }
                containerExited(index, exitCode: end.exitCode, at: wake, settings: settings, outbox: &outbox)
            }
            carryOutFates(at: wake, settings: settings, outbox: &outbox)
            if let due, due <= wake { leaveStage(at: wake, settings: settings, outbox: &outbox) }
        }
    }

    /// Asks the task to stop; nothing where it was asked before.
    mutating func beginStop(_ code: StopCode?, reason: String, at time: Timestamp, outbox: inout Outbox) {
        guard !isAskedToStop else { return }
        task.desiredStatus = .stopped
        task.stopCode = code
        task.stoppedReason = reason
        due = time
        announce(at: time, outbox: &outbox)
    }

    /// Ends the task on the spot, as the loss of its host does: containers that ran have no exit code.
    mutating func lose(reason: String, at time: Timestamp, outbox: inout Outbox) {
        task.desiredStatus = .stopped
        task.stoppedReason = task.stoppedReason ?? reason
        for index in containers.indices where containers[index].state != .ended {
            containers[index].state = .ended
            containers[index].simulatedEnd = nil
            task.containers?[index].lastStatus = "STOPPED"
            task.containers?[index].reason = reason
        }
        enter(.stopped, at: time, outbox: &outbox)
    }

    /// Counts a change and tells of it.
    mutating func announce(at time: Timestamp, outbox: inout Outbox) {
        task.version = (task.version ?? 0) + 1
        remember(at: time)
        outbox.changes.append(TaskChange(time: time, number: number, task: task))
    }

    /// The end of a stage by time: the next one, on the way up or on the way down.
    private mutating func leaveStage(at time: Timestamp, settings: EngineSettings, outbox: inout Outbox) {
        due = nil
        switch task.lastStatus {
        case .provisioning?:
            if isAskedToStop {
                enter(.deprovisioning, at: time, due: settings.timings.deprovisioning, outbox: &outbox)
            } else {
                enter(.pending, at: time, due: settings.timings.pending, outbox: &outbox)
            }
        case .pending?:
            if isAskedToStop {
                leaveContainers(at: time, settings: settings, outbox: &outbox)
            } else {
                task.pullStartedAt = time
                enter(.activating, at: time, due: settings.timings.activating, outbox: &outbox)
            }
        case .activating?:
            if isAskedToStop {
                enterStopping(at: time, settings: settings, outbox: &outbox)
            } else {
                task.pullStoppedAt = time
                beginContainers(at: time, settings: settings, outbox: &outbox)
            }
        case .running?:
            enter(.deactivating, at: time, due: settings.timings.deactivating, outbox: &outbox)
        case .deactivating?:
            enterStopping(at: time, settings: settings, outbox: &outbox)
        case .stopping?:
            // Containers that still run have had their signal; their end brings the task on.
            if containers.allSatisfy({ $0.state == .ended }) {
                leaveContainers(at: time, settings: settings, outbox: &outbox)
            }
        case .deprovisioning?:
            enter(.stopped, at: time, outbox: &outbox)
        default: break
        }
    }

    /// All containers have ended: takes away what was made for the task, or is done.
    private mutating func leaveContainers(at time: Timestamp, settings: EngineSettings, outbox: inout Outbox) {
        if isProvisioned {
            enter(.deprovisioning, at: time, due: settings.timings.deprovisioning, outbox: &outbox)
        } else {
            enter(.stopped, at: time, outbox: &outbox)
        }
    }

    private mutating func enterStopping(at time: Timestamp, settings: EngineSettings, outbox: inout Outbox) {
        signalContainers(at: time, settings: settings, outbox: &outbox)
        enter(.stopping, at: time, due: settings.timings.stopping, outbox: &outbox)
    }

    /// Enters a stage, which lasts for `due`, or until something happens where that is nil.
    mutating func enter(_ status: TaskStatus, at time: Timestamp, due: Duration? = nil, outbox: inout Outbox) {
        task.lastStatus = status
        self.due = due.map { time + $0 }
        setAttachments(status)
        meetFates(of: status, at: time)
        switch status {
        case .activating:
            task.connectivity = "CONNECTED"
            task.connectivityAt = time
        case .running: task.startedAt = time
        case .stopping, .deprovisioning: task.stoppingAt = task.stoppingAt ?? time
        case .stopped:
            task.stoppingAt = task.stoppingAt ?? time
            task.stoppedAt = time
            self.due = nil
            fates = nil
            for index in containers.indices {
                containers[index].state = .ended
                task.containers?[index].lastStatus = "STOPPED"
            }
            if task.pullStartedAt != nil { outbox.orders.append(.remove(task: task.id)) }
        default: break
        }
        announce(at: time, outbox: &outbox)
    }

    /// Attachments are made while a task is pending, and taken away while it is deprovisioned.
    private mutating func setAttachments(_ status: TaskStatus) {
        for index in (task.attachments ?? []).indices {
            guard let attachment = task.attachments?[index], let id = attachment.id, attachment.status != "FAILED"
            else { continue }
            switch status {
            case .pending:
                task.attachments?[index].status = "ATTACHING"
                task.attachments?[index].details = (attachment.details ?? []) + (attachmentDetails[id] ?? [])
            case .activating: task.attachments?[index].status = "ATTACHED"
            case .deprovisioning: task.attachments?[index].status = "DETACHING"
            case .stopped:
                let goesAway = attachment.type != TaskRecord.volumeAttachment || deletesVolume
                task.attachments?[index].status = goesAway ? "DELETED" : "DETACHED"
            default: break
            }
        }
    }
}
