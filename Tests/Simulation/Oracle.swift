import Controller
import ECS
import JSON
import Jobs
import Ledger
import Synchronization

/// A promise that was broken, by the name that docs/simulation.md gives it.
struct BrokenPromise: Hashable, Sendable, CustomStringConvertible {
    enum Invariant: String, CaseIterable, Sendable {
        /// One row for each (run, unit, attempt, try), with a token and a `startedBy` of its own.
        case I1
        /// No byte on the wire without a committed row that holds token and body.
        case I2
        /// One token, one body, for ever.
        case I3
        /// At most one task for each attempt; see `Oracle.made`.
        case I4
        /// A row that names a task names one that ECS made for this launch.
        case I5
        /// The next try or attempt only when the one before has certainly had no effect, or is over.
        case I6
        /// Nothing is signed after the window.
        case I7
        /// What has ended never changes; versions rise one by one.
        case I8
        /// There is an attempt n+1 only where n ended in a way that is retried, and where there is one to go.
        case I9
        /// Each run that was asked for ends with one disposition.
        case I11
        /// What was said was committed before.
        case I13
        /// Once the faults stop all is decided soon, and comes to its end.
        case I14
        /// Every task of ours is in the ledger.
        case I15
        /// Tasks of a unit never above attempts × tries.
        case I17
        /// Runs that share a lock never have tasks at once that are of more runs than it allows.
        case lock
        /// P3: refused means that there is no task, launched that there is one.
        case P3
        /// What a replica sends is of a run that is its own.
        case fence
        /// Ends are told as they were.
        case truth
        /// A seed gives one run.
        case replay
    }

    let invariant: Invariant
    let text: String
    var description: String { "\(invariant): \(text)" }
}

/// Sees everything, and holds it against what is promised: each row that was ever committed, each task that was ever
/// made, each request that was ever sent, each word that was ever said.
///
/// It shares no rule with the code that it watches.
final class Oracle: Sendable {
    struct State {
        /// The newest of each row.
        var rows: [LaunchKey: Launch] = [:]
        var runs: [RunID: Run] = [:]
        /// All that was ever committed.
        var written: [LaunchKey: [Int: Launch]] = [:]
        var writtenRuns: [RunID: [Int: Run]] = [:]
        var launches: [String: LaunchKey] = [:]
        var tokens: [ClientToken: LaunchKey] = [:]
        var bodies: [String: [UInt8]] = [:]
        /// The tasks of each unit, in the order in which they were made.
        var tasks: [Unit: [(key: LaunchKey, arn: String)]] = [:]
        /// Launches that ECS has refused for good.
        var refused: Set<String> = []
        var budgets: [RunID: Budget] = [:]
        /// By when each launch must be decided; nil while faults happen.
        var due: [LaunchKey: Timestamp]?
        /// The replicas of the controller, by the numbers of their processes.
        var replicas: [Int: String] = [:]
        var violations: [BrokenPromise] = []
    }

    /// How often each unit of a run may be launched, read by the words of the manifest.
    struct Budget {
        let attempts: Int
        /// The tries of each attempt to place it.
        let tries: Int
        let hasDeadline: Bool

        init?(_ spec: JSON) {
            guard let attempts = spec["retryStrategy"]?["attempts"]?.int, let tries = spec["launch"]?["attempts"]?.int
            else { return nil }
            self.attempts = attempts
            self.tries = tries
            hasDeadline = spec["activeDeadlineSeconds"] != nil
        }
    }

    struct Unit: Hashable {
        let run: RunID
        let unit: Int

        init(_ key: LaunchKey) {
            run = key.run
            unit = key.unit
        }
    }

    let state = Mutex(State())
    let ecs: SimulatedECS

    init(_ ecs: SimulatedECS) {
        self.ecs = ecs
    }

    var violations: [BrokenPromise] { state.withLock { $0.violations } }

    /// The rows as they stand, by key.
    var rows: [LaunchKey: Launch] { state.withLock { $0.rows } }

    /// The row of a launch as it stands.
    func row(_ key: LaunchKey) -> Launch? { state.withLock { $0.rows[key] } }

    /// The budget of a run, as its row has it.
    func budget(of run: RunID) -> Budget? {
        state.withLock { state in
            if let known = state.budgets[run] { return known }
            let budget = state.runs[run].flatMap { Budget($0.spec) }
            state.budgets[run] = budget
            return budget
        }
    }

    func report(_ invariant: BrokenPromise.Invariant, _ text: String) {
        state.withLock { $0.violations.append(BrokenPromise(invariant: invariant, text: text)) }
    }

    func expect(_ condition: Bool, _ invariant: BrokenPromise.Invariant, _ text: @autoclosure () -> String) {
        if !condition { report(invariant, text()) }
    }

    // MARK: Requests and tasks

