import Diagnostics
import ECS
import JSON
import YAML

/// What a document says that only means something together with others.
struct JobLinks {
    /// A job that is waited for.
    struct Dependency {
        let job: String
        /// Each index waits for the same index of the other job's array.
        let isByIndex: Bool
        /// Where the job is named.
        let span: SourceSpan
    }

    let dependencies: [Dependency]
    /// The size of the job's array; nil where it has none.
    let size: Int?
    /// The limit of the job's concurrency group, and where it is given.
    let limit: (group: String, value: Int, span: SourceSpan)?
    /// Nothing is known of the array, because it is broken.
    let isArrayBroken: Bool

    init(document: Node, spec: JSON) {
        let path = JSONPath()["spec"]
        dependencies = (spec["dependsOn"]?.array ?? []).enumerated().compactMap { index, dependency in
            guard let job = dependency["job"]?.string else { return nil }
            return Dependency(
                job: job, isByIndex: dependency["type"]?.string == "N_TO_N",
                span: document.span(of: path["dependsOn"][index]["job"]))
        }
        size = spec["arrayProperties"]?["size"]?.int
        isArrayBroken = spec["arrayProperties"] != nil && size == nil
        if let group = spec["concurrencyGroup"]?.string, spec["maxConcurrency"] != .null {
            let value = spec["maxConcurrency"]?.int ?? 1
            let name = spec["maxConcurrency"] == nil ? "concurrencyGroup" : "maxConcurrency"
            limit = (group, value, document.span(of: path[name]))
        } else {
            limit = nil
        }
    }
}

/// The jobs of all files, and what they say of each other.
struct JobGraph {
    private let jobs: [NamedDocument]
    private let places: [String: Int]
    private(set) var diagnostics: [Diagnostic] = []

    /// Of a name that is given twice the first document counts.
    init(_ jobs: [NamedDocument]) {
        self.jobs = jobs
        places = Dictionary(jobs.indices.map { (jobs[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
        checkNames()
        checkCycles()
        checkGroups()
    }

    private mutating func checkNames() {
        for job in jobs {
            for dependency in job.links.dependencies {
                guard let place = places[dependency.job] else {
                    let close = Suggestion.closest(to: dependency.job, among: jobs.map(\.name))
                    diagnostics.append(
                        Diagnostic(
                            ManifestCode.dependencyUnknown.rawValue,
                            "no job '\(dependency.job)' is declared, which '\(job.name)' waits for",
                            at: dependency.span,
                            hint: close.map { "did you mean '\($0)'?" }
                                ?? "name the files or the folder of both jobs, so that they are read together"))
                    continue
                }
                checkSizes(of: job, jobs[place], dependency)
            }
        }
    }

    private mutating func checkSizes(
        of job: NamedDocument, _ other: NamedDocument, _ dependency: JobLinks.Dependency
    ) {
        guard dependency.isByIndex, let size = job.links.size, size != other.links.size, !other.links.isArrayBroken
        else { return }
        let found = other.links.size.map { "an array of \($0)" } ?? "no array"
        diagnostics.append(
            Diagnostic(
                ManifestCode.dependencySizes.rawValue,
                "N_TO_N needs arrays of one size: '\(job.name)' has \(size), and '\(other.name)' is \(found)",
                at: dependency.span, related: [Diagnostic.Related("'\(other.name)' is here", at: other.span)]))
    }

    /// Tells of each way that leads back to where it began, with all its edges.
    private mutating func checkCycles() {
        // 0: not seen, 1: on the way from the start, 2: done.
        var states = [Int](repeating: 0, count: jobs.count)
        for start in jobs.indices where states[start] == 0 {
            // The way from the start: jobs, and the number of the edge that is next.
            var way: [(job: Int, next: Int)] = [(start, 0)]
            states[start] = 1
            while let (job, next) = way.last {
                let edges = jobs[job].links.dependencies
                guard next < edges.count else {
                    states[job] = 2
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                guard let target = places[edges[next].job] else { continue }
                switch states[target] {
                case 0:
                    states[target] = 1
                    way.append((target, 0))
                case 1:
                    let first = way.firstIndex { $0.job == target } ?? 0
                    reportCycle(way[first...].map { (job: $0.job, edge: $0.next - 1) })
                default: break
                }
            }
        }
    }

    private mutating func reportCycle(_ cycle: [(job: Int, edge: Int)]) {
        // Told from the job that comes first in the files, wherever the search began.
        let start = cycle.indices.min { cycle[$0].job < cycle[$1].job } ?? 0
        let turned = cycle[start...] + cycle[..<start]
        let names = turned.map { jobs[$0.job].name }
        let edges = turned.map { step in
            (jobs[step.job].name, jobs[step.job].links.dependencies[step.edge])
        }
        guard let first = edges.first else { return }
        let shown = names.count > 12 ? names.prefix(12) + ["... (\(names.count - 12) more)"] : names[...]
        diagnostics.append(
            Diagnostic(
                ManifestCode.dependencyCycle.rawValue,
                names.count == 1
                    ? "the job '\(names[0])' waits for itself"
                    : "jobs wait for each other: \((shown + [names[0]]).joined(separator: " -> "))",
                at: first.1.span, hint: "remove one of these dependencies",
                related: edges.dropFirst().map { name, edge in
                    Diagnostic.Related("'\(name)' waits for '\(edge.job)' here", at: edge.span)
                }))
    }

    /// The jobs of a group name one limit.
    private mutating func checkGroups() {
        var first: [String: (value: Int, span: SourceSpan, job: String)] = [:]
        for job in jobs {
            guard let limit = job.links.limit else { continue }
            guard let known = first[limit.group] else {
                first[limit.group] = (limit.value, limit.span, job.name)
                continue
            }
            guard known.value != limit.value else { continue }
            diagnostics.append(
                Diagnostic(
                    ManifestCode.groupDisagrees.rawValue,
                    "expected 'maxConcurrency' \(known.value) for the group '\(limit.group)', as in '\(known.job)', "
                        + "found \(limit.value)",
                    at: limit.span, hint: "give all jobs of the group the same 'maxConcurrency'",
                    related: [Diagnostic.Related("'\(known.job)' says \(known.value) here", at: known.span)]))
        }
    }
}
