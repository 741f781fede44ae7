import Diagnostics
import ECS
import JSON
import Jobs
import YAML

/// A job of which the name is known, broken or not: names must differ all the same.
struct NamedDocument {
    let name: String
    let span: SourceSpan
    let isSound: Bool
    /// Nil where something is wrong, or where only a check was asked for.
    let job: LoadedJob?
    let links: JobLinks
    /// What the job asks for that this version does not run.
    var unserved: [UnservedFeature] = []
}

/// The way of one document from its tree to a job.
///
/// Everything that is filled in, merged or read from elsewhere is put into the tree first, each node with the place
/// where it was written; one check of the whole tree follows.
struct DocumentReading {
    private let surroundings: Surroundings
    private(set) var diagnostics: [Diagnostic] = []
    /// The texts of the environment that went into the document and are not to be printed.
    private(set) var secrets = Secrets()
    /// The names of the variables that the document asks for.
    private(set) var usedVariables: Set<String> = []
    private var fills: [SourceSpan: Interpolation.Fill] = [:]
    /// The file that holds the body of the task definition.
    private var taskDefinition: SourceFile?

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    /// The job of a document; nil where not even its name is known.
    mutating func job(_ document: Node, defaults: FolderDefaults, isReadable: Bool) -> NamedDocument? {
        let written = document["metadata"]?["name"]
        let name = written.map { filled($0, job: nil) }
        let tree = resolved(defaults.applied(to: document), job: name?.string)
        var checker = ShapeChecker(table: ManifestShapes.table, index: .job, secrets: secretPlaces)
        let value = checker.value(of: tree, as: .structure("Job"))
        diagnostics += checker.diagnostics
        let title = value["metadata"]?["name"]?.string
        let spec = JobSpec.listingTags(value["spec"] ?? .null, in: tree["spec"])
        if spec.object != nil, !checker.isExhausted {
            diagnostics += JobRules(document: tree, name: title, spec: spec, zones: surroundings.zones).diagnostics
        }
        guard let title, let span = written?.span else { return nil }
        let links = JobLinks(document: tree, spec: spec)
        guard isReadable, !diagnostics.contains(where: { $0.severity == .error }) else {
            return NamedDocument(name: title, span: span, isSound: false, job: nil, links: links)
        }
        guard surroundings.makesJobs || DocumentReading.mayAskForMore(tree) else {
            return NamedDocument(name: title, span: span, isSound: true, job: nil, links: links)
        }
        let labels = (value["metadata"]?["labels"]?.object ?? [:]).compactMapValues(\.string)
        let job = JobSpec.job(name: title, labels: labels, spec: spec, allSecrets)
        guard surroundings.makesJobs else {
            return NamedDocument(
                name: title, span: span, isSound: true, job: nil, links: links, unserved: job.unserved)
        }
        let loaded = LoadedJob(
            job: job, nameSpan: span, path: span.file.path, origins: origins(of: job, in: tree, document.span),
            refusal: refusal(of: job, in: tree))
        return NamedDocument(
            name: title, span: span, isSound: true, job: loaded, links: links, unserved: job.unserved)
    }

    /// The job speaks of something that this version does not run; a check that makes no jobs looks closer only then.
    private static func mayAskForMore(_ tree: Node) -> Bool {
        UnservedFeature.allCases.contains { feature in
            feature.path.reduce(tree["spec"]) { $0?[$1] } != nil
        }
    }

    /// Why an apply refuses a job, with the place of what this version does not run.
    private func refusal(of job: Job, in tree: Node) -> Diagnostic? {
        let unserved = job.unserved
        let places = unserved.map { feature in
            tree.span(of: feature.path.reduce(JSONPath()["spec"]) { $0[$1] }, isKey: true)
        }
        guard let first = places.first else { return nil }
        return Diagnostic(
            ManifestCode.notServedYet.rawValue,
            "'\(job.name)' is not run: this version does not run \(UnservedFeature.list(unserved)) yet", at: first,
            hint: "apply the others by name, --job NAME, or by their files",
            related: zip(unserved, places).dropFirst().map { feature, place in
                Diagnostic.Related("\(feature.summary) are asked for here", at: place)
            })
    }

