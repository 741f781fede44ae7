package import ArgumentParser
import Diagnostics

/// The command line.
///
/// Every command says its name: one that is derived from its type costs a look through all conformances of the program
/// at every start.
package struct Purser: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "purser",
        abstract: "Batch jobs for Amazon ECS: declared in YAML, reviewed in git, planned, and launched exactly once.",
        discussion: """
            A job is a manifest. 'plan' says what an apply would do, 'apply' does it, and the ledger \
            (.purser/ledger.db) remembers every launch, so that applying again starts nothing twice.

              purser init                      write a first manifest and purser.yaml
              purser plan --sandbox            what would happen, on this machine's own ECS
              purser apply --sandbox --wait    make it happen, as real processes

            \(ExitStatus.table)
            """,
        version: Version.text,
        subcommands: [
            Init.self, Validate.self, PlanCommand.self, Apply.self, Status.self, History.self, Wait.self, Logs.self,
            Stop.self, ControllerCommand.self, RerunCommand.self, Resolve.self, EventsCommand.self, Tasks.self,
            Instances.self, LedgerCommand.self, Render.self, HashCommand.self,
            GraphCommand.self, SchemaCommand.self, Explain.self,
            SandboxCommand.self,
        ])

    package init() {}

    /// Runs the command that the process was started with, and ends the process with its exit code.
    package static func start() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // Scripts ask for the version at each step, and the parser of words would take most of the time of the answer.
        if arguments == ["--version"] {
            StandardTerminal(environment: [:]).write(Version.text + "\n")
        } else if let complaint = complaint(about: arguments) {
            end(ValidationError(complaint), arguments)
        } else {
            do {
                var command = try parseAsRoot(arguments)
                if var waiting = command as? any AsyncParsableCommand {
                    try await waiting.run()
                } else {
                    try command.run()
                }
            } catch {
                end(error, arguments)
            }
        }
    }

    /// Ends the process; a program that asked for JSON is told of wrong usage as of any other failure.
    private static func end(_ error: any Error, _ arguments: [String]) -> Never {
        if exitCode(for: error) == .validationFailure, asksForJSON(arguments) {
            let text = message(for: error)
            let failure = Failure(.usage, text.split(separator: "\n").first.map(String.init) ?? text)
            StandardTerminal(environment: [:]).write(Rendering.json(FailureView(failure, [])))
        }
        exit(withError: error)
    }

    /// The words hold `--output json`, in one of its spellings.
    static func asksForJSON(_ arguments: [String]) -> Bool {
        let words = arguments.prefix { $0 != "--" }
        return zip(words, words.dropFirst()).contains { ["--output", "-o"].contains($0) && $1 == "json" }
            || words.contains { ["--output=json", "-o=json", "-ojson"].contains($0) }
    }

    /// That there is no such command, with the one that may have been meant; nil where there is.
    static func complaint(about arguments: [String]) -> String? {
        var commands: [any ParsableCommand.Type] = configuration.subcommands
        if let first = arguments.first, first.hasPrefix("--"),
            let close = Suggestion.closest(to: first, among: ["--version", "--help"])
        {
            return "There is no option '\(first)': did you mean '\(close)'?"
        }
        // 'purser help foo' is about a command as 'purser foo' is.
        for argument in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            guard !commands.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return nil }
            let names = commands.compactMap { $0.configuration.commandName }
            guard let index = names.firstIndex(of: argument) else {
                let close = Suggestion.closest(to: argument, among: names).map { ": did you mean '\($0)'?" }
                return "There is no command '\(argument)'" + (close ?? ".")
            }
            commands = commands[index].configuration.subcommands
        }
        return nil
    }
}

/// The version of the program.
enum Version {
    static let text = "0.1.0"
}
