import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineLaunchTests {
    private static let override: JSON = [
        "containerOverrides": [["name": "main", "command": [.string(.init(repeating: "x", count: 8200))]]]
    ]

    @Test(
        arguments: [
            ("no tasks", ["count": 0], "InvalidParameterException"),
            ("eleven tasks", ["count": 11], "InvalidParameterException"),
            ("a count that is text", ["count": "1"], "SerializationException"),
            ("an unknown definition", ["taskDefinition": "nobody"], "ClientException"),
            ("no definition", ["taskDefinition": .null], "InvalidParameterException"),
            (
                "launch type and strategy", ["capacityProviderStrategy": [["capacityProvider": "FARGATE"]]],
                "InvalidParameterException"
            ),
            (
                "an unknown provider",
                ["launchType": .null, "capacityProviderStrategy": [["capacityProvider": "moon"]]],
                "InvalidParameterException"
            ),
            (
                "weights of nothing",
                [
                    "launchType": .null,
                    "capacityProviderStrategy": [
                        ["capacityProvider": "FARGATE"], ["capacityProvider": "FARGATE_SPOT"],
                    ],
                ],
                "InvalidParameterException"
            ),
            ("no network", ["networkConfiguration": .null], "InvalidParameterException"),
            (
                "no subnets", ["networkConfiguration": ["awsvpcConfiguration": ["subnets": []]]],
                "InvalidParameterException"
            ),
            (
                "17 subnets",
                [
                    "networkConfiguration": [
                        "awsvpcConfiguration": ["subnets": .array((0..<17).map { .string("subnet-\($0)") })]
                    ]
                ],
                "InvalidParameterException"
            ),
            (
                "six groups",
                [
                    "networkConfiguration": [
                        "awsvpcConfiguration": [
                            "subnets": ["subnet-1"], "securityGroups": .array((0..<6).map { .string("sg-\($0)") }),
                        ]
                    ]
                ],
                "InvalidParameterException"
            ),
            (
                "a public address off Fargate",
                [
                    "launchType": "EC2",
                    "networkConfiguration": [
                        "awsvpcConfiguration": ["subnets": ["subnet-1"], "assignPublicIp": "ENABLED"]
                    ],
                ],
                "InvalidParameterException"
            ),
            ("startedBy with a dot", ["startedBy": "a.b"], "InvalidParameterException"),
            (
                "startedBy of 129", ["startedBy": .string(.init(repeating: "a", count: 129))],
                "InvalidParameterException"
            ),
            (
                "an override of nobody", ["overrides": ["containerOverrides": [["name": "x"]]]],
                "InvalidParameterException"
            ),
            (
                "an override without a name", ["overrides": ["containerOverrides": [["cpu": 1]]]],
                "InvalidParameterException"
            ),
            ("overrides of more than 8192", ["overrides": override], "InvalidParameterException"),
            (
                "a size in overrides that Fargate has not", ["overrides": ["memory": "4096"]],
                "InvalidParameterException"
            ),
            ("tags of a service", ["propagateTags": "SERVICE"], "InvalidParameterException"),
            ("a tag twice", ["tags": [["key": "a"], ["key": "a"]]], "InvalidParameterException"),
            ("51 tags", ["tags": .array((0..<51).map { ["key": .string("k\($0)")] })], "InvalidParameterException"),
            ("a tag with a comma", ["tags": [["key": "a,b"]]], "InvalidParameterException"),
            ("a platform from the future", ["platformVersion": "9.9.9"], "PlatformUnknownException"),
            ("a platform on EC2", ["launchType": "EC2", "platformVersion": "LATEST"], "InvalidParameterException"),
            ("placement on Fargate", ["placementStrategy": [["type": "random"]]], "InvalidParameterException"),
            ("exec without a role", ["enableExecuteCommand": true], "InvalidParameterException"),
            ("a token with a space", ["clientToken": "a b"], "InvalidParameterException"),
            ("a token of 65", ["clientToken": .string(.init(repeating: "a", count: 65))], "InvalidParameterException"),
        ] as [(String, [String: JSON], String)])
    func `a launch that breaks a rule is refused and starts nothing`(
        rule: String, changes: [String: JSON], code: String
    ) throws {
        var bench = EngineBench()
        let definition = try bench.register()
        #expect(bench.code(.runTask, EngineBench.launch(definition, changes)) == code, "\(rule)")
        #expect(try bench.result(.listTasks, [:])["taskArns"] == [], "\(rule)")
    }

    @Test func `an inactive definition is not run, nor one on Fargate that is not made for it`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        _ = try bench.result(.deregisterTaskDefinition, ["taskDefinition": .string(definition)])
        #expect(bench.code(.runTask, EngineBench.launch(definition)) == "ClientException")
        let bridge = try bench.register(["networkMode": "bridge", "requiresCompatibilities": ["EC2"]])
        #expect(
            bench.call(.runTask, EngineBench.launch(bridge)).body["message"]
                == "Task definition does not support launch_type FARGATE.")
        let onInstance = EngineBench.launch(bridge, ["launchType": "EC2"])
        #expect(bench.code(.runTask, onInstance) == "InvalidParameterException", "network configuration in bridge mode")
        #expect(bench.code(.runTask, onInstance.setting("networkConfiguration", to: nil)) == "")
    }

    @Test func `a task begins in PROVISIONING with its attachments to come`() throws {
        var bench = EngineBench()
        let definition = try bench.register(["volumes": [["name": "data", "configuredAtLaunch": true]]])
        let answer = try bench.run(
            definition,
            [
                "startedBy": "purser/report/1", "enableECSManagedTags": true, "tags": [["key": "team", "value": "x"]],
                "volumeConfigurations": [["name": "data", "managedEBSVolume": EngineVolumeTests.volume()]],
            ])
        let task = try #require(answer["tasks"]?.array?.first).decoded(as: ECSTask.self)
        #expect(task.taskArn.hasPrefix("arn:aws:ecs:eu-west-1:123456789012:task/default/"))
        #expect(task.id.count == 32 && task.id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(task.lastStatus == .provisioning && task.desiredStatus == .running && task.version == 1)
        #expect(task.group == "family:report" && task.startedBy == "purser/report/1")
        #expect(task.createdAt == bench.now && task.startedAt == nil)
        #expect(task.cpu == "256" && task.memory == "512" && task.platformVersion == "1.4.0")
        #expect(task.tags == [Tag(key: "team", value: "x"), Tag(key: "aws:ecs:clusterName", value: "default")])
        #expect(task.overrides?["containerOverrides"] == [["name": "main"]])
        #expect(task.containers?.map(\.lastStatus) == ["PENDING"])
        #expect(task.attachments?.map(\.type) == ["ElasticNetworkInterface", "AmazonElasticBlockStorage"])
        #expect(task.attachments?.map(\.status) == ["PRECREATED", "CREATED"])
        #expect(task.attachments?[0].details == [KeyValuePair(name: "subnetId", value: "subnet-1")])
        #expect(task.attachments?[1].details?.map(\.name) == ["roleArn", "volumeName", "deleteOnTermination"])
        #expect(answer["failures"] == [])
    }

    @Test func `attachments go through their own life beside the task's`() throws {
        var bench = EngineBench()
        let definition = try bench.register(["volumes": [["name": "data", "configuredAtLaunch": true]]])
        let keep: JSON = ["terminationPolicy": ["deleteOnTermination": false]]
        let arn = try bench.runOne(
            definition,
            ["volumeConfigurations": [["name": "data", "managedEBSVolume": EngineVolumeTests.volume(keep)]]])
        var seen: [String] = []
        while try !(bench.task(arn).lastStatus?.isStopped ?? true) {
            try bench.passToNextWake()
            let task = try bench.task(arn)
            let statuses = task.attachments?.compactMap(\.status).joined(separator: " ") ?? ""
            seen.append("\(task.lastStatus?.rawValue ?? ""): \(statuses)")
        }
        #expect(
            seen.filter { !$0.hasPrefix("STOPPING") && !$0.hasPrefix("DEACT") } == [
                "PENDING: ATTACHING ATTACHING", "ACTIVATING: ATTACHED ATTACHED", "RUNNING: ATTACHED ATTACHED",
                "DEPROVISIONING: DETACHING DETACHING", "STOPPED: DELETED DETACHED",
            ])
        let names = try bench.task(arn).attachments?.flatMap { $0.details ?? [] }.compactMap(\.name) ?? []
        #expect(names.contains("networkInterfaceId") && names.contains("volumeId"))
    }

    @Test func `tags of the definition are passed on when asked, below the caller's own`() throws {
        var bench = EngineBench()
        let definition = try bench.register(["tags": [["key": "a", "value": "1"], ["key": "b", "value": "1"]]])
        let arn = try bench.runOne(
            definition, ["propagateTags": "TASK_DEFINITION", "tags": [["key": "b", "value": "2"]]])
        #expect(try bench.task(arn).tags == [Tag(key: "a", value: "1"), Tag(key: "b", value: "2")])
        let plain = try bench.runOne(definition)
        #expect(try bench.task(plain).tags == [])
    }

    @Test func `a strategy gives the base first and the rest by weight`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        let strategy: JSON = [
            ["capacityProvider": "FARGATE", "base": 2, "weight": 1], ["capacityProvider": "FARGATE_SPOT", "weight": 3],
        ]
        let answer = try bench.run(
            definition, ["launchType": .null, "capacityProviderStrategy": strategy, "count": 10])
        let providers = answer["tasks"]?.array?.compactMap { $0["capacityProviderName"]?.string } ?? []
        #expect(providers.prefix(2) == ["FARGATE", "FARGATE"])
        #expect(providers.count { $0 == "FARGATE" } == 4)
        #expect(providers.count { $0 == "FARGATE_SPOT" } == 6)
    }

    @Test func `an instance that is full refuses what is left, with a reason`() throws {
        var bench = EngineBench { $0.instanceMemory = 1300 }
        let definition = try bench.register()
        let answer = try bench.run(definition, ["launchType": "EC2", "count": 4])
        #expect(answer["tasks"]?.array?.count == 2)
        let failures = answer["failures"]?.array ?? []
        #expect(failures.map { $0["reason"] } == ["RESOURCE:MEMORY", "RESOURCE:MEMORY"])
        #expect(failures.first?["arn"] == answer["tasks"]?.array?.first?["containerInstanceArn"])
        bench.pass(.seconds(60))
        #expect(try bench.run(definition, ["launchType": "EC2"])["failures"] == [])
    }

    @Test func `StartTask takes the instances that are there`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        let instance = try bench.result(.listContainerInstances, [:])["containerInstanceArns"]?.strings?.first ?? ""
        let request = EngineBench.launch(
            definition, ["launchType": .null, "containerInstances": [.string(instance), "other"]])
        let answer = try bench.result(.startTask, request)
        #expect(answer["tasks"]?.array?.first?["containerInstanceArn"]?.string == instance)
        #expect(
            answer["failures"] == [
                ["arn": "arn:aws:ecs:eu-west-1:123456789012:container-instance/default/other", "reason": "MISSING"]
            ])
        #expect(bench.code(.startTask, request.setting("containerInstances", to: [])) == "InvalidParameterException")
    }
}
