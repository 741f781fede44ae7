import ECS

/// What is going to go wrong with a task: decided when it is launched.
struct TaskFate: Hashable, Sendable, Codable {
    struct Stop: Hashable, Sendable, Codable {
        let stopCode: StopCode?
        let reason: String
        /// What the containers that run exit with; what they choose where this is nil.
        let exitCode: Int?
        /// The one container that `exitCode` and `containerReason` are about; all where it is nil.
        let container: String?
        let containerReason: String?
        let afterSeconds: Double?
    }

    struct Exit: Hashable, Sendable, Codable {
        let code: Int
        /// The container that ends; the first essential one where it is nil.
        let container: String?
        let reason: String?
        let afterSeconds: Double?
    }

    struct Hold: Hashable, Sendable, Codable {
        let seconds: Double
    }

    struct Loss: Hashable, Sendable, Codable {
        let reason: String?
        let afterSeconds: Double?
    }

    enum Action: Hashable, Sendable, Codable {
        case stop(Stop)
        case exit(Exit)
        /// The stage lasts longer.
        case hold(Hold)
        case loseHost(Loss)
        /// The volume of EBS cannot be made or attached.
        case failVolume(Loss)
    }

    let stage: TaskStatus
    let action: Action
    /// When it happens; nil until the stage is entered.
    var due: Timestamp?

    /// How long after its stage is entered it happens.
    var delay: Duration {
        let seconds =
            switch action {
            case .stop(let stop): stop.afterSeconds
            case .exit(let exit): exit.afterSeconds
            case .hold: nil as Double?
            case .loseHost(let loss), .failVolume(let loss): loss.afterSeconds
            }
        return .milliseconds(Int64(((seconds ?? 0) * 1000).rounded()))
    }
}

extension TaskRecord {
    /// A stage was entered: what is to happen in it gets its time.
    mutating func meetFates(of stage: TaskStatus, at time: Timestamp) {
        guard let fates else { return }
        for index in fates.indices where fates[index].stage == stage && fates[index].due == nil {
            if case .hold(let hold) = fates[index].action {
                due = due.map { $0 + .milliseconds(Int64((hold.seconds * 1000).rounded())) }
            } else {
                self.fates?[index].due = time + fates[index].delay
            }
        }
        self.fates?.removeAll { fate in
            if case .hold = fate.action, fate.stage == stage { true } else { false }
        }
    }

    /// Carries out what is due, and forgets it.
    mutating func carryOutFates(at time: Timestamp, settings: EngineSettings, outbox: inout Outbox) {
        while !isStopped, let index = fates?.firstIndex(where: { $0.due.map { $0 <= time } ?? false }),
            let fate = fates?.remove(at: index)
        {
            switch fate.action {
            case .stop(let stop): carryOut(stop, at: time, outbox: &outbox)
            case .exit(let exit): carryOut(exit, at: time, settings: settings, outbox: &outbox)
            case .hold: break
            case .loseHost(let loss):
                for index in containers.indices where containers[index].isAlive { kill(index, &outbox) }
                let standard =
                    isOnFargate
                    ? TaskRecord.fargateLoss + "." : "Host EC2 (instance i-0f00dfacade0f00d0) terminated."
                lose(reason: loss.reason ?? standard, at: time, outbox: &outbox)
            case .failVolume(let loss): failVolume(loss, at: time, outbox: &outbox)
            }
        }
    }

    private mutating func carryOut(_ stop: TaskFate.Stop, at time: Timestamp, outbox: inout Outbox) {
        for index in containers.indices where stop.container.map({ $0 == containers[index].name }) ?? true {
            if containers[index].isAlive, let code = stop.exitCode {
                containers[index].decreed = .init(exitCode: code, reason: stop.containerReason)
            } else if let reason = stop.containerReason {
                task.containers?[index].reason = reason
            }
        }
        beginStop(stop.stopCode, reason: stop.reason, at: time, outbox: &outbox)
    }

    private mutating func carryOut(
        _ exit: TaskFate.Exit, at time: Timestamp, settings: EngineSettings, outbox: inout Outbox
    ) {
        let index = containers.firstIndex { container in
            exit.container.map { $0 == container.name } ?? container.isEssential
        }
        guard let index, containers[index].isAlive else { return }
        containers[index].decreed = .init(exitCode: exit.code, reason: exit.reason)
        if settings.mode == .simulate {
            containerExited(index, exitCode: exit.code, at: time, settings: settings, outbox: &outbox)
        } else {
            kill(index, &outbox)
        }
    }

    private mutating func failVolume(_ loss: TaskFate.Loss, at time: Timestamp, outbox: inout Outbox) {
        let index = task.attachments?.firstIndex { $0.type == TaskRecord.volumeAttachment }
        guard let index else { return }
        let reason = loss.reason ?? "ECS timed out while configuring the EBS volume attachment to your Task"
        task.attachments?[index].status = "FAILED"
        task.attachments?[index].details?.append(KeyValuePair(name: "statusReason", value: reason))
        beginStop(.taskFailedToStart, reason: reason, at: time, outbox: &outbox)
    }

    /// Has a container's process ended at once.
    private func kill(_ index: Int, _ outbox: inout Outbox) {
        outbox.orders.append(.stop(ContainerRef(task: task.id, container: containers[index].name), graceSeconds: 0))
    }
}
