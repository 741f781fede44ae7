import ECS
import FoundationEssentials
import JSON
import Jobs
import Ledger

/// A folder of its own for one test, gone afterwards.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A place in it where a ledger may be made, folder and all.
    var ledger: String { path + "/state/ledger.db" }
}

/// Opens the ledger of the set that all fixtures belong to.
func openLedger(
    _ path: String, busyTimeout: Duration = .seconds(5), id: String = "id-of-the-ledger"
) throws -> SQLiteLedger {
    try SQLiteLedger.open(path: path, set: "nightly", busyTimeout: busyTimeout) { id }
}

/// The whole content of a file.
func bytes(of path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
}

/// The permission bits of a file or a folder.
func permissions(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}

/// Runs an operation that must fail, and answers with its error.
func failure<Value>(
    isolation: isolated (any Actor)? = #isolation, of operation: () async throws -> Value
) async throws -> LedgerError? {
    do {
        _ = try await operation()
        return nil
    } catch let error as LedgerError {
        return error
    }
}

extension Timestamp {
    /// A second in January 2026, with milliseconds that must survive.
    static func at(_ second: Int) -> Timestamp {
        Timestamp(milliseconds: 1_767_225_600_123 + Int64(second) * 1000)
    }
}

extension Run {
    /// A run of `job` for the caller's key `key`.
    static func sample(
        _ job: String = "report", key: String = "monday", at second: Int = 0, status: Status = .active,
        set: String = "nightly"
    ) throws -> Run {
        let spec: JSON = [
            "count": 2, "suspend": false, "retryStrategy": ["attempts": 3],
            "launch": [
                "attempts": 4, "provisioningTimeoutSeconds": 600, "secondLookSeconds": 300,
                "backoff": ["intervalSeconds": 5, "backoffRate": .number(1.5), "maxDelaySeconds": 300],
            ],
            "timeout": ["attemptDurationSeconds": 3600], "cluster": "main", "taskDefinition": "report:7",
            "tags": [["key": "team", "value": "Käse \"quoted\" \n \u{1F9C0}"]],
        ]
        let secrets = [
            SecretPlace(["tags", "0", "value"], 0..<5), SecretPlace(["timeout", "attemptDurationSeconds"]),
        ]
        let job = try Job(name: job, labels: [:], spec: spec, hashed: spec, secrets: secrets)
        let occurrence = Occurrence.manual(key)
        var run = Run(
            id: RunID(set: set, job: job.name, occurrence: occurrence), set: set, job: job, occurrence: occurrence,
            basis: job.keyBasis(taskDefinition: "report:7"), cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/main",
            taskDefinition: "arn:aws:ecs:eu-west-1:123456789012:task-definition/report:7",
            containers: [
                ContainerRole(name: "app", isEssential: true), ContainerRole(name: "log", isEssential: false),
            ],
            createdAt: .at(second))
        run.status = status
        return run
    }

    /// Its launch of a unit, not sent yet.
    func launch(unit: Int = 0, attempt: Int = 1, placement: Int = 1) -> Launch {
        let key = LaunchKey(run: id, unit: unit, attempt: attempt, placement: placement)
        let token = ClientToken(set: set, job: job, occurrence: occurrence, cluster: cluster, key: key)
        return Launch(
            key: key, token: token, startedBy: token.startedBy(job: job),
            request: #"{"clientToken":"\#(token)","note":"a/b \u0000 Ä"}"#, createdAt: createdAt)
    }
}

extension RunSnapshot {
    /// A run with one launch of each of its two units.
    static func sample(_ job: String = "report", key: String = "monday", at second: Int = 0) throws -> RunSnapshot {
        let run = try Run.sample(job, key: key, at: second)
        return RunSnapshot(run: run, launches: [run.launch(unit: 1), run.launch(unit: 0)])
    }

    /// The same with a change to the first launch.
    func changing(_ change: (inout Launch) -> Void) -> RunSnapshot {
        var copy = self
        change(&copy.launches[0])
        return copy
    }
}

extension Launch {
    /// The same with every member set that can be set.
    var filled: Launch {
        var launch = Launch(
            key: key, token: token, startedBy: startedBy, request: request, createdAt: createdAt, notBefore: .at(7))
        launch.state = .launched
        launch.firstSentAt = .at(1)
        launch.lastSentAt = .at(2)
        launch.sends = 3
        launch.answers = 2
        launch.taskArn = "arn:aws:ecs:eu-west-1:123456789012:task/main/0123456789abcdef0123456789abcdef"
        launch.evidence = .conflict
        launch.notPlacedAt = .at(3)
        launch.looks = 2
        launch.lookedAt = .at(4)
        launch.reason = "RESOURCE:MEMORY \u{0} and \u{1F9C0}"
        launch.code = "ClusterNotFoundException"
        var task = ECSTask(taskArn: launch.taskArn ?? "")
        task.lastStatus = TaskStatus(rawValue: "A_STATUS_OF_TOMORROW")
        task.stoppedAt = .at(5)
        task.overrides = ["containerOverrides": [["name": "app", "cpu": 9_007_199_254_740_993]]]
        var container = Container(name: "app")
        container.exitCode = 137
        task.containers = [container]
        launch.task = task
        launch.missingSince = .at(10)
        launch.stop = StopRequest(cause: .person, reason: "because", at: .at(6))
        launch.outcome = Outcome(
            class: .hostLost, summary: "the host went away", exitCodes: ["app": 137, "log": 0], at: .at(8))
        return launch
    }
}
