import AWS
import ArgumentParser
import Controller
import ECS
import Jobs
import Ledger
import Planner

struct LedgerRebuild: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Write anew what a lost or old ledger does not know, from ECS and CloudTrail. Launches nothing.",
        discussion: """
            For each manifest whose run is not in the ledger: a task of it in ECS, or a RunTask of it in the 90 days \
            that CloudTrail keeps, is taken over. What is found in neither is unknown (exit code 7), and is not \
            launched before 'purser resolve' says what became of it; with --assume-not-run it is left to be launched \
            by the next apply.
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var choice: JobChoice
    @Flag(help: "Take a run of which nothing is found for one that never ran.") var assumeNotRun = false
    @Flag(help: "Ask ECS alone: what ended over an hour ago is then unknown.") var withoutCloudtrail = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    private struct View: Encodable {
        var runs: [RunView] = []
        var neverRan: [String] = []
        var assumedNotRun: [String] = []
    }

    func run(in world: World) async throws {
        let settings = try Settings.load(connection, beside: manifests.paths, world)
        let loading = try await ManifestInput(world: world).jobs(manifests, settings, choice)
        try await connection.withSession(with: settings, world) { session in
            let ledger = try await session.openLedger()
            let (_, sight) = try await session.plan(loading, ledger)
            for problem in sight.problems { world.terminal.note("\(problem.job): \(problem.message)\n") }
            let clock = session.clock
            let isAlone = withoutCloudtrail || session.isSandbox
            let launches = isAlone ? [] : try await session.launches(since: clock.now() - CloudTrailClient.memory)
            let applier = Applier(
                set: session.set, ecs: session.ecs, ledger: ledger, now: { clock.now() }, report: { _ in })
            let rebuilt: [Applier.Rebuilt]
            do throws(ControlError) {
                rebuilt = try await applier.rebuild(sight, launches: launches, assumeNotRun: assumeNotRun)
            } catch {
                throw Failure(error)
            }
            try show(rebuilt, world)
        }
    }

    private func show(_ rebuilt: [Applier.Rebuilt], _ world: World) throws(Failure) {
        var view = View()
        var hasUnknown = false
        for one in rebuilt {
            switch one {
            case .recorded(let snapshot):
                view.runs.append(RunView(snapshot))
                hasUnknown = hasUnknown || snapshot.launches.contains { $0.state == .unknown }
            case .neverRan(let job): view.neverRan.append(job)
            case .assumedNotRun(let job): view.assumedNotRun.append(job)
            }
        }
        switch format.output {
        case .json: world.terminal.write(Rendering.json(view))
        case .text:
            world.terminal.write(OutputForm.text.render(view.runs, details: true))
            for job in view.neverRan {
                world.terminal.write("\(job): never ran: its task definition was never registered\n")
            }
            for job in view.assumedNotRun { world.terminal.write("\(job): nothing found, taken as never run\n") }
        }
        if hasUnknown { throw Failure(.unknown) }
    }
}

extension Session {
    /// The launches of this set's kind that CloudTrail has recorded since a time.
    ///
    /// - Throws: `Failure` where CloudTrail cannot be asked.
    func launches(since start: Timestamp) async throws(Failure) -> [RecordedLaunch] {
        guard !isSandbox else { throw Failure(.error, "the sandbox keeps no CloudTrail") }
        let trail = CloudTrailClient(try ledgerAccess.makeClient())
        do {
            return try await trail.launches(
                from: start, to: clock.now() + .seconds(60), startedBy: ClientToken.startedByPrefix)
        } catch {
            throw Failure(error)
        }
    }
}
