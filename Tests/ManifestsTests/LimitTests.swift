// Every limit: at the bound it is accepted, one over it is refused.
import Diagnostics
import ECS
import JSON
import Manifests
import Testing

/// A job at a limit and the same job one over it.
struct Limit: CustomTestStringConvertible {
    let code: String
    let inside: JSON
    let outside: JSON
    let testDescription: String

    /// `path` of `job` set to two values.
    init(_ code: String, _ path: String, _ inside: JSON?, _ outside: JSON?, of job: JSON = plainJob) {
        self.code = code
        self.inside = job.with("spec.\(path)", inside)
        self.outside = job.with("spec.\(path)", outside)
        testDescription = "\(code) \(path) \(inside?.canonical.prefix(40) ?? "") \(outside?.canonical.prefix(40) ?? "")"
    }

    /// Expects that the job at the limit is accepted, and that the one over it is refused by the code.
    func check() {
        let inside = load(self.inside)
        #expect(!inside.hasErrors, "\(inside.text)")
        let outside = load(self.outside)
        #expect(outside.codes.contains(code), "\(outside.text)")
        #expect(outside.hasErrors)
    }
}

private func list(_ count: Int, _ item: (Int) -> JSON) -> JSON { .array((0..<count).map(item)) }

private func tags(_ count: Int) -> JSON { list(count) { ["key": .string("k\($0)"), "value": ""] } }

private func text(_ count: Int) -> JSON { .string(String(repeating: "a", count: count)) }

private let ebs: JSON = [
    "name": "scratch",
    "managedEBSVolume": [
        "roleArn": "arn:aws:iam::111122223333:role/ecs", "sizeInGiB": 20, "volumeType": "gp3", "iops": 3000,
    ],
]

private let withVolume = plainJob.with("spec.volumeConfigurations", [ebs])
private let volume = "volumeConfigurations.0.managedEBSVolume"
private let container = "taskDefinition.containerDefinitions.0"

private func volume(_ type: String, size: Int, iops: Int? = nil) -> JSON {
    JSON.members([
        "roleArn": "arn:aws:iam::111122223333:role/ecs", "volumeType": .string(type), "sizeInGiB": .int(Int64(size)),
        "iops": iops.map { .int(Int64($0)) },
    ])
}

