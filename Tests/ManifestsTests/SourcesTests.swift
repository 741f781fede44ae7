// Which files are manifests, and in which order and how often their problems are told.
import Diagnostics
import ECS
import JSON
import Jobs
import Manifests
import Testing

@Suite struct `A set of files` {
    private func file(_ path: String, _ text: String) -> SourceFile {
        SourceFile(path: path, bytes: Array(text.utf8))
    }

    private func job(_ name: String, _ spec: String = "taskDefinition: r") -> String {
        let spec = spec + ", timeout: {attemptDurationSeconds: 60}"
        return "apiVersion: purser/v1\nkind: Job\nmetadata: {name: \(name)}\nspec: {\(spec)}\n"
    }

    private let body = #"{"family": "f", "memory": "512", "containerDefinitions": [{"name": "a", "image": "b:1"}]}"#

    private func defaults(_ spec: String) -> String {
        "apiVersion: purser/v1\nkind: Defaults\nspec: {\(spec)}\n"
    }

    @Test func `leaves out what manifests name as their task definition, unless somebody named it`() {
        let files = [
            file("m/a.yaml", job("a", "taskDefinition: {file: \"td/${{ job.name }}.json\"}")),
            file("m/td/a.json", body), file("m/td/b.json", body),
        ]
        let read: @Sendable (String) -> SourceFile? = { [body] in SourceFile(path: $0, bytes: Array(body.utf8)) }
        var sources = ManifestSources(files, found: Set(files.map(\.path)))
        let loading = ManifestLoader.load(sources, readFile: read)
        #expect(loading.jobs.map(\.job.name) == ["a"])
        #expect(Set(loading.diagnostics.compactMap { $0.span?.file.path }) == ["m/td/b.json"], "\(loading.text)")
        sources.found = ["m/a.yaml", "m/td/b.json"]
        let named = ManifestLoader.load(sources, readFile: read)
        #expect(Set(named.diagnostics.compactMap { $0.span?.file.path }) == ["m/td/a.json", "m/td/b.json"])
    }

    @Test func `is given the defaults of the folders above, and nothing else of them`() throws {
        let above = [
            file("/repo/defaults.yaml", defaults("cluster: far, group: g") + "---\n" + job("other")),
            file("/repo/jobs/defaults.yaml", defaults("cluster: near")),
            file("/repo/broken.yaml", "kind: Job\nspec: Defaults\n"),
        ]
        let sources = ManifestSources([file("a.yaml", job("a"))], above: above, folder: "/repo/jobs")
        let loading = ManifestLoader.load(sources) { _ in nil }
        let found = try soundJob(in: loading)
        #expect(loading.jobs.count == 1 && found.cluster == "near" && found.spec["group"] == "g")
    }

    @Test func `tells a mistake in defaults above`() {
        let above = [file("/repo/d.yaml", defaults("clutser: far"))]
        let sources = ManifestSources([file("a.yaml", job("a"))], above: above, folder: "/repo")
        #expect(ManifestLoader.load(sources) { _ in nil }.codes == ["M0002"])
    }

    @Test func `is read the same by many processors as by one`() async {
        let files = (0..<300).map { index in
            file(
                "m/\(index).yaml",
                index % 7 == 0 ? "kind: [\(index)" : job("j\(index % 250)", "taskDefinition: r, count: \(index - 3)"))
        }
        let sources = ManifestSources(files)
        let alone = ManifestLoader.load(sources) { _ in nil }
        let together = await ManifestLoader.loadConcurrently(sources) { _ in nil }
        #expect(together.diagnostics == alone.diagnostics && alone.diagnostics.count > 50)
        #expect(together.jobs.map(\.job) == alone.jobs.map(\.job))
    }

    @Test func `may be JSON with characters in two halves`() throws {
        let text = #"""
            {"apiVersion": "purser/v1", "kind": "Job", "metadata": {"name": "a"}, "spec": {"taskDefinition": "r",
            "timeout": {"attemptDurationSeconds": 60}, "group": "\ud83d\ude00"}}
            """#
        let job = try soundJob(in: ManifestLoader.load([file("a.json", text)]) { _ in nil })
        #expect(job.spec["group"] == "😀")
    }
}

@Suite struct `The origin of a value` {
    private func file(_ path: String, _ text: String) -> SourceFile {
        SourceFile(path: path, bytes: Array(text.utf8))
    }

    @Test func `is a manifest, a folder's defaults, a variable, a task definition or the language`() throws {
        let manifest = """
            apiVersion: purser/v1
            kind: Job
            metadata: {name: report, labels: {team: data}}
            spec:
              taskDefinition: {file: td.json}
              timeout: {attemptDurationSeconds: "${{ vars.limit }}"}
              tags: {b: "1", a: "${{ job.name }}-${{ env.SHA }}"}
            """
        let defaults = """
            apiVersion: purser/v1
            kind: Defaults
            spec:
              cluster: far
              timeout: {attemptDurationSeconds: 9}
            """
        let body = """
            {"family": "f",
             "memory": "512",
             "containerDefinitions": [{"name": "a",
             "image": "b:1"}]}
            """
        var variables = VariableReading(file("vars.yaml", "x: 1\nlimit: 60\n"), environment: [:]).variables
        variables.add(Variables(environment: [:]))
        let loading = ManifestLoader.load(
            ManifestSources([file("report.yaml", manifest), file("defaults.yaml", defaults)]), variables: variables,
            environment: ["SHA": "0a1b"], isExplaining: true
        ) { SourceFile(path: $0, bytes: Array(body.utf8)) }
        let origins = try #require(loading.jobs.first).origins
        func origin(_ path: JSONPath) -> String {
            guard let origin = origins[path] else { return "none" }
            let place = origin.place.map { "\($0.file.path):\($0.start.line)" } ?? "-"
            return "\(origin.kind.rawValue) \(place) \(origin.fills.map(\.name).joined(separator: " "))"
        }
        let spec = JSONPath()["spec"]
        #expect(origin(JSONPath()["metadata"]["name"]) == "manifest report.yaml:3 ")
        #expect(origin(JSONPath()["metadata"]["labels"]["team"]) == "manifest report.yaml:3 ")
        #expect(origin(spec["cluster"]) == "defaults defaults.yaml:4 ")
        #expect(origin(spec["count"]) == "language - ")
        #expect(origin(spec["timeout"]["attemptDurationSeconds"]) == "manifest report.yaml:6 vars.limit")
        let container = spec["taskDefinition"]["containerDefinitions"][0]
        #expect(origin(container["image"]) == "taskDefinition td.json:4 ")
        #expect(origin(spec["tags"][0]["value"]) == "manifest report.yaml:7 job.name env.SHA")
        let limit = origins[spec["timeout"]["attemptDurationSeconds"]]?.fills.first?.source
        guard case .file(let span)? = limit else { return #expect(Bool(false), "the variable comes from a file") }
        #expect(span.file.path == "vars.yaml" && span.start.line == 2)
    }

    @Test func `is not looked for where nobody asks`() throws {
        #expect(try #require(load(plainJob).jobs.first).origins.isEmpty)
    }
}
