import ECS
import Jobs
import Synchronization

extension Oracle {
    /// The faults are over: from here on each launch has its time to be decided.
    ///
    /// Ten minutes and a poll are counted from when the launch can first be decided: not before its turn to be sent has
    /// come, and where a send without an answer may still take effect, not before that is over. RunTask is sent once
    /// more now, so for a launch that is sent that time begins anew.
    func faultsStopped(at now: Timestamp) {
        state.withLock { state in
            state.due = state.rows.filter { !$0.value.isDecided }.mapValues { launch in
                let turn = max(now, launch.notBefore ?? now)
                let failed = max(launch.notPlacedAt ?? now, launch.lookedAt ?? now)
                let sent = launch.state == .notPlaced ? launch.lastSentAt ?? now : turn
                let isOpen = launch.sends > launch.answers && launch.lookedAt == nil
                let over = isOpen ? sent + Oracle.late : now
                return max(turn, failed, over) + Oracle.patience
            }
        }
    }

    /// How long after it was sent a launch may begin and lists not show it: 20 minutes on its way, 5 behind.
    private static let late = Duration.seconds(25 * 60)
    /// Ten minutes and a poll.
    private static let patience = Duration.seconds(15 * 60)

    /// The row of a launch is written that was not decided before.
    func checkTime(_ launch: Launch, now: Timestamp) {
        let due = state.withLock { state -> Timestamp? in
            guard state.due != nil else { return nil }
            if let due = state.due?[launch.key] { return due }
            // One that begins now meets no fault at all.
            let due = max(now, launch.notBefore ?? now) + Oracle.patience
            state.due?[launch.key] = due
            return due
        }
        guard let due else { return }
        let verb = launch.isDecided ? "decided" : "not decided"
        expect(now <= due, .I14, "\(launch.key) is \(verb) at \(now.precise), and was to be by \(due.precise)")
    }

    /// All has come to rest: holds the last state of the ledger against all tasks that there ever were.
    func finish(asked: [RunID]) {
        let (rows, runs) = state.withLock { ($0.rows, $0.runs) }
        for id in asked { expect(runs[id] != nil, .I11, "run \(id) was asked for, and is not in the ledger") }
        for run in runs.values.sorted(by: { $0.id < $1.id }) {
            let launches = rows.values.filter { $0.key.run == run.id }.sorted { $0.key < $1.key }
            finish(run, RunSnapshot(run: run, launches: launches))
        }
        for task in ecs.tasks {
            let row = state.withLock { state in state.launches[task.startedBy].flatMap { state.rows[$0] } }
            guard let row, row.state != .unknown else { continue }
            expect(
                row.taskArn == task.arn, .I15,
                "\(task.arn) of \(row.key) is not in the ledger, which is \(row.state.rawValue)")
        }
    }

    private func finish(_ run: Run, _ snapshot: RunSnapshot) {
        expect(run.status.isFinal, .I11, "\(run.id) is still \(run.status.rawValue)")
        expect(snapshot.current.count == run.units, .I11, "\(run.id) has units without a launch")
        guard let budget = budget(of: run.id) else { return }
        for launch in snapshot.current.values.sorted(by: { $0.key < $1.key }) {
            expect(
                launch.state.isFinal || launch.state == .unknown, .I11,
                "\(launch.key) is still \(launch.state.rawValue)")
            let isRetried =
                launch.outcome?.class == .failed && launch.stop == nil && !budget.hasDeadline
            expect(
                !isRetried || launch.key.attempt >= budget.attempts, .I9,
                "\(launch.key) failed, and the next attempt is missing")
        }
        let isUnknown = snapshot.current.values.contains { $0.state == .unknown }
        expect(run.status != .unknown || isUnknown, .truth, "\(run.id) is unknown, and none of its launches is")
        let tasks = snapshot.current.values.compactMap { $0.taskArn.flatMap { ecs.task($0) } }
        let isSuccess = tasks.count == run.units && tasks.allSatisfy { $0.exitCode == 0 }
        if run.status == .succeeded { expect(isSuccess, .truth, "\(run.id) is a success, and its tasks are none") }
        if run.status == .failed { expect(!isSuccess, .truth, "\(run.id) is a failure, and its tasks succeeded") }
    }
}

extension Launch {
    /// P2: there is a task, or there is none for certain, or it is known that nobody knows.
    var isDecided: Bool {
        switch state {
        case .claimed, .sent, .notPlaced: false
        case .launched, .ended, .refused, .superseded, .unknown: true
        }
    }
}
