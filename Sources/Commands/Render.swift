import ArgumentParser
import Diagnostics
import JSON
import Jobs
import Manifests

struct Render: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Show manifests as they are understood: defaults written out, files read.",
        discussion: """
            With --raw the files are only read as YAML, whatever they are about: each document is one line of JSON, its
            keys sorted, with aliases and merge keys resolved and scalars read by the core schema of YAML 1.2.
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var format: OutputOptions
    @Option(help: "Only this job.") var job: String?
    @Flag(help: "Print the YAML tree of each document as JSON, one line each.") var raw = false

    func validate() throws {
        if raw, job != nil { throw ValidationError("--raw shows whole files: it does not go with --job") }
    }

    func run(in world: World) async throws {
        if raw { return try runRaw(in: world) }
        var jobs = try ManifestInput(world: world).jobs(manifests.paths)
        if let job {
            jobs = jobs.filter { $0.name == job }
            if jobs.isEmpty { throw Failure(.error, "no manifest declares a job '\(job)'") }
        }
        jobs.sort { $0.name < $1.name }
        switch format.output {
        case .json:
            world.terminal.write(Rendering.json(jobs.map(RenderedJob.init)))
        case .text:
            let texts = jobs.map { YAMLText.manifest(name: $0.name, labels: $0.labels, spec: $0.spec) }
            world.terminal.write(texts.joined(separator: "---\n"))
        }
    }
}

extension Render {
    private func runRaw(in world: World) throws {
        let input = ManifestInput(world: world)
        let trees = try input.files(manifests.paths).map { RawTree($0) }
        let diagnostics = trees.flatMap(\.diagnostics)
        input.report(diagnostics)
        if diagnostics.contains(where: { $0.severity == .error }) { throw Failure(.error) }
        world.terminal.write(trees.flatMap(\.documents).map { $0.canonical + "\n" }.joined())
    }
}

/// A manifest in the form in which it is written.
private struct RenderedJob: Encodable {
    struct Metadata: Encodable {
        let name: String
        let labels: [String: String]
    }

    let apiVersion = "purser/v1"
    let kind = "Job"
    let metadata: Metadata
    let spec: JSON

    init(_ job: Job) {
        metadata = Metadata(name: job.name, labels: job.labels)
        spec = job.spec
    }
}
