import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineDefinitionsTests {
    @Test func `a definition is answered in ECS's own form`() throws {
        var bench = EngineBench()
        let body = EngineBench.definition([
            "cpu": "1 vCPU", "memory": "2GB", "volumes": [["name": "data"]], "unknown": "dropped",
            "containerDefinitions": [
                EngineBench.container("main", ["portMappings": [["containerPort": 80]], "unknown": 1, "user": .null])
            ],
        ])
        let answer = try bench.result(.registerTaskDefinition, body)
        let definition = try #require(answer["taskDefinition"])
        #expect(definition["cpu"] == "1024")
        #expect(definition["memory"] == "2048")
        #expect(definition["volumes"] == [["name": "data", "host": [:]]])
        #expect(definition["placementConstraints"] == [])
        #expect(definition["status"] == "ACTIVE")
        #expect(definition["revision"] == 1)
        #expect(definition["compatibilities"] == ["EC2", "FARGATE"])
        #expect(definition["requiresAttributes"]?.array?.contains(["name": "ecs.capability.task-eni"]) == true)
        #expect(definition["registeredAt"]?.double == bench.now.seconds)
        #expect(definition["unknown"] == nil)
        let expected: JSON = [
            "name": "main", "image": "repo/app:1", "command": ["work"], "cpu": 0, "essential": true, "environment": [],
            "mountPoints": [], "volumesFrom": [], "systemControls": [],
            "portMappings": [["containerPort": 80, "hostPort": 80, "protocol": "tcp"]],
        ]
        #expect(definition["containerDefinitions"] == [expected])
        #expect(answer["tags"] == [])
    }

    @Test(
        arguments: [
            ("an empty family", ["family": ""], "InvalidParameterException"),
            ("a family with a dot", ["family": "a.b"], "ClientException"),
            ("no containers", ["containerDefinitions": []], "ClientException"),
            ("containers of a wrong type", ["containerDefinitions": "main"], "SerializationException"),
            (
                "a name twice", ["containerDefinitions": [EngineBench.container("a"), EngineBench.container("a")]],
                "ClientException"
            ),
            ("no image", ["containerDefinitions": [EngineBench.container("a", ["image": .null])]], "ClientException"),
            ("a name with a space", ["containerDefinitions": [EngineBench.container("a b")]], "ClientException"),
            (
                "nothing essential", ["containerDefinitions": [EngineBench.container("a", ["essential": false])]],
                "ClientException"
            ),
            (
                "eleven containers", ["containerDefinitions": .array((0..<11).map { EngineBench.container("c\($0)") })],
                "ClientException"
            ),
            ("a size that Fargate has not", ["memory": "4096"], "ClientException"),
            ("a cpu that is no number", ["cpu": "much"], "ClientException"),
            ("Fargate without memory", ["memory": .null], "ClientException"),
            ("Fargate in bridge mode", ["networkMode": "bridge"], "ClientException"),
            (
                "no memory at all",
                ["memory": .null, "requiresCompatibilities": [], "containerDefinitions": [EngineBench.container("a")]],
                "ClientException"
            ),
            (
                "two volumes at launch",
                ["volumes": [["name": "a", "configuredAtLaunch": true], ["name": "b", "configuredAtLaunch": true]]],
                "ClientException"
            ),
            (
                "a volume of two kinds", ["volumes": [["name": "a", "configuredAtLaunch": true, "host": [:]]]],
                "ClientException"
            ),
            (
                "a mount of nothing",
                [
                    "containerDefinitions": [
                        EngineBench.container("a", ["mountPoints": [["sourceVolume": "x", "containerPath": "/x"]]])
                    ]
                ], "ClientException"
            ),
            (
                "a dependency on nobody",
                [
                    "containerDefinitions": [
                        EngineBench.container("a", ["dependsOn": [["containerName": "x", "condition": "START"]]])
                    ]
                ], "ClientException"
            ),
            (
                "a wait for the end of an essential container",
                [
                    "containerDefinitions": [
                        EngineBench.container("a", ["dependsOn": [["containerName": "b", "condition": "COMPLETE"]]]),
                        EngineBench.container("b"),
                    ]
                ], "ClientException"
            ),
            (
                "a wait for health without a check",
                [
                    "containerDefinitions": [
                        EngineBench.container("a", ["dependsOn": [["containerName": "b", "condition": "HEALTHY"]]]),
                        EngineBench.container("b"),
                    ]
                ], "ClientException"
            ),
            (
                "a circle",
                [
                    "containerDefinitions": [
                        EngineBench.container("a", ["dependsOn": [["containerName": "b", "condition": "START"]]]),
                        EngineBench.container("b", ["dependsOn": [["containerName": "a", "condition": "START"]]]),
                    ]
                ], "ClientException"
            ),
            ("storage of 20 GiB", ["ephemeralStorage": ["sizeInGiB": 20]], "InvalidParameterException"),
            ("an unknown compatibility", ["requiresCompatibilities": ["MOON"]], "ClientException"),
            (
                "a privileged container on Fargate",
                ["containerDefinitions": [EngineBench.container("a", ["privileged": true])]], "ClientException"
            ),
            (
                "65 KiB",
                [
                    "containerDefinitions": [
                        EngineBench.container("a", ["command": [.string(.init(repeating: "x", count: 66_000))]])
                    ]
                ],
                "ClientException"
            ),
            ("a reserved tag", ["tags": [["key": "AWS:x", "value": ""]]], "InvalidParameterException"),
        ] as [(String, [String: JSON], String)])
    func `a definition that breaks a rule is refused and takes no revision`(
        rule: String, changes: [String: JSON], code: String
    ) throws {
        var bench = EngineBench()
        #expect(bench.code(.registerTaskDefinition, EngineBench.definition(changes)) == code, "\(rule)")
        #expect(try bench.register().hasSuffix(":1"), "\(rule)")
    }

    @Test func `every size of Fargate is taken, and its neighbours are not`() throws {
        var bench = EngineBench()
        for size in Limits.fargateSizes {
            for memory in size.memory {
                _ = try bench.register(["cpu": .string("\(size.cpu)"), "memory": .string("\(memory)")])
            }
            let above = EngineBench.definition([
                "cpu": .string("\(size.cpu)"), "memory": .string("\((size.memory.max() ?? 0) + 1024)"),
            ])
            #expect(bench.code(.registerTaskDefinition, above) == "ClientException")
        }
    }

    @Test func `revisions rise and are never used again`() throws {
        var bench = EngineBench()
        let first = try bench.register()
        let second = try bench.register()
        #expect(first.hasSuffix("task-definition/report:1"))
        for arn in [first, second] {
            _ = try bench.result(.deregisterTaskDefinition, ["taskDefinition": .string(arn)])
        }
        _ = try bench.result(.deleteTaskDefinitions, ["taskDefinitions": [.string(first), .string(second)]])
        bench.pass(.seconds(1))
        #expect(bench.code(.describeTaskDefinition, ["taskDefinition": .string(second)]) == "ClientException")
        #expect(try bench.register().hasSuffix(":3"))
    }

    @Test func `a family stands for its newest active revision`() throws {
        var bench = EngineBench()
        for _ in 0..<3 { _ = try bench.register() }
        let third = try bench.result(.deregisterTaskDefinition, ["taskDefinition": "report:3"])
        #expect(third["taskDefinition"]?["status"] == "INACTIVE")
        #expect(third["taskDefinition"]?["deregisteredAt"]?.double == bench.now.seconds)
        let found = try bench.result(.describeTaskDefinition, ["taskDefinition": "report"])
        #expect(found["taskDefinition"]?["revision"] == 2)
        #expect(found["tags"] == nil)
        let inactive = try bench.result(.describeTaskDefinition, ["taskDefinition": "report:3", "include": ["TAGS"]])
        #expect(inactive["taskDefinition"]?["status"] == "INACTIVE")
        #expect(inactive["tags"] == [])
        let answer = bench.call(.describeTaskDefinition, ["taskDefinition": "nobody"])
        #expect(answer.body == ["__type": "ClientException", "message": "Unable to describe task definition."])
    }

    @Test func `an active definition is not deleted, and one in use goes when its last task has`() throws {
        var bench = EngineBench()
        let arn = try bench.register()
        _ = try bench.run(arn)
        let refused = try bench.result(.deleteTaskDefinitions, ["taskDefinitions": [.string(arn), "report:7"]])
        #expect(refused["taskDefinitions"] == [])
        #expect(refused["failures"]?.array?.count == 2)
        _ = try bench.result(.deregisterTaskDefinition, ["taskDefinition": .string(arn)])
        let deleted = try bench.result(.deleteTaskDefinitions, ["taskDefinitions": [.string(arn)]])
        #expect(deleted["taskDefinitions"]?.array?.first?["status"] == "DELETE_IN_PROGRESS")
        #expect(bench.code(.describeTaskDefinition, ["taskDefinition": .string(arn)]) == "")
        bench.pass(.seconds(60))
        #expect(bench.code(.describeTaskDefinition, ["taskDefinition": .string(arn)]) == "ClientException")
    }

    @Test func `lists are by family, by status, and in the order asked for`() throws {
        var bench = EngineBench()
        for _ in 0..<11 { _ = try bench.register() }
        _ = try bench.register(["family": "report-2"])
        _ = try bench.result(.deregisterTaskDefinition, ["taskDefinition": "report:4"])
        func list(_ bench: inout EngineBench, _ request: JSON) throws -> [String] {
            try bench.result(.listTaskDefinitions, request)["taskDefinitionArns"]?.strings?
                .compactMap { $0.split(separator: "/").last.map(String.init) } ?? []
        }
        let report = (1...11).filter { $0 != 4 }.map { "report:\($0)" }
        #expect(try list(&bench, ["familyPrefix": "report"]) == report)
        #expect(try list(&bench, ["familyPrefix": "report", "sort": "DESC"]) == report.reversed())
        #expect(try list(&bench, [:]) == report + ["report-2:1"])
        #expect(try list(&bench, ["status": "INACTIVE"]) == ["report:4"])
        let families = try bench.result(.listTaskDefinitionFamilies, ["familyPrefix": "report"])
        #expect(families["families"] == ["report", "report-2"])
        _ = try bench.result(.deregisterTaskDefinition, ["taskDefinition": "report-2:1"])
        let active = try bench.result(.listTaskDefinitionFamilies, ["status": "ACTIVE"])
        #expect(active["families"] == ["report"])
    }
}