@Suite struct `A limit` {
    static let language: [Limit] = [
        Limit("M0006", "count", 1, 0), Limit("M0006", "count", 1000, 1001),
        Limit("M0006", "retryStrategy.attempts", 1, 0), Limit("M0006", "retryStrategy.attempts", 10, 11),
        Limit("M0006", "launch.attempts", 20, 21), Limit("M0006", "launch.attempts", 1, 0),
        Limit("M0006", "launch.secondLookSeconds", 5, 4), Limit("M0006", "launch.secondLookSeconds", 1200, 1201),
        Limit("M0006", "launch.backoff.backoffRate", 1, .number(0.9)),
        Limit("M0006", "launch.backoff.intervalSeconds", 1, 0),
        Limit("M0006", "launch.provisioningTimeoutSeconds", 1, 0),
        Limit("M0006", "timeout.attemptDurationSeconds", 60, 59),
        Limit("M0006", "timeout.attemptDurationSeconds", 31_536_000, 31_536_001),
        Limit("M0006", "activeDeadlineSeconds", 1, 0), Limit("M0006", "activeDeadlineSeconds", 31_536_000, 31_536_001),
        Limit("M0006", "launch.provisioningTimeoutSeconds", 31_536_000, 31_536_001),
        Limit("M0006", "launch.backoff.backoffRate", 100, .number(100.1)),
        Limit("M0006", "launch.backoff.maxDelaySeconds", 31_622_400, 31_622_401),
        Limit("M0037", "launch.backoff", ["intervalSeconds": 120], ["intervalSeconds": 121]),
        Limit("M0006", "maxConcurrency", 1, 0, of: grouped), Limit("M0006", "maxConcurrency", 1000, 1001, of: grouped),
        Limit("M0008", "concurrencyGroup", text(48), text(49)), Limit("M0005", "concurrencyPolicy", "Queue", "queue"),
        Limit("M0005", "onUnknown", "Rerun", "Ignore"),
        Limit("M0006", "arrayProperties.size", 2, 1), Limit("M0006", "arrayProperties.size", 10_000, 10_001),
        Limit("M0006", "parallelism", 1, 0, of: array), Limit("M0006", "parallelism", 10_000, 10_001, of: array),
        Limit("M0006", "maxFailedIndexes", 0, -1, of: array),
        Limit("M0006", "maxFailedIndexes", 10_000, 10_001, of: array.with("spec.arrayProperties.size", 10_000)),
        Limit("M0040", "maxFailedIndexes", 100, 101, of: array),
        Limit("M0006", "successPolicy.succeededCount", 1, 0, of: array),
        Limit("M0040", "successPolicy.succeededCount", 100, 101, of: array), Limit("M0039", "count", 1, 2, of: array),
        Limit("M0007", "dependsOn", list(20) { _ in sequential }, list(21) { _ in sequential }, of: array),
        Limit("M0006", "historyLimit.succeeded", 0, -1), Limit("M0006", "historyLimit.failed", 1_000_000, 1_000_001),
        Limit("M0007", "trigger.schedule.expression", "rate(1 day)", text(257), of: scheduled),
        Limit("M0006", "trigger.schedule.startingDeadlineSeconds", 10, 9, of: scheduled),
        Limit("M0006", "trigger.schedule.startingDeadlineSeconds", 31_536_000, 31_536_001, of: scheduled),
        Limit("M0007", "trigger.schedule.timeZone", "UTC", text(51), of: scheduled),
        Limit("M0005", "trigger.schedule.catchUp", "All", "Some", of: scheduled),
        Limit("M0005", "trigger.schedule.fire", "EventBridge", "Lambda", of: scheduled),
        Limit("M0030", "trigger.schedule.expression", "rate(99999999 days)", "rate(100000000 days)", of: scheduled),
        Limit("M0030", "trigger.schedule.expression", "59 23 31 12 7", "59 24 31 12 7", of: zoned),
        Limit("M0008", "trigger.manual.parameters", .object(["a": [:]]), .object(["1": [:]])),
        Limit("M0007", "trigger.manual.parameters", parameters(64), parameters(65)),
        Limit("M0007", "trigger.manual.parameters.a.pattern", text(512), text(513)),
        Limit("M0007", "trigger.manual.parameters.a.default", text(1024), text(1025)),
    ]

