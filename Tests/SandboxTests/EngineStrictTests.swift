import ECS
import JSON
import Testing

@testable import Sandbox

/// A strict sandbox is as hard to deal with as ECS.
struct EngineStrictTests {
    private func bench(_ change: (inout Manner) -> Void) throws -> (EngineBench, String) {
        var bench = EngineBench(.simulate) { settings in
            settings.region = "eu-west-1"
            change(&settings.manner)
        }
        let definition = try bench.register()
        return (bench, definition)
    }

    private func launches(_ bench: inout EngineBench, _ definition: String, _ changes: [String: JSON] = [:]) -> Int {
        var launched = 0
        while bench.call(.runTask, EngineBench.launch(definition, changes)).error == nil { launched += 1 }
        return launched
    }

    @Test func `calls beyond a bucket are throttled, and let through as it fills`() throws {
        var (bench, _) = try bench { $0.throttles = true }
        for _ in 0..<100 { _ = try bench.result(.listTasks, [:]) }
        let answer = bench.call(.listTasks, [:])
        #expect(answer.status == 400)
        #expect(answer.body == ["__type": "ThrottlingException", "message": "Rate exceeded"])
        #expect(bench.code(.describeTasks, ["tasks": ["a"]]) == "ThrottlingException", "they share the bucket")
        #expect(bench.code(.describeClusters, [:]).isEmpty, "another one is full")
        bench.pass(.milliseconds(49))
        #expect(bench.code(.listTasks, [:]) == "ThrottlingException")
        bench.pass(.milliseconds(1))
        #expect(bench.code(.listTasks, [:]).isEmpty)
    }

    @Test func `a kind sandbox throttles nothing`() throws {
        var (bench, definition) = try bench { _ in }
        for _ in 0..<300 { _ = try bench.run(definition) }
    }

    @Test func `RunTask for Fargate has buckets of its own for calls and for tasks`() throws {
        var (bench, definition) = try bench { $0.throttles = true }
        #expect(launches(&bench, definition) == 20, "calls")
        bench.pass(.seconds(60))
        #expect(launches(&bench, definition, ["count": 10]) == 10, "tasks")
        // The calls of a second, and no task for any of them but two.
        bench.pass(.seconds(1))
        #expect(launches(&bench, definition, ["count": 10]) == 2)
        let spot: [String: JSON] = [
            "launchType": .null, "capacityProviderStrategy": [["capacityProvider": "FARGATE_SPOT"]], "count": 10,
        ]
        #expect(launches(&bench, definition, spot) == 10, "Spot has tokens of its own")
        #expect(launches(&bench, definition, ["launchType": "EC2"]) > 50, "EC2 needs none")
    }

    @Test func `a launch that is throttled leaves nothing behind, not even its token`() throws {
        var (bench, definition) = try bench { $0.throttles = true }
        _ = launches(&bench, definition)
        let before = bench.engine.state.tasks.count
        #expect(bench.code(.runTask, EngineBench.launch(definition, ["clientToken": "t"])) == "ThrottlingException")
        bench.pass(.seconds(1))
        _ = try bench.run(definition, ["clientToken": "t"])
        #expect(bench.engine.state.tasks.count == before + 1)
    }

    @Test func `a small region launches more slowly`() throws {
        var bench = EngineBench(.simulate) { settings in
            settings.region = "eu-south-2"
            settings.manner.throttles = true
        }
        let definition = try bench.register()
        #expect(launches(&bench, definition, ["count": 5]) == 5)
    }

