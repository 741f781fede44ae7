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
        ("overrides.cpu", "512", true), ("overrides.taskRoleArn", "role", true),
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
        ("group", "g", false),
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
    /// A change of Purser that changes one of these makes jobs run again that did not change: that needs a decision.
    static let frozen = [
        "report": (
            "c6566a39ed2d7bc6e46b118ff5f74531b6514675e5d324c0af9952fd72ef0083",
            "343cb098c1f7dbd4b5eca9c611099c17548a952753abb3bca339353bb3e74b00"
        ),
        "replicas": (
            "e1365df4bb39f181f9ce424a40bf22ed4f415b9e049e8320eeb0dcdf6f432e1f",
            "e8fe78289ffe12fe56c548c3d1d72f5ea61dadd8fe069172f846471479ead738"
        ),
        "scratch": (
            "361315c4c43a604ba8f3e5925c64c948743ceedac0d3cc047f210252e6672e53",
            "ea3d7737a8fb37d833aa7444f1a126f396e6a01fab6f6373b4e275419f5fe602"
        ),
    ]

    @Test(arguments: ["report", "replicas", "scratch"])
    func `are sound, and keep their hashes`(name: String) throws {
        let path = Repository.root + "manifests/\(name).yaml"
        let loading = ManifestLoader.load([SourceFile(path: path, bytes: try Repository.bytes(path))]) { _ in nil }
        let job = try soundJob(in: loading)
        #expect(loading.diagnostics.isEmpty, "\(loading.text)")
        let frozen = try #require(`The examples`.frozen[name])
        #expect(job.manifestHash == frozen.0)
        #expect(job.offlineRunKey?.rawValue == frozen.1)
    }

    @Test func `come with a configuration`() throws {
        let path = Repository.root + "manifests/purser.yaml"
        let (configuration, diagnostics) = ConfigurationLoader.load(
            SourceFile(path: path, bytes: try Repository.bytes(path)))
        #expect(diagnostics.isEmpty)
        #expect(configuration == Configuration(set: "demo", region: "eu-central-1"))
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