    static let retry: [Limit] = [
        Limit("M0007", "retryStrategy.evaluateOnExit", list(20) { _ in exit }, list(21) { _ in exit }),
        Limit(
            "M0007", "retryStrategy.evaluateOnExit", [exit.with("onReason", text(512))],
            [exit.with("onReason", text(513))]),
        Limit(
            "M0007", "retryStrategy.evaluateOnExit", [exit.with("onStatusReason", "*")],
            [exit.with("onStatusReason", "")]),
        Limit(
            "M0008", "retryStrategy.evaluateOnExit", [exit.with("onExitCode", "13*")], [exit.with("onExitCode", "1*3")]),
        Limit("M0005", "retryStrategy.evaluateOnExit", [["action": "exit"]], [["action": "stop"]]),
        Limit("M0006", "retryStrategy.maxIgnored", 0, -1), Limit("M0006", "retryStrategy.maxIgnored", 100, 101),
        Limit("M0006", "retryStrategy.backoff.intervalSeconds", 1, 0),
        Limit(
            "M0006", "retryStrategy.backoff", ["intervalSeconds": 31_622_400, "maxDelaySeconds": 31_622_400],
            ["intervalSeconds": 31_622_401, "maxDelaySeconds": 31_622_400]),
        Limit(
            "M0006", "retryStrategy.backoff", backoff.with("backoffRate", 1), backoff.with("backoffRate", .number(0.99))
        ),
        Limit(
            "M0006", "retryStrategy.backoff", backoff.with("backoffRate", 100),
            backoff.with("backoffRate", .number(100.5))),
        Limit(
            "M0037", "retryStrategy.backoff", backoff.with("maxDelaySeconds", 10), backoff.with("maxDelaySeconds", 9)),
        Limit("M0037", "retryStrategy.backoff", ["intervalSeconds": 360], ["intervalSeconds": 361]),
        Limit(
            "M0005", "retryStrategy.backoff", backoff.with("jitterStrategy", "NONE"),
            backoff.with("jitterStrategy", "HALF")),
        Limit("M0006", "retryStrategy.fallback", [fallback(2)], [fallback(1)], of: retried),
        Limit("M0036", "retryStrategy.fallback", [fallback(5)], [fallback(6)], of: retried),
        Limit("M0036", "retryStrategy.fallback", [fallback(2), fallback(3)], [fallback(3), fallback(3)], of: retried),
        Limit(
            "E0002", "retryStrategy.fallback", [fallback(2)],
            [fallback(2).with("capacityProviderStrategy", [["capacityProvider": "p", "weight": 1]])], of: retried),
        Limit(
            "E0004", "retryStrategy.fallback", [fallback(2).with("networkConfiguration", network)], [fallback(2)],
            of: plainJob.with("spec.retryStrategy.attempts", 5)),
        Limit(
            "E0006", "retryStrategy.fallback", [fallback(2).with("placementStrategy", [])],
            [fallback(2).with("placementStrategy", nil)],
            of: soundJob.with("spec.retryStrategy.attempts", 5).with("spec.launchType", "EC2").with(
                "spec.placementStrategy", [["type": "random"]])),
        Limit(
            "M0007", "retryStrategy.fallback", [fallback(2).with("networkConfiguration", network)],
            [fallback(2).with("networkConfiguration", ["awsvpcConfiguration": ["subnets": []]])], of: retried),
    ]

    private static let retried = soundJob.with("spec.retryStrategy.attempts", 5)
    private static let array = plainJob.with("spec.arrayProperties.size", 100)
    private static let grouped = plainJob.with("spec.concurrencyGroup", "g")
    private static let scheduled = plainJob.with("spec.trigger.schedule.expression", "rate(1 day)")
    private static let zoned = scheduled.with("spec.trigger.schedule.timeZone", "UTC")
    private static let sequential: JSON = ["type": "SEQUENTIAL"]
    private static let exit: JSON = ["action": "EXIT"]
    private static let backoff: JSON = ["intervalSeconds": 10]
    private static let network: JSON = ["awsvpcConfiguration": ["subnets": ["s"]]]

    private static func fallback(_ attempt: Int) -> JSON {
        ["fromAttempt": .int(Int64(attempt)), "launchType": "FARGATE"]
    }

    private static func parameters(_ count: Int) -> JSON {
        .object(Dictionary(uniqueKeysWithValues: (0..<count).map { ("p\($0)", JSON.object([:])) }))
    }

