// What files and documents make which jobs, and how a task definition gets into one.
import Diagnostics
import ECS
import JSON
import Jobs
import Manifests
import Testing

private func document(_ name: String, _ taskDefinition: String = "report:1") -> String {
    """
    apiVersion: purser/v1
    kind: Job
    metadata: {name: \(name)}
    spec: {taskDefinition: \(taskDefinition), timeout: {attemptDurationSeconds: 60}}

    """
}

@Suite struct `Loading manifests` {
    @Test func `gives the defaults of everything that is left out`() throws {
        let job = try soundJob(in: load(document("a")))
        #expect(
            job.spec == [
                "trigger": ["onRevision": [:]], "onUnknown": "Fail", "suspend": false, "concurrencyPolicy": "Allow",
                "cluster": "default", "taskDefinition": "report:1", "count": 1,
                "retryStrategy": [
                    "attempts": 1, "maxIgnored": 5,
                    "backoff": [
                        "intervalSeconds": 10, "backoffRate": 2, "maxDelaySeconds": 360, "jitterStrategy": "FULL",
                    ],
                ],
                "launch": [
                    "attempts": 5,
                    "backoff": [
                        "intervalSeconds": 15, "backoffRate": 2, "maxDelaySeconds": 120, "jitterStrategy": "NONE",
                    ],
                    "provisioningTimeoutSeconds": 1800, "secondLookSeconds": 300,
                ],
                "timeout": ["attemptDurationSeconds": 60],
            ])
        #expect(job.hashed == ["taskDefinition": "report:1", "timeout": ["attemptDurationSeconds": 60]])
        #expect(job.policy.launch.backoff.delay(afterFailures: 2) == .seconds(30))
    }

    @Test func `takes every document of every file`() {
        let first = SourceFile(path: "a.yaml", bytes: Array((document("a") + "---\n" + document("b")).utf8))
        let second = SourceFile(path: "c.json", bytes: Array(plainJob.with("metadata.name", "c").pretty.utf8))
        let loading = ManifestLoader.load([first, second]) { _ in nil }
        #expect(loading.jobs.map(\.job.name) == ["a", "b", "c"])
        #expect(loading.jobs.map(\.path) == ["a.yaml", "a.yaml", "c.json"])
        #expect(loading.jobs[1].nameSpan.start.line == 8)
        #expect(loading.diagnostics.isEmpty)
    }

    @Test func `gives the sound jobs beside the broken ones`() {
        let loading = load(document("a") + "---\nkind: Job\n---\n" + document("b"))
        #expect(loading.jobs.map(\.job.name) == ["a", "b"])
        #expect(loading.hasErrors)
    }

    @Test func `refuses a name that is given twice, once and with both places`() {
        let first = SourceFile(path: "a.yaml", bytes: Array(document("same").utf8))
        let second = SourceFile(path: "b.yaml", bytes: Array((document("other") + "---\n" + document("same")).utf8))
        let loading = ManifestLoader.load([first, second]) { _ in nil }
        #expect(loading.jobs.map(\.job.name) == ["other"])
        #expect(loading.codes == ["M0014"])
        #expect(loading.diagnostics.map(\.span?.file.path) == ["a.yaml"])
        #expect(loading.diagnostics.first?.related.map(\.span.file.path) == ["b.yaml"])
    }

    @Test func `keeps labels out of the spec`() throws {
        let job = try soundJob(in: load(plainJob.with("metadata.labels", ["team": "data"])))
        #expect(job.labels == ["team": "data"])
        #expect(job.spec["labels"] == nil)
    }

    @Test func `takes tags as a mapping and as RunTask has them`() throws {
        let map = try soundJob(in: load(plainJob.with("spec.tags", ["b": "2", "a": "1"])))
        let list = try soundJob(
            in: load(plainJob.with("spec.tags", [["key": "b", "value": "2"], ["key": "a", "value": "1"]])))
        #expect(map.spec["tags"] == [["key": "a", "value": "1"], ["key": "b", "value": "2"]])
        #expect(map == list)
    }
}

@Suite struct `A task definition` {
    private let body = "family: report\ncontainerDefinitions:\n- {name: main, image: 'busybox:1.36', memory: 64}\n"

