import AWS
import Controller
import ECS
import JSON
import Jobs
import Ledger
import Synchronization

/// What should come about now and then, so that the checks have something to check.
enum Mark: String, CaseIterable, Sendable {
    case adoptedByConflict, adoptedByLook, ghostMade, oldSignature, missingEarly, lostCommit, attemptThree, tryThree
    case sentAgain, becameUnknown, leftUnknown, becameLost, fenced, drained, answerNotWritten
    case runTaken, runTakenOver, runGivenUp
}

/// How the network is gone while an outage lasts.
enum Outage: Sendable {
    /// Nobody can be reached.
    case refusing
    /// Requests go, and nothing comes back.
    case silent
}

/// Everything that one seed makes: time, network, ECS, ledger, processes, and the oracle that watches them.
final class World: Sendable {
    let scenario: Scenario
    let scheduler: Scheduler
    let ecs: SimulatedECS
    let disk: MemoryLedger
    let oracle: Oracle
    let faultsEnd: Timestamp
    private let chance: Mutex<Chance>
    private let marks = Mutex<[Mark: Int]>([:])
    private let processes = Mutex<[SimulatedProcess]>([])
    private let over = Mutex(false)
    private let outages: [(start: Timestamp, end: Timestamp, kind: Outage)]

    init(seed: UInt64, suppression: Suppression, isTracing: Bool) {
        scenario = Scenario(seed: seed)
        scheduler = Scheduler(seed: seed, start: scenario.start, isTracing: isTracing)
        ecs = SimulatedECS(scenario)
        disk = MemoryLedger(id: "ledger", set: Scenario.set)
        oracle = Oracle(ecs)
        faultsEnd = scenario.start + scenario.turmoil
        var chance = Chance(seed: seed, suppression: suppression)
        var outages: [(start: Timestamp, end: Timestamp, kind: Outage)] = []
        for _ in 0..<2 {
            guard var generator = chance.fire(.outage, weight: 1) else { continue }
            let start = scenario.start + generator.duration(.zero...scenario.turmoil)
            let length = generator.duration(
                generator.pick([.seconds(60)...(.seconds(600)), .seconds(600)...(.seconds(7200))]))
            outages.append((start, min(start + length, faultsEnd), generator.chance(0.5) ? .refusing : .silent))
        }
        self.outages = outages
        self.chance = Mutex(chance)
    }

    // MARK: Chance

    /// Faults may happen still.
    var isFaulty: Bool { scheduler.now < faultsEnd && !isOver }

    /// The verdict is there: nothing is begun any more.
    var isOver: Bool { over.withLock { $0 } }

    /// Nil where the fault does not happen now; else where its circumstances come from.
    func fire(_ fault: Fault, weight: Double = 1) -> Generator? {
        guard isFaulty, let generator = chance.withLock({ $0.fire(fault, weight: weight) }) else { return nil }
        scheduler.note(fault.rawValue, [], "   FAULT \(fault.name)")
        return generator
    }

    var fired: [Firing] { chance.withLock { $0.fired } }

    /// How long something lags, in seconds; not at all where the fault does not happen.
    func lag(_ fault: Fault, _ seconds: ClosedRange<Int>) -> Duration {
        guard var generator = fire(fault) else { return .zero }
        return .seconds(generator.int(seconds))
    }

    func mark(_ mark: Mark) {
        marks.withLock { $0[mark, default: 0] += 1 }
    }

    /// Marks what replicas do to each other.
    func mark(_ news: ControlLoop.News) {
        switch news {
        case .took(_, from: nil): mark(.runTaken)
        case .took(_, from: _?): mark(.runTakenOver)
        case .gaveUp: mark(.runGivenUp)
        case .gone, .leftAlone, .trouble: break
        }
    }

    var allMarks: [Mark: Int] { marks.withLock { $0 } }

    /// How the network is gone now; nil where it is there.
    var outage: Outage? {
        let now = scheduler.now
        return outages.first { $0.start <= now && now < $0.end }?.kind
    }