    static let request: [Limit] = [
        Limit(
            "M0007", "networkConfiguration.awsvpcConfiguration.subnets", list(16) { .string("s\($0)") },
            list(17) { .string("s\($0)") }),
        Limit(
            "M0007", "networkConfiguration.awsvpcConfiguration",
            ["subnets": ["s"], "securityGroups": list(5) { .string("g\($0)") }],
            ["subnets": ["s"], "securityGroups": list(6) { .string("g\($0)") }]),
        Limit(
            "M0007", "capacityProviderStrategy", list(20) { ["capacityProvider": .string("p\($0)"), "weight": 1] },
            list(21) { ["capacityProvider": .string("p\($0)"), "weight": 1] }),
        Limit(
            "M0006", "capacityProviderStrategy", [["capacityProvider": "p", "weight": 1000]],
            [["capacityProvider": "p", "weight": 1001]]),
        Limit(
            "M0006", "capacityProviderStrategy", [["capacityProvider": "p", "base": 100_000]],
            [["capacityProvider": "p", "base": 100_001]]),
        Limit(
            "M0007", "placementConstraints", list(10) { _ in ["type": "distinctInstance"] },
            list(11) { _ in ["type": "distinctInstance"] }),
        Limit(
            "M0007", "placementConstraints", [["type": "memberOf", "expression": text(2000)]],
            [["type": "memberOf", "expression": text(2001)]]),
        Limit("M0007", "placementStrategy", list(5) { _ in ["type": "random"] }, list(6) { _ in ["type": "random"] }),
        Limit("M0007", "containerInstances", list(10) { .string("i\($0)") }, list(11) { .string("i\($0)") }),
        Limit(
            "M0007", "tags", list(50) { ["key": .string("k\($0)"), "value": ""] },
            list(51) { ["key": .string("k\($0)"), "value": ""] }),
        Limit(
            "M0007", "tags", .object([String(repeating: "k", count: 128): "v"]),
            .object([String(repeating: "k", count: 129): "v"])),
        Limit("M0007", "tags", ["k": text(256)], ["k": text(257)]),
        Limit("M0007", "tags", [["key": text(128), "value": text(256)]], [["key": text(129), "value": "v"]]),
        Limit("M0007", "tags", [["key": "k", "value": text(256)]], [["key": "k", "value": text(257)]]),
        Limit("M0006", "overrides.ephemeralStorage.sizeInGiB", 21, 20),
        Limit("M0006", "overrides.ephemeralStorage.sizeInGiB", 200, 201),
        Limit("M0007", "volumeConfigurations", [ebs], [ebs, ebs]),
        Limit(
            "E0002", "launchType", nil, "EC2",
            of: plainJob.with("spec.capacityProviderStrategy", [["capacityProvider": "p", "weight": 1]])),
        Limit("E0003", "launchType", "EC2", "MANAGED_INSTANCES"),
        Limit("E0004", "networkConfiguration", ["awsvpcConfiguration": ["subnets": ["s"]]], nil, of: soundJob),
        Limit(
            "E0004", "networkConfiguration", ["awsvpcConfiguration": ["subnets": ["s"]]], nil,
            of: soundJob.with("spec.launchType", nil).with(
                "spec.capacityProviderStrategy", [["capacityProvider": "FARGATE", "weight": 1]])),
        Limit(
            "E0005", "taskDefinition.networkMode", "awsvpc", "bridge",
            of: soundJob.with("spec.launchType", nil).with("spec.taskDefinition.requiresCompatibilities", nil)),
        Limit("E0006", "placementStrategy", [], [["type": "random"]], of: soundJob),
        Limit("E0006", "placementConstraints", [], [["type": "distinctInstance"]], of: soundJob),
        Limit("E0008", "tags", ["aw": "x"], ["AWS:x": "y"]),
        Limit("E0009", "tags", [["key": "a"], ["key": "b"]], [["key": "a"], ["key": "a"]]),
        Limit(
            "E0010", "capacityProviderStrategy", [["capacityProvider": "a"], ["capacityProvider": "b", "weight": 1]],
            [["capacityProvider": "a"], ["capacityProvider": "b", "weight": 0]]),
        Limit(
            "E0011", "capacityProviderStrategy",
            [["capacityProvider": "a", "base": 1, "weight": 1], ["capacityProvider": "b", "base": 0]],
            [["capacityProvider": "a", "base": 1, "weight": 1], ["capacityProvider": "b", "base": 1]]),
        Limit(
            "E0012", "capacityProviderStrategy",
            [["capacityProvider": "FARGATE", "weight": 1], ["capacityProvider": "FARGATE_SPOT"]],
            [["capacityProvider": "FARGATE", "weight": 1], ["capacityProvider": "mine"]],
            of: soundJob.with("spec.launchType", nil).with("spec.retryStrategy.attempts", 2)),
        Limit("E0013", "launchType", "FARGATE", "EC2", of: soundJob.with("spec.platformVersion", "1.4.0")),
        Limit(
            "E0014", "placementConstraints", [["type": "distinctInstance"]],
            [["type": "distinctInstance", "expression": "a"]]),
        Limit("E0014", "placementConstraints", [["type": "memberOf", "expression": "a"]], [["type": "memberOf"]]),
        Limit("E0015", "placementStrategy", [["type": "random"]], [["type": "random", "field": "cpu"]]),
        Limit(
            "E0015", "placementStrategy", [["type": "binpack", "field": "memory"]],
            [["type": "binpack", "field": "host"]]),
        Limit("E0015", "placementStrategy", [["type": "spread", "field": "attribute:x"]], [["type": "spread"]]),
        Limit("E0016", "launchType", nil, "EC2", of: plainJob.with("spec.containerInstances", ["i"])),
        Limit("E0017", "overrides.containerOverrides", [["name": "a", "cpu": 1]], [["cpu": 1]]),
        Limit("E0018", "overrides.containerOverrides", [["name": "main"]], [["name": "mian"]], of: soundJob),
        Limit(
            "E0019", "overrides.containerOverrides", [["name": "a"], ["name": "b"]], [["name": "a"], ["name": "a"]]),
        Limit(
            "E0020", "networkConfiguration.awsvpcConfiguration", ["subnets": ["s"], "assignPublicIp": "DISABLED"],
            ["subnets": ["s"], "assignPublicIp": "ENABLED"], of: plainJob.with("spec.launchType", "EC2")),
        Limit("E0022", "taskDefinition.requiresCompatibilities", ["EC2", "FARGATE"], ["EC2"], of: soundJob),
        Limit("E0023", "overrides.taskRoleArn", "role", nil, of: soundJob.with("spec.enableExecuteCommand", true)),
    ]

