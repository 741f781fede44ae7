// Equal meaning makes equal hashes, and every change of meaning another; the hashes of the examples are frozen.
import Diagnostics
import Foundation
import JSON
import Jobs
import Manifests
import Testing

private let written = """
    # A comment.
    apiVersion: purser/v1
    kind: Job
    metadata: {name: report}
    spec:
      taskDefinition:
        family: report
        networkMode: awsvpc
        requiresCompatibilities: [FARGATE]
        cpu: "256"
        memory: "512"
        containerDefinitions:
          - name: main
            image: busybox:1.36
            command: ["true"]
      launchType: FARGATE
      cluster: batch
      networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-1]}}
      timeout: {attemptDurationSeconds: 3600}
    """

@Suite struct `The manifest hash` {
    /// Other ways to write `soundJob`.
    static let variants: [String] = [
        written,
        soundJob.pretty,
        written.replacing("busybox:1.36", with: "'busybox:1.36'").replacing("name: main", with: "\"name\": !!str main"),
        written.replacing("launchType: FARGATE", with: "launchType: >-\n    FARGATE"),
        written.replacing("cpu: \"256\"", with: "cpu: 256"),
        written.replacing("[subnet-1]", with: "&s [subnet-1]").replacing(
            "  timeout: {attempt", with: "  placementConstraints: []\n  timeout: {attempt"),
        written.replacing("[FARGATE]", with: "[&f FARGATE]").replacing("launchType: FARGATE", with: "launchType: *f"),
        written.replacing("{attemptDurationSeconds: 3600}", with: "{<<: {attemptDurationSeconds: 3600}}"),
        written + "\n  suspend: false\n  count: 1\n  trigger: {onRevision: {}}\n  retryStrategy: {attempts: 1}\n",
        written
            + "\n  retryStrategy: {}\n  tags: {}\n  overrides: {containerOverrides: []}\n  volumeConfigurations: []\n",
        written + "\n  launch: {attempts: 5, backoff: {intervalSeconds: 15, backoffRate: 2.0}}\n",
        written + "\n  launch:\n    provisioningTimeoutSeconds: 1800\n    secondLookSeconds: 0x12c\n",
        written + "\n  platformVersion: LATEST\n  propagateTags: NONE\n  enableExecuteCommand: false\n",
        written.replacing(
            "command: [\"true\"]", with: "command: [\"true\"]\n        essential: true\n        environment: []"),
        written.replacing("metadata: {name: report}", with: "metadata: {name: report, labels: {team: data}}"),
    ]

    @Test(arguments: variants)
    func `is the same however the same is written`(text: String) throws {
        let job = try soundJob(in: load(text))
        #expect(try job.manifestHash == soundJob(in: load(soundJob)).manifestHash, "\(job.hashed.pretty)")
        #expect(try job.offlineRunKey == soundJob(in: load(soundJob)).offlineRunKey)
    }

    @Test func `is the same whichever default is written out`() throws {
        let job = try soundJob(in: load(soundJob))
        let full = JSON.object([
            "apiVersion": "purser/v1", "kind": "Job", "metadata": ["name": "report"], "spec": job.spec,
        ])
        #expect(try soundJob(in: load(full)) == job)
    }

    /// Changes of one member each, and whether they change what runs.
    static let changes: [(path: String, value: JSON?, runs: Bool)] = [
        ("trigger", nil, false), ("suspend", true, false), ("cluster", "other", true), ("count", 2, true),
        ("platformVersion", "1.4.0", true),
        ("networkConfiguration.awsvpcConfiguration.subnets.0", "subnet-2", true),
        ("networkConfiguration.awsvpcConfiguration.securityGroups", ["sg-1"], true),
        ("networkConfiguration.awsvpcConfiguration.assignPublicIp", "ENABLED", true),
        ("overrides.containerOverrides", [["name": "main", "command": ["false"]]], true),
        ("overrides.cpu", ".25 vCPU", true), ("overrides.taskRoleArn", "role", true),
        ("taskDefinition.family", "other", true), ("taskDefinition.memory", "1024", true),
        ("taskDefinition.taskRoleArn", "role", true),
        ("taskDefinition.tags", [["key": "a", "value": "b"]], false),
        ("taskDefinition.containerDefinitions.0.image", "busybox:1.37", true),
        ("taskDefinition.containerDefinitions.0.command", ["false"], true),
        ("taskDefinition.containerDefinitions.0.environment", [["name": "A", "value": "b"]], true),
        ("retryStrategy.attempts", 2, false), ("launch.attempts", 4, false), ("launch.secondLookSeconds", 5, false),
        ("launch.backoff.intervalSeconds", 5, false), ("launch.backoff.backoffRate", .number(2.5), false),
        ("launch.backoff.maxDelaySeconds", 60, false), ("launch.provisioningTimeoutSeconds", 60, false),
        ("timeout.attemptDurationSeconds", 61, false), ("activeDeadlineSeconds", 9000, false),
        ("tags.a", "b", false), ("propagateTags", "TASK_DEFINITION", false), ("enableECSManagedTags", true, false),
        ("group", "g", false), ("onUnknown", "Rerun", false), ("concurrencyPolicy", "Forbid", false),
        ("concurrencyGroup", "g", false), ("arrayProperties.size", 2, true),
        ("retryStrategy.backoff.intervalSeconds", 5, false), ("launch.backoff.jitterStrategy", "FULL", false),
        ("retryStrategy.evaluateOnExit", [["action": "EXIT"]], false), ("historyLimit.failed", 1, false),
        ("trigger.manual", [:], false), ("trigger.schedule.expression", "rate(1 day)", false),
    ]

