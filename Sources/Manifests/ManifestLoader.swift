package import Diagnostics
import ECS
package import Schedules
import YAML

/// Reads manifests: text to jobs, with everything that is wrong said in one pass.
package struct ManifestLoader: Sendable {
    private let surroundings: Surroundings
    private let sources: ManifestSources
    private var diagnostics: [Diagnostic] = []
    private var said: Set<Diagnostic> = []
    /// The names of the variables that are asked for.
    private var usedVariables: Set<String> = []
    private var defaults: FolderDefaults
    /// The paths of files that are the task definitions of manifests, and no manifests.
    private var taskDefinitions: Set<String> = []

    /// What became of a file.
    private struct FileOutcome: Sendable {
        /// What is wrong with its text, or with a document that is no job.
        var problems: [Diagnostic] = []
        var jobs: [Outcome] = []
    }

    /// What became of a document that is to be a job.
    private struct Outcome: Sendable {
        let job: NamedDocument?
        let diagnostics: [Diagnostic]
        let secrets: Secrets
        let usedVariables: Set<String>
    }

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
        _ files: [SourceFile], variables: Variables = [:], environment: [String: String] = [:],
        zones: ZoneCatalog? = nil, readFile: @escaping @Sendable (String) -> SourceFile?
    ) -> Loading {
        load(
            ManifestSources(files), variables: variables, environment: environment, zones: zones, readFile: readFile)
    }

    /// The same for files that were found in different ways; `isExplaining` tells of each value where it comes from.
    package static func load(
        _ sources: ManifestSources, variables: Variables = [:], environment: [String: String] = [:],
        zones: ZoneCatalog? = nil, isExplaining: Bool = false, readFile: @escaping @Sendable (String) -> SourceFile?
    ) -> Loading {
        let surroundings = Surroundings(
            variables: variables, environment: environment, zones: zones, isExplaining: isExplaining,
            readFile: readFile)
        var loader = ManifestLoader(sources, surroundings)
        let early = sources.files.map { loader.early($0) }
        loader.prepare(early)
        let ready = loader
        return loader.loading(of: zip(sources.files, early).map { ready.outcome(of: $0, $1) })
    }

    /// The same, with the files shared out among the processors; what is found does not depend on how.
    ///
    /// Without `makesJobs` the documents are checked and counted only.
    package static func loadConcurrently(
        _ sources: ManifestSources, variables: Variables = [:], environment: [String: String] = [:],
        zones: ZoneCatalog? = nil, isExplaining: Bool = false, makesJobs: Bool = true,
        readFile: @escaping @Sendable (String) -> SourceFile?
    ) async -> Loading {
        let surroundings = Surroundings(
            variables: variables, environment: environment, zones: zones, isExplaining: isExplaining,
            makesJobs: makesJobs, readFile: readFile)
        var loader = ManifestLoader(sources, surroundings)
        let start = loader
        let early = await sources.files.concurrentMap { start.early($0) }
        loader.prepare(early)
        let ready = loader
        let files = Array(zip(sources.files, early))
        return loader.loading(of: await files.concurrentMap { ready.outcome(of: $0.0, $0.1) })
    }

    private init(_ sources: ManifestSources, _ surroundings: Surroundings) {
        self.sources = sources
        self.surroundings = surroundings
        defaults = FolderDefaults(root: sources.folder)
    }

    /// The tree of a file that must be known before the others: one that may hold defaults, or name a file.
    ///
    /// All others are read when their turn comes, so that the trees of thousands of files are never there at once.
    private func early(_ file: SourceFile) -> Reading? {
        // A word may be written with escapes.
        let isNeeded =
            file.bytes.contains(UInt8(ascii: "\\")) || file.bytes.contains(word: "Defaults")
            || (!sources.found.isEmpty && file.bytes.contains(word: "file"))
        return isNeeded ? YAMLReader.read(file) : nil
    }

    /// Takes what other files need to know: the defaults of folders, and which files are task definitions.
    private mutating func prepare(_ readings: [Reading?]) {
        for file in sources.above { readAbove(file) }
        taskDefinitions = taskDefinitions(in: readings.compactMap(\.self))
        for case (let file, let reading?) in zip(sources.files, readings) where !isTaskDefinition(file) {
            for document in reading.documents where !document.isBroken && ManifestLoader.isDefaults(document) {
                take(defaults: document)
            }
        }
        say(defaults.diagnostics)
    }

    /// The files that manifests name as their task definitions.
    private func taskDefinitions(in readings: [Reading]) -> Set<String> {
        guard !sources.found.isEmpty else { return [] }
        let paths = readings.lazy.flatMap(\.documents).compactMap { document in
            DocumentReading.taskDefinitionPath(in: document, surroundings)
        }
        return Set(paths)
    }

    private func isTaskDefinition(_ file: SourceFile) -> Bool {
        !taskDefinitions.isEmpty && sources.found.contains(file.path)
            && taskDefinitions.contains(ManifestPath.normalized(file.path))
    }

    /// What becomes of a file, once the defaults are known; `early` is its tree where it was read before.
    private func outcome(of file: SourceFile, _ early: Reading?) -> FileOutcome {
        if isTaskDefinition(file) { return FileOutcome() }
        let reading = early ?? YAMLReader.read(file)
        var outcome = FileOutcome(problems: reading.diagnostics)
        func report(_ code: ManifestCode, _ message: String, at span: SourceSpan) {
            outcome.problems.append(Diagnostic(code.rawValue, .error, message, at: span))
        }
        let isReadable = !reading.diagnostics.contains { $0.severity == .error }
        if reading.documents.isEmpty, isReadable {
            let start = SourcePosition(offset: 0, line: 1, column: 1)
            let span = SourceSpan(file: file, start: start, end: start)
            report(.noDocument, "expected a manifest, found an empty file", at: span)
        }
        for document in reading.documents where !document.isBroken {
            if document.entries == nil {
                report(.notAMapping, ManifestLoader.expectation, at: document.span)
            } else if let stranger = ManifestLoader.stranger(document) {
                outcome.problems.append(stranger)
            } else if !ManifestLoader.isDefaults(document) {
                var reading = DocumentReading(surroundings)
                let job = reading.job(document, defaults: defaults, isReadable: isReadable)
                outcome.jobs.append(
                    Outcome(
                        job: job, diagnostics: reading.diagnostics, secrets: reading.secrets,
                        usedVariables: reading.usedVariables))
            }
        }
        return outcome
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

    /// Takes the defaults in a file above the manifests; what else is in it is another command's matter.
    private mutating func readAbove(_ file: SourceFile) {
        let reading = YAMLReader.read(file)
        let found = reading.documents.filter { !$0.isBroken && ManifestLoader.isDefaults($0) }
        guard !found.isEmpty else { return }
        say(reading.diagnostics)
        for document in found { take(defaults: document) }
    }

    private mutating func take(defaults document: Node) {
        var reading = DocumentReading(surroundings)
        reading.checkDefaults(document)
        say(reading.diagnostics)
        usedVariables.formUnion(reading.usedVariables)
        defaults.add(document)
    }

    private static func isDefaults(_ document: Node) -> Bool {
        document["kind"]?.string == "Defaults" && stranger(document) == nil
    }

    private consuming func loading(of files: [FileOutcome]) -> Loading {
        var secrets = surroundings.secrets
        for file in files { say(file.problems) }
        for outcome in files.lazy.flatMap(\.jobs) {
            say(outcome.diagnostics)
            secrets.formUnion(outcome.secrets)
            usedVariables.formUnion(outcome.usedVariables)
        }
        let named = files.flatMap { $0.jobs.compactMap(\.job) }
        let sound = distinct(named)
        say(JobGraph(named).diagnostics)
        var jobs = sound.compactMap(\.job)
        let shown = ManifestLoader.shown(of: diagnostics + jobs.compactMap(\.refusal))
        for index in jobs.indices { jobs[index].refusal = jobs[index].refusal?.concealing(shown, secrets) }
        return Loading(
            jobs: jobs, count: sound.count,
            unserved: sound.compactMap {
                $0.unserved.isEmpty ? nil : UnservedJob(name: $0.name, features: $0.unserved)
            },
            diagnostics: diagnostics.map { $0.concealing(shown, secrets) },
            secrets: secrets, usedVariables: usedVariables)
    }

    /// The files of diagnostics without what the lines around their places are not to show.
    ///
    /// Each file is read once more for it, however many diagnostics it has.
    private static func shown(of diagnostics: [Diagnostic]) -> [ObjectIdentifier: SourceFile] {
        var shown: [ObjectIdentifier: SourceFile] = [:]
        for file in diagnostics.lazy.flatMap(\.files) where shown[ObjectIdentifier(file)] == nil {
            let ranges = SecretPlaces(in: file).ranges
            shown[ObjectIdentifier(file)] = ranges.isEmpty ? file : file.concealing(ranges)
        }
        return shown
    }

    /// The sound documents of which the name is given once.
    private mutating func distinct(_ documents: [NamedDocument]) -> [NamedDocument] {
        let places = Dictionary(grouping: documents, by: \.name)
        var sound: [NamedDocument] = []
        for document in documents {
            let same = places[document.name] ?? []
            // Only as many as are shown are looked for: a file may give one name thousands of times.
            let others = same.lazy.filter { $0.span != document.span }.prefix(3)
            if others.isEmpty {
                if document.isSound { sound.append(document) }
                continue
            }
            // Told at the first place, with the others.
            guard document.span == same.first?.span else { continue }
            say([
                Diagnostic(
                    ManifestCode.duplicateJob.rawValue, .error,
                    "the job name '\(document.name)' is given \(same.count) times", at: document.span,
                    hint: "give each job a name of its own",
                    related: others.map { Diagnostic.Related("also given here", at: $0.span) })
            ])
        }
        return sound
    }

    /// Adds what was not said before: a file that several jobs share has its problems once.
    private mutating func say(_ new: [Diagnostic]) {
        diagnostics += new.filter { said.insert($0).inserted }
    }
}

extension [UInt8] {
    /// Whether an ASCII word stands anywhere in the bytes.
    package func contains(word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first else { return true }
        var at = 0
        while at + word.count <= count {
            if self[at] == first, self[at..<(at + word.count)].elementsEqual(word) { return true }
            at += 1
        }
        return false
    }
}