    static let volumes: [Limit] = [
        Limit("E0103", "\(volume).volumeType", "gp3", "gp4", of: withVolume),
        Limit("E0104", "\(volume).sizeInGiB", 20, nil, of: withVolume),
        Limit("M0008", "\(volume).roleArn", "arn:aws:iam::111122223333:role/ecs", "ecs", of: withVolume),
        Limit("E0105", "\(volume)", volume("gp2", size: 16_384), volume("gp2", size: 16_385), of: withVolume),
        Limit(
            "E0105", "\(volume)", volume("io1", size: 4, iops: 100), volume("io1", size: 3, iops: 100), of: withVolume),
        Limit(
            "E0105", "\(volume)", volume("io1", size: 16_384, iops: 100), volume("io1", size: 16_385, iops: 100),
            of: withVolume),
        Limit(
            "E0105", "\(volume)", volume("io2", size: 4, iops: 100), volume("io2", size: 3, iops: 100), of: withVolume),
        Limit("E0105", "\(volume)", volume("st1", size: 125), volume("st1", size: 124), of: withVolume),
        Limit("E0105", "\(volume)", volume("sc1", size: 16_384), volume("sc1", size: 16_385), of: withVolume),
        Limit("E0105", "\(volume)", volume("standard", size: 1024), volume("standard", size: 1025), of: withVolume),
        Limit("M0006", "\(volume)", volume("gp3", size: 1), volume("gp3", size: 0), of: withVolume),
        Limit(
            "E0106", "\(volume)", volume("io1", size: 100, iops: 5000), volume("io1", size: 100, iops: 5001),
            of: withVolume),
        Limit(
            "E0106", "\(volume)", volume("io1", size: 2000, iops: 64_000), volume("io1", size: 2000, iops: 64_001),
            of: withVolume),
        Limit(
            "E0106", "\(volume)", volume("io2", size: 100, iops: 100_000), volume("io2", size: 100, iops: 100_001),
            of: withVolume),
        Limit(
            "E0106", "\(volume)", volume("io2", size: 300, iops: 256_000), volume("io2", size: 300, iops: 256_001),
            of: withVolume),
        Limit("E0106", "\(volume)", volume("io1", size: 100, iops: 100), volume("io1", size: 100), of: withVolume),
        Limit(
            "E0106", "\(volume)", volume("gp3", size: 100, iops: 3000), volume("gp3", size: 100, iops: 2999),
            of: withVolume),
        Limit(
            "E0106", "\(volume)", volume("gp3", size: 10, iops: 5000), volume("gp3", size: 10, iops: 5001),
            of: withVolume),
        Limit(
            "E0106", "\(volume)", volume("gp3", size: 1, iops: 3000), volume("gp3", size: 1, iops: 3001), of: withVolume
        ),
        Limit("E0106", "\(volume)", volume("gp2", size: 10), volume("gp2", size: 10, iops: 3000), of: withVolume),
        Limit("E0107", "\(volume).throughput", 750, 751, of: withVolume),
        Limit("E0107", "\(volume).throughput", 125, 124, of: withVolume),
        Limit(
            "E0107", "\(volume)", volume("io1", size: 4, iops: 100),
            volume("io1", size: 4, iops: 100).with("throughput", 125), of: withVolume),
        Limit(
            "E0108", "\(volume).volumeInitializationRate", 300, 301,
            of: withVolume.with("spec.\(volume).snapshotId", "snap-1")),
        Limit(
            "E0108", "\(volume).volumeInitializationRate", 100, 99,
            of: withVolume.with("spec.\(volume).snapshotId", "snap-1")),
        Limit("E0108", "\(volume).volumeInitializationRate", nil, 200, of: withVolume),
        Limit(
            "E0109", "\(volume).tagSpecifications",
            [["resourceType": "volume", "tags": list(48) { ["key": .string("k\($0)")] }]],
            [["resourceType": "volume", "tags": list(49) { ["key": .string("k\($0)")] }]], of: withVolume),
        Limit(
            "E0109", "\(volume).tagSpecifications", [["resourceType": "volume", "tags": [["key": "a"]]]],
            [["resourceType": "volume", "tags": [["key": "AmazonECSManaged"]]]], of: withVolume),
        Limit("E0110", "platformVersion", "1.4.0", "1.3.0", of: fargateVolume),
        Limit("E0110", "\(volume).filesystemType", "ext4", "ntfs", of: fargateVolume),
        Limit("E0110", "\(volume)", volume("gp2", size: 20), volume("standard", size: 20), of: fargateVolume),
        Limit("E0101", "volumeConfigurations.0.name", "scratch", "scrach", of: fargateVolume),
        Limit("E0102", "volumeConfigurations", [ebs], nil, of: fargateVolume),
        Limit("E0102", "volumeConfigurations", [ebs], [], of: fargateVolume),
    ]

