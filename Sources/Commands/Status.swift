import ArgumentParser
import Controller
import Jobs
import Ledger

struct Status: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the newest run of each job stands, or the runs named.",
        discussion: "Asks ECS once about tasks that have not ended, and writes down what it hears.")

    @Argument(help: "Runs (an id or the beginning of one) or jobs; all jobs without any.") var runs: [String] = []
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        try await connection.withSession(world) { session in
            let ledger = try await session.openExistingLedger()
            let found = try await RunChoice.find(runs, in: ledger)
            let view = ProgressView(world: world)
            let driver = Driver(ledger: ledger, ecs: session.ecs, clock: session.clock) { event in
                if case .trouble = event { view.show(event) }
            }
            do {
                let fresh = try await driver.refresh(found)
                world.terminal.write(format.output.render(fresh.map(RunView.init), details: true))
            } catch let error as ControlError {
                throw Failure(error)
            }
        }
    }
}
