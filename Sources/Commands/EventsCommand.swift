import AWS
import ArgumentParser
import ECS
import Events
import Ledger

/// `purser events`: what ECS says in its events.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Take in the events of ECS, and look at what they told.",
        discussion: """
            ECS sends each change of a task or a container instance at least once, and in any order. Of each the \
            highest version is kept, beside the ledger; duplicates and late ones change nothing, and are counted.
            """,
        subcommands: [EventsSetup.self, EventsIngest.self, EventsReceive.self, EventsTail.self])
}

struct EventsSetup: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Make what events are kept in, where it is missing.",
        discussion: """
            Beside a ledger in a table of DynamoDB these are the tables ECSTaskState and ECSCtrInstanceState, paid by \
            the request, for all sets of the account and region. Beside a ledger in a file it is that file, which the \
            first event makes anyway.
            """)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        let access = try connection.ledgerAccess(world)
        let made = try await access.setUpEvents()
        switch format.output {
        case .json: world.terminal.write(Rendering.json(["made": made]))
        case .text:
            let text = made.isEmpty ? "all is there already\n" : made.map { "\($0): made\n" }.joined()
            world.terminal.write(text)
        }
    }
}

struct EventsIngest: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Take in the events of a file or of standard input, one as JSON on each line.",
        discussion: """
            An event may come as EventBridge sends it, wrapped by SNS or SQS, or as its detail alone. How far a file \
            was read is kept with what it brought: the same command again goes on behind it, killed in between or \
            not, and takes in what was appended. Standard input is read on in the same way where --source names it. \
            Exit code 1 where a record was no event of ECS; all others are taken in.
            """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @Option(help: "Keep the place of the source under this name; by default a file's is kept under its path.")
    var source: String?
    @Flag(help: "Read from the start, whatever was read before.") var fromStart = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if let source, source.isEmpty || source.utf8.count > 200 {
            throw ValidationError("--source is a name of at most 200 bytes.")
        }
    }

    private var isStandardInput: Bool { file == "-" }

    func run(in world: World) async throws {
        let path = world.path(file)
        if !isStandardInput, !world.files.exists(path) { throw Failure(.error, "no such file: '\(file)'") }
        if !isStandardInput, world.files.isFolder(path) { throw Failure(.error, "'\(file)' is a folder") }
        let store = try await connection.ledgerAccess(world).openEvents()
        let name = source.map { "source:\($0)" } ?? (isStandardInput ? nil : "file:\(path)")
        let known: SourcePosition?
        do throws(LedgerError) {
            known = if let name { try await store.position(of: name) } else { nil }
        } catch {
            throw Failure(error)
        }
        let title = isStandardInput ? "standard input" : file
        let (records, begun) = try opened(path, title, known, world)
        let ingestion = EventIngestion(world: world, store: store, title: title, name: name)
        let outcome = try await ingestion.run(records, from: begun, known: known)
        let view = IngestView(title, outcome)
        world.terminal.write(format.output == .json ? Rendering.json(view) : view.text)
        if outcome.isCut {
            world.terminal.note("\(title): the last record is not whole yet, and was left for the next time\n")
        }
        if world.isInterrupted { throw Failure(.interrupted) }
        if outcome.tally.problems > 0 { throw Failure(.error) }
    }

    /// Opens the source at the place to which it was read.
    private func opened(
        _ path: String, _ title: String, _ known: SourcePosition?, _ world: World
    ) throws(Failure) -> (EventSource, begun: SourcePosition) {
        func reading<Value>(_ read: () throws(FileReadingError) -> Value) throws(Failure) -> Value {
            do throws(FileReadingError) { return try read() } catch {
                throw Failure(.error, "cannot read '\(title)': \(error.reason)")
            }
        }
        if let known, !fromStart {
            let found = try reading { () throws(FileReadingError) in try readOn(path, known, world) }
            if let found {
                world.terminal.note("\(title): \(known.records) records were taken in before; going on behind them\n")
                return (found, known)
            }
            guard !isStandardInput else {
                throw Failure(
                    .error, "standard input does not bring what was taken in as '\(source ?? "")' before",
                    wayOut: "give another --source, or --from-start to take all of it in")
            }
            world.terminal.note("\(title): not the file that was taken in before; reading from its start\n")
        }
        let start = SourcePosition.start
        let opened = try reading { () throws(FileReadingError) in try stream(path, from: 0, world) }
        guard let stream = opened else { throw Failure(.error, "no such file: '\(file)'") }
        return (EventSource(ByteReader(stream), from: start, before: [], mayGrow: !isStandardInput, world), start)
    }

    private func stream(
        _ path: String, from offset: Int64, _ world: World
    ) throws(FileReadingError) -> (any ByteStream)? {
        isStandardInput ? world.files.standardInput() : try world.files.stream(path, from: offset)
    }

    /// The source behind a place; nil where what is before the place is not what was taken in.
    private func readOn(
        _ path: String, _ known: SourcePosition, _ world: World
    ) throws(FileReadingError) -> EventSource? {
        let length = Int64(Tail.length)
        // A pipe has no places: all that was taken in passes by.
        let skipped = max(0, known.offset - length)
        guard let stream = try stream(path, from: skipped, world) else { return nil }
        var reader = ByteReader(stream)
        if isStandardInput {
            var left = skipped
            while left > 0 {
                let passed = try reader.take(Int(min(left, 1 << 16)))
                guard !passed.isEmpty else { return nil }
                left -= Int64(passed.count)
            }
        }
        let before = try reader.take(Int(known.offset - skipped))
        guard Int64(before.count) == known.offset - skipped, Tail(before).digest == known.digest else { return nil }
        return EventSource(reader, from: known, before: before, mayGrow: !isStandardInput, world)
    }
}

