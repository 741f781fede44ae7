import ArgumentParser
import Controller
import ECS
import Jobs
import Ledger
import Synchronization

struct Status: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the newest run of each job stands, or the runs named.",
        discussion: "Asks ECS once about tasks that have not ended, and writes down what it hears.")

    @Argument(help: "Runs (an id or the beginning of one) or jobs; all jobs without any.") var runs: [String] = []
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    var endsAtOnce: Bool { !connection.sandbox }

    func run(in world: World) async throws {
        try await connection.withSession(onlyLooks: true, world) { session in
            let ledger = try await session.openExistingLedger()
            let found = try await RunChoice.find(runs, in: ledger)
            try session.checkRegion(of: found)
            let troubles = Mutex(0)
            let driver = Driver(ledger: ledger, ecs: session.ecs, clock: session.clock) { event in
                guard case .trouble(let text) = event else { return }
                troubles.withLock { $0 += 1 }
                world.terminal.note("purser: warning: \(text)\n")
            }
            do {
                let fresh = try await driver.refresh(found)
                world.terminal.write(format.output.render(fresh.map(RunView.init), details: true))
                if fresh.isEmpty { session.ledgerAccess.pointToSandbox() }
                if troubles.withLock({ $0 }) > 0 {
                    let newest = fresh.compactMap(\.lastNews).max()
                    throw Failure(
                        .error,
                        "ECS cannot be asked: this is what the ledger has"
                            + (newest.map { ", as of \($0)" } ?? ""))
                }
            } catch let error as ControlError {
                throw Failure(error)
            }
        }
    }
}

extension RunSnapshot {
    /// When the newest of what the ledger has of the run happened.
    fileprivate var lastNews: Timestamp? {
        let launches = launches.flatMap { launch in
            [
                launch.createdAt, launch.lastSentAt, launch.task?.createdAt, launch.task?.startedAt,
                launch.task?.stoppedAt, launch.stop?.at, launch.outcome?.at,
            ]
        }
        return (launches + [run.createdAt, run.endedAt]).compactMap(\.self).max()
    }
}