    @Test func `more tasks of a capacity provider than the quota in PROVISIONING are refused`() throws {
        var (bench, _) = try bench { $0.provisioningQuota = 3 }
        _ = try bench.result(
            .createCluster, ["clusterName": "jobs", "capacityProviders": ["hosts", "FARGATE"]])
        let definition = try bench.register(["requiresCompatibilities": ["EC2"], "networkMode": "bridge"])
        let request = EngineBench.launch(
            definition,
            [
                "cluster": "jobs", "launchType": .null, "networkConfiguration": .null, "count": 2,
                "capacityProviderStrategy": [["capacityProvider": "hosts"]],
            ])
        let first = try bench.result(.runTask, request)
        #expect(first["tasks"]?.array?.map { $0["lastStatus"] } == ["PROVISIONING", "PROVISIONING"])
        let error = try #require(bench.call(.runTask, request).error)
        #expect(error.code == "ClientException" && error.isProvisioningQuota)
        bench.pass(.milliseconds(200))
        _ = try bench.result(.runTask, request)
    }

    @Test func `a task is MISSING for a while after its launch, and then there`() throws {
        var (bench, definition) = try bench { $0.describeLag = .seconds(3) }
        let arns = try (0..<4).map { _ in try bench.runOne(definition) }
        func found() throws -> Int {
            let answer = try bench.result(.describeTasks, ["tasks": .array(arns.map(JSON.string))])
            let failures = answer["failures"]?.array ?? []
            #expect(failures.allSatisfy { $0["reason"] == "MISSING" })
            let tasks = answer["tasks"]?.array?.count ?? 0
            #expect(tasks + failures.count == 4)
            return tasks
        }
        var counts = [try found()]
        for _ in 0..<3 {
            bench.pass(.seconds(1))
            counts.append(try found())
        }
        #expect(counts == [1, 2, 3, 4])
    }

    @Test func `a list shows a task late`() throws {
        var (bench, definition) = try bench { $0.listLag = .seconds(3) }
        let second: [String: JSON] = [
            "overrides": [
                "containerOverrides": [
                    ["name": "main", "environment": [["name": "PURSER_SANDBOX_SECONDS", "value": "60"]]]
                ]
            ]
        ]
        for _ in 0..<2 { _ = try bench.run(definition, second) }
        #expect(try bench.result(.listTasks, [:])["taskArns"]?.array?.count == 1)
        bench.pass(.seconds(1))
        #expect(try bench.result(.listTasks, [:])["taskArns"]?.array?.count == 2)
    }

    @Test func `a task is shown as it was, its version never goes back, and its end comes in the end`() throws {
        var (bench, definition) = try bench { $0.staleness = .milliseconds(500) }
        let arn = try bench.runOne(definition)
        var shown: [ECSTask] = []
        var actual: [TaskStatus?] = []
        for _ in 0..<60 {
            bench.pass(.milliseconds(50))
            shown.append(try bench.task(arn))
            actual.append(bench.engine.task(arn)?.task.lastStatus)
        }
        let versions = shown.map { $0.version ?? 0 }
        #expect(versions == versions.sorted())
        #expect(shown.map(\.lastStatus) != actual)
        #expect(shown.map(\.lastStatus)[10...] == actual[..<50], "as it was half a second ago")
        #expect(shown.last?.lastStatus == .stopped)
        #expect(shown.last?.containers?.first?.exitCode == 0)
    }

    @Test func `an older sight of a task survives a restart of the sandbox`() throws {
        var (bench, definition) = try bench { $0.staleness = .seconds(5) }
        let arn = try bench.runOne(definition)
        bench.pass(.seconds(1))
        let before = try bench.task(arn)
        var settings = EngineSettings(mode: .simulate, region: "eu-west-1")
        settings.manner.staleness = .seconds(5)
        bench.engine = try Engine(settings: settings, saved: bench.engine.saved, now: bench.now)
        #expect(try bench.task(arn) == before)
        #expect(before.lastStatus == .provisioning)
    }

    @Test func `tags that change are shown at once`() throws {
        var (bench, definition) = try bench { $0.staleness = .seconds(5) }
        let arn = try bench.runOne(definition)
        _ = try bench.result(.tagResource, ["resourceArn": .string(arn), "tags": [["key": "a", "value": "1"]]])
        #expect(try bench.task(arn).tags == [Tag(key: "a", value: "1")])
    }
}
