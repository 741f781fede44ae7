import ECS
import JSON

/// What the faults of a script make of one call.
struct Strike: Hashable, Sendable {
    /// The name of the fault, or its place in the script; nil where none strikes.
    var fault: String?
    var delay = Duration.zero
    var action: FaultAction?

    /// The answer that is given without anything being done; nil where the call is carried out.
    var refusal: Answer? {
        switch action {
        case .error(let fault) where fault.afterEffect != true: Answer(fault.error)
        case .throttle(let throttle): Answer(throttle.wrapped == true ? Strike.wrappedThrottle : .throttled)
        case .reset(let connection) where connection.afterEffect == false,
            .drop(let connection) where connection.afterEffect == false:
            Answer(JSON.object([:]))
        case .html(let page) where page.afterEffect != true: Answer(JSON.object([:]))
        default: nil
        }
    }

    /// What a launch is answered with, though the cluster may have room.
    var placement: FaultAction.Placement? {
        switch action {
        case .failures(let placement): placement
        case .noCapacity(let capacity): .init(reason: capacity.reason ?? Strike.noCapacity)
        default: nil
        }
    }

    /// The answer as the caller gets it.
    func delivered(_ answer: Answer) -> Answer {
        guard fault != nil || delay > .zero else { return answer }
        var delivered = answer
        if case .error(let fault) = action, fault.afterEffect == true {
            delivered = Answer(fault.error)
            delivered.effect = answer.body
        }
        delivered.fault = fault
        delivered.fate.delay = delay
        switch action {
        case .reset: delivered.fate.delivery = .reset
        case .drop: delivered.fate.delivery = .nothing
        case .truncate(let truncation): delivered.fate.delivery = .cut(bytes: truncation.bytes ?? 20)
        case .html(let page):
            let status = page.status ?? 502
            delivered.page = .init(status: status, text: "<html><body><h1>\(status)</h1></body></html>\n")
        default: break
        }
        return delivered
    }

    /// Source: seen by users of EC2 behind RunTask (dask/dask-cloudprovider, issue 56).
    private static let wrappedThrottle = ServiceError.invalidParameter(
        "Error retrieving security group information for [sg-0f00dfacade0f00d0]: Request limit exceeded."
            + " (ErrorCode: RequestLimitExceeded)")

    /// Source: seen by users of Fargate (gchq/sleeper, issue 904).
    private static let noCapacity =
        "Capacity is unavailable at this time. Please try again later or in a different availability zone"
}

extension FaultAction.ServiceFault {
    fileprivate var error: ServiceError {
        ServiceError(code: code, message: message ?? "a fault of the sandbox's script", status: status ?? 400)
    }
}

extension Engine {
    /// Takes up the script, from its beginning where it is another one than before.
    mutating func takeUpFaults(now: Timestamp) {
        guard let script = settings.faults else {
            state.faults = nil
            return
        }
        if state.faults?.source != script.source {
            state.faults = FaultProgress(source: script.source, since: now.milliseconds)
        }
    }

    /// What strikes a call: the delays of all faults that match, and the first other one.
    mutating func strike(_ operation: Operation, _ request: JSON, now: Timestamp) -> Strike {
        var strike = Strike()
        guard let script = settings.faults else { return strike }
        let startedBy = startedBy(operation, request)
        let cluster = clusterName(request)
        for (place, fault) in script.faults.enumerated() where fault.on == .call(operation) {
            switch fault.action {
            case .missing, .hide: continue
            case .delay(let delay):
                guard strikes(place, fault, startedBy, cluster, now: now) else { continue }
                strike.delay += .milliseconds(Int64((delay.seconds * 1000).rounded()))
            default:
                guard strike.action == nil, strikes(place, fault, startedBy, cluster, now: now) else { continue }
                strike.action = fault.action
            }
            strike.fault = strike.fault ?? fault.name ?? "fault \(place + 1)"
        }
        return strike
    }

    /// What is going to happen to a task that is being launched.
    mutating func fates(startedBy: String?, cluster: String, now: Timestamp) -> [TaskFate] {
        guard let script = settings.faults else { return [] }
        var fates: [TaskFate] = []
        for (place, fault) in script.faults.enumerated() {
            guard case .task(let stage) = fault.on, case .task(let action) = fault.action,
                strikes(place, fault, [startedBy].compactMap(\.self), cluster, now: now)
            else { continue }
            fates.append(TaskFate(stage: stage, action: action))
        }
        return fates
    }

