import ArgumentParser
import Jobs
import Manifests

struct HashCommand: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: "Print manifest hash and run key of each job, without asking AWS.",
        discussion: """
            The manifest hash covers the whole resolved spec; the run key only what changes a run. A task definition \
            that is named by its family alone is pinned by the plan, so its run key is not known before: it is shown \
            as '-'.
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var file: ConfigurationOptions
    @OptionGroup var choice: JobChoice
    @OptionGroup var format: OutputOptions

    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        let settings = try Settings.load(file, beside: manifests.paths, world)
        let loading = try await ManifestInput(world: world).jobs(manifests, settings, choice)
        let jobs = loading.jobs.map(\.job).sorted { $0.name < $1.name }
        let hashes = jobs.map(JobHashes.init)
        switch format.output {
        case .json: world.terminal.write(Rendering.json(hashes))
        case .text:
            let rows =
                [["JOB", "MANIFEST HASH", "RUN KEY"]] + hashes.map { [$0.job, $0.manifestHash, $0.runKey ?? "-"] }
            world.terminal.write(Rendering.table(rows).map { $0 + "\n" }.joined())
        }
    }
}

/// What identifies a job's manifest and its run.
private struct JobHashes: Encodable {
    let job: String
    let manifestHash: String
    let runKey: String?

    init(_ job: Job) {
        self.job = job.name
        manifestHash = job.manifestHash
        runKey = job.offlineRunKey?.rawValue
    }
}