    private func file(_ name: String) -> String { document("a", "{file: \(name)}") }

    @Test(arguments: [
        ("job.yaml", "td.yaml", "td.yaml"), ("jobs/a.yaml", "td.yaml", "jobs/td.yaml"),
        ("jobs/a.yaml", "../td.yaml", "td.yaml"), ("/x/a.yaml", "./td.yaml", "/x/td.yaml"),
        ("../a.yaml", "../td.yaml", "../../td.yaml"), ("a.yaml", "/abs/td.yaml", "/abs/td.yaml"),
    ])
    func `is read from the folder of the manifest`(manifest: String, name: String, path: String) throws {
        let job = try soundJob(in: load(file(name), path: manifest, files: [path: body]))
        #expect(job.spec["taskDefinition"]?["family"] == "report")
        #expect(job.taskDefinition.family == "report")
    }

    @Test func `in a file makes the same job as inline`() throws {
        let inline = plainJob.with(
            "spec.taskDefinition",
            [
                "family": "report", "containerDefinitions": [["name": "main", "image": "busybox:1.36", "memory": 64]],
            ]
        ).with("metadata.name", "a").with("spec.timeout.attemptDurationSeconds", 60)
        #expect(try soundJob(in: load(inline)) == soundJob(in: load(file("td.yaml"), files: ["td.yaml": body])))
    }

    @Test func `in a file has its problems told there, once for all that name it`() {
        let broken = body.replacing("memory: 64", with: "memry: 64")
        let text = file("td.yaml") + "---\n" + file("td.yaml").replacing("name: a", with: "name: b")
        let loading = load(text, files: ["td.yaml": broken])
        #expect(Set(loading.diagnostics.map(\.span?.file.path)) == ["td.yaml"])
        #expect(DiagnosticReport(loading.diagnostics).diagnostics.map(\.code) == ["E0208", "M0002"])
        #expect(loading.jobs.isEmpty)
    }

    @Test(arguments: ["", "a: 1\n---\nb: 2\n", "# nothing\n"])
    func `in a file is one document`(content: String) {
        #expect(load(file("td.yaml"), files: ["td.yaml": content]).codes == ["M0016"])
    }

    @Test func `is taken out of an answer of DescribeTaskDefinition`() throws {
        let answer = """
            {"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:1:task-definition/report:3",
              "family": "report", "revision": 3, "status": "ACTIVE", "requiresAttributes": [{"name": "x"}],
              "compatibilities": ["EC2"], "registeredAt": "2026-01-01T00:00:00+00:00", "registeredBy": "arn",
              "containerDefinitions": [{"name": "main", "image": "busybox:1.36", "memory": 64}]},
             "tags": [{"key": "a", "value": "b"}, {"key": "purser:body", "value": "0"}]}
            """
        let loading = load(file("td.json"), files: ["td.json": answer])
        let job = try soundJob(in: loading)
        #expect(loading.codes == ["M0017", "M0017"])
        let warning = try #require(loading.diagnostics.first)
        #expect(loading.diagnostics.allSatisfy { $0.severity == .warning })
        #expect(loading.diagnostics.last?.message.contains("'purser:body'") == true)
        #expect(warning.message.contains("'revision'") && warning.message.contains("'registeredBy'"))
        #expect(
            job.spec["taskDefinition"] == [
                "family": "report", "containerDefinitions": [["name": "main", "image": "busybox:1.36", "memory": 64]],
                "tags": [["key": "a", "value": "b"]],
            ])
    }

    @Test func `may write CPU and memory of the task as numbers`() throws {
        let job = try soundJob(in: load(soundJob.with("spec.taskDefinition.cpu", 256)))
        #expect(job.spec["taskDefinition"]?["cpu"] == "256")
        #expect(try job == soundJob(in: load(soundJob)))
    }

    @Test(arguments: [
        "report", "report:12", "re-port_1:1", "arn:aws:ecs:eu-central-1:111122223333:task-definition/report:12",
        "arn:aws-cn:ecs:cn-north-1:111122223333:task-definition/report",
    ])
    func `may be named`(reference: String) throws {
        let job = try soundJob(in: load(plainJob.with("spec.taskDefinition", .string(reference))))
        #expect(job.taskDefinition == .reference(reference))
    }
}