    // MARK: What the ports tell

    /// A request is signed and about to leave.
    func leaving(_ call: SimulatedCall, by process: SimulatedProcess) {
        guard call.operation == .runTask || call.operation == .startTask,
            let startedBy = call.body?["startedBy"]?.string, let signed = call.request.signedAt
        else { return }
        oracle.leaving(
            call.request.body, startedBy: startedBy, token: call.body?["clientToken"]?.string, signedAt: signed)
        look()
    }

    /// A request has arrived at ECS, or at somebody in between who answers for it.
    func receive(_ call: SimulatedCall) -> HTTPResponse {
        ecs.receive(call, self)
    }

    func made(_ task: TrueTask) {
        scheduler.note(0, task.arn.utf8, "   ECS made \(task.arn.suffix(6)) for \(task.startedBy)")
        oracle.made(task)
        look()
    }

    /// A transaction is on the disk: `snapshot` as its writer sees it now, `read` as it was to it before.
    func committed(_ snapshot: RunSnapshot, read: RunSnapshot?, by process: SimulatedProcess) {
        ecs.advance(to: scheduler.now)
        // Rows that were not written may be old in the eyes of the writer.
        let written = read.map { snapshot.changes(since: $0).map(\.launch) } ?? snapshot.launches
        let old = written.map { oracle.row($0.key) }
        if read?.run != snapshot.run { oracle.committed(snapshot.run) }
        oracle.committed(written, of: snapshot, now: scheduler.now)
        oracle.checkFence(written, old, read, by: process)
        for (launch, old) in zip(written, old) {
            scheduler.note(
                process.number, "\(launch.state.rawValue) \(launch.version)".utf8,
                "p\(process.number) COMMIT \(launch.key.run)/\(launch.key.unit)/\(launch.key.attempt)/\(launch.key.placement) v\(launch.version) \(launch.state.rawValue) sends \(launch.sends)/\(launch.answers) \(launch.reason ?? "")"
            )
            mark(launch, old)
        }
        look()
    }

    func said(_ progress: Progress, by process: SimulatedProcess) {
        guard !process.isDead else { return }
        oracle.said(progress)
        look()
    }

    /// Stops the world where a promise was broken.
    func look() {
        if !oracle.violations.isEmpty { scheduler.stop() }
    }

    private func mark(_ launch: Launch, _ old: Launch?) {
        if old?.state != .launched, launch.state == .launched {
            if launch.evidence == .conflict { mark(.adoptedByConflict) }
            if launch.evidence == .observed { mark(.adoptedByLook) }
        }
        if old == nil, launch.key.attempt == 3 { mark(.attemptThree) }
        if old == nil, launch.key.placement == 3 { mark(.tryThree) }
        if let old, launch.sends > old.sends, old.sends > 0 { mark(.sentAgain) }
        if launch.state == .unknown, old?.state != .unknown { mark(.becameUnknown) }
        if old?.state == .unknown, launch.state != .unknown { mark(.leftUnknown) }
        if launch.outcome?.class == .lost { mark(.becameLost) }
        if launch.reason?.contains("too late to send") == true { mark(.fenced) }
        if launch.state == .notPlaced, launch.sends > launch.answers { mark(.drained) }
    }

    // MARK: Processes

    func add(_ process: SimulatedProcess) {
        processes.withLock { $0.append(process) }
    }

    /// Ends all processes at one moment.
    func killAll(_ how: String) {
        for process in processes.withLock({ $0 }) { process.kill(how) }
    }

    /// Brings what is left of the processes to its end, so that nothing of this world outlives it.
    func end() {
        over.withLock { $0 = true }
        killAll("the world ends")
        scheduler.resume()
        scheduler.run()
        // They hold the world, which holds them.
        processes.withLock { $0 = [] }
    }

    /// Suspends the caller, who is no process.
    func pass(until time: Timestamp) async {
        await withUnsafeContinuation { continuation in
            scheduler.at(time) { continuation.resume() }
        }
    }
}
