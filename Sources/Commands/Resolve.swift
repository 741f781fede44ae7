import AWS
import ArgumentParser
import Controller
import ECS
import Jobs
import Ledger

struct Resolve: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Say what became of a launch that Purser cannot tell: it was launched, or it was not.",
        discussion: """
            A run is unknown where a launch was sent, no definite answer came back, and the time in which the same request
            may be sent again is over. Look into ECS and CloudTrail for the startedBy that 'purser status' shows.
            """)

    @Argument(help: "The run.") var run: String
    @Option(help: "The index of the unit, where the run has several.") var index = 0
    @Option(help: "The ARN of the task that was launched.") var launched: String?
    @Flag(help: "Nothing was launched: the run ends as refused.") var notLaunched = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if (launched == nil) == !notLaunched {
            throw ValidationError("Give one of --launched ARN and --not-launched.")
        }
    }

    func run(in world: World) async throws {
        try await connection.withSession(world) { session in
            let ledger = try await session.openExistingLedger()
            let snapshot = try await RunChoice.find(run, in: ledger)
            guard let launch = snapshot.current[index], launch.state == .unknown else {
                throw Failure(.error, "unit \(index) of \(snapshot.run.id) is not unknown: there is nothing to resolve")
            }
            if let launched { try await check(launched, is: launch, of: snapshot.run, session) }
            let driver = session.driver(ledger, ProgressView(world: world))
            do {
                let task = launched.map { ECSTask(taskArn: $0) }
                let resolved = try await driver.resolve(launch.key, of: snapshot, launched: task)
                world.terminal.write(format.output.render([RunView(resolved)], details: true))
            } catch let error as ControlError {
                throw Failure(error)
            }
        }
    }

    /// A task that ECS still knows must carry the launch's `startedBy`; one that it has forgotten is taken on trust.
    private func check(_ arn: String, is launch: Launch, of run: Run, _ session: Session) async throws(Failure) {
        let tasks: [ECSTask]
        do {
            tasks = try await session.ecs.describeTasks(cluster: run.cluster, arns: [arn]).tasks
        } catch {
            throw Failure(error)
        }
        guard let task = tasks.first, task.startedBy != launch.startedBy else { return }
        throw Failure(
            .error, "\(arn) is not this launch: its startedBy is '\(task.startedBy ?? "")'",
            wayOut: "the launch's startedBy is '\(launch.startedBy)'")
    }
}
