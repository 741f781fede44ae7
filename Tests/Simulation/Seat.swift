import AWS
import Controller
import ECS
import Jobs
import Ledger
import Planner
import Synchronization

/// What a process of Purser is told to do: the commands of the command line, without their text.
enum Command: Sendable {
    case apply(Driver.Goal)
    case wait
    case status
    case stop
    case control
}

/// The part of a process that Commands puts together: a client, a clock that AWS corrects, a ledger.
struct Session: Sendable {
    let process: SimulatedProcess
    let jobs: [Job]
    private let client: AWSClient

    private static let endpoint: Endpoint = {
        guard let endpoint = Endpoint("https://ecs.eu-central-1.amazonaws.com") else {
            preconditionFailure("the endpoint is one")
        }
        return endpoint
    }()

    /// AWS's time, and waiting for it.
    private struct CorrectedClock: WallClock {
        let client: AWSClient
        let clock: any WallClock

        func now() -> Timestamp { client.correctedNow }
        func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
    }

    init(process: SimulatedProcess, jobs: [Job]) {
        self.process = process
        self.jobs = jobs
        let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI")
        let jitter = Jitter(Generator(process.world.scenario.seed, 5, UInt64(process.number)))
        client = AWSClient(
            transport: SimulatedTransport(process: process), credentials: CredentialsChain([StaticCredentials(keys)]),
            region: SimulatedECS.region, endpoint: { _ in Session.endpoint }, clock: SimulatedClock(process: process),
            random: { jitter.next() }, userAgent: "purser/simulated")
    }

    private final class Jitter: Sendable {
        private let generator: Mutex<Generator>
        init(_ generator: Generator) { self.generator = Mutex(generator) }
        func next() -> Double { generator.withLock { $0.fraction() } }
    }

    private var ecs: ECSClient { ECSClient(client) }
    private var ledger: SimulatedLedger { SimulatedLedger(process: process) }
    private var clock: CorrectedClock { CorrectedClock(client: client, clock: SimulatedClock(process: process)) }
    private var driver: Driver {
        let process = process
        return Driver(ledger: ledger, ecs: ecs, clock: clock, report: { process.world.said($0, by: process) })
    }

    /// Carries out a command, as `purser` does.
    ///
    /// - Returns: The runs as they are shown at its end.
    /// - Throws: `ControlError`, which ends the process with an exit code.
    func run(_ command: Command) async throws(ControlError) -> [RunSnapshot] {
        let shown: [RunSnapshot]
        switch command {
        case .apply(let goal): shown = try await apply(until: goal)
        case .wait: shown = try await driver.drive(try await active(), until: .ended)
        case .status: shown = try await driver.refresh(try await active())
        case .stop:
            var asked: [RunSnapshot] = []
            for snapshot in try await active().prefix(1) {
                asked.append(try await driver.stop(snapshot, reason: "no longer needed"))
            }
            shown = try await driver.drive(asked, until: .ended)
        case .control:
            try await control()
            shown = []
        }
        if !process.isDead { process.world.oracle.said(shown) }
        process.world.look()
        return shown
    }

    /// Serves until the process is killed, or interrupted, or the faults stop.
    private func control() async throws(ControlError) {
        let (process, clock) = (process, clock)
        let driver = Driver(
            ledger: ledger, ecs: ecs, clock: ShiftClock(clock: clock, world: process.world),
            report: { process.world.said($0, by: process) })
        let id = "replica-\(process.number)"
        process.world.oracle.replica(id, of: process)
        // Slower than in life: a world of hours is not to be all heartbeats.
        var pace = ControlLoop.Pace()
        pace.beat = .seconds(60)
        pace.expiry = .seconds(225)
        let loop = ControlLoop(
            driver: driver, machine: SimulatedClock(process: process), id: id, pace: pace,
            tell: { news in
                process.world.mark(news)
                process.world.scheduler.note(process.number, [], "p\(process.number) \(news)")
            }, show: { _ in })
        try await loop.run()
    }

    /// A clock whose waits end with the faults.
    private struct ShiftClock: WallClock {
        let clock: CorrectedClock
        let world: World

        func now() -> Timestamp { clock.now() }

        func sleep(for duration: Duration) async throws {
            if !world.isFaulty { throw CancellationError() }
            try await clock.sleep(for: duration)
        }
    }

    /// Plans, and begins what the plan says.
    func begin() async throws(ControlError) -> [RunSnapshot] {
        let (plan, sight) = try await plan()
        return try await applier.begin(plan, sight)
    }

    private func apply(until goal: Driver.Goal) async throws(ControlError) -> [RunSnapshot] {
        let (plan, sight) = try await plan()
        return try await applier.carryOut(plan, sight, with: driver, until: goal).runs
    }