    static let fargateVolume = soundJob.with(
        "spec.taskDefinition.volumes", [["name": "scratch", "configuredAtLaunch": true]]
    )
    .with("spec.volumeConfigurations", [ebs])

    static let taskDefinition: [Limit] = [
        Limit("M0008", "taskDefinition.family", text(255), text(256), of: soundJob),
        Limit("M0008", "\(container).name", text(255), "a b", of: soundJob),
        Limit("M0007", "taskDefinition.tags", tags(49), tags(50), of: soundJob),
        Limit("M0007", "taskDefinition.containerDefinitions", [["name": "a", "image": "b:1"]], [], of: soundJob),
        Limit("E0203", "\(container).image", "b:1", nil, of: soundJob),
        Limit("E0203", "\(container).name", "b", nil, of: soundJob),
        Limit("E0204", "\(container).essential", true, false, of: soundJob),
        Limit("E0205", "\(container).dependsOn", [], [["containerName": "x", "condition": "START"]], of: soundJob),
        Limit("E0205", "\(container).dependsOn", nil, [["containerName": "main", "condition": "START"]], of: soundJob),
        Limit(
            "E0019", "taskDefinition.containerDefinitions",
            [["name": "a", "image": "b:1"], ["name": "b", "image": "b:1"]],
            [["name": "a", "image": "b:1"], ["name": "a", "image": "b:1"]], of: soundJob),
        Limit(
            "E0206", "taskDefinition.volumes", [["name": "scratch", "configuredAtLaunch": true], ["name": "b"]],
            [["name": "scratch", "configuredAtLaunch": true], ["name": "b", "configuredAtLaunch": true]],
            of: fargateVolume),
        Limit(
            "E0206", "taskDefinition.volumes", [["name": "scratch", "configuredAtLaunch": true]],
            [["name": "scratch", "configuredAtLaunch": true, "host": [:]]], of: fargateVolume),
        Limit(
            "E0207", "\(container).mountPoints", [["sourceVolume": "scratch", "containerPath": "/a"]],
            [["sourceVolume": "scrach", "containerPath": "/a"]], of: fargateVolume),
        Limit("E0208", "taskDefinition.memory", "512", nil, of: ec2Definition),
        Limit(
            "E0208", "\(container)", ["name": "a", "image": "b:1", "memory": 9, "memoryReservation": 8],
            ["name": "a", "image": "b:1", "memory": 8, "memoryReservation": 8], of: ec2Definition),
        Limit(
            "E0209", "\(container).image", .string(String(repeating: "a", count: 253) + ":1"),
            .string(String(repeating: "a", count: 254) + ":1"), of: soundJob),
        Limit("E0210", "taskDefinition.cpu", "128", "127", of: ec2Definition),
        Limit("E0210", "taskDefinition.cpu", "1 vCPU", "1 CPU", of: ec2Definition),
        Limit("E0210", "taskDefinition.memory", "2 GB", "2 GiB", of: ec2Definition),
        Limit("E0211", "taskDefinition.memory", "2048", "3072", of: soundJob),
        Limit("E0211", "taskDefinition.memory", "1 GB", "1.5GB", of: soundJob),
        Limit("E0211", "taskDefinition.memory", "512", nil, of: soundJob),
        Limit("E0211", "taskDefinition.cpu", ".25 vCPU", "300", of: soundJob),
        Limit("E0211", "taskDefinition.memory", "61440", "65536", of: soundJob.with("spec.taskDefinition.cpu", "8192")),
        Limit("E0211", "taskDefinition.memory", "20480", "18432", of: soundJob.with("spec.taskDefinition.cpu", "8192")),
        Limit(
            "E0211", "taskDefinition.memory", "122880", "123904", of: soundJob.with("spec.taskDefinition.cpu", "16384")),
        Limit(
            "E0211", "taskDefinition.memory", "249856", "122881", of: soundJob.with("spec.taskDefinition.cpu", "32768")),
        Limit("E0212", "taskDefinition.networkMode", "awsvpc", "host", of: soundJob),
        Limit("E0212", "taskDefinition.networkMode", "awsvpc", nil, of: soundJob),
        Limit("E0213", "\(container).privileged", false, true, of: soundJob),
        Limit("E0213", "\(container).linuxParameters", ["initProcessEnabled": true], ["swappiness": 1], of: soundJob),
        Limit("E0213", "\(container).logConfiguration.logDriver", "splunk", "syslog", of: soundJob),
        Limit("E0213", "taskDefinition.ipcMode", nil, "host", of: soundJob),
        Limit("E0214", "\(container).stopTimeout", 120, 121, of: soundJob),
        Limit(
            "E0215", "taskDefinition.networkMode", "bridge", "none",
            of: ec2Definition.with("spec.\(container).portMappings", [["containerPort": 80]])),
        Limit(
            "M0006", "\(container).healthCheck", ["command": ["CMD", "a"], "interval": 5],
            ["command": ["CMD", "a"], "interval": 4], of: soundJob),
        Limit(
            "M0006", "\(container).restartPolicy", ["enabled": true, "restartAttemptPeriod": 60],
            ["enabled": true, "restartAttemptPeriod": 59], of: soundJob),
    ]

