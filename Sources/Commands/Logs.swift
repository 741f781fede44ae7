import ArgumentParser
import AWS
import ECS
import JSON
import Jobs
import Ledger

struct Logs: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what the containers of a run wrote.",
        discussion: """
            Reads the stream that the awslogs driver writes; in the sandbox also the output of containers without a \
            log configuration. Several containers or tasks are told apart by a prefix.
            """)

    @Argument(help: "The run (an id or the beginning of one), or a job for its newest run.") var run: String
    @Option(help: "Only this container.") var container: String?
    @Option(help: "Only the unit of this index.") var index: Int?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    var endsAtOnce: Bool { !connection.sandbox }

    func run(in world: World) async throws {
        try await connection.withSession(onlyLooks: true, world) { session in
            let snapshot = try await RunChoice.find(run, in: session.readLedger())
            let run = snapshot.run
            if let index, !run.plannedUnits.units.contains(index) {
                let last = run.plannedUnits
                throw Failure(
                    .error, "\(run.id) has no index \(index)",
                    wayOut: last.count == 1 ? "it has one task, of index \(last)" : "its indexes are \(last)")
            }
            let launches = snapshot.launches.filter { index == nil || $0.key.unit == index }
                .filter { $0.taskArn != nil }
            guard !launches.isEmpty else {
                let what = index.map { "index \($0) of \(run.id)" } ?? "\(run.id)"
                let yet = run.status.isFinal ? "has had no task" : "has no task yet"
                throw Failure(.error, "\(what) \(yet), so there are no logs")
            }
            do {
                let streams = try await streams(of: snapshot.run, launches, session)
                try await show(streams, session)
            } catch let error as AWSError {
                throw Failure(error)
            }
        }
    }

    /// A stream of logs, and how its lines are told apart from others'.
    private struct Stream {
        let prefix: String
        let group: String
        let name: String
    }

    private func streams(of run: Run, _ launches: [Launch], _ session: Session) async throws -> [Stream] {
        let described = try await session.ecs.describeTaskDefinition(run.taskDefinition)
        let definitions = described?.definition["containerDefinitions"]?.array ?? []
        let wanted = run.containers.map(\.name).filter { container == nil || $0 == container }
        guard !wanted.isEmpty else {
            throw Failure(.error, "\(run.id) has no container '\(container ?? "")'")
        }
        var streams: [Stream] = []
        for launch in launches {
            for name in wanted {
                let definition = definitions.first { $0["name"]?.string == name }
                guard let place = place(definition, session) else {
                    throw Failure(
                        .error, "container '\(name)' does not log to CloudWatch Logs",
                        wayOut: "give it a logConfiguration with logDriver awslogs")
                }
                let task = ARN(launch.taskArn ?? "")?.name ?? ""
                let unit = run.units > 1 ? "[\(launch.key.unit)] " : ""
                let many = wanted.count > 1 ? "\(name) " : ""
                streams.append(
                    Stream(
                        prefix: unit.isEmpty && many.isEmpty ? "" : "\(unit)\(many)| ", group: place.group,
                        name: "\(place.prefix)/\(name)/\(task)"))
            }
        }
        return streams
    }

    private func place(_ container: JSON?, _ session: Session) -> (group: String, prefix: String)? {
        let isSandbox = session.settings.endpoint(.ecs).isLoopback
        let log = container?["logConfiguration"]
        if log?["logDriver"]?.string == "awslogs", let group = log?["options"]?["awslogs-group"]?.string {
            if let prefix = log?["options"]?["awslogs-stream-prefix"]?.string { return (group, prefix) }
            return isSandbox ? (group, "sandbox") : nil
        }
        return isSandbox ? ("/purser/sandbox", "sandbox") : nil
    }

    private func show(_ streams: [Stream], _ session: Session) async throws {
        var lines: [LogLine] = []
        for stream in streams {
            var token: String?
            var isThere = false
            while let page = try await session.ecs.getLogEvents(
                group: stream.group, stream: stream.name, nextToken: token)
            {
                isThere = true
                lines += page.events.map {
                    LogLine(time: $0.time.precise, prefix: stream.prefix, stream: stream.name, message: $0.message)
                }
                guard let next = page.nextToken, next != token else { break }
                token = next
            }
            if !isThere {
                session.world.terminal.note(
                    "purser: there is no stream '\(stream.name)' in '\(stream.group)': the container has written nothing, or never started\n"
                )
            }
        }
        // Several streams become one by time; lines of the same time stay in the order of their stream.
        let sorted = lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        switch format.output {
        case .json: session.world.terminal.write(Rendering.json(sorted.map(\.element)))
        case .text:
            session.world.terminal.write(sorted.map { $0.element.prefix + $0.element.message + "\n" }.joined())
        }
    }
}

/// A line that a container wrote.
private struct LogLine: Encodable {
    let time: String
    let prefix: String
    let stream: String
    let message: String

    enum CodingKeys: String, CodingKey {
        case time
        case stream
        case message
    }
}
