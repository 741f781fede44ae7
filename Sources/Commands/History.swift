import ArgumentParser
import Jobs
import Ledger

struct History: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the runs that the ledger knows, newest first, long after ECS has forgotten them.")

    @Argument(help: "Only runs of this job.") var job: String?
    @Option(help: "How many at most.") var limit = 50
    @Flag(help: "Show each launch with its task and exit codes.") var details = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number from 1.") }
    }

    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        let access = try connection.ledgerAccess(world)
        let ledger = try await access.read()
        do {
            var views: [RunView] = []
            for run in try await ledger.runs(matching: RunQuery(job: job, limit: limit)) {
                // The table is made of runs alone, which may have ten thousand launches each.
                let isBrief = format.output == .text && !details
                let snapshot = isBrief ? RunSnapshot(run: run, launches: []) : try await ledger.snapshot(run.id)
                if let snapshot { views.append(RunView(snapshot)) }
            }
            if views.isEmpty {
                if let job {
                    throw try await RunChoice.unknown(job, "no run of a job '\(job)' is in the ledger", ledger)
                }
                access.pointToSandbox()
            }
            world.terminal.write(format.output.render(views, details: details))
        } catch let error as LedgerError {
            throw Failure(error)
        }
    }
}
