import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineTasksTests {
    @Test func `a task is described by id and by ARN, in its own cluster only`() throws {
        var bench = EngineBench()
        _ = try bench.result(.createCluster, ["clusterName": "jobs"])
        let arn = try bench.runOne(try bench.register())
        let id = try #require(arn.split(separator: "/").last.map(String.init))
        let answer = try bench.result(.describeTasks, ["tasks": [.string(id), .string(arn), "other"]])
        #expect(answer["tasks"]?.array?.count == 2)
        #expect(
            answer["failures"]
                == [["arn": "arn:aws:ecs:eu-west-1:123456789012:task/default/other", "reason": "MISSING"]])
        let elsewhere = try bench.result(.describeTasks, ["cluster": "jobs", "tasks": [.string(id), .string(arn)]])
        #expect(elsewhere["tasks"] == [])
        #expect(elsewhere["failures"]?.array?.map { $0["reason"] } == ["MISSING", "MISSING"])
    }

    @Test(arguments: [[:], ["tasks": []], ["tasks": .array((0..<101).map { .string("t\($0)") })]] as [JSON])
    func `one to a hundred tasks are described at once`(request: JSON) {
        var bench = EngineBench()
        #expect(bench.code(.describeTasks, request) == "InvalidParameterException")
    }

    @Test func `tags are shown when asked for`() throws {
        var bench = EngineBench()
        let arn = try bench.runOne(try bench.register(), ["tags": [["key": "a", "value": "1"]]])
        let plain = try bench.result(.describeTasks, ["tasks": [.string(arn)]])
        #expect(plain["tasks"]?.array?.first?["tags"] == [])
        #expect(try bench.task(arn).tags == [Tag(key: "a", value: "1")])
    }

    @Test func `a list is filtered, and shows what is to run unless asked otherwise`() throws {
        var bench = EngineBench()
        let report = try bench.register()
        let other = try bench.register(["family": "other"])
        let long: JSON = [
            "containerOverrides": [
                ["name": "main", "environment": [["name": "PURSER_SANDBOX_SECONDS", "value": "600"]]]
            ]
        ]
        let first = try bench.runOne(report, ["startedBy": "a", "overrides": long])
        let second = try bench.runOne(other, ["startedBy": "b", "overrides": long])
        let third = try bench.runOne(report, ["launchType": "EC2", "overrides": long])
        let stopped = try bench.runOne(report, ["startedBy": "a"])
        bench.pass(.seconds(60))
        let instance = try bench.result(.listContainerInstances, [:])["containerInstanceArns"]?.array?.first
        let cases: [(JSON, [String])] = [
            ([:], [first, second, third]),
            (["desiredStatus": "STOPPED"], [stopped]),
            (["desiredStatus": "PENDING"], []),
            (["family": "report"], [first, third]),
            (["family": "report", "desiredStatus": "STOPPED"], [stopped]),
            (["startedBy": "a"], [first]),
            (["startedBy": "a", "desiredStatus": "STOPPED"], [stopped]),
            (["launchType": "EC2"], [third]),
            (["containerInstance": instance ?? .null], [third]),
            (["family": "nobody"], []),
        ]
        for (request, expected) in cases {
            let found = try bench.result(.listTasks, request)["taskArns"]?.strings
            #expect(found == expected.sorted(), "\(request)")
        }
        #expect(bench.code(.listTasks, ["startedBy": "a", "family": "report"]) == "InvalidParameterException")
        #expect(bench.code(.listTasks, ["desiredStatus": "DONE"]) == "InvalidParameterException")
        #expect(bench.code(.listTasks, ["serviceName": "web"]) == "ServiceNotFoundException")
    }

    @Test func `a long list comes in pages of a hundred`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        for _ in 0..<21 { _ = try bench.run(definition, ["count": 10]) }
        var pages: [[String]] = []
        var token: JSON?
        repeat {
            let page = try bench.result(.listTasks, .members(["nextToken": token]))
            pages.append(page["taskArns"]?.strings ?? [])
            token = page["nextToken"]
        } while token != nil
        #expect(pages.map(\.count) == [100, 100, 10])
        #expect(Set(pages.joined()).count == 210)
    }

    @Test func `stopping drops the tags, gives the reason, and may be repeated`() throws {
        var bench = EngineBench()
        let arn = try bench.runOne(try bench.register(), ["tags": [["key": "a", "value": "1"]]])
        bench.pass(.milliseconds(600))
        let answer = try bench.result(.stopTask, ["task": .string(arn), "reason": "enough"])["task"]
        let task = try #require(answer).decoded(as: ECSTask.self)
        #expect(task.lastStatus == .running && task.desiredStatus == .stopped)
        #expect(task.stopCode == .userInitiated && task.stoppedReason == "enough")
        #expect(task.tags == [])
        let again = try bench.result(.stopTask, ["task": .string(arn), "reason": "other"])["task"]
        #expect(again?["stoppedReason"] == "enough")
        bench.pass(.seconds(10))
        let ended = try bench.task(arn)
        #expect(ended.lastStatus == .stopped && ended.containers?.first?.exitCode == 143)
        #expect(try bench.result(.stopTask, ["task": .string(arn)])["task"]?["version"]?.int == ended.version)
    }

    @Test func `the reason of a stop without one is the console's`() throws {
        var bench = EngineBench()
        let arn = try bench.runOne(try bench.register())
        let answer = try bench.result(.stopTask, ["task": .string(arn)])
        #expect(answer["task"]?["stoppedReason"] == "Task stopped by user")
        let unknown = bench.call(.stopTask, ["task": "0123"])
        #expect(
            unknown.body
                == ["__type": "InvalidParameterException", "message": "The referenced task was not found."])
    }

    @Test func `a stopped task is shown for an hour, and then no more`() throws {
        var bench = EngineBench()
        let arn = try bench.runOne(try bench.register())
        bench.pass(.seconds(60))
        let stoppedAt = try #require(bench.task(arn).stoppedAt)
        bench.now = stoppedAt + .seconds(3600) - .milliseconds(1)
        #expect(try bench.task(arn).lastStatus == .stopped)
        bench.now = stoppedAt + .seconds(3600)
        #expect(try bench.result(.listTasks, ["desiredStatus": "STOPPED"])["taskArns"] == [])
        #expect(bench.code(.stopTask, ["task": .string(arn)]) == "InvalidParameterException")
    }

    @Test func `clusters, definitions and tasks are tagged and untagged`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        let task = try bench.runOne(definition)
        for arn in [definition, task, "arn:aws:ecs:eu-west-1:123456789012:cluster/default"] {
            let name = JSON.string(arn)
            _ = try bench.result(
                .tagResource,
                ["resourceArn": name, "tags": [["key": "a", "value": "1"], ["key": "b", "value": "1"]]])
            _ = try bench.result(.tagResource, ["resourceArn": name, "tags": [["key": "b", "value": "2"]]])
            _ = try bench.result(.untagResource, ["resourceArn": name, "tagKeys": ["a", "gone"]])
            let tags = try bench.result(.listTagsForResource, ["resourceArn": name])["tags"]
            #expect(tags == [["key": "b", "value": "2"]], "\(arn)")
        }
        let many: JSON = .array((0..<50).map { ["key": .string("k\($0)"), "value": ""] })
        #expect(
            bench.code(.tagResource, ["resourceArn": .string(task), "tags": many]) == "InvalidParameterException")
        for arn in ["nothing", "arn:aws:ecs:eu-west-1:123456789012:task/default/0", definition + "0"] {
            #expect(bench.code(.listTagsForResource, ["resourceArn": .string(arn)]) == "InvalidParameterException")
        }
    }
}