/// What `events ingest` answers.
struct IngestView: Encodable {
    struct Kind: Encodable {
        let taken: Int
        let duplicate: Int
        let late: Int
    }

    let source: String
    /// How many records were taken in before, by earlier calls.
    let recordsBefore: Int64
    let records: Int
    let tasks: Kind
    let instances: Kind
    /// How many records were no events, by what is wrong with them.
    let malformed: [String: Int]
    /// The file ends in a record that is not whole yet.
    let isCut: Bool

    private let tally: EventTally

    private enum CodingKeys: String, CodingKey {
        case source, recordsBefore, records, tasks, instances, malformed, isCut
    }

    init(_ source: String, _ outcome: EventIngestion.Outcome) {
        func kind(_ kind: EventKind) -> Kind {
            Kind(
                taken: outcome.tally[.change(kind, .taken)], duplicate: outcome.tally[.change(kind, .duplicate)],
                late: outcome.tally[.change(kind, .late)])
        }
        self.source = source
        recordsBefore = outcome.begun.records
        records = outcome.tally.records
        tasks = kind(.task)
        instances = kind(.instance)
        isCut = outcome.isCut
        tally = outcome.tally
        var malformed: [String: Int] = [:]
        for kind in EventProblem.Kind.allCases where tally[.problem(kind)] > 0 {
            malformed[kind.rawValue] = tally[.problem(kind)]
        }
        self.malformed = malformed
    }

    var text: String {
        let ends = "\(tally.total(.taken)) taken in, \(tally.total(.duplicate)) duplicate, \(tally.total(.late)) late"
        var text = "\(source): \(records) \(records == 1 ? "record" : "records"): \(ends)"
        guard tally.problems > 0 else { return text + "\n" }
        let kinds = EventProblem.Kind.allCases.filter { tally[.problem($0)] > 0 }
        text += ", \(tally.problems) malformed ("
        text += kinds.map { "\(tally[.problem($0)]) \($0.words)" }.joined(separator: ", ")
        return text + ")\n"
    }
}