    static let ec2Definition = plainJob.with(
        "spec.taskDefinition",
        [
            "family": "report", "memory": "512", "containerDefinitions": [["name": "main", "image": "busybox:1.36"]],
        ])

    @Test(arguments: [language, retry, request, volumes, taskDefinition].flatMap { $0 })
    func `is accepted at the bound and refused one over it`(_ limit: Limit) {
        limit.check()
    }

    @Test func `on the size of overrides leaves room for what Purser adds`() {
        func job(_ length: Int) -> JSON {
            soundJob.with("spec.overrides.containerOverrides", [["name": "main", "command": [text(length)]]])
        }
        // The job is called report: {"containerOverrides":[{"command":["…"],"environment":[…],"name":"main"}]}.
        let frame = """
            {"containerOverrides":[{"command":[""],"environment":[\
            {"name":"PURSER_JOB","value":"report"},{"name":"PURSER_RUN","value":"report-0123456789"},\
            {"name":"PURSER_ATTEMPT","value":"10"},{"name":"AWS_BATCH_JOB_ATTEMPT","value":"10"}],"name":"main"}]}
            """
        let most = 8192 - frame.utf8.count
        #expect(load(job(most)).codes == [])
        #expect(load(job(most + 1)).codes == ["E0001"])
    }

    @Test func `on the size of a task definition counts its bytes`() throws {
        func definition(_ length: Int) -> JSON {
            [
                "family": "a", "memory": "512",
                "containerDefinitions": [["name": "b", "image": "c:1", "command": [text(length)]]],
            ]
        }
        let most = 65_536 - definition(0).canonical.utf8.count
        #expect(RequestRules.violations(taskDefinition: definition(most)).isEmpty)
        #expect(RequestRules.violations(taskDefinition: definition(most + 1)).map(\.rule) == [.taskDefinitionSize])
    }

