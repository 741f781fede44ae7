import Diagnostics
import ArgumentParser
import ECS
import Events
import JSON
import Jobs
import Ledger

struct Tasks: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "List the tasks that events told of, the last changed first.",
        discussion: "Shows what 'purser events' took in, of all tasks of its clusters; asks ECS nothing.")

    @Option(help: "Only tasks of this cluster, by name or ARN.") var cluster: String?
    @Option(help: "Only tasks of this status, such as RUNNING.") var status: String?
    @Option(help: "Only tasks of this job.") var job: String?
    @Option(help: "How many at most.") var limit = 50
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number from 1.") }
    }

    func run(in world: World) async throws {
        let store = try await connection.ledgerAccess(world).readEvents()
        do throws(LedgerError) {
            let query = StateQuery(
                cluster: cluster, status: status?.uppercased(), startedBy: job.map(TaskView.startedBy), limit: limit)
            let views = try await store.states(.task, matching: query).map(TaskView.init)
            switch format.output {
            case .json: world.terminal.write(Rendering.json(views))
            case .text:
                let rows = [["TASK", "CLUSTER", "STATUS", "STARTED BY", "CHANGED", "NOTE"]] + views.map(\.cells)
                let lines = views.isEmpty ? ["No tasks."] : Rendering.table(rows)
                world.terminal.write(lines.map { $0 + "\n" }.joined())
            }
        } catch {
            throw Failure(error)
        }
    }
}

/// A task as `tasks` shows it.
struct TaskView: Encodable {
    let task: String
    let cluster: String?
    let status: String?
    let desiredStatus: String?
    let version: Int64
    /// The job of Purser that it belongs to; nil for tasks of others.
    let job: String?
    let startedBy: String?
    let taskDefinition: String?
    let containerInstance: String?
    let changedAt: String?
    let stopCode: String?
    let reason: String?
    let exitCodes: [String: Int]

    init(_ state: KeptState) {
        task = state.arn
        cluster = state.cluster
        status = state.status
        desiredStatus = state.detail["desiredStatus"]?.string
        version = state.version
        startedBy = state.startedBy
        job = state.startedBy.flatMap(TaskView.job)
        taskDefinition = state.detail["taskDefinitionArn"]?.string
        containerInstance = state.detail["containerInstanceArn"]?.string
        changedAt = state.time?.precise
        stopCode = state.detail["stopCode"]?.string
        reason = state.detail["stoppedReason"]?.string
        var codes: [String: Int] = [:]
        for container in state.detail["containers"]?.array ?? [] {
            if let name = container["name"]?.string, let code = container["exitCode"]?.int { codes[name] = code }
        }
        exitCodes = codes
    }

    var cells: [String] {
        var notes: [String] = []
        // The warning of Spot comes while the task still runs.
        if let desiredStatus, let status, desiredStatus != status, desiredStatus == TaskStatus.stopped.rawValue {
            notes.append("is to stop")
        }
        if !exitCodes.isEmpty {
            notes.append(
                "exit codes "
                    + exitCodes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
        }
        if let reason { notes.append(reason) }
        return [
            ARN(task)?.name ?? task, cluster.flatMap { ARN($0)?.name } ?? "-", status ?? "-", startedBy ?? "-",
            changedAt ?? "-", notes.joined(separator: "; "),
        ].map(DisplayText.escaped)
    }

    /// How `startedBy` begins for all tasks of a job.
    static func startedBy(_ job: String) -> String { "\(ClientToken.startedByPrefix)\(job)/" }

    /// The job that `startedBy` names; nil for tasks of others.
    private static func job(_ startedBy: String) -> String? {
        let parts = startedBy.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] + "/" == ClientToken.startedByPrefix ? String(parts[1]) : nil
    }
}
