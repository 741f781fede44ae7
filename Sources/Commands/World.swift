import AWS
import Diagnostics
import ECS
import Synchronization

/// All that a command knows of the outside; put together in `Live.swift`, and nowhere else.
struct World: Sendable {
    /// The environment variables of the process.
    let environment: [String: String]
    /// The folder that relative paths start from.
    let folder: String
    let files: any FileSystem
    let terminal: ConcealingTerminal
    /// The machine's time; waiting goes on whatever is pressed.
    let steadyClock: any WallClock
    /// A number of at least 0 and below 1, another one each time.
    let random: @Sendable () -> Double
    /// 32 hexadecimal digits, others each time.
    let makeID: @Sendable () -> String
    let transport: any HTTPTransport
    let runProcess: CredentialProcess
    /// How often Ctrl-C was pressed.
    private(set) var interruptions: @Sendable () -> Int
    /// Brings the same number each time that Ctrl-C is pressed from now on.
    let presses: @Sendable () -> AsyncStream<Int>
    /// From the first call on SIGTERM does not end the process, but is told here.
    let terminations: @Sendable () -> AsyncStream<Void>
    /// How often it may be pressed before waiting ends.
    private(set) var patience = 0
    /// The options that a command after this one has to be given too, to speak of the same runs.
    var repeated: [String] = []

    /// The machine's time; waiting ends with an error when Ctrl-C is pressed.
    var clock: any WallClock {
        InterruptibleClock(base: steadyClock, patience: patience, interruptions: interruptions)
    }

    /// The network; calls that only ask end with an error when Ctrl-C is pressed.
    var attentiveTransport: any HTTPTransport {
        AttentiveTransport(base: transport, patience: patience, interruptions: interruptions, presses: presses)
    }

    /// Somebody pressed Ctrl-C, and waiting is over.
    var isInterrupted: Bool { interruptions() > patience }

    /// The same world for who goes on after Ctrl-C was pressed so often.
    func after(_ interruptions: Int) -> World {
        var world = self
        world.patience = interruptions
        return world
    }

    /// Does work in the same world, in which SIGTERM counts as a press of Ctrl-C.
    ///
    /// - Throws: What the work throws.
    func takingTerminationForInterruption(_ work: (World) async throws -> Void) async throws {
        let heard = Terminated()
        let (terminations, pressed) = (terminations(), interruptions)
        var attentive = self
        attentive.interruptions = { pressed() + heard.count.load(ordering: .relaxed) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { for await _ in terminations { heard.count.add(1, ordering: .relaxed) } }
            try await work(attentive)
        }
    }

    /// Does work that is cancelled when somebody ends the process.
    ///
    /// - Throws: `failure` then; else what the work throws.
    func untilTerminated(
        _ failure: Failure, _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        let terminations = terminations()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                for await _ in terminations { throw failure }
                // Nobody tells it any more: the work alone counts.
                return false
            }
            while let isDone = try await group.next(), !isDone {}
        }
    }

    /// Tells why a command fails.
    func tell(_ failure: Failure) {
        if let text = failure.repeating(repeated).text { terminal.note(text) }
    }
}

/// How often SIGTERM came.
private final class Terminated: Sendable {
    let count = Atomic(0)
}

/// The disk, as far as commands use it.
protocol FileSystem: Sendable {
    /// The bytes of a file.
    ///
    /// - Throws: `FileReadingError` where it cannot be read; nil where it is not there.
    func read(_ path: String) throws(FileReadingError) -> [UInt8]?

    /// The same, with no more bytes than the bound says: nothing is held of a file that is too large anyway.
    func read(_ path: String, atMost bound: Int) throws(FileReadingError) -> [UInt8]?

    /// Writes a file whole or not at all, its folder made first.
    ///
    /// - Throws: `FileReadingError` with the reason; the old file is as it was.
    func write(_ bytes: [UInt8], to path: String) throws(FileReadingError)

    /// Appends to a file, made where it is missing.
    ///
    /// - Throws: `FileReadingError` with the reason.
    func append(_ bytes: [UInt8], to path: String) throws(FileReadingError)

    func remove(_ path: String)

    /// Takes a lock that ends with the value or with the process; nil where another process holds it.
    ///
    /// Any number may hold a lock that is shared, and nobody else then.
    ///
    /// - Throws: `FileReadingError` where the file of the lock cannot be made.
    func lock(_ path: String, isShared: Bool) throws(FileReadingError) -> FileLock?

    func isFolder(_ path: String) -> Bool

    func exists(_ path: String) -> Bool

    /// The paths of all files below a folder, sorted; hidden files and folders are left out, and links to folders are
    /// not followed.
    func filesBelow(_ folder: String) -> [String]

    /// The paths of the files in a folder, sorted; hidden ones are left out.
    func filesIn(_ folder: String) -> [String]

    /// Opens a file to read it piece by piece, from a place on; nil where it is not there.
    ///
    /// - Throws: `FileReadingError` where it cannot be read.
    func stream(_ path: String, from offset: Int64) throws(FileReadingError) -> (any ByteStream)?

    /// Standard input, to read it piece by piece.
    func standardInput() -> any ByteStream

    /// What standard input brings, to its end, with no more bytes than the bound says.
    func standardInput(atMost bound: Int) throws(FileReadingError) -> [UInt8]
}

extension FileSystem {
    func read(_ path: String, atMost bound: Int) throws(FileReadingError) -> [UInt8]? {
        try read(path).map { Array($0.prefix(bound)) }
    }
}

/// A lock on a file, held while the value lives.
final class FileLock: Sendable {
    private let release: @Sendable () -> Void

    init(release: @escaping @Sendable () -> Void) {
        self.release = release
    }

    deinit { release() }
}

/// Where a command writes.
protocol Terminal: Sendable {
    /// Results, to standard output.
    func write(_ text: String)

    /// A copy of the books, to standard output: as it is, since a copy that prints around something is none.
    func writeCopy(_ text: String)

    /// Progress and complaints, to standard error.
    func note(_ text: String)

    /// Prints around some texts from now on.
    func conceal(_ secrets: Secrets)

    /// Standard error is a terminal, and colours are welcome there.
    var isColoured: Bool { get }

    /// Standard output is a terminal.
    var isInteractive: Bool { get }
}
