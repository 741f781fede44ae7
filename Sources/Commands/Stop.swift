import ArgumentParser
import Controller
import Jobs
import Ledger
import Runs

struct Stop: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop runs: no launch that is still due, and StopTask for the tasks that run.",
        discussion: "Waits until the tasks have stopped, unless --detach is given.")

    @Argument(help: "Runs (an id or the beginning of one) or jobs, which stand for their newest run.")
    var runs: [String]
    @Option(help: "Why; ECS shows it as the reason of the stop.") var reason = "stopped by purser stop"
    @Flag(help: "Return when the stop is asked for.") var detach = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        try await connection.withSession(world) { session in
            let ledger = try await session.openExistingLedger()
            let named = try await RunChoice.find(runs, in: ledger)
            if let unknown = named.first(where: { $0.run.status == .unknown }) {
                throw Failure(
                    .unknown, "whether \(unknown.run.id) was launched is not known, so there is no task to stop",
                    wayOut: "purser resolve \(unknown.run.id) --launched ARN, or --not-launched")
            }
            let found = named.filter { !$0.run.status.isFinal }
            let over = named.filter { $0.run.status.isFinal }
            for snapshot in over {
                world.terminal.note("\(snapshot.run.id) has ended already: there is nothing to stop\n")
            }
            try await session.correctClock(by: found)
            let driver = session.driver(ledger, ProgressView(world: world))
            do {
                var asked: [RunSnapshot] = []
                for snapshot in found {
                    asked.append(try await driver.stop(snapshot, reason: reason))
                }
                let ended = detach ? try await driver.refresh(asked) : try await driver.drive(asked, until: .ended)
                world.terminal.write(format.output.render((over + ended).map(RunView.init), details: true))
                // Stopped or ended otherwise: what was asked for is so. Only what cannot be told is no success.
                if ended.contains(where: { ExitStatus($0) == .unknown }) { throw Failure(.unknown) }
            } catch let error as ControlError {
                throw Failure(error)
            }
        }
    }
}