    private func plan() async throws(ControlError) -> (Plan, Observer.Sight) {
        let sight = try await Observer(set: Scenario.set, ecs: ecs, ledger: ledger)
            .look(at: jobs, in: SimulatedECS.region)
        let plan = Planner.plan(
            set: Scenario.set, region: SimulatedECS.region, endpoint: "simulated", wanted: sight.wanted,
            observed: sight.observed, problems: sight.problems)
        return (plan, sight)
    }

    private var applier: Applier {
        let (process, clock) = (process, clock)
        return Applier(
            set: Scenario.set, ecs: ecs, ledger: ledger, now: { clock.now() },
            report: { process.world.said($0, by: process) })
    }

    func drive(_ snapshots: [RunSnapshot], until goal: Driver.Goal) async throws(ControlError) -> [RunSnapshot] {
        let shown = try await driver.drive(snapshots, until: goal)
        process.world.oracle.said(shown)
        return shown
    }

    /// The runs under way, once AWS's time is known.
    func active() async throws(ControlError) -> [RunSnapshot] {
        do throws(AWSError) { _ = try await ecs.describeClusters([Scenario.cluster]) } catch { throw .aws(error) }
        var found: [RunSnapshot] = []
        do throws(LedgerError) {
            for run in try await ledger.runs(matching: RunQuery(isActive: true)) {
                if let snapshot = try await ledger.snapshot(run.id) { found.append(snapshot) }
            }
        } catch {
            throw .ledger(error)
        }
        return found
    }
}

extension World {
    /// The life of a seat: processes one after another, until the faults stop.
    func live(_ seat: Scenario.Seat) async {
        var generator = Generator(scenario.seed, 6, UInt64(seat.number))
        await pass(until: scenario.start + seat.start)
        let skew = drawSkew()
        for life in 0..<seat.lives where isFaulty {
            let process = SimulatedProcess(number: seat.number * 10 + life + 1, skew: skew, world: self)
            add(process)
            let command = draw(&generator, isFirst: life == 0)
            await carryOut(command, seat, process)
            await pass(
                until: scheduler.now + generator.duration(.seconds(1)...(.seconds(generator.pick([5, 300, 3600])))))
        }
    }

    /// How far a machine's clock is off.
    private func drawSkew() -> Duration {
        guard var generator = fire(.clockSkew) else { return .zero }
        return generator.duration(.seconds(-600)...(.seconds(600)))
    }

    private func draw(_ generator: inout Generator, isFirst: Bool) -> Command {
        if scenario.hasControllers, !isFirst, generator.chance(0.6) { return .control }
        let goal: Driver.Goal = generator.chance(0.6) ? .ended : .launched
        if isFirst || generator.chance(0.7) { return .apply(goal) }
        if scenario.hasStops, generator.chance(0.4) { return .stop }
        return generator.chance(0.7) ? .wait : .status
    }

    private func carryOut(_ command: Command, _ seat: Scenario.Seat, _ process: SimulatedProcess) async {
        let jobs = seat.hasOtherRevision ? scenario.otherJobs : scenario.jobs
        scheduler.note(process.number, [], "p\(process.number) STARTS \(command)")
        do {
            let shown = try await Session(process: process, jobs: jobs).run(command)
            scheduler.note(
                process.number, [], "p\(process.number) ENDS \(shown.map { "\($0.run.id) \($0.run.status.rawValue)" })")
        } catch {
            if case .answerNotWritten = error { mark(.answerNotWritten) }
            scheduler.note(process.number, [], "p\(process.number) FAILS \(error)")
        }
        process.kill("has ended")
    }

    /// The faults have stopped: one process more, which must bring everything to where it shall be, soon.
    func settle() async {
        await pass(until: faultsEnd)
        if isOver { return }
        scheduler.note(0, [], "   THE FAULTS STOP")
        let process = SimulatedProcess(number: 99, skew: .zero, world: self)
        add(process)
        oracle.faultsStopped(at: faultsEnd)
        let session = Session(process: process, jobs: scenario.jobs)
        do {
            let begun = try await session.begin()
            // What an apply of another revision began is nobody's business any more, and is to be decided all the same.
            let others = try await session.active().filter { other in !begun.contains { $0.run.id == other.run.id } }
            let decided = try await session.drive(begun + others, until: .launched)
            _ = try await session.drive(decided, until: .ended)
            // What had no room comes in its turn.
            if scenario.hasLocks { _ = try await session.run(.apply(.ended)) }
            _ = try await session.run(.wait)
            oracle.expect(
                scheduler.now <= faultsEnd + .seconds(12 * 3600), .I14, "all ended only at \(scheduler.now.precise)")
            ecs.advance(to: scheduler.now)
            oracle.finish(asked: begun.map(\.run.id))
        } catch {
            // A world that was stopped for a broken promise ends its processes too.
            if !isOver { oracle.report(.I14, "without any fault the last apply fails: \(error)") }
        }
        process.kill("has ended")
        scheduler.note(0, [], "   ALL IS SETTLED")
        look()
    }
}
