package import Diagnostics
package import JSON
package import Schedules
import ECS
import YAML

/// Reads manifests: text to jobs, with everything that is wrong said in one pass.
package struct ManifestLoader {
    private let surroundings: Surroundings
    private var diagnostics: [Diagnostic] = []
    private var said: Set<Diagnostic> = []
    private var defaults = FolderDefaults()
    private var drafts: [(document: Node, isReadable: Bool)] = []

    /// So many bytes of a file are enough to know whether it is too large.
    package static let mostBytes = Bounds().bytes + 1

    /// Reads all documents of all files.
    ///
    /// - Parameters:
    ///   - files: The manifests, YAML or JSON.
    ///   - variables: The values of `${{ vars.NAME }}`.
    ///   - environment: The values of `${{ env.NAME }}`.
    ///   - zones: The time zones that there are; nil where their names are not to be checked.
    ///   - readFile: Reads a file that a manifest names; the path is made from the folder of the file that names it.
    ///     Nil where it cannot be read.
    /// - Returns: The sound jobs, and everything that is to be said.
    package static func load(
        _ files: [SourceFile], variables: [String: JSON] = [:], environment: [String: String] = [:],
        zones: ZoneCatalog? = nil, readFile: @escaping (String) -> SourceFile?
    ) -> Loading {
        let surroundings = Surroundings(
            variables: variables, environment: environment, zones: zones, readFile: readFile)
        var loader = ManifestLoader(surroundings: surroundings)
        for file in files {
            loader.read(file)
        }
        loader.say(loader.defaults.diagnostics)
        var named: [NamedDocument] = []
        for draft in loader.drafts {
            var reading = DocumentReading(surroundings)
            let document = reading.job(draft.document, defaults: loader.defaults, isReadable: draft.isReadable)
            loader.say(reading.diagnostics)
            if let document { named.append(document) }
        }
        let jobs = loader.distinct(named)
        loader.say(JobGraph(named).diagnostics)
        return Loading(jobs: jobs, diagnostics: loader.diagnostics)
    }

    private init(surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    private mutating func read(_ file: SourceFile) {
        let reading = YAMLReader.read(file)
        say(reading.diagnostics)
        let isReadable = !reading.diagnostics.contains { $0.severity == .error }
        if reading.documents.isEmpty, isReadable {
            let start = SourcePosition(offset: 0, line: 1, column: 1)
            let span = SourceSpan(file: file, start: start, end: start)
            say(.noDocument, "expected a manifest, found an empty file", at: span)
        }
        for document in reading.documents where !document.isBroken {
            if document.entries == nil {
                say(.notAMapping, ManifestLoader.expectation, at: document.span)
            } else if let stranger = ManifestLoader.stranger(document) {
                say([stranger])
            } else if document["kind"]?.string == "Defaults" {
                var reading = DocumentReading(surroundings)
                reading.checkDefaults(document)
                say(reading.diagnostics)
                defaults.add(document)
            } else {
                drafts.append((document, isReadable))
            }
        }
    }

    private static let expectation = "expected a manifest with 'apiVersion', 'kind', 'metadata' and 'spec'"

    /// What is said of a mapping that is no manifest at all: one thing, not one of each key.
    private static func stranger(_ document: Node) -> Diagnostic? {
        let wayOut = "keep what is no manifest out of the paths"
        if let version = document["apiVersion"], let name = version.string, !name.hasPrefix("purser"),
            Suggestion.closest(to: name, among: ["purser/v1"]) == nil, name.contains("/")
        {
            return Diagnostic(
                ManifestCode.unknownValue.rawValue, .error, "expected 'purser/v1' for 'apiVersion', found '\(name)'",
                at: version.span, hint: wayOut)
        }
        guard let entries = document.entries, let first = entries.first,
            entries.allSatisfy({ !["apiVersion", "kind", "metadata", "spec"].contains($0.key) })
        else { return nil }
        let isConfiguration = ManifestShapes.table["Configuration"][first.key] != nil
        // A key of a job, or nearly one of a manifest, is told by itself, with its place.
        let close = Suggestion.closest(to: first.key, among: ["apiVersion", "kind", "metadata", "spec"])
        if !isConfiguration, close != nil || ShapeIndex.job.place(of: first.key, near: JSONPath()) != nil { return nil }
        return Diagnostic(
            ManifestCode.notAMapping.rawValue, .error, "\(expectation), found '\(first.key)'", at: first.keySpan,
            hint: isConfiguration
                ? "a configuration is called 'purser.yaml'" : wayOut)
    }

    /// The jobs of which the name is given once.
    private mutating func distinct(_ documents: [NamedDocument]) -> [LoadedJob] {
        let places = Dictionary(grouping: documents, by: \.name)
        var jobs: [LoadedJob] = []
        for document in documents {
            let same = places[document.name] ?? []
            // Only as many as are shown are looked for: a file may give one name thousands of times.
            let others = same.lazy.filter { $0.span != document.span }.prefix(3)
            if others.isEmpty {
                if let job = document.job { jobs.append(job) }
                continue
            }
            say([
                Diagnostic(
                    ManifestCode.duplicateJob.rawValue, .error,
                    "the job name '\(document.name)' is given \(same.count) times", at: document.span,
                    hint: "give each job a name of its own",
                    related: others.map { Diagnostic.Related("also given here", at: $0.span) })
            ])
        }
        return jobs
    }

    /// Adds what was not said before: a file that several jobs share has its problems once.
    private mutating func say(_ new: [Diagnostic]) {
        diagnostics += new.filter { said.insert($0).inserted }
    }

    private mutating func say(_ code: ManifestCode, _ message: String, at span: SourceSpan) {
        say([Diagnostic(code.rawValue, .error, message, at: span)])
    }
}
