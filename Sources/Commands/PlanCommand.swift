import AWS
import ArgumentParser
import Controller
import Diagnostics
import JSON
import Jobs
import Ledger
import Manifests
import Planner

struct PlanCommand: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what an apply would do, and why. Changes nothing.",
        discussion: """
            Compares the manifests with the ledger and with ECS. Exit code 0, or 1 where something stands in the \
            way; with --detailed-exitcode 2 where there are changes.
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var choice: JobChoice
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions
    @Flag(help: "Exit with 2 where there are changes.") var detailedExitcode = false

    var endsAtOnce: Bool { !connection.sandbox }

    func run(in world: World) async throws {
        let settings = try Settings.load(connection, beside: manifests.paths, world)
        let loading = try await ManifestInput(world: world).jobs(manifests, settings, choice)
        try await connection.withSession(with: settings, onlyLooks: true, world) { session in
            let ledger = try await session.readLedger()
            let (plan, _) = try await session.plan(loading, ledger)
            world.terminal.write(format.output == .json ? Rendering.json(plan) : plan.text(repeating: world.repeated))
            if plan.actions.contains(where: { $0.action == .launch || $0.action == .resume }), session.isHalted {
                world.terminal.note(
                    "The file \(Session.stopFile) exists: an apply launches nothing until it is removed.\n")
            }
            if !plan.problems.isEmpty { throw Failure(.error) }
            if detailedExitcode && plan.hasChanges { throw Failure(.changes) }
        }
    }
}

extension Session {
    /// Looks at what is so and compares it with what is wanted.
    ///
    /// - Throws: `Failure` where AWS or the ledger cannot be asked.
    func plan(_ loading: Loading, _ ledger: any LedgerStore) async throws(Failure) -> (Plan, Observer.Sight) {
        let jobs = loading.jobs.map(\.job)
        let region = settings.region
        if isSandbox { try await makeClusters(of: jobs) }
        let sight: Observer.Sight
        do {
            sight = try await Observer(set: set, ecs: ecs, ledger: ledger)
                .look(at: jobs, in: region, beside: loading.beside.map(\.job))
        } catch {
            throw Failure(error)
        }
        let plan = Planner.plan(
            set: set, region: region, endpoint: "\(settings.endpoint(.ecs))", wanted: sight.wanted,
            observed: sight.observed, problems: sight.problems)
        var secrets = loading.secrets
        for run in sight.observed.runs { for text in run.secretTexts { secrets.insert(text) } }
        return (plan.concealing { [secrets] in secrets.masked($0) }, sight)
    }

    /// Makes the clusters that the jobs name and the sandbox does not have: there, nobody else would.
    private func makeClusters(of jobs: [Job]) async throws(Failure) {
        let names = Set(jobs.map(\.cluster)).sorted()
        guard !names.isEmpty else { return }
        let known: [JSON]
        do {
            known = try await ecs.describeClusters(names + ["default"]).clusters
        } catch {
            throw Failure(error)
        }
        if let refusal = Observer.refusal(of: known, asked: settings.region) { throw Failure(refusal) }
        do {
            let there = Set(known.flatMap { [$0["clusterName"]?.string, $0["clusterArn"]?.string].compactMap { $0 } })
            for name in names where !there.contains(name) && !name.hasPrefix("arn:") {
                _ = try await ecs.createCluster(
                    name: name, capacityProviders: ["FARGATE", "FARGATE_SPOT"], tags: [])
                world.terminal.note("sandbox: made cluster '\(name)'\n")
            }
        } catch {
            throw Failure(error)
        }
    }
}
