import Diagnostics
import ArgumentParser
import ECS
import Events
import JSON
import Ledger

struct Instances: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "instances",
        abstract: "List the container instances that events told of, with the tasks on them.",
        discussion: "Shows what 'purser events' took in; asks ECS nothing. Fargate has no container instances.")

    @Option(help: "Only those of this cluster, by name or ARN.") var cluster: String?
    @Option(help: "Only those of this status, such as DRAINING.") var status: String?
    @Option(help: "How many at most.") var limit = 50
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number from 1.") }
    }

    func run(in world: World) async throws {
        let store = try await connection.ledgerAccess(world).readEvents()
        do throws(LedgerError) {
            let query = StateQuery(cluster: cluster, status: status?.uppercased(), limit: limit)
            let states = try await store.states(.instance, matching: query)
            let tasks = try await store.tasksOnInstances()
            let views = states.map { InstanceView($0, tasks: tasks[$0.arn] ?? 0) }
            switch format.output {
            case .json: world.terminal.write(Rendering.json(views))
            case .text:
                let rows = [["INSTANCE", "EC2", "CLUSTER", "STATUS", "AGENT", "TASKS", "CHANGED"]] + views.map(\.cells)
                let lines = views.isEmpty ? ["No container instances."] : Rendering.table(rows)
                world.terminal.write(lines.map { $0 + "\n" }.joined())
            }
        } catch {
            throw Failure(error)
        }
    }
}

/// A container instance as `instances` shows it.
private struct InstanceView: Encodable {
    let instance: String
    let ec2Instance: String?
    let cluster: String?
    let status: String?
    /// Agents disconnect and connect again several times an hour; that is no loss yet.
    let agentConnected: Bool?
    /// How many tasks on it have not stopped.
    let tasks: Int
    let version: Int64
    let changedAt: String?

    init(_ state: KeptState, tasks: Int) {
        instance = state.arn
        ec2Instance = state.detail["ec2InstanceId"]?.string
        cluster = state.cluster
        status = state.status
        agentConnected = state.detail["agentConnected"]?.bool
        self.tasks = tasks
        version = state.version
        changedAt = state.time?.precise
    }

    var cells: [String] {
        [
            ARN(instance)?.name ?? instance, ec2Instance ?? "-", cluster.flatMap { ARN($0)?.name } ?? "-",
            status ?? "-", agentConnected.map { $0 ? "connected" : "disconnected" } ?? "-", "\(tasks)",
            changedAt ?? "-",
        ].map(DisplayText.escaped)
    }
}
