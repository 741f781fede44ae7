// The limits on what the containers of a task ask for together, and on what a launch changes of them.
import JSON
import Manifests
import Testing

private let container = "taskDefinition.containerDefinitions.0"
private let role: JSON = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
private let secret: JSON = ["name": "A", "valueFrom": "/a"]

private let withRole = soundJob.with("spec.taskDefinition.executionRoleArn", role)
private let ec2 = `A limit`.ec2Definition
private let awsvpc = ec2.with("spec.taskDefinition.networkMode", "awsvpc")
    .with("spec.networkConfiguration", ["awsvpcConfiguration": ["subnets": ["subnet-1"]]])
private let bare = soundJob.with("spec.taskDefinition.requiresCompatibilities", nil)
private let windows = soundJob.with("spec.taskDefinition.cpu", "1024").with("spec.taskDefinition.memory", "2048")
    .with("spec.taskDefinition.runtimePlatform", ["operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"])

private func two(_ first: JSON, _ second: JSON) -> JSON {
    .array([("a", first), ("b", second)].map { name, more in more.with("name", .string(name)).with("image", "b:1") })
}

private func awslogs(_ options: String...) -> JSON {
    let pairs = (options + ["mode"]).map { ($0, JSON.string($0 == "mode" ? "blocking" : "a")) }
    return ["logDriver": "awslogs", "options": .object(Dictionary(uniqueKeysWithValues: pairs))]
}

private func variables(_ name: String) -> JSON {
    [["name": "main", "environment": [["name": .string(name), "value": "b"]]]]
}

@Suite struct `A limit on containers` {
    static let sizes: [Limit] = [
        Limit(
            "E0216", "taskDefinition.containerDefinitions", two(["memory": 256], ["memory": 256]),
            two(["memory": 256], ["memory": 257]), of: ec2),
        Limit(
            "E0216", "taskDefinition.containerDefinitions",
            two(["memory": 512, "memoryReservation": 256], ["memory": 256]),
            two(["memory": 512, "memoryReservation": 257], ["memory": 256]), of: ec2),
        Limit("E0216", "\(container).memory", 512, 513, of: ec2),
        Limit(
            "E0216", "taskDefinition.containerDefinitions", two(["cpu": 200], ["cpu": 56]),
            two(["cpu": 200], ["cpu": 57]), of: soundJob),
        Limit(
            "E0216", "overrides.containerOverrides", [["name": "main", "cpu": 256]], [["name": "main", "cpu": 257]],
            of: soundJob),
        Limit("E0216", "overrides.memory", "512", "511", of: ec2.with("spec.\(container).memory", 512)),
        Limit("E0211", "overrides.memory", "2048", "3072", of: soundJob),
        Limit("E0211", "overrides", ["cpu": "512", "memory": "4096"], ["cpu": "256", "memory": "4096"], of: byName),
        Limit("E0211", "overrides.cpu", "512", "300", of: byName),
    ]
    private static let byName = soundJob.with("spec.taskDefinition", "report:12")

    static let network: [Limit] = [
        Limit(
            "E0217", "\(container).portMappings", [["containerPort": 80, "hostPort": 80]],
            [["containerPort": 80, "hostPort": 81]], of: awsvpc),
        Limit(
            "E0217", "\(container).portMappings", [["containerPort": 80, "hostPort": 0]], [["hostPort": 80]], of: awsvpc
        ),
        Limit(
            "E0217", "taskDefinition.networkMode", "bridge", "host",
            of: mapped([["containerPort": 80, "hostPort": 81]])),
        Limit(
            "E0217", "taskDefinition.networkMode", "bridge", "host",
            of: mapped([["containerPort": 80], ["containerPort": 80]])),
        Limit(
            "E0217", "\(container).portMappings",
            [["containerPort": 80, "hostPort": 80], ["containerPort": 81, "hostPort": 80, "protocol": "udp"]],
            [["containerPort": 80, "hostPort": 80], ["containerPort": 81, "hostPort": 80]], of: ec2),
        Limit("E0218", "taskDefinition.networkMode", "bridge", "host", of: ec2.with("spec.\(container).links", ["a"])),
        Limit("E0218", "\(container).hostname", nil, "a", of: awsvpc),
        Limit("E0218", "\(container).hostname", nil, "a", of: soundJob),
        Limit("E0218", "\(container).extraHosts", [], [["hostname": "a", "ipAddress": "10.0.0.1"]], of: awsvpc),
    ]
    private static func mapped(_ mappings: JSON) -> JSON { ec2.with("spec.\(container).portMappings", mappings) }

