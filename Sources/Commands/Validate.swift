import ArgumentParser
import Diagnostics
import Jobs
import Manifests

struct Validate: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check manifests, without asking AWS.",
        discussion: """
            Shows every problem of every file in one pass, sorted by file and place. Exit code 0, or 1 with errors, \
            or with warnings under --strict.

            The text goes to standard error, the other forms to standard output: json for programs, github as \
            annotations of a workflow (columns are counted in Unicode scalars), sarif as a SARIF 2.1.0 log for code \
            scanning. Files are called as they were given.
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var file: ConfigurationOptions
    @Option(name: .shortAndLong, help: "How to answer: text, json, github or sarif.") var output: ValidationForm = .text
    @Flag(help: "Count warnings as errors.") var strict = false

    var answersInJSON: Bool { output == .json }

    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        let input = ManifestInput(world: world)
        let settings = try Settings.load(file, beside: manifests.paths, world)
        let sources = try await input.sources(manifests, settings)
        let loading = try await input.load(sources, manifests, settings, makesJobs: false)
        let report = DiagnosticReport(loading.diagnostics)
        let isSound = report.errors == 0 && !(strict && report.warnings > 0)
        switch output {
        case .json: world.terminal.write(Rendering.json(report.json))
        case .github: world.terminal.write(report.json.map { WorkflowCommand.text($0) + "\n" }.joined())
        case .sarif:
            let log = SARIFLog(report, paths: sources.files.map(\.path), toolVersion: Version.text) { code in
                DiagnosticPage.of(code).map { SARIFLog.Rule(id: code, title: $0.title, page: $0.text) }
            }
            world.terminal.write(Rendering.json(log))
        case .text:
            input.report(loading.diagnostics)
            if isSound {
                let count = loading.count
                world.terminal.write("\(count) \(count == 1 ? "job is" : "jobs are") valid\n")
                world.terminal.write(Validate.note(on: loading.unserved, of: count))
            }
        }
        if !isSound { throw Failure(.error) }
    }
}

extension Validate {
    private static let shownJobs = 5

    /// That some jobs are valid and not run yet: no warning, since nothing is wrong with them.
    private static func note(on unserved: [UnservedJob], of count: Int) -> String {
        guard !unserved.isEmpty else { return "" }
        let names = unserved.prefix(shownJobs).map { "\($0.name) (\(UnservedFeature.list($0.features)))" }
        let more = unserved.count > shownJobs ? " and \(unserved.count - shownJobs) more" : ""
        let some = count == 1 ? "it is" : "\(unserved.count) of them \(unserved.count == 1 ? "is" : "are")"
        return "note: \(some) not run by this version yet: \(names.joined(separator: ", "))\(more)\n"
    }
}

/// In which form problems are told.
enum ValidationForm: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
    case github
    case sarif
}
