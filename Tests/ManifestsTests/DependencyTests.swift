// What documents say of each other: dependencies and groups, within a file and across files.
import Diagnostics
import JSON
import Manifests
import Testing

/// A file with one job for each entry: its name, and lines of its spec.
private func file(_ path: String, _ jobs: (name: String, lines: String)...) -> SourceFile {
    let documents = jobs.map { job in
        """
        apiVersion: purser/v1
        kind: Job
        metadata: {name: \(job.name)}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 60}
          \(job.lines)

        """
    }
    return SourceFile(path: path, bytes: Array(documents.joined(separator: "---\n").utf8))
}

private func load(_ files: SourceFile...) -> Loading {
    ManifestLoader.load(files) { _ in nil }
}

private func place(_ span: SourceSpan?) -> String {
    span.map { "\($0.file.path):\($0.start.line):\($0.start.column)" } ?? ""
}

@Suite struct `A dependency` {
    @Test func `is found in another file, before and after`() {
        let first = file("a.yaml", ("load", "dependsOn: [{job: extract}]"))
        let second = file("b.yaml", ("extract", ""), ("report", "dependsOn: [{job: load, condition: COMPLETE}]"))
        #expect(load(first, second).diagnostics.isEmpty)
        #expect(load(second, first).diagnostics.isEmpty)
    }

    @Test func `on a job that is not declared is told where, with the name that is close`() throws {
        let loading = load(file("a.yaml", ("load", "dependsOn: [{job: extrct}]")), file("b.yaml", ("extract", "")))
        #expect(loading.codes == ["M0041"])
        let diagnostic = try #require(loading.diagnostics.first)
        #expect(diagnostic.hint == "did you mean 'extract'?")
        #expect(diagnostic.span?.file.path == "a.yaml" && diagnostic.span?.start.line == 7)
        #expect(diagnostic.span?.start.column == 21)
    }

    @Test func `on a broken job is not blamed for it`() {
        let loading = load(file("a.yaml", ("load", "dependsOn: [{job: extract}]"), ("extract", "count: 0")))
        #expect(loading.codes == ["M0006"])
    }

    @Test func `that leads round is told once, with each edge and its place`() throws {
        let loading = load(
            file("a.yaml", ("extract", "dependsOn: [{job: report}]"), ("other", "dependsOn: [{job: extract}]")),
            file("b.yaml", ("load", "dependsOn: [{job: extract}]"), ("report", "dependsOn: [{job: load}]")))
        #expect(loading.codes == ["M0042"])
        let diagnostic = try #require(loading.diagnostics.first)
        #expect(diagnostic.message == "jobs wait for each other: extract -> report -> load -> extract")
        #expect(place(diagnostic.span) == "a.yaml:7:21")
        #expect(
            diagnostic.related.map { "\(place($0.span)) \($0.message)" } == [
                "b.yaml:15:21 'report' waits for 'load' here", "b.yaml:7:21 'load' waits for 'extract' here",
            ])
    }

    @Test func `may be one of several that lead round, and each is told`() {
        let loading = load(
            file(
                "a.yaml", ("a", "dependsOn: [{job: b}, {job: c}]"), ("b", "dependsOn: [{job: a}]"),
                ("c", "dependsOn: [{job: a}]"), ("d", "dependsOn: [{job: d}]"), ("e", "dependsOn: [{job: a}]")))
        #expect(loading.codes == ["M0042", "M0042", "M0042"])
        #expect(loading.diagnostics.last?.message == "the job 'd' waits for itself")
    }

    @Test func `in a very long row is followed to its end`() {
        let count = 400
        let documents = (0..<count).map { index in
            """
            {apiVersion: purser/v1, kind: Job, metadata: {name: j\(index)}, spec: {taskDefinition: r, \
            timeout: {attemptDurationSeconds: 60}, dependsOn: [{job: j\((index + 1) % count)}]}}

            """
        }
        let text = documents.joined(separator: "---\n")
        let loading = load(SourceFile(path: "a.yaml", bytes: Array(text.utf8)))
        #expect(loading.codes == ["M0042"])
        #expect(loading.diagnostics.first?.related.count == count - 1)
        #expect((loading.diagnostics.first?.message.count ?? 1000) < 200)
    }

    @Test(arguments: [
        ("arrayProperties: {size: 3}", []), ("arrayProperties: {size: 4}", ["M0044"]), ("count: 3", ["M0044"]),
        ("arrayProperties: {size: 1}", ["M0006"]),
    ])
    func `index by index needs arrays of one size`(other: String, codes: [String]) {
        let lines = "{dependsOn: [{job: extract, type: N_TO_N}], arrayProperties: {size: 3}}"
        let job = file("a.yaml", ("load", "dependsOn: [{job: extract, type: N_TO_N}]\n  arrayProperties: {size: 3}"))
        #expect(load(job, file("b.yaml", ("extract", other))).codes == codes, "\(lines)")
    }

    @Test(arguments: [
        ("dependsOn: [{job: b}, {job: b}]", ["M0045"]), ("dependsOn: [{type: N_TO_N}]", ["M0038", "M0043"]),
        ("dependsOn: [{job: b, type: SEQUENTIAL}]\n  arrayProperties: {size: 2}", ["M0043"]),
        ("dependsOn: [{type: SEQUENTIAL}]\n  arrayProperties: {size: 2}", []),
        ("dependsOn: [{job: b, type: N_TO_N}]", ["M0038"]), ("dependsOn: [{job: b, condition: COMPLETE}]", []),
    ])
    func `has a form that its type asks for`(lines: String, codes: [String]) {
        #expect(load(file("a.yaml", ("a", lines), ("b", ""))).codes == codes)
    }
}

@Suite struct `A concurrency group` {
    @Test func `has one limit in all files`() throws {
        let first = file("a.yaml", ("a", "concurrencyGroup: g\n  maxConcurrency: 2"))
        #expect(load(first, file("b.yaml", ("b", "concurrencyGroup: g\n  maxConcurrency: 2"))).codes == [])
        #expect(load(first, file("b.yaml", ("b", "concurrencyGroup: h"))).codes == [])
        let loading = load(first, file("b.yaml", ("b", "concurrencyGroup: g"), ("c", "concurrencyGroup: g")))
        #expect(loading.codes == ["M0047", "M0047"])
        let diagnostic = try #require(loading.diagnostics.first)
        #expect(diagnostic.span?.file.path == "b.yaml" && diagnostic.related.first?.span.file.path == "a.yaml")
    }
}
