import ArgumentParser
import Diagnostics
import ECS
import JSON
import Jobs
import Manifests

struct Render: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Show manifests as they are understood: defaults written out, files read, variables filled in.",
        discussion: """
            With --why each value tells where it comes from: a manifest, the Defaults of a folder, a variable, the \
            file of the task definition, or the language itself. Secret variables are shown as (secret).

            With --raw the files are only read as YAML, whatever they are about: each document is one line of JSON, \
            its keys sorted, with aliases and merge keys resolved and scalars read by the core schema of YAML 1.2. \
            The values of variables with 'secret: true' are shown as (secret).
            """)

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var file: ConfigurationOptions
    @OptionGroup var choice: JobChoice
    @OptionGroup var format: OutputOptions
    @Flag(help: "Say of each value where it comes from.") var why = false
    @Flag(help: "Print the YAML tree of each document as JSON, one line each.") var raw = false

    func validate() throws {
        if raw, why || !choice.names.isEmpty || choice.selector != nil {
            throw ValidationError("--raw shows whole files: it does not go with --job, --selector or --why")
        }
    }

    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        if raw { return try await runRaw(in: world) }
        let settings = try Settings.load(file, beside: manifests.paths, world)
        let loading = try await ManifestInput(world: world).jobs(manifests, settings, choice, isExplaining: why)
        let jobs = loading.jobs.sorted { $0.job.name < $1.job.name }
        switch format.output {
        case .json:
            world.terminal.write(Rendering.json(jobs.map { RenderedJob($0, loading.secrets, why: why) }))
        case .text:
            let texts = jobs.map { loaded in
                YAMLText.manifest(
                    name: loaded.job.name, labels: loaded.job.labels, spec: loading.secrets.masked(loaded.job.spec),
                    comment: { loaded.origins[$0]?.text })
            }
            world.terminal.write(texts.joined(separator: "---\n"))
        }
    }
}

extension Render {
    private func runRaw(in world: World) async throws {
        let input = ManifestInput(world: world)
        // The configuration is a file like any other here, right or wrong.
        let none = Settings(configuration: nil, root: world.folder, path: nil)
        let trees = try await input.sources(manifests, none).files.map { RawTree($0) }
        let diagnostics = trees.flatMap(\.diagnostics)
        input.report(diagnostics)
        if diagnostics.contains(where: { $0.severity == .error }) { throw Failure(.error) }
        var secrets = Secrets()
        for tree in trees { secrets.formUnion(tree.secrets) }
        world.terminal.conceal(secrets)
        let documents = trees.flatMap(\.documents)
        world.terminal.write(documents.map { [secrets] in secrets.masked($0).canonical + "\n" }.joined())
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
    /// By JSON pointer; nil where nobody asked.
    let origins: [String: OriginView]?

    init(_ loaded: LoadedJob, _ secrets: Secrets, why: Bool) {
        metadata = Metadata(name: loaded.job.name, labels: loaded.job.labels)
        spec = secrets.masked(loaded.job.spec)
        origins =
            why
            ? Dictionary(
                loaded.origins.map { ($0.key.pointer, OriginView($0.value)) }, uniquingKeysWith: { first, _ in first })
            : nil
    }
}

/// Where a value comes from, for programs.
private struct OriginView: Encodable {
    /// What was filled in, and where its value was given.
    struct Fill: Encodable {
        let name: String
        let source: String
    }

    let kind: String
    let path: String?
    let line: Int?
    let column: Int?
    let fills: [Fill]

    init(_ origin: Origin) {
        kind = origin.kind.rawValue
        path = origin.place?.file.path
        line = origin.place?.start.line
        column = origin.place?.start.column
        fills = origin.fills.map { Fill(name: $0.name, source: $0.source.text) }
    }
}

extension Origin {
    /// `jobs/report.yaml:12, vars.image from purser.yaml:4`.
    fileprivate var text: String {
        let fills = fills.map { ", \($0.name) from \($0.source.text)" }.joined()
        guard let place else { return "default" + fills }
        let written = "\(DisplayText.escaped(place.file.path)):\(place.start.line)"
        switch kind {
        case .manifest, .language: return written + fills
        case .defaults: return written + " (Defaults)" + fills
        case .taskDefinition: return written + " (task definition)" + fills
        }
    }
}

extension Variable.Source {
    /// `purser.yaml:4`, `--var`, `PURSER_VAR_image`.
    fileprivate var text: String {
        switch self {
        case .file(let span): "\(DisplayText.escaped(span.file.path)):\(span.start.line)"
        case .option: "--var"
        case .environment(let name): "the environment, \(name)"
        case .manifest: "metadata.name"
        }
    }
}

extension JSONPath {
    /// The place as a JSON pointer (RFC 6901): `/spec/tags/0/key`.
    fileprivate var pointer: String {
        steps.map { step in
            switch step {
            case .key(let key): "/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
            case .index(let index): "/\(index)"
            }
        }.joined()
    }
}
