import Diagnostics
import ArgumentParser
import ECS
import Events
import Ledger

struct EventsTail: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show the last events that were taken in, one a line; with --follow also those to come.",
        discussion: "Duplicates and late ones are marked: they have changed nothing.")

    @Option(help: "Only events of tasks of this job.") var job: String?
    @Option(help: "How many of the last ones.") var limit = 20
    @Flag(name: .shortAndLong, help: "Show those to come as well, until Ctrl-C.") var follow = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if limit < 0 { throw ValidationError("--limit is a number from 0.") }
    }

    func run(in world: World) async throws {
        let access = try connection.ledgerAccess(world)
        let prefix = job.map(TaskView.startedBy)
        var found = try await access.existingEvents()
        var last: Int64 = 0
        do {
            if let store = found {
                let newest = try await store.log(after: 0, startedBy: nil, limit: 1).last
                let changes = try await store.log(after: 0, startedBy: prefix, limit: limit)
                show(changes, world)
                last = max(newest?.number ?? 0, changes.last?.number ?? 0)
            }
            while follow {
                guard (try? await world.clock.sleep(for: .milliseconds(500))) != nil else { return }
                if found == nil { found = try await access.existingEvents() }
                guard let store = found else { continue }
                let changes = try await store.log(after: last, startedBy: prefix, limit: .max)
                if prefix == nil, let first = changes.first, first.number > last + 1 {
                    world.terminal.note("\(first.number - last - 1) events passed too quickly to be shown\n")
                }
                show(changes, world)
                last = changes.last?.number ?? last
            }
        } catch let error as LedgerError {
            throw Failure(error)
        }
    }

    private func show(_ changes: [LoggedChange], _ world: World) {
        let isColoured = world.terminal.isColoured && world.terminal.isInteractive
        for change in changes {
            let view = LoggedView(change)
            let text = format.output == .json ? Rendering.line(view) : view.line
            let isGrey = isColoured && format.output == .text && change.disposition != .taken
            world.terminal.write(isGrey ? "\u{1B}[2m\(text)\u{1B}[0m\n" : text + "\n")
        }
    }
}

/// An event as `events tail` shows it.
private struct LoggedView: Encodable {
    let number: Int64
    let receivedAt: String
    let kind: String
    let arn: String
    let version: Int64
    let status: String?
    let startedBy: String?
    let changedAt: String?
    let disposition: String

    init(_ change: LoggedChange) {
        number = change.number
        receivedAt = change.receivedAt.precise
        kind = change.kind.rawValue
        arn = change.arn
        version = change.version
        status = change.status
        startedBy = change.startedBy
        changedAt = change.time?.precise
        disposition = change.disposition.rawValue
    }

    var line: String {
        var words = [changedAt ?? receivedAt, kind, ARN(arn)?.name ?? arn, status ?? "-", "v\(version)"]
        if let startedBy { words.append(startedBy) }
        if disposition != Disposition.taken.rawValue { words.append("(\(disposition))") }
        return DisplayText.escaped(words.joined(separator: "  "))
    }
}