    /// A RunTask or StartTask is signed and leaves.
    func leaving(_ body: [UInt8], startedBy: String, token: String?, signedAt: Timestamp) {
        let row = state.withLock { state in state.launches[startedBy].flatMap { state.rows[$0] } }
        guard let row else { return report(.I2, "\(startedBy) is sent, and the ledger knows nothing of it") }
        expect(row.firstSentAt != nil && row.sends > 0, .I2, "\(row.key) is sent before the ledger says so")
        expect(Array(row.request.utf8) == body, .I3, "\(row.key) is sent with other bytes than those recorded")
        if let first = row.firstSentAt {
            // Two clocks may differ by a minute each.
            expect(
                signedAt < first + .seconds(42 * 60), .I7, "\(row.key) first sent at \(first) is signed at \(signedAt)")
        }
        guard let token else { return }
        expect(token == row.token.rawValue, .I2, "\(row.key) is sent with another token")
        let known = state.withLock { state in
            let known = state.bodies[token]
            state.bodies[token] = known ?? body
            return known
        }
        expect(known == nil || known == body, .I3, "token \(token) is sent with two bodies")
    }

    /// ECS has made a task.
    ///
    /// An attempt may have a second one only where none before it ever ran: where ECS took a task in and could not
    /// place it, or it was stopped because it did not start. Two tasks of one unit are never there at once.
    func made(_ task: TrueTask) {
        let key = state.withLock { $0.launches[task.startedBy] }
        guard let key else { return report(.I15, "task \(task.startedBy) is made, and the ledger knows nothing of it") }
        let (row, others) = state.withLock { state in
            let others = state.tasks[Unit(key), default: []]
            state.tasks[Unit(key), default: []].append((key, task.arn))
            return (state.rows[key], others)
        }
        for other in others {
            guard let truth = ecs.task(other.arn) else { continue }
            expect(other.key != key, .I4, "\(key) has a second task")
            expect(
                other.key.attempt != key.attempt || !truth.hasStarted, .I4,
                "attempt \(key.attempt) of \(key.run)/\(key.unit) has a second task, and the first one ran")
            expect(truth.isStopped, .I4, "\(key) has a task while that of \(other.key) is there")
        }
        if let row {
            let isOver = row.state == .refused || row.state == .superseded
            expect(!isOver, .P3, "\(key) is \(row.state.rawValue), and now has a task")
        }
        checkLocks(of: key.run)
        if let budget = budget(of: key.run) {
            let most = max(budget.attempts, 1) * max(budget.tries, 1)
            expect(others.count < most, .I17, "\(key.run)/\(key.unit) has \(others.count + 1) tasks, more than \(most)")
        }
    }

    /// A run has a task: of those that it may not run beside, fewer have one than there may be.
    private func checkLocks(of id: RunID) {
        let (runs, tasks) = state.withLock { ($0.runs, $0.tasks) }
        guard let run = runs[id] else { return }
        let live = Set(tasks.filter { $0.value.contains { ecs.task($0.arn)?.isStopped == false } }.map(\.key.run))
        let others = live.subtracting([id]).sorted().compactMap { runs[$0] }
        if let group = run.spec["concurrencyGroup"]?.string {
            let beside = others.filter { $0.spec["concurrencyGroup"]?.string == group }.map(\.id.rawValue)
            let most = run.spec["maxConcurrency"]?.int ?? 1
            expect(beside.count < most, .lock, "\(id) runs beside \(beside) of group \(group), which allows \(most)")
        }
        if (run.spec["concurrencyPolicy"]?.string ?? "Allow") != "Allow" {
            let beside = others.filter { $0.job == run.job }.map(\.id.rawValue)
            expect(beside.isEmpty, .lock, "\(id) runs beside \(beside) of its job")
        }
    }

    /// ECS has refused a launch for good.
    func refused(_ startedBy: String) {
        state.withLock { _ = $0.refused.insert(startedBy) }
    }

    // MARK: Words

    /// A process says something about runs.
    func said(_ progress: Progress) {
        switch progress {
        case .launched(let launch), .notPlaced(let launch), .postponed(let launch), .moved(let launch, _),
            .ended(let launch), .retried(let launch, _):
            said(launch)
        case .claimed(let snapshot): said(snapshot.run)
        case .runEnded(let run): said(run)
        case .registered, .trouble: break
        }
    }

    /// A process shows runs in its table.
    func said(_ snapshots: [RunSnapshot]) {
        for snapshot in snapshots {
            said(snapshot.run)
            snapshot.launches.forEach(said)
        }
    }

    private func said(_ launch: Launch) {
        let isWritten = state.withLock { $0.written[launch.key]?[launch.version] == launch }
        expect(isWritten, .I13, "\(launch.key) is said to be \(launch.state.rawValue), which was not committed")
    }

    private func said(_ run: Run) {
        let isWritten = state.withLock { $0.writtenRuns[run.id]?[run.version] == run }
        expect(isWritten, .I13, "\(run.id) is said to be \(run.status.rawValue), which was not committed")
    }
}