    /// A fault keeps a task out of this answer.
    mutating func keepsBack(_ record: TaskRecord, from operation: Operation, now: Timestamp) -> Bool {
        guard let script = settings.faults else { return false }
        for (place, fault) in script.faults.enumerated() where fault.on == .call(operation) {
            let hiding: FaultAction.Hiding
            switch fault.action {
            case .missing(let given), .hide(let given): hiding = given
            default: continue
            }
            let matches = matches(fault, [record.task.startedBy].compactMap(\.self), record.cluster, now: now)
            guard matches,
                fault.match.probability.map({ script.chance(fault: place, count: record.number) < $0 }) ?? true
            else { continue }
            if let seconds = hiding.forSeconds {
                let end = (record.task.createdAt ?? now) + .milliseconds(Int64((seconds * 1000).rounded()))
                if now < end { return true }
            } else if let times = hiding.times {
                let kept = state.faults?.kept[place]?[record.task.id] ?? 0
                guard kept < times else { continue }
                state.faults?.kept[place, default: [:]][record.task.id] = kept + 1
                return true
            } else {
                return true
            }
        }
        return false
    }
}

extension Engine {
    /// A fault strikes what matches it this time; counts it.
    private mutating func strikes(
        _ place: Int, _ fault: Fault, _ startedBy: [String], _ cluster: String, now: Timestamp
    ) -> Bool {
        guard matches(fault, startedBy, cluster, now: now), var progress = state.faults,
            let script = settings.faults
        else { return false }
        defer { state.faults = progress }
        if case .noCapacity(let capacity) = fault.action, let first = progress.firstStruck[place] {
            return now.milliseconds < first + Int64((capacity.forSeconds * 1000).rounded())
        }
        let count = progress.seen[place, default: 0] + 1
        progress.seen[place] = count
        if let nth = fault.match.nth, !nth.values.contains(count) { return false }
        if let times = fault.match.times, progress.struck[place, default: 0] >= times { return false }
        if let probability = fault.match.probability, script.chance(fault: place, count: count) >= probability {
            return false
        }
        progress.struck[place, default: 0] += 1
        progress.firstStruck[place] = progress.firstStruck[place] ?? now.milliseconds
        return true
    }

    /// A fault is about this job, cluster and time.
    private func matches(_ fault: Fault, _ startedBy: [String], _ cluster: String, now: Timestamp) -> Bool {
        let match = fault.match
        if let glob = match.cluster.map(Glob.init), !glob.matches(cluster) { return false }
        if let glob = match.startedBy.map(Glob.init), !startedBy.contains(where: glob.matches) { return false }
        if let glob = match.job.map(Glob.init) {
            guard startedBy.compactMap(Engine.job).contains(where: glob.matches) else { return false }
        }
        let passed = Double(now.milliseconds - (state.faults?.since ?? now.milliseconds)) / 1000
        return passed >= match.fromSeconds ?? 0 && match.untilSeconds.map { passed < $0 } ?? true
    }

    /// The job in `purser/<job>/<digits>`.
    private static func job(_ startedBy: String) -> String? {
        let parts = startedBy.split(separator: "/")
        return parts.count == 3 && parts[0] == "purser" ? String(parts[1]) : nil
    }

    /// By whom the tasks of a call are or were started.
    private func startedBy(_ operation: Operation, _ request: JSON) -> [String] {
        switch operation {
        case .describeTasks:
            (request["tasks"]?.strings ?? []).compactMap { named($0)?.task.startedBy }
        case .stopTask: [request["task"]?.string.flatMap(named)?.task.startedBy].compactMap(\.self)
        default: [request["startedBy"]?.string].compactMap(\.self)
        }
    }

    private func named(_ reference: String) -> TaskRecord? {
        state.tasks[String(reference.split(separator: "/").last ?? "")]
    }

    private func clusterName(_ request: JSON) -> String {
        let reference = request["cluster"]?.string ?? "default"
        return String(reference.split(separator: "/").last ?? "")
    }
}
