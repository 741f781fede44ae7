import ECS
import Jobs
import Synchronization

extension Oracle {
    /// A run's row is written.
    func committed(_ run: Run) {
        let old = state.withLock { state in
            let old = state.runs[run.id]
            state.runs[run.id] = run
            state.writtenRuns[run.id, default: [:]][run.version] = run
            return old
        }
        guard let old else { return }
        expect(run.version == old.version + 1, .I8, "\(old.id) goes from version \(old.version) to \(run.version)")
        // A run that is unknown goes on when evidence turns up.
        expect(
            old.status == .active || old.status == .unknown, .I8,
            "\(old.id) was \(old.status.rawValue) and is now \(run.status.rawValue)")
    }

    /// Rows of launches are written, in one transaction.
    func committed(_ launches: [Launch], of snapshot: RunSnapshot, now: Timestamp) {
        for launch in launches { committed(launch, of: snapshot, now: now) }
    }

    /// A process is a replica of the controller.
    func replica(_ id: String, of process: SimulatedProcess) {
        state.withLock { $0.replicas[process.number] = id }
    }

    /// A replica marks as sent only launches of a run that its row says is its own.
    func checkFence(_ launches: [Launch], _ old: [Launch?], _ read: RunSnapshot?, by process: SimulatedProcess) {
        let (replica, runs) = state.withLock { ($0.replicas[process.number], $0.runs) }
        guard let replica else { return }
        for (launch, old) in zip(launches, old) where launch.sends > old?.sends ?? 0 {
            let keeper = runs[launch.key.run]?.keeper
            expect(
                keeper == replica, .fence, "\(replica) sends \(launch.key), which \(keeper ?? "nobody") keeps")
        }
    }

    private func committed(_ launch: Launch, of snapshot: RunSnapshot, now: Timestamp) {
        let old = state.withLock { $0.rows[launch.key] }
        guard old != launch else { return }
        if let old {
            expect(
                launch.version == old.version + 1, .I8,
                "\(launch.key) goes from version \(old.version) to \(launch.version)")
            expect(!old.state.isFinal, .I8, "\(launch.key) was \(old.state.rawValue) and changes")
            expect(
                launch.request == old.request && launch.token == old.token && launch.startedBy == old.startedBy, .I3,
                "\(launch.key) changes what it sends")
            if let was = old.firstSentAt, let first = launch.firstSentAt {
                expect(first <= was, .I7, "\(launch.key) moves its first send from \(was) to \(first)")
            }
            if let arn = old.taskArn { expect(launch.taskArn == arn, .I5, "\(launch.key) changes its task") }
            if old.state == .launched {
                expect(
                    launch.state == .launched || launch.state == .ended, .I8,
                    "\(launch.key) was launched and is \(launch.state.rawValue)")
            }
        } else {
            checkNew(launch, of: snapshot)
        }
        state.withLock { state in
            state.rows[launch.key] = launch
            state.written[launch.key, default: [:]][launch.version] = launch
            state.launches[launch.startedBy] = launch.key
            state.tokens[launch.token] = launch.key
        }
        if !(old?.isDecided ?? false) { checkTime(launch, now: now) }
        checkState(launch, old, now: now)
    }

    /// A launch that follows another follows only one that certainly had no effect, or whose task is over.
    private func checkNew(_ launch: Launch, of snapshot: RunSnapshot) {
        let key = launch.key
        let (isKnown, tasks) = state.withLock { state in
            (
                state.launches[launch.startedBy] != nil || state.tokens[launch.token] != nil,
                state.tasks[Unit(key), default: []]
            )
        }
        expect(!isKnown, .I1, "\(key) has a token or a startedBy that another launch has")
        let before = snapshot.launches.filter { $0.key < key && $0.key.unit == key.unit }
        for other in before {
            expect(other.state.isFinal, .I6, "\(key) is there while \(other.key) is \(other.state.rawValue)")
        }
        for (other, arn) in tasks where other < key {
            expect(ecs.task(arn)?.isStopped == true, .I6, "\(key) is there while the task of \(other) runs")
        }
        guard let last = before.last, let budget = budget(of: key.run) else { return }
        if key.attempt > last.key.attempt {
            expect(key.attempt <= budget.attempts, .I9, "\(key) is an attempt too many")
            let retried: Set<Outcome.Class> = [.failed, .neverStarted, .interrupted, .hostLost, .timedOut]
            let isRetried = last.state == .ended && last.outcome.map { retried.contains($0.class) } ?? false
            expect(isRetried, .I9, "\(key) follows \(last.key), which is \(last.state.rawValue)")
        } else {
            expect(key.placement <= budget.tries, .I17, "\(key) is a try too many")
            let ran = tasks.contains { $0.key == last.key && ecs.task($0.arn)?.hasStarted == true }
            expect(!ran, .I6, "\(key) is another try, and the task of \(last.key) ran")
        }
    }

    /// What a row says is so.
    private func checkState(_ launch: Launch, _ old: Launch?, now: Timestamp) {
        let tasks = ecs.tasks(startedBy: launch.startedBy)
        switch launch.state {
        case .launched, .ended:
            let task = launch.taskArn.flatMap { ecs.task($0) }
            expect(
                task?.startedBy == launch.startedBy, .I5,
                "\(launch.key) names \(launch.taskArn ?? "no task"), which is not its own")
        case .refused, .superseded:
            expect(tasks.isEmpty, .P3, "\(launch.key) is \(launch.state.rawValue), and has a task")
            let isPlacement = launch.state == .superseded || launch.code == "placement" || launch.code == "throttled"
            let isOwn = isPlacement || launch.stop != nil || state.withLock { $0.refused.contains(launch.startedBy) }
            expect(isOwn, .truth, "\(launch.key) is called refused, and ECS never refused it for good")
        case .claimed, .sent, .notPlaced, .unknown: break
        }
        guard launch.state == .ended, old?.state != .ended, let outcome = launch.outcome,
            let task = launch.taskArn.flatMap({ ecs.task($0) })
        else { return }
        expect(task.isStopped, .truth, "\(launch.key) is said to have ended, and its task runs")
        switch outcome.class {
        case .succeeded:
            expect(task.exitCode == 0, .truth, "\(launch.key) is a success with exit code \(task.exitCode ?? -1)")
        case .failed:
            expect(
                task.exitCode.map { $0 != 0 } ?? false, .truth,
                "\(launch.key) is a failure with exit code \(task.exitCode ?? -1)")
        case .lost:
            expect(
                task.stoppedAt.map { now >= $0 + .seconds(3300) } ?? false, .truth,
                "\(launch.key) is called lost, and ECS knows it")
        case .neverStarted: expect(!task.hasStarted, .truth, "\(launch.key) is said not to have started, and did")
        case .stopped, .timedOut, .interrupted, .hostLost: break
        }
    }
}