    @Test(arguments: changes.filter { $0.path != "trigger" })
    func `changes with every member, and the run key with what runs`(path: String, value: JSON?, runs: Bool) throws {
        let before = try soundJob(in: load(soundJob))
        let after = try soundJob(in: load(soundJob.with("spec.\(path)", value)))
        #expect(after.manifestHash != before.manifestHash)
        #expect((after.offlineRunKey != before.offlineRunKey) == runs)
    }

    @Test func `of all changes is a different one each`() throws {
        let hashes = try `The manifest hash`.changes.map { change in
            try soundJob(in: load(soundJob.with("spec.\(change.path)", change.value))).manifestHash
        }
        #expect(Set(hashes).count == hashes.count)
    }

    @Test func `keeps an empty member that stands in a list`() throws {
        let one = soundJob.with("spec.taskDefinition.volumes", [["name": "a"]])
        let other = soundJob.with("spec.taskDefinition.volumes", [["name": "a", "host": [:]]])
        #expect(try soundJob(in: load(one)).hashed == soundJob(in: load(other)).hashed)
        #expect(try soundJob(in: load(one)).hashed["taskDefinition"]?["volumes"] == [["name": "a"]])
    }
}

@Suite struct `The examples` {
    /// The manifest hash and the run key of each example, as `FrozenHashes.txt` has them.
    ///
    /// A version of Purser in which one of these is another one runs jobs again that nobody has changed. So the file is
    /// only ever added to, by `UPDATE_GOLDENS=1`; a change of a line asks for a page in docs/decisions that says why it is
    /// worth that.
    static func frozen() throws -> [String: Hashes] {
        let lines = String(decoding: try Repository.bytes(Repository.root + frozenFile), as: UTF8.self).split(
            separator: "\n")
        let entries = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }
        #expect(entries.allSatisfy { $0.count == 3 }, "a line is a job, its manifest hash and its run key")
        return Dictionary(uniqueKeysWithValues: entries.map { ($0[0], Hashes(manifest: $0[1], run: $0[2])) })
    }

    struct Hashes: Hashable {
        let manifest: String
        let run: String

        init(manifest: String, run: String) {
            self.manifest = manifest
            self.run = run
        }

        init(_ job: Job) {
            self.init(manifest: job.manifestHash, run: job.offlineRunKey?.rawValue ?? "none")
        }
    }

    private static let frozenFile = "Tests/ManifestsTests/FrozenHashes.txt"

    static let files = [
        "backfill", "crawl", "nightly", "pipeline", "replicas", "report", "resize", "restore", "scratch", "shuffle",
    ]

    static func loading(_ name: String) throws -> Loading {
        let path = Repository.root + "manifests/\(name).yaml"
        return ManifestLoader.load([SourceFile(path: path, bytes: try Repository.bytes(path))], zones: zones) { _ in nil
        }
    }

    @Test(arguments: files)
    func `are sound`(name: String) throws {
        let loading = try Self.loading(name)
        #expect(loading.diagnostics.isEmpty, "\(loading.text)")
        #expect(!loading.jobs.isEmpty)
    }

    @Test func `keep their hashes, and no hash is of none`() throws {
        let jobs = try Self.files.flatMap { try Self.loading($0).jobs.map(\.job) }
        let found = Dictionary(uniqueKeysWithValues: jobs.map { ($0.name, Hashes($0)) })
        let added = try found.filter { name, _ in try Self.frozen()[name] == nil }.sorted { $0.key < $1.key }
        if !added.isEmpty, ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            let path = Repository.root + Self.frozenFile
            let lines = added.map { "\($0.key) \($0.value.manifest) \($0.value.run)\n" }.joined()
            try Data(Repository.bytes(path) + lines.utf8).write(to: URL(filePath: path))
            Issue.record("\(path) was added to; run again without UPDATE_GOLDENS")
        }
        #expect(try found == Self.frozen(), "a frozen hash changed: see above")
    }

    @Test func `are all named here`() throws {
        let folder = try FileManager.default.contentsOfDirectory(atPath: Repository.root + "manifests")
        #expect(folder.sorted() == (Self.files + ["purser"]).map { $0 + ".yaml" }.sorted())
    }

    @Test func `come with a configuration`() throws {
        let path = Repository.root + "manifests/purser.yaml"
        let (configuration, diagnostics) = ConfigurationLoader.load(
            SourceFile(path: path, bytes: try Repository.bytes(path)))
        #expect(diagnostics.isEmpty)
        #expect(configuration?.set == "demo" && configuration?.region == "eu-central-1")
    }
}

/// The files of the project, found from this one.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }
}
