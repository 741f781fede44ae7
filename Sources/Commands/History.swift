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
                if let snapshot = try await ledger.snapshot(run.id) { views.append(RunView(snapshot)) }
            }
            world.terminal.write(format.output.render(views, details: details))
        } catch {
            throw Failure(error)
        }
    }
}