    @Test func `on the size of a task definition leaves room for the tag that Purser adds`() {
        func job(_ length: Int) -> JSON {
            plainJob.with(
                "spec.taskDefinition",
                [
                    "family": "a", "memory": "512",
                    "containerDefinitions": [["name": "b", "image": "c:1", "command": [text(length)]]],
                ])
        }
        let tag = #""tags":[{"key":"purser:body","value":"\#(String(repeating: "0", count: 64))"}],"#
        let empty = job(0).with("spec.taskDefinition.family", "a")["spec"]?["taskDefinition"]?.canonical.utf8.count ?? 0
        let most = 65_536 - empty - tag.utf8.count
        #expect(load(job(most)).codes == [])
        #expect(load(job(most + 1)).codes == ["E0201"])
    }

    @Test func `on containers that AWS is unsure of is a warning`() {
        let ten = list(10) { ["name": .string("c\($0)"), "image": "a:1"] }
        let eleven = list(11) { ["name": .string("c\($0)"), "image": "a:1"] }
        #expect(load(soundJob.with("spec.taskDefinition.containerDefinitions", ten)).codes.isEmpty)
        let loading = load(soundJob.with("spec.taskDefinition.containerDefinitions", eleven))
        #expect(loading.codes == ["E0202"] && !loading.hasErrors)
    }

    @Test(arguments: [
        ("sizeInGiB", 16_384, 16_385, 65_536, 65_537, "E0105"), ("iops", 16_000, 16_001, 80_000, 80_001, "E0106"),
        ("throughput", 1000, 1001, 2000, 2001, "E0107"),
    ])
    func `on which AWS contradicts itself is a warning between the two`(
        member: String, inside: Int, disputed: Int, most: Int, outside: Int, code: String
    ) {
        func loading(_ value: Int) -> Loading {
            load(
                withVolume.with("spec.\(volume).sizeInGiB", 4000).with("spec.\(volume).iops", 16_000)
                    .with("spec.\(volume).\(member)", .int(Int64(value))))
        }
        #expect(loading(inside).codes.isEmpty)
        for value in [disputed, most] {
            #expect(loading(value).codes == [code] && !loading(value).hasErrors, "\(loading(value).text)")
        }
        #expect(loading(outside).hasErrors)
    }

    @Test func `on placement counts task definition and job together`() {
        let six = list(6) { _ in ["type": "memberOf", "expression": "a"] }
        let four = list(4) { _ in ["type": "memberOf", "expression": "a"] }
        let five = list(5) { _ in ["type": "memberOf", "expression": "a"] }
        let job = `A limit`.ec2Definition.with("spec.taskDefinition.placementConstraints", six)
        #expect(load(job.with("spec.placementConstraints", four)).codes.isEmpty)
        #expect(load(job.with("spec.placementConstraints", five)).codes == ["E0021"])
    }

    @Test func `is never blamed on a member that is wrong in another way`() {
        let broken = soundJob.with("spec.networkConfiguration", 5).with("spec.overrides", "a")
        #expect(load(broken).codes == ["M0004", "M0004"])
        let volumes = `A limit`.fargateVolume.with("spec.volumeConfigurations", "x")
        #expect(load(volumes).codes == ["M0004"])
    }
}
