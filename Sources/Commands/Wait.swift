import ArgumentParser
import Controller
import ECS
import Jobs

struct Wait: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Follow runs to their end; the exit code says how they ended.",
        discussion: "Launches that an interrupted apply left open are made, and retries are started, as apply would.")

    @Argument(help: "Runs (an id or the beginning of one) or jobs; the newest run of every job without any.")
    var runs: [String] = []
    @Option(help: "Give up after so many seconds, with exit code 9; the runs go on.") var timeout: Int?
    @OptionGroup var launches: LaunchOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        try await connection.withSession(world) { session in
            let ledger = try await session.openExistingLedger()
            let found = try await RunChoice.find(runs, in: ledger)
            let detached = Failure(.interrupted, "detached: the runs go on", wayOut: "purser wait follows them again")
            do throws(Failure) {
                try await session.correctClock(by: found)
            } catch {
                throw error.status == .interrupted ? detached : error
            }
            let clock = DeadlineClock(
                clock: session.clock, end: timeout.map { session.clock.now() + .seconds($0) })
            let view = ProgressView(world: world)
            let driver = session.driver(ledger, view, clock: clock, maxLaunches: launches.maxLaunches)
            do {
                let ended = try await driver.drive(found, until: .ended)
                world.terminal.write(format.output.render(ended.map(RunView.init), details: true))
                if let failure = Failure(endOf: ended) { throw failure }
            } catch ControlError.detached {
                if world.isInterrupted { throw detached }
                throw Failure(.stillRunning, "gave up after \(timeout ?? 0) seconds: the runs go on")
            } catch let error as ControlError {
                throw Failure(error)
            }
        }
    }
}

/// A clock whose waits end with an error when a time is over.
private struct DeadlineClock: WallClock {
    let clock: AWSClock
    let end: Timestamp?

    func now() -> Timestamp { clock.now() }

    func sleep(for duration: Duration) async throws {
        guard let end else { return try await clock.sleep(for: duration) }
        let left = end - clock.now()
        guard left > .zero else { throw CancellationError() }
        try await clock.sleep(for: min(duration, left))
    }
}
