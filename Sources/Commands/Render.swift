import ArgumentParser
import JSON
import Jobs
import Manifests

struct Render: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Show manifests as they are understood: defaults written out, files read.")

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var format: OutputOptions
    @Option(help: "Only this job.") var job: String?

    func run(in world: World) async throws {
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
