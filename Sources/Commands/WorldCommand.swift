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

    /// It changes nothing, and nothing of others hangs on its process: Ctrl-C ends it at once.
    var endsAtOnce: Bool { get }
}

/// A command that answers people or programs.
protocol FormattedCommand: WorldCommand {
    var format: OutputOptions { get }
}

extension WorldCommand {
    var answersInJSON: Bool { false }
    var endsAtOnce: Bool { false }
}

extension FormattedCommand {
    var answersInJSON: Bool { format.output == .json }
}

extension WorldCommand {
    mutating func run() async throws {
        let command = self
        try await Live.withWorld(endsAtOnce: endsAtOnce) { world in
            do {
                try await command.run(in: world)
            } catch let error as Failure {
                // What failed because it was given up is no failure of AWS.
                let failure =
                    world.isInterrupted && error.status == .error ? Failure(.interrupted, "interrupted") : error
                world.tell(failure)
                if command.answersInJSON { world.answer(failure) }
                throw ExitCode(failure.status.rawValue)
            }
        }
    }
}

/// What a failure is to a program: the one answer of a command that has no other.
private struct FailureView: Encodable {
    struct Reason: Encodable {
        let exitCode: Int32
        let message: String?
        let help: String?
    }

    let error: Reason
    let diagnostics: [DiagnosticJSON]
}

extension World {
    /// Answers with a failure, where nothing was answered yet.
    func answer(_ failure: Failure) {
        guard !terminal.hasAnswered else { return }
        let reason = FailureView.Reason(
            exitCode: failure.status.rawValue, message: failure.message, help: failure.wayOut)
        terminal.write(Rendering.json(FailureView(error: reason, diagnostics: terminal.diagnostics)))
    }
}
