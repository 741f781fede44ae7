package import ArgumentParser

/// The command line.
///
/// Every command says its name: one that is derived from its type costs a look through all conformances of the program
/// at every start.
package struct Purser: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "purser",
        abstract: "Batch jobs for Amazon ECS: declared in YAML, reviewed in git, planned, and launched exactly once.",
        discussion: """
            A job is a manifest. 'plan' says what an apply would do, 'apply' does it, and the ledger (.purser/ledger.db)
            remembers every launch, so that applying again starts nothing twice.

              purser init                      write a first manifest and purser.yaml
              purser plan --sandbox            what would happen, on this machine's own ECS
              purser apply --sandbox --wait    make it happen, as real processes

            \(ExitStatus.table)
            """,
        version: Version.text,
        subcommands: [
            Init.self, Validate.self, PlanCommand.self, Apply.self, Status.self, History.self, Wait.self, Logs.self,
            Stop.self, RerunCommand.self, Resolve.self, LedgerCommand.self, Render.self, HashCommand.self,
            GraphCommand.self, SchemaCommand.self, Explain.self,
            SandboxCommand.self,
        ])

    package init() {}

    /// Runs the command that the process was started with, and ends the process with its exit code.
    package static func start() async {
        // Scripts ask for the version at each step, and the parser of words would take most of the time of the answer.
        if CommandLine.arguments.dropFirst() == ["--version"] {
            StandardTerminal(environment: [:]).write(Version.text + "\n")
        } else {
            await main()
        }
    }
}

/// The version of the program.
enum Version {
    static let text = "0.1.0"
}
