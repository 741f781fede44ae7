import ECS
import Events
import Foundation
import JSON
import Ledger
import Testing

@testable import Commands

/// `purser events ingest`, and what shows what it took in.
@Suite struct EventIngestTests {
    private static func event(_ task: Int, version: Int, status: String = "RUNNING", startedBy: String? = nil) -> String
    {
        JSON.members([
            "version": "0", "id": "1", "detail-type": "ECS Task State Change", "source": "aws.ecs",
            "time": "2026-01-02T03:04:05Z",
            "detail": .members([
                "taskArn": .string("arn:aws:ecs:us-east-1:111122223333:task/jobs/\(task)"),
                "clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/jobs", "lastStatus": .string(status),
                "desiredStatus": "RUNNING", "version": .int(Int64(version)), "startedBy": startedBy.map(JSON.string),
                "updatedAt": .string("2026-01-02T03:04:0\(version).000Z"),
            ]),
        ]).canonical + "\n"
    }

    /// A world whose ledger is a real file, gone afterwards.
    private func withLedger(_ body: (_ run: Run, _ ledger: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "events-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ledger = "sqlite:\(folder)/ledger.db"
        try await body(Run(ledger: ledger), folder + "/ledger.db")
    }

    /// Runs commands on a world of files.
    struct Run {
        let ledger: String

        func callAsFunction<Command: WorldCommand>(
            _ command: Command.Type, _ arguments: [String], files: [String: String] = [:], input: String = ""
        ) async throws -> (status: Int32, output: String, notes: String) {
            let world = MemoryWorld(files, environment: ["PURSER_SET": "nightly"], input: input)
            let (status, _) = try await world.run(command, arguments + ["--ledger", ledger])
            return (status, world.terminal.output, world.terminal.notes)
        }

        func ingest(_ text: String, _ more: String...) async throws -> (status: Int32, output: String, notes: String) {
            try await self(EventsIngest.self, ["events.jsonl"] + more, files: ["/repo/events.jsonl": text])
        }
    }

    @Test func `events of a file are taken in once, however often the command is given`() async throws {
        try await withLedger { run, _ in
            let text = Self.event(1, version: 1) + Self.event(1, version: 3) + "\n" + Self.event(1, version: 2)
            let first = try await run.ingest(text)
            #expect(first.status == 0)
            #expect(first.output == "events.jsonl: 3 records: 2 taken in, 0 duplicate, 1 late\n")
            #expect(first.notes == "")
            let again = try await run.ingest(text)
            #expect(again.output == "events.jsonl: 0 records: 0 taken in, 0 duplicate, 0 late\n")
            #expect(again.notes == "events.jsonl: 3 records were taken in before; going on behind them\n")
            let grown = try await run.ingest(text + Self.event(1, version: 4) + Self.event(1, version: 4))
            #expect(grown.output == "events.jsonl: 2 records: 1 taken in, 1 duplicate, 0 late\n")
            let whole = try await run.ingest(text, "--from-start")
            #expect(whole.output == "events.jsonl: 3 records: 0 taken in, 0 duplicate, 3 late\n")
        }
    }

    @Test func `another file in the same place is read from its start`() async throws {
        try await withLedger { run, _ in
            _ = try await run.ingest(Self.event(1, version: 1) + Self.event(1, version: 2))
            for other in [Self.event(2, version: 1), Self.event(3, version: 1) + Self.event(3, version: 2) + "\n\n"] {
                let result = try await run.ingest(other)
                #expect(result.notes == "events.jsonl: not the file that was taken in before; reading from its start\n")
                #expect(result.output.contains(" taken in, 0 duplicate, 0 late"))
            }
        }
    }

    @Test func `a record that is being written is left for the next time`() async throws {
        try await withLedger { run, _ in
            let next = Self.event(1, version: 2)
            let cut = try await run.ingest(Self.event(1, version: 1) + next.prefix(50))
            #expect(cut.status == 0)
            #expect(cut.output == "events.jsonl: 1 record: 1 taken in, 0 duplicate, 0 late\n")
            #expect(cut.notes == "events.jsonl: the last record is not whole yet, and was left for the next time\n")
            let whole = try await run.ingest(Self.event(1, version: 1) + next.dropLast())
            #expect(whole.output == "events.jsonl: 1 record: 1 taken in, 0 duplicate, 0 late\n")
            let ended = try await run.ingest(Self.event(1, version: 1) + next)
            #expect(ended.output == "events.jsonl: 0 records: 0 taken in, 0 duplicate, 0 late\n")
        }
    }

    @Test func `records that are no events are told of and counted, and stop nothing`() async throws {
        try await withLedger { run, _ in
            let text = "nonsense\n" + Self.event(1, version: 1) + "{\"source\":\"aws.ec2\",\"detail\":{}}\n"
            let result = try await run.ingest(text + Self.event(2, version: 1) + String(repeating: "[]\n", count: 12))
            #expect(result.status == 1)
            #expect(
                result.output == """
                    events.jsonl: 16 records: 2 taken in, 0 duplicate, 0 late, 14 malformed \
                    (1 not JSON, 12 no event, 1 of another source)

                    """)
            let lines = result.notes.split(separator: "\n")
            #expect(lines.count == 11)
            #expect(
                lines[0] == "purser: warning: events.jsonl, record 1: not valid JSON at byte 0: expected a value")
            #expect(lines[1].hasPrefix("purser: warning: events.jsonl, record 3: its source is 'aws.ec2'"))
            #expect(lines[10] == "purser: warning: events.jsonl: 4 more are no events")
        }
    }

    @Test func `programs are answered in JSON`() async throws {
        try await withLedger { run, _ in
            let result = try await run.ingest(Self.event(1, version: 1) + "[]\n", "--output", "json")
            let view = try JSON(parsing: Array(result.output.utf8))
            #expect(view["records"] == 2)
            #expect(view["tasks"] == ["taken": 1, "duplicate": 0, "late": 0])
            #expect(view["malformed"] == ["notAnEvent": 1])
            #expect(view["recordsBefore"] == 0)
            #expect(view["isCut"] == false)
        }
    }

    @Test func `standard input keeps its place where it has a name`() async throws {
        try await withLedger { run, _ in
            let text = (1...40).map { Self.event($0, version: 1) }.joined()
            let nameless = try await run(EventsIngest.self, ["-"], input: text)
            #expect(nameless.output == "standard input: 40 records: 40 taken in, 0 duplicate, 0 late\n")
            let named = try await run(EventsIngest.self, ["-", "--source", "feed"], input: text)
            #expect(named.output == "standard input: 40 records: 0 taken in, 40 duplicate, 0 late\n")
            let grown = try await run(
                EventsIngest.self, ["-", "--source", "feed"], input: text + Self.event(1, version: 2))
            #expect(grown.output == "standard input: 1 record: 1 taken in, 0 duplicate, 0 late\n")
            let other = try await run(EventsIngest.self, ["-", "--source", "feed"], input: Self.event(9, version: 9))
            #expect(other.status == 1)
            #expect(other.notes.contains("does not bring what was taken in as 'feed' before"))
            // Half a record at the end of a pipe is all that will ever come of it.
            let cut = try await run(EventsIngest.self, ["-"], input: String(text.prefix(30)))
            #expect(cut.status == 1)
            #expect(cut.output.contains("1 not JSON"))
        }
    }

    @Test func `what is no file is refused`() async throws {
        try await withLedger { run, ledger in
            let missing = try await run(EventsIngest.self, ["nothing.jsonl"])
            #expect(missing.status == 1)
            #expect(missing.notes == "purser: error: no such file: 'nothing.jsonl'\n")
            let folder = try await run(EventsIngest.self, ["."], files: ["/repo/./a": ""])
            #expect(folder.status == 1)
            #expect(!FileManager.default.fileExists(atPath: ledger))
        }
    }

    @Test func `tasks, the log and container instances show what was taken in`() async throws {
        try await withLedger { run, _ in
            let instance = """
                {"containerInstanceArn":"arn:aws:ecs:us-east-1:111122223333:container-instance/jobs/ab","status":\
                "DRAINING","version":3,"agentConnected":false,"ec2InstanceId":"i-1"}

                """
            _ = try await run.ingest(
                Self.event(1, version: 2, startedBy: "purser/etl/0123")
                    + Self.event(2, version: 1, status: "HIBERNATING")
                    + Self.event(1, version: 1, startedBy: "purser/etl/0123") + instance)
            let tasks = try await run(Tasks.self, [])
            #expect(tasks.output.split(separator: "\n").count == 3)
            #expect(tasks.output.contains("1     jobs     RUNNING      purser/etl/0123  2026-01-02T03:04:02.000Z\n"))
            #expect(try await run(Tasks.self, ["--job", "etl"]).output.split(separator: "\n").count == 2)
            #expect(try await run(Tasks.self, ["--status", "stopped"]).output == "No tasks.\n")
            let json = try JSON(parsing: Array(try await run(Tasks.self, ["--output", "json"]).output.utf8))
            #expect(json.array?.compactMap { $0["job"]?.string } == ["etl"])
            #expect(json.array?.compactMap { $0["status"]?.string } == ["RUNNING", "HIBERNATING"])
            let instances = try await run(Instances.self, [])
            #expect(instances.output.contains("ab        i-1  -        DRAINING  disconnected  0      -\n"))
            let log = try await run(EventsTail.self, [])
            #expect(
                log.output == """
                    2026-01-02T03:04:02.000Z  task  1  RUNNING  v2  purser/etl/0123
                    2026-01-02T03:04:01.000Z  task  2  HIBERNATING  v1
                    2026-01-02T03:04:01.000Z  task  1  RUNNING  v1  purser/etl/0123  (late)
                    2027-01-15T08:00:00.000Z  instance  ab  DRAINING  v3

                    """)
            #expect(try await run(EventsTail.self, ["--job", "etl", "--limit", "1"]).output.contains("(late)"))
        }
    }

    @Test func `where nothing was taken in there is nothing to show, and no file is made`() async throws {
        try await withLedger { (run, ledger) async throws in
            #expect(try await run(Tasks.self, []).output == "No tasks.\n")
            #expect(try await run(Instances.self, []).output == "No container instances.\n")
            #expect(try await run(EventsTail.self, []).output == "")
            #expect(!FileManager.default.fileExists(atPath: ledger))
        }
    }
}

