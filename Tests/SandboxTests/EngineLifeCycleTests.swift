import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineLifeCycleTests {
    /// The `lastStatus` of each event so far, with the version.
    private func story(_ events: [JSON]) -> [String] {
        events.map { "\($0["detail"]?["version"]?.int ?? 0) \($0["detail"]?["lastStatus"]?.string ?? "")" }
    }

    @Test func `a task passes all stages in order, and its version rises by one each time`() throws {
        var bench = EngineBench()
        let arn = try bench.runOne(try bench.register())
        bench.pass(.seconds(60))
        #expect(
            story(bench.engine.takeEvents()) == [
                "1 PROVISIONING", "2 PENDING", "3 ACTIVATING", "4 RUNNING",
                // The end of the container, seen before the task has moved.
                "5 RUNNING", "6 DEACTIVATING", "7 STOPPING", "8 DEPROVISIONING", "9 STOPPED",
            ])
        #expect(try bench.task(arn).version == 9)
        #expect(bench.engine.takeEvents() == [])
    }

    @Test func `each instant of a task is that of its own step`() throws {
        var bench = EngineBench { settings in
            settings.timings.provisioning = .seconds(1)
            settings.timings.pending = .seconds(2)
            settings.timings.activating = .seconds(3)
            settings.timings.simulatedRun = .seconds(10)
            settings.timings.deactivating = .seconds(4)
            settings.timings.stopping = .seconds(5)
            settings.timings.deprovisioning = .seconds(6)
        }
        let start = bench.now
        let arn = try bench.runOne(try bench.register())
        bench.pass(.seconds(100))
        let task = try bench.task(arn)
        #expect(task.createdAt == start)
        #expect(task.pullStartedAt == start + .seconds(3))
        #expect(task.connectivityAt == start + .seconds(3))
        #expect(task.pullStoppedAt == start + .seconds(6))
        #expect(task.startedAt == start + .seconds(6))
        #expect(task.executionStoppedAt == start + .seconds(16))
        #expect(task.stoppingAt == start + .seconds(20))
        #expect(task.stoppedAt == start + .seconds(31))
        #expect(task.stopCode == .essentialContainerExited)
        #expect(task.stoppedReason == "Essential container in task exited")
        #expect(task.containers?.first?.exitCode == 0)
    }

    @Test func `many small steps and one big one come to the same`() throws {
        func end(_ steps: Int) throws -> (JSON, [JSON]) {
            var bench = EngineBench()
            let definition = try bench.register()
            _ = try bench.run(definition, ["count": 3])
            for _ in 0..<steps { bench.pass(.milliseconds(Int64(6000 / steps))) }
            return (try bench.result(.listTasks, ["desiredStatus": "STOPPED"]), bench.engine.takeEvents())
        }
        let (oneTasks, oneEvents) = try end(1)
        let (manyTasks, manyEvents) = try end(600)
        #expect(oneTasks == manyTasks)
        #expect(oneEvents == manyEvents)
        #expect(oneEvents.count == 27)
    }

    @Test func `the next wake is when the task moves, and then when it is forgotten`() throws {
        var bench = EngineBench()
        #expect(bench.engine.nextWake == nil)
        let arn = try bench.runOne(try bench.register())
        var last = TaskStatus.provisioning
        while last != .stopped {
            let before = try #require(bench.engine.nextWake)
            #expect(before > bench.now)
            bench.now = before - .milliseconds(1)
            bench.engine.advance(to: bench.now)
            #expect(try bench.task(arn).lastStatus == last, "nothing happens before its time")
            try bench.passToNextWake()
            last = try #require(bench.task(arn).lastStatus)
        }
        let stoppedAt = try #require(bench.task(arn).stoppedAt)
        #expect(bench.engine.nextWake == stoppedAt + .seconds(3600))
        try bench.passToNextWake()
        #expect(try bench.result(.describeTasks, ["tasks": [.string(arn)]])["tasks"] == [])
        #expect(bench.engine.nextWake == nil)
    }

    @Test(arguments: [
        ("0.5", "7", Duration.milliseconds(500), 7),
        ("0", "0", .zero, 0),
        ("2", "256", .seconds(2), 0),
        ("soon", "bad", .seconds(1), 0),
        ("-1", "255", .seconds(1), 255),
    ])
    func `a simulated container says itself how long it runs and how it ends`(
        seconds: String, code: String, run: Duration, exitCode: Int
    ) throws {
        var bench = EngineBench()
        let environment: JSON = [
            ["name": "PURSER_SANDBOX_SECONDS", "value": .string(seconds)],
            ["name": "PURSER_SANDBOX_EXIT_CODE", "value": .string(code)],
        ]
        let arn = try bench.start([EngineBench.container("main", ["environment": environment])])
        bench.pass(.seconds(30))
        let task = try bench.task(arn)
        let startedAt = try #require(task.startedAt)
        #expect(task.executionStoppedAt == startedAt + run)
        #expect(task.containers?.first?.exitCode == exitCode)
    }

    @Test func `a task on an instance in bridge mode has nothing to provision`() throws {
        var bench = EngineBench()
        let definition = try bench.register(["networkMode": "bridge", "requiresCompatibilities": ["EC2"]])
        let arn = try bench.runOne(definition, ["launchType": "EC2", "networkConfiguration": .null])
        #expect(try bench.task(arn).lastStatus == .pending)
        bench.pass(.seconds(60))
        #expect(
            story(bench.engine.takeEvents()) == [
                "1 PENDING", "2 ACTIVATING", "3 RUNNING", "4 RUNNING", "5 DEACTIVATING", "6 STOPPING", "7 STOPPED",
            ])
        #expect(try bench.task(arn).attachments == [])
    }

    @Test func `an event has the envelope of EventBridge and times as text`() throws {
        var bench = EngineBench()
        let arn = try bench.runOne(try bench.register(), ["tags": [["key": "a", "value": "1"]]])
        bench.pass(.seconds(60))
        let events = bench.engine.takeEvents()
        let first = try #require(events.first)
        #expect(first["version"] == "0")
        #expect(first["detail-type"] == "ECS Task State Change")
        #expect(first["source"] == "aws.ecs")
        #expect(first["account"] == "123456789012")
        #expect(first["region"] == "eu-west-1")
        #expect(first["time"] == "2026-01-01T00:00:00Z")
        #expect(first["resources"] == [.string(arn)])
        #expect(Set(events.compactMap { $0["id"]?.string }).count == events.count)
        let last = try #require(events.last?["detail"])
        #expect(last["createdAt"] == "2026-01-01T00:00:00.000Z")
        #expect(last["stoppedAt"]?.string == last["updatedAt"]?.string)
        #expect(last["attachments"]?.array?.first?["type"] == "eni")
        #expect(last["tags"] == nil && last["healthStatus"] == nil)
        #expect(try last.decoded(as: ECSTask.self).stoppedAt == bench.task(arn).stoppedAt)
    }

    @Test func `a task that is stopped before it runs has no exit code and never ran`() throws {
        for delay in [Duration.zero, .milliseconds(250), .milliseconds(400)] {
            var bench = EngineBench()
            let arn = try bench.runOne(try bench.register())
            bench.pass(delay)
            _ = try bench.result(.stopTask, ["task": .string(arn)])
            bench.pass(.seconds(10))
            let task = try bench.task(arn)
            #expect(task.lastStatus == .stopped)
            #expect(task.startedAt == nil && task.executionStoppedAt == nil)
            #expect(task.containers?.first?.exitCode == nil)
            #expect(task.containers?.first?.lastStatus == "STOPPED")
            #expect(task.stopCode == .userInitiated)
        }
    }
}
