import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineStateTests {
    @Test func `the same calls at the same times give the same answers, to the last id`() throws {
        func story(seed: UInt64) throws -> [JSON] {
            var bench = EngineBench { $0.seed = seed }
            var answers = [try bench.run(try bench.register(), ["count": 3])]
            bench.pass(.seconds(60))
            answers.append(try bench.result(.listTasks, ["desiredStatus": "STOPPED"]))
            return answers + bench.engine.takeEvents()
        }
        #expect(try story(seed: 7) == story(seed: 7))
        #expect(try story(seed: 7) != story(seed: 8))
    }

    @Test func `a state that was saved goes on as if nothing had happened`() throws {
        var bench = EngineBench()
        let definition = try bench.register(["tags": [["key": "a", "value": "1"]]])
        let first = try bench.run(definition, ["clientToken": "t", "count": 2])
        bench.pass(.milliseconds(600))
        _ = bench.engine.takeEvents()
        var taken = bench
        taken.engine = try Engine(settings: bench.engine.settings, saved: bench.engine.saved, now: bench.now)
        #expect(taken.engine.state == bench.engine.state)
        bench.pass(.seconds(60))
        taken.pass(.seconds(60))
        #expect(taken.engine.takeEvents() == bench.engine.takeEvents())
        #expect(taken.engine.state == bench.engine.state)
        let again = try taken.run(definition, ["clientToken": "t", "count": 2])
        let arns = { (answer: JSON) in answer["tasks"]?.array?.map { $0["taskArn"] } }
        #expect(arns(again) == arns(first))
    }

    @Test func `processes do not outlive the sandbox, and their tasks say so`() throws {
        var bench = EngineBench(.processes)
        let running = try bench.start([EngineBench.container("main")])
        bench.report(.started(ContainerRef(running, "main")))
        let waiting = try bench.runOne("report")
        var taken = bench
        taken.engine = try Engine(settings: bench.engine.settings, saved: bench.engine.saved, now: bench.now)
        let lost = try taken.task(running)
        #expect(lost.lastStatus == .stopped)
        #expect(lost.stoppedReason == "\(TaskRecord.fargateLoss): the sandbox was restarted.")
        #expect(lost.stopCode == nil)
        #expect(lost.containers?.first?.exitCode == nil)
        #expect(taken.engine.takeOrders() == [.remove(task: lost.id)])
        #expect(try taken.task(waiting).lastStatus == .provisioning, "it has no process yet, and goes on")
    }

    @Test(arguments: ["", "{}", "[1]", #"{"format":2}"#])
    func `a state that is none is refused`(text: String) {
        #expect(throws: Engine.StateError.self) {
            try Engine(
                settings: EngineSettings(mode: .simulate), saved: Array(text.utf8), now: Timestamp(milliseconds: 0))
        }
    }

    @Test func `a state of another format is refused by its number`() throws {
        var bench = EngineBench()
        let text = try JSON(parsing: bench.engine.saved).setting("format", to: 2).canonical
        let error = #expect(throws: Engine.StateError.self) {
            try Engine(settings: bench.engine.settings, saved: Array(text.utf8), now: bench.now)
        }
        #expect(error?.description == "a state of format 2, not 1")
        bench.pass(.zero)
    }

    @Test func `the region comes from the settings, or else from the first who signs`() {
        var engine = Engine(settings: EngineSettings(mode: .simulate))
        let now = Timestamp(milliseconds: 0)
        func cluster() -> JSON? {
            engine.handle(operation: .listClusters, request: [:], now: now).body["clusterArns"]?.array?.first
        }
        engine.adopt(region: "cn-north-1")
        #expect(cluster() == "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/default")
        engine.adopt(region: "us-east-1")
        #expect(cluster() == "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/default")
        engine = Engine(settings: EngineSettings(mode: .simulate, region: "us-gov-west-1"))
        engine.adopt(region: "us-east-1")
        #expect(cluster() == "arn:aws-us-gov:ecs:us-gov-west-1:123456789012:cluster/default")
    }

    @Test func `a refused call changes nothing`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        let before = bench.engine.state
        let refused: [(ECS.Operation, JSON)] = [
            (.runTask, EngineBench.launch(definition, ["count": 11])),
            (.registerTaskDefinition, EngineBench.definition(["cpu": "1"])),
            (.stopTask, ["task": "x"]),
            (.tagResource, ["resourceArn": .string(definition), "tags": [["key": "aws:x"]]]),
            (.createCluster, ["clusterName": "a b"]),
            (.deregisterTaskDefinition, ["taskDefinition": "report"]),
            (.runTask, [1]),
        ]
        for (operation, request) in refused {
            #expect(bench.call(operation, request).status == 400)
            #expect(bench.engine.state == before, "\(operation)")
        }
    }
}