    static let needs: [Limit] = [
        Limit(
            "E0219", "taskDefinition.executionRoleArn", role, nil, of: ec2.with("spec.\(container).secrets", [secret])),
        Limit(
            "E0219", "taskDefinition.executionRoleArn", role, nil,
            of: soundJob.with("spec.\(container).image", "111122223333.dkr.ecr.eu-central-1.amazonaws.com/a:1")),
        Limit("E0219", "taskDefinition.executionRoleArn", role, nil, of: logged),
        Limit("E0019", "\(container).secrets", [secret], [secret, secret], of: withRole),
        Limit(
            "E0019", "\(container).environment", [["name": "B", "value": "b"]], [["name": "A", "value": "b"]],
            of: secretive),
        Limit("E0019", "overrides.containerOverrides", variables("B"), variables("A"), of: secretive),
        Limit(
            "E0220", "\(container).logConfiguration", awslogs("awslogs-group", "awslogs-region"),
            awslogs("awslogs-group"),
            of: ec2),
        Limit(
            "E0220", "\(container).logConfiguration",
            awslogs("awslogs-group", "awslogs-region", "awslogs-stream-prefix"),
            awslogs("awslogs-group", "awslogs-region"), of: withRole),
        Limit("E0205", "taskDefinition.containerDefinitions.1.essential", false, nil, of: waiting("SUCCESS")),
        Limit("E0205", "taskDefinition.containerDefinitions.1.essential", false, true, of: waiting("COMPLETE")),
        Limit(
            "E0205", "taskDefinition.containerDefinitions.1.healthCheck", ["command": ["CMD", "a"]], nil,
            of: waiting("HEALTHY")),
        Limit("M0007", "\(container).environmentFiles", files(10), files(11), of: withRole),
    ]
    private static let secretive = withRole.with("spec.\(container).secrets", [secret])
    private static let logged = withRole.with(
        "spec.\(container).logConfiguration", awslogs("awslogs-group", "awslogs-region", "awslogs-stream-prefix"))

    private static func waiting(_ condition: String) -> JSON {
        soundJob.with(
            "spec.taskDefinition.containerDefinitions",
            two(["dependsOn": [["containerName": "b", "condition": .string(condition)]]], [:]))
    }

    private static func files(_ count: Int) -> JSON {
        .array((0..<count).map { ["type": "s3", "value": .string("arn:aws:s3:::a/\($0).env")] })
    }

    static let fargate: [Limit] = [
        Limit("E0212", "taskDefinition.networkMode", "awsvpc", "bridge", of: bare),
        Limit("E0212", "taskDefinition.networkMode", "awsvpc", nil, of: bare),
        Limit("E0211", "taskDefinition.memory", "512", "513", of: bare),
        Limit("E0211", "taskDefinition.cpu", "256", nil, of: bare),
        Limit("E0213", "taskDefinition.pidMode", "task", "host", of: soundJob),
        Limit(
            "E0213", "taskDefinition.volumes", [["name": "a", "host": [:]]],
            [["name": "a", "host": ["sourcePath": "/a"]]], of: soundJob),
        Limit(
            "E0213", "taskDefinition.volumes", [["name": "a"]],
            [["name": "a", "dockerVolumeConfiguration": ["scope": "task"]]], of: soundJob),
        Limit("E0214", "\(container).stopTimeout", 2, 1, of: soundJob),
        Limit(
            "E0022", "capacityProviderStrategy", [["capacityProvider": "FARGATE"]],
            [["capacityProvider": "FARGATE_SPOT"]],
            of: windows.with("spec.launchType", nil)),
        Limit(
            "E0110", "taskDefinition.runtimePlatform", ["operatingSystemFamily": "LINUX"],
            ["operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"],
            of: `A limit`.fargateVolume.with("spec.taskDefinition.cpu", "1024").with(
                "spec.taskDefinition.memory", "2048")),
    ]

    @Test(arguments: [sizes, network, needs, fargate].flatMap { $0 })
    func `is accepted at the bound and refused one over it`(_ limit: Limit) {
        limit.check()
    }

    @Test func `tells each container that has more than its task, and no sum beside it`() {
        let job = ec2.with("spec.taskDefinition.containerDefinitions", two(["memory": 600], ["memory": 601]))
        #expect(load(job).codes == ["E0216", "E0216"])
    }

    @Test func `stands with a number that no sum can hold`() {
        let most = JSON.int(.max)
        let job = ec2.with("spec.taskDefinition.cpu", "256")
            .with("spec.taskDefinition.containerDefinitions", two(["cpu": most], ["cpu": most]))
        #expect(load(job).codes.contains("E0216"))
    }

    @Test func `is not told of overrides where the task definition has it itself`() {
        let job = soundJob.with("spec.taskDefinition.memory", "513").with(
            "spec.overrides.containerOverrides", [["name": "main", "memory": 10]])
        #expect(load(job).codes == ["E0211"])
    }
}
