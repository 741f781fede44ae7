import ECS
import JSON

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
