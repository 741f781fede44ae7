import ArgumentParser
import Diagnostics

/// A command that knows the outside only through the `World` it is given.
protocol WorldCommand: AsyncParsableCommand {
    /// Does the command's work.
    ///
    /// - Throws: `Failure`; anything else is a fault of ours.
    func run(in world: World) async throws

    /// A program reads the answer: it is told of a failure too, in JSON.
    var answersInJSON: Bool { get }

    /// The options that say which runs it speaks of, as they were given: what follows needs them too.
    var repeated: [String] { get }

    /// It changes nothing, and nothing of others hangs on its process: Ctrl-C ends it at once.
    var endsAtOnce: Bool { get }
}

/// A command that answers people or programs.
protocol FormattedCommand: WorldCommand {
    var format: OutputOptions { get }
}

/// A command that speaks of one set, one AWS and one ledger.
protocol ConnectedCommand: FormattedCommand {
    var connection: ConnectionOptions { get }
}

extension ConnectedCommand {
    var repeated: [String] { connection.repeated }
}

extension WorldCommand {
    var answersInJSON: Bool { false }
    var endsAtOnce: Bool { false }
    var repeated: [String] { [] }
}

extension FormattedCommand {
    var answersInJSON: Bool { format.output == .json }
}

extension WorldCommand {
    mutating func run() async throws {
        let command = self
        try await Live.withWorld(endsAtOnce: endsAtOnce) { world in
            var world = world
            world.repeated = command.repeated
            do {
                try await command.run(in: world)
            } catch let failure as Failure {
                world.tell(failure)
                if command.answersInJSON { world.answer(failure) }
                throw ExitCode(failure.status.rawValue)
            }
        }
    }
}

/// What a failure is to a program: the one answer of a command that has no other.
struct FailureView: Encodable {
    struct Reason: Encodable {
        let exitCode: Int32
        let message: String?
        let help: String?
    }

    let error: Reason
    let diagnostics: [DiagnosticJSON]

    init(_ failure: Failure, _ diagnostics: [DiagnosticJSON]) {
        error = Reason(exitCode: failure.status.rawValue, message: failure.message, help: failure.wayOut)
        self.diagnostics = diagnostics
    }
}

extension World {
    /// Answers with a failure, where nothing was answered yet.
    func answer(_ failure: Failure) {
        guard !terminal.hasAnswered else { return }
        terminal.write(Rendering.json(FailureView(failure.repeating(repeated), terminal.diagnostics)))
    }
}
