import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineTokenTests {
    private func bench(_ change: (inout EngineSettings) -> Void = { _ in }) throws -> (EngineBench, String) {
        var bench = EngineBench(.simulate, change)
        let definition = try bench.register()
        return (bench, definition)
    }

    private func seconds(_ seconds: String) -> JSON {
        [
            "containerOverrides": [
                [
                    "name": "main", "environment": [["name": "PURSER_SANDBOX_SECONDS", "value": .string(seconds)]],
                ]
            ]
        ]
    }

    private func arns(_ answer: JSON) -> [String] {
        answer["tasks"]?.array?.compactMap { $0["taskArn"]?.string } ?? []
    }

    @Test func `the same request with the same token launches nothing more`() throws {
        var (bench, definition) = try bench()
        let first = try bench.run(definition, ["clientToken": "t", "count": 2])
        let again = try bench.run(definition, ["clientToken": "t", "count": 2])
        #expect(again == first)
        #expect(try bench.result(.listTasks, [:])["taskArns"]?.array?.count == 2)
    }

    @Test func `a replay tells a running task as it is now`() throws {
        var (bench, definition) = try bench()
        _ = try bench.run(definition, ["clientToken": "t", "overrides": seconds("600")])
        bench.pass(.seconds(1))
        let again = try bench.run(definition, ["clientToken": "t", "overrides": seconds("600")])
        #expect(again["tasks"]?.array?.first?["lastStatus"] == "RUNNING")
        #expect(again["tasks"]?.array?.first?["group"] == "family:report")
    }

    @Test(
        arguments: [
            ["count": 2], ["startedBy": "x"], ["taskDefinition": "report:1"], ["tags": [["key": "a", "value": "1"]]],
        ] as [[String: JSON]])
    func `another request with the same token is a conflict that names the tasks`(changes: [String: JSON]) throws {
        var (bench, definition) = try bench()
        let first = try bench.run(definition, ["clientToken": "t"])
        var members = changes
        members["clientToken"] = "t"
        let answer = bench.call(.runTask, EngineBench.launch(definition, members))
        #expect(answer.status == 400)
        #expect(answer.error?.code == "ConflictException")
        #expect(answer.body["resourceIds"]?.strings == arns(first))
        #expect(try bench.run(definition, ["clientToken": "t"]) == first, "the first parameters are the way out")
    }

    @Test func `tokens are per cluster, by name or ARN, and tell capitals apart`() throws {
        var (bench, definition) = try bench()
        _ = try bench.result(.createCluster, ["clusterName": "jobs"])
        let inDefault = try bench.run(definition, ["clientToken": "t"])
        let inJobs = try bench.run(definition, ["clientToken": "t", "cluster": "jobs"])
        #expect(arns(inDefault) != arns(inJobs))
        let byARN: JSON = "arn:aws:ecs:eu-west-1:123456789012:cluster/jobs"
        #expect(try arns(bench.run(definition, ["clientToken": "t", "cluster": byARN])) == arns(inJobs))
        #expect(try arns(bench.run(definition, ["clientToken": "T"])) != arns(inDefault))
    }

    @Test func `without a token every call launches`() throws {
        var (bench, definition) = try bench()
        #expect(try arns(bench.run(definition)) != arns(bench.run(definition)))
    }

    @Test func `a refused call leaves its token free`() throws {
        var (bench, definition) = try bench()
        let refused = EngineBench.launch(definition, ["clientToken": "t", "startedBy": "a.b"])
        #expect(bench.code(.runTask, refused) == "InvalidParameterException")
        #expect(try arns(bench.run(definition, ["clientToken": "t"])).count == 1)
    }

    @Test func `a replay tells of stopped tasks by ARN and statuses only`() throws {
        var (bench, definition) = try bench()
        let first = try bench.run(definition, ["clientToken": "t", "count": 2, "overrides": seconds("600")])
        let stopped = arns(first)[0]
        _ = try bench.result(.stopTask, ["task": .string(stopped)])
        bench.pass(.seconds(10))
        let again = try bench.run(definition, ["clientToken": "t", "count": 2, "overrides": seconds("600")])
        #expect(arns(again) == arns(first))
        #expect(
            again["tasks"]?.array?.first
                == ["taskArn": .string(stopped), "lastStatus": "STOPPED", "desiredStatus": "STOPPED"])
        #expect(again["tasks"]?.array?.last?["lastStatus"] == "RUNNING")
        #expect(again["tasks"]?.array?.last?["containers"] != nil)
    }

    @Test func `a token ends an hour after the last of its tasks has stopped`() throws {
        var (bench, definition) = try bench()
        let first = try bench.run(definition, ["clientToken": "t", "count": 2, "overrides": seconds("600")])
        _ = try bench.result(.stopTask, ["task": .string(arns(first)[0])])
        bench.pass(.seconds(650))
        let stoppedAt = try #require(try bench.task(arns(first)[1]).stoppedAt)
        bench.now = stoppedAt + .seconds(3600) - .milliseconds(1)
        let again = try bench.run(definition, ["clientToken": "t", "count": 2, "overrides": seconds("600")])
        #expect(arns(again) == arns(first), "one of them is described no more, and still replayed")
        bench.now = stoppedAt + .seconds(3600)
        let fresh = try bench.run(definition, ["clientToken": "t", "count": 2, "overrides": seconds("600")])
        #expect(Set(arns(fresh)).isDisjoint(with: arns(first)))
    }

    @Test func `a token ends after a day although its task still runs`() throws {
        var (bench, definition) = try bench()
        let long: [String: JSON] = ["clientToken": "t", "overrides": seconds("1000000")]
        let first = try bench.run(definition, long)
        bench.pass(.seconds(24 * 3600) - .milliseconds(1))
        #expect(try arns(bench.run(definition, long)) == arns(first))
        bench.pass(.milliseconds(1))
        #expect(try arns(bench.run(definition, long)) != arns(first))
    }

    @Test func `a replay of a part shows the failures again, and an hour later only how many`() throws {
        var (bench, definition) = try bench { $0.instanceMemory = 600 }
        let request: [String: JSON] = [
            "clientToken": "t", "launchType": "EC2", "count": 3, "overrides": seconds("100000"),
        ]
        let first = try bench.run(definition, request)
        #expect(first["tasks"]?.array?.count == 1)
        #expect(first["failures"]?.array?.count == 2)
        bench.pass(.seconds(3599))
        #expect(try bench.run(definition, request)["failures"] == first["failures"])
        bench.pass(.seconds(1))
        #expect(try bench.run(definition, request)["failures"] == [[:], [:]])
    }

    @Test func `a task that is forgotten early keeps its token for the full hour`() throws {
        var (bench, definition) = try bench { $0.keepsStopped = .seconds(5) }
        let first = try bench.run(definition, ["clientToken": "t"])
        bench.pass(.seconds(60))
        #expect(try bench.result(.describeTasks, ["tasks": .array(arns(first).map(JSON.string))])["tasks"] == [])
        bench.pass(.seconds(3000))
        #expect(try arns(bench.run(definition, ["clientToken": "t"])) == arns(first))
        bench.pass(.seconds(600))
        #expect(try arns(bench.run(definition, ["clientToken": "t"])) != arns(first))
    }
}