    /// Where each value of a job comes from, where somebody asks.
    private func origins(of job: Job, in tree: Node, _ document: SourceSpan) -> [JSONPath: Origin] {
        guard surroundings.isExplaining else { return [:] }
        let resolved: JSON = [
            "metadata": ["name": .string(job.name), "labels": .object(job.labels.mapValues(JSON.string))],
            "spec": job.spec,
        ]
        return Origins(of: resolved, in: tree, document: document, taskDefinition: taskDefinition, fills: fills).found
    }

    /// The texts that may stand in the document and are not to be printed.
    private var allSecrets: Secrets {
        if secrets.isEmpty { return surroundings.secrets }
        var all = surroundings.secrets
        all.formUnion(secrets)
        return all
    }

    /// Where values stand that are not to be printed.
    private var secretPlaces: Set<SourceSpan> {
        fills.isEmpty ? [] : Set(fills.filter(\.value.isSecret).keys)
    }

    /// Checks a document of `kind: Defaults` by itself, so that a mistake is told where no job is there to show it.
    mutating func checkDefaults(_ document: Node) {
        // Which job it will be is open: any name does for the check.
        let tree = resolved(document, job: "job")
        var checker = ShapeChecker(
            table: ManifestShapes.table, index: .job, partialBelow: "spec", secrets: secretPlaces)
        _ = checker.value(of: tree, as: .structure("Defaults"))
        diagnostics += checker.diagnostics
    }

    /// The tree with everything in it: variables, and the body of a task definition that stands in a file.
    private mutating func resolved(_ document: Node, job: String?) -> Node {
        let tree = filled(document, job: job)
        guard let spec = tree["spec"], let given = spec["taskDefinition"], given.entries != nil,
            let body = body(of: given)
        else { return tree }
        // As nearly always: the body stands in the document as it is to be.
        if body === given, fills.isEmpty { return tree }
        return tree.replacing("spec", with: spec.replacing("taskDefinition", with: filled(body, job: job)))
    }

    private mutating func filled(_ node: Node, job: String?) -> Node {
        guard Interpolation.concerns(node) else { return node }
        var interpolation = Interpolation(
            variables: surroundings.variables, environment: surroundings.environment, job: job)
        let filled = interpolation.filled(node)
        diagnostics += interpolation.diagnostics
        fills.merge(interpolation.fills) { _, new in new }
        secrets.formUnion(interpolation.secrets)
        usedVariables.formUnion(interpolation.used)
        return filled
    }

    /// The body of a task definition that is written inline or stands in a file; nil where the file cannot be used.
    private mutating func body(of given: Node) -> Node? {
        var reading = TaskDefinitionReading()
        defer { diagnostics += reading.diagnostics }
        guard given.entries?.count == 1, let file = given["file"], let name = file.string else {
            return reading.body(of: given)
        }
        // The path starts where it is written, which may be the defaults of a folder above.
        let path = ManifestPath.resolve(name, from: file.span.file.path)
        guard let source = surroundings.file(at: path) else {
            diagnostics.append(
                Diagnostic(
                    ManifestCode.fileUnreadable.rawValue, .error,
                    "cannot read the task definition '\(path.isEmpty ? name : path)'",
                    at: file.span,
                    hint: name.hasPrefix("/") ? nil : "the path starts at the folder of the file that names it"))
            return nil
        }
        taskDefinition = source
        guard let body = reading.body(in: source) else { return nil }
        guard body.entries != nil else {
            // What the file holds is not quoted: it may be any file.
            diagnostics.append(
                Diagnostic(
                    ManifestCode.notAMapping.rawValue, .error,
                    "expected a mapping with 'family' and 'containerDefinitions' in '\(path)'", at: file.span,
                    hint: "name the file of a task definition"))
            return nil
        }
        return body
    }

    /// The file that a document names as its task definition: its path, nil where it names none.
    static func taskDefinitionPath(in document: Node, _ surroundings: Surroundings) -> String? {
        guard let given = document["spec"]?["taskDefinition"], given.entries?.count == 1, let written = given["file"]
        else { return nil }
        let name = document["metadata"]?["name"]
        var reading = DocumentReading(surroundings)
        let job = name.map { reading.filled($0, job: nil) }?.string
        let file = reading.filled(written, job: job)
        return file.string.map { ManifestPath.resolve($0, from: written.span.file.path) }
    }
}
