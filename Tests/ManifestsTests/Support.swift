// What the tests of the manifest language share: a job that is right in every way, ways to change it, and sources with
// marks.
import Diagnostics
import ECS
import JSON
import Jobs
import Manifests
import Schedules
import Testing

/// The tz database of this machine.
let zones = ZoneCatalog { name in try? Repository.bytes("/usr/share/zoneinfo/\(name)") }

/// Loads one manifest; `files` are what its `file:` may name.
func load(
    _ text: String, path: String = "job.yaml", files: [String: String] = [:], zones: ZoneCatalog? = nil
) -> Loading {
    ManifestLoader.load([SourceFile(path: path, bytes: Array(text.utf8))], zones: zones) { name in
        files[name].map { SourceFile(path: name, bytes: Array($0.utf8)) }
    }
}

func load(_ document: JSON) -> Loading {
    load(document.canonical, path: "job.json")
}

/// A job on Fargate with its task definition inline.
let soundJob: JSON = [
    "apiVersion": "purser/v1",
    "kind": "Job",
    "metadata": ["name": "report"],
    "spec": [
        "cluster": "batch",
        "launchType": "FARGATE",
        "networkConfiguration": ["awsvpcConfiguration": ["subnets": ["subnet-1"]]],
        "taskDefinition": [
            "family": "report", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256",
            "memory": "512",
            "containerDefinitions": [["name": "main", "image": "busybox:1.36", "command": ["true"]]],
        ],
        "timeout": ["attemptDurationSeconds": 3600],
    ],
]

/// A job that names its task definition and says nothing of capacity.
let plainJob: JSON = [
    "apiVersion": "purser/v1",
    "kind": "Job",
    "metadata": ["name": "report"],
    "spec": ["taskDefinition": "report:12", "timeout": ["attemptDurationSeconds": 3600]],
]

extension JSON {
    /// This value with another one at a place.
    ///
    /// The place is written `spec.timeout.attemptDurationSeconds` or `volumes.0.name`; objects on the way are made. Nil
    /// takes off what is there.
    func with(_ path: String, _ value: JSON?) -> JSON {
        with(path.split(separator: ".").map(String.init)[...], value)
    }

    private func with(_ steps: ArraySlice<String>, _ value: JSON?) -> JSON {
        guard let first = steps.first else { return value ?? .null }
        let rest = steps.dropFirst()
        if case .array(var items) = self, let index = Int(first) {
            let old = items.indices.contains(index) ? items[index] : .object([:])
            if items.indices.contains(index) { items.remove(at: index) }
            if !rest.isEmpty || value != nil { items.insert(old.with(rest, value), at: index) }
            return .array(items)
        }
        let members = object ?? [:]
        if rest.isEmpty { return JSON.object(members).setting(first, to: value) }
        return JSON.object(members).setting(first, to: (members[first] ?? .object([:])).with(rest, value))
    }
}

extension Loading {
    /// The codes of all that was said, sorted.
    var codes: [String] { diagnostics.map(\.code).sorted() }

    /// All that was said, as the command line shows it.
    var text: String {
        DiagnosticReport(diagnostics, limit: 100).text(DiagnosticRenderer(.plain))
    }
}

/// The only job of a loading without errors.
func soundJob(in loading: Loading, sourceLocation: SourceLocation = #_sourceLocation) throws -> Job {
    #expect(!loading.hasErrors, "\(loading.text)", sourceLocation: sourceLocation)
    return try #require(loading.jobs.first?.job, sourceLocation: sourceLocation)
}

/// A source in which one stretch is marked with ⟦ and ⟧.
struct MarkedSource {
    let text: String
    /// The stretch, in bytes.
    let range: Range<Int>

    init(_ marked: String) {
        let parts = marked.split(separator: "⟦", omittingEmptySubsequences: false)
        precondition(parts.count == 2, "a source has one mark")
        let rest = parts[1].split(separator: "⟧", omittingEmptySubsequences: false)
        precondition(rest.count == 2, "a mark is closed once")
        text = String(parts[0] + rest[0] + rest[1])
        range = parts[0].utf8.count..<(parts[0].utf8.count + rest[0].utf8.count)
    }
}
