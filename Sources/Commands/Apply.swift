import ArgumentParser
import Controller
import Jobs
import Ledger
import Manifests
import Planner

struct Apply: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Do what the plan says: launch what is due, exactly once.",
        discussion: """
            Every launch is recorded before it is sent; killed at any point, the next apply goes on where this one \
            was. Waits for the runs to end on a terminal and with --sandbox; elsewhere it returns when each launch \
            is decided. Ctrl-C while waiting detaches: what was launched goes on. Pressed a second time it stops the \
            runs that this command started. A job that waits for others is launched when their runs have ended, by \
            this apply where it waits for them, else by the next one.
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var choice: JobChoice
    @OptionGroup var launches: LaunchOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions
    @Flag(help: "Wait until the runs have ended; the exit code says how.") var wait = false
    @Flag(help: "Return as soon as each launch is decided.") var detach = false

    func validate() throws {
        if wait && detach { throw ValidationError("--wait and --detach exclude each other.") }
    }

    func run(in world: World) async throws {
        let settings = try Settings.load(connection, beside: manifests.paths, world)
        let loading = try await ManifestInput(world: world).servedJobs(manifests, settings, choice)
        let waits = wait || (!detach && (world.terminal.isInteractive || connection.sandbox))
        try await connection.withSession(with: settings, world) { session in
            let (plan, sight) = try await look(loading, session)
            if format.output == .text { world.terminal.write(plan.text(repeating: world.repeated)) }
            if !plan.problems.isEmpty {
                if format.output == .json { show(ApplyView(plan, runs: [], rest: nil), world) }
                throw Failure(.error)
            }
            var outcome: Applier.Outcome?
            if plan.actions.contains(where: { $0.action.isChange || $0.action == .running || $0.action == .unknown }) {
                outcome = try await carryOut(plan, sight, session, until: waits ? .ended : .launched)
            }
            show(ApplyView(plan, runs: outcome?.runs ?? [], rest: outcome?.rest), world)
            if let failure = Failure(endOf: outcome?.runs ?? []) { throw failure }
        }
    }

    /// Makes the plan; Ctrl-C in the midst of it gives it all up.
    private func look(_ loading: Loading, _ session: Session) async throws(Failure) -> (Plan, Observer.Sight) {
        let given = Failure(
            .interrupted, "interrupted: nothing was launched by this command", wayOut: "purser apply begins again")
        do throws(Failure) {
            let found = try await session.plan(loading, session.readLedger())
            if session.world.isInterrupted { throw given }
            return found
        } catch {
            throw session.world.isInterrupted ? given : error
        }
    }

    private func carryOut(
        _ plan: Plan, _ sight: Observer.Sight, _ session: Session, until goal: Driver.Goal
    ) async throws -> Applier.Outcome {
        let ledger = try await session.openLedger()
        let view = ProgressView(world: session.world)
        let clock = session.clock
        let applier = Applier(
            set: session.set, ecs: session.ecs, ledger: ledger, now: { clock.now() }, report: session.progress(view))
        do {
            let driver = session.driver(ledger, view, maxLaunches: launches.maxLaunches)
            return try await applier.carryOut(plan, sight, with: driver, until: goal)
        } catch ControlError.detached {
            throw try await detach(from: plan, session, ledger)
        } catch ControlError.aws(let error) where error.isGivenUp {
            // A call that was given up on the way to the first launch.
            throw try await detach(from: plan, session, ledger)
        } catch {
            throw Failure(error)
        }
    }

    /// Shows how far a plan was carried out when Ctrl-C was pressed.
    private func detach(
        from plan: Plan, _ session: Session, _ ledger: any LedgerStore
    ) async throws(Failure) -> Failure {
        let goesOn: [PlannedAction.Action] = [.launch, .adopt, .resume, .running, .unknown]
        let wanted = plan.actions.filter { goesOn.contains($0.action) }
        let runs: [RunSnapshot]
        do throws(ControlError) {
            runs = try await session.snapshots(wanted.map(\.run), ledger)
        } catch {
            throw Failure(error)
        }
        let begun = Set(runs.map(\.run.id))
        let rest = plan.actions.filter { !begun.contains($0.run) }
        let view = ApplyView(
            plan, runs: runs,
            rest: Plan(set: plan.set, region: plan.region, endpoint: plan.endpoint, actions: rest, problems: []))
        show(view, session.world)
        let owed = rest.filter { $0.action == .launch }.reduce(0) { $0 + $1.units }
        return session.detached(from: runs, notBegun: owed)
    }

    private func show(_ view: ApplyView, _ world: World) {
        switch format.output {
        case .json: world.terminal.write(Rendering.json(view))
        case .text where !view.isCarriedOut: break
        case .text:
            if !view.runs.isEmpty {
                world.terminal.write("\n" + OutputForm.text.render(view.runs, details: true))
            }
            world.terminal.write(view.notBegun.map { "\($0.job)  \($0.summary)\n" }.joined())
        }
    }
}

/// What `apply --output json` answers.
private struct ApplyView: Encodable {
    /// A job that was not begun because of what it waits for.
    struct NotBegun: Encodable {
        let job: String
        let action: PlannedAction.Action
        let summary: String
    }

    let plan: Plan
    let runs: [RunView]
    let notBegun: [NotBegun]
    let isCarriedOut: Bool

    private enum CodingKeys: CodingKey {
        case plan, runs, notBegun
    }

    /// `rest` is what was not begun, nil where nothing was carried out.
    init(_ plan: Plan, runs: [RunSnapshot], rest: Plan?) {
        self.plan = plan
        self.runs = runs.map(RunView.init)
        isCarriedOut = rest != nil
        notBegun = (rest ?? plan).actions.compactMap { action in
            switch action.action {
            case .waiting, .skipped:
                NotBegun(job: action.job, action: action.action, summary: action.sentence)
            case .launch where rest != nil:
                NotBegun(job: action.job, action: .waiting, summary: action.waitingSentence)
            default: nil
            }
        }
    }
}
