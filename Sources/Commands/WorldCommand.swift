import ArgumentParser

/// A command that knows the outside only through the `World` it is given.
protocol WorldCommand: AsyncParsableCommand {
    /// Does the command's work.
    ///
    /// - Throws: `Failure`; anything else is a fault of ours.
    func run(in world: World) async throws
}

extension WorldCommand {
    mutating func run() async throws {
        let command = self
        try await Live.withWorld { world in
            do {
                try await command.run(in: world)
            } catch let failure as Failure {
                if let text = failure.text { world.terminal.note(text) }
                throw ExitCode(failure.status.rawValue)
            }
        }
    }
}