/// A source in batches: how they are cut, and where the source stands after each.
@Suite struct EventSourceTests {
    private func source(_ text: String, mayGrow: Bool = true) throws -> EventSource {
        let world = MemoryWorld(["/repo/a": text])
        let stream = try #require(try world.world.files.stream("/repo/a", from: 0))
        let start = SourcePosition(offset: 0, records: 0, digest: "")
        return EventSource(ByteReader(stream), from: start, before: [], mayGrow: mayGrow, world.world)
    }

    @Test func `a batch has a thousand records at the most`() throws {
        var source = try source(String(repeating: "[]\n", count: 2500))
        var counts: [Int] = []
        var offsets: [Int64] = []
        while true {
            let batch = try source.next()
            counts.append(batch.problems.count)
            offsets.append(batch.position.offset)
            if batch.isLast { break }
        }
        #expect(counts == [1000, 1000, 500])
        #expect(offsets == [3000, 6000, 7500])
    }

    @Test func `the digest is that of the bytes before the place`() throws {
        let line = String(repeating: "x", count: 3000) + "\n"
        let text = String(repeating: line, count: 5) + "{"
        var source = try source(text)
        let batch = try source.next()
        #expect(batch.isCut && batch.isLast)
        #expect(batch.position.records == 5)
        #expect(batch.position.offset == 15_005)
        #expect(batch.position.digest == Tail(Array(text.utf8.prefix(15_005))).digest)
    }

    @Test func `the last bytes are known however they were added`() {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        for size in [1, 100, 4095, 4096, 4097, 70_000] {
            var tail = Tail()
            for start in stride(from: 0, to: bytes.count, by: size) {
                tail.add(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(tail.digest == Tail(Array(bytes.suffix(4096))).digest)
        }
    }
}
