import ArgumentParser
import Jobs
import Ledger

struct History: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the runs that the ledger knows, newest first, long after ECS has forgotten them.")

    @Argument(help: "Only runs of this job.") var job: String?
    @Option(help: "How many at most.") var limit = 50
    @Flag(help: "Show each launch with its task and exit codes.") var details = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        let ledger = try await connection.ledgerAccess(world).read()
        do {
            var views: [RunView] = []
            for run in try await ledger.runs(matching: RunQuery(job: job, limit: limit)) {
                // The table is made of runs alone, which may have ten thousand launches each.
                let isBrief = format.output == .text && !details
                let snapshot = isBrief ? RunSnapshot(run: run, launches: []) : try await ledger.snapshot(run.id)
                if let snapshot { views.append(RunView(snapshot)) }
            }
            world.terminal.write(format.output.render(views, details: details))
        } catch {
            throw Failure(error)
        }
    }
}
