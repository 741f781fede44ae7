import ArgumentParser
import Diagnostics
import Manifests

struct Validate: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check manifests, without asking AWS.",
        discussion: "Shows every problem of every file in one pass. Exit code 0, or 1 with problems.")

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var format: OutputOptions
    @Flag(help: "Count warnings as errors.") var strict = false

    func run(in world: World) async throws {
        let input = ManifestInput(world: world)
        let loading = try input.load(manifests.paths)
        let report = DiagnosticReport(loading.diagnostics)
        switch format.output {
        case .json: world.terminal.write(Rendering.json(report.json))
        case .text:
            input.report(loading.diagnostics)
            if !loading.hasErrors {
                let count = loading.jobs.count
                world.terminal.write("\(count) \(count == 1 ? "job is" : "jobs are") valid\n")
            }
        }
        if report.errors > 0 || (strict && report.warnings > 0) { throw Failure(.error) }
    }
}
