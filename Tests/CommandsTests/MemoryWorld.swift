// A world in memory: files are texts by their path, the terminal keeps what is written.
import AWS
import ArgumentParser
import Diagnostics
import ECS
import Synchronization

@testable import Commands

/// Files by their absolute path.
final class MemoryFiles: FileSystem {
    private let files: Mutex<[String: [UInt8]]>
    private let input: String

    init(_ files: [String: String], input: String = "") {
        self.files = Mutex(files.mapValues { Array($0.utf8) })
        self.input = input
    }

    func read(_ path: String) throws(FileReadingError) -> [UInt8]? { files.withLock { $0[path] } }

    func write(_ bytes: [UInt8], to path: String) throws(FileReadingError) { files.withLock { $0[path] = bytes } }

    func append(_ bytes: [UInt8], to path: String) throws(FileReadingError) {
        files.withLock { $0[path, default: []] += bytes }
    }

    func remove(_ path: String) { files.withLock { $0[path] = nil } }

    func lock(_ path: String, isShared: Bool) throws(FileReadingError) -> FileLock? { FileLock {} }

    func isFolder(_ path: String) -> Bool { paths.contains { $0.hasPrefix(path + "/") } }

    func exists(_ path: String) -> Bool { isFolder(path) || paths.contains(path) }

    func filesBelow(_ folder: String) -> [String] {
        paths.filter { path in
            path.hasPrefix(folder + "/") && !path.dropFirst(folder.count).contains("/.")
        }.sorted()
    }

    func filesIn(_ folder: String) -> [String] {
        filesBelow(folder).filter { !$0.dropFirst(folder.count + 1).contains("/") }
    }

    func stream(_ path: String, from offset: Int64) throws(FileReadingError) -> (any ByteStream)? {
        try read(path).map { MemoryStream($0.dropFirst(Int(offset))) }
    }

    func standardInput() -> any ByteStream { MemoryStream(Array(input.utf8)[...]) }

    func standardInput(atMost bound: Int) -> [UInt8] { Array(input.utf8.prefix(bound)) }

    private var paths: [String] { files.withLock { Array($0.keys) } }
}

/// Bytes that come in pieces of seven, so that hardly a line is in one piece.
private final class MemoryStream: ByteStream {
    private let rest: Mutex<ArraySlice<UInt8>>

    init(_ bytes: ArraySlice<UInt8>) { rest = Mutex(bytes) }

    func next(within patience: Duration) -> [UInt8]? {
        rest.withLock { rest in
            let piece = Array(rest.prefix(7))
            rest = rest.dropFirst(7)
            return piece
        }
    }
}

/// Keeps what is written.
final class MemoryTerminal: Terminal {
    private let lines = Mutex<(output: String, notes: String)>(("", ""))
    let isColoured = false
    let isInteractive = false

    var output: String { lines.withLock { $0.output } }
    var notes: String { lines.withLock { $0.notes } }

    func write(_ text: String) { lines.withLock { $0.output += text } }
    func writeCopy(_ text: String) { write(text) }
    func note(_ text: String) { lines.withLock { $0.notes += text } }
    func conceal(_ secrets: Secrets) {}
}

/// No time passes by itself.
private struct StillClock: WallClock {
    func now() -> Timestamp { Timestamp(seconds: 1_800_000_000) }
    func sleep(for duration: Duration) async throws {}
}

/// A network that nobody answers on.
private struct NoTransport: HTTPTransport {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        preconditionFailure("no test here may call the network")
    }
}

/// A world of which a test can see everything.
struct MemoryWorld {
    let files: MemoryFiles
    let terminal = MemoryTerminal()
    let world: World

    init(_ files: [String: String], environment: [String: String] = [:], folder: String = "/repo", input: String = "") {
        self.files = MemoryFiles(files, input: input)
        world = World(
            environment: environment, folder: folder, files: self.files, terminal: ConcealingTerminal(terminal),
            steadyClock: StillClock(), random: { 0.5 }, makeID: { String(repeating: "0", count: 32) },
            transport: NoTransport(),
            runProcess: { _ throws(CredentialProcessError) in throw CredentialProcessError("is not there") },
            interruptions: { 0 }, presses: { AsyncStream { _ in } },
            terminations: { AsyncStream { _ in } })
    }

    /// Runs a command as typed: its exit code, and all that it wrote.
    func run<Command: WorldCommand>(_ command: Command.Type, _ arguments: [String]) async throws -> (Int32, String) {
        var status: Int32 = 0
        do {
            let parsed = try Command.parse(arguments)
            try await parsed.run(in: world)
        } catch let failure as Failure {
            world.tell(failure)
            if try Command.parse(arguments).answersInJSON { world.answer(failure) }
            status = failure.status.rawValue
        }
        return (status, terminal.output + terminal.notes)
    }
}
