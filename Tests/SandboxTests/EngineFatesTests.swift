import ECS
import JSON
import Testing

@testable import Sandbox

/// What a script has happen to tasks in the course of their lives.
struct EngineFatesTests {
    private func bench(_ faults: JSON, mode: EngineSettings.Mode = .simulate) throws -> EngineBench {
        let script = try FaultScript(["faults": faults])
        return EngineBench(mode) { settings in
            settings.faults = script
            settings.timings.simulatedRun = .seconds(60)
        }
    }

    /// A task as it is in the end.
    private func end(_ faults: JSON, _ definition: [String: JSON] = [:], _ launch: [String: JSON] = [:]) throws
        -> ECSTask
    {
        var bench = try bench(faults)
        let arn = try bench.runOne(try bench.register(definition), launch)
        bench.pass(.seconds(600))
        let task = try bench.task(arn)
        #expect(task.lastStatus == .stopped)
        return task
    }

    @Test func `an image that cannot be pulled leaves a container that never ran`() throws {
        let reason = "CannotPullContainerError: pull image manifest has been retried 5 time(s): not found"
        let task = try end([
            ["on": "task.pulling", "do": ["stop": ["stopCode": "TaskFailedToStart", "reason": .string(reason)]]]
        ])
        #expect(task.stopCode == .taskFailedToStart && task.stoppedReason == reason)
        #expect(task.containers?.first?.exitCode == nil && task.startedAt == nil)
    }

    @Test func `an interruption of Spot comes when it is told, with a warning that the task still runs`() throws {
        var bench = try bench([
            [
                "on": "task.running",
                "do": [
                    "stop": [
                        "stopCode": "SpotInterruption", "reason": "Your Spot Task was interrupted.", "exitCode": 143,
                        "afterSeconds": 10,
                    ]
                ],
            ]
        ])
        let arn = try bench.runOne(try bench.register())
        bench.pass(.seconds(10))
        #expect(try bench.task(arn).desiredStatus == .running)
        bench.pass(.milliseconds(500))
        let events = bench.engine.takeEvents().compactMap { $0["detail"] }
        let warning = try #require(events.first { $0["stopCode"] == "SpotInterruption" })
        #expect(warning["lastStatus"] == "RUNNING" && warning["desiredStatus"] == "STOPPED")
        bench.pass(.seconds(10))
        let task = try bench.task(arn)
        #expect(task.lastStatus == .stopped && task.stopCode == .spotInterruption)
        #expect(task.containers?.first?.exitCode == 143)
    }

    @Test func `a container that runs out of memory says so, and ends its task`() throws {
        let task = try end([
            [
                "on": "task.running",
                "do": [
                    "exit": [
                        "code": 137, "reason": "OutOfMemoryError: Container killed due to memory usage",
                        "afterSeconds": 5,
                    ]
                ],
            ]
        ])
        #expect(task.stopCode == .essentialContainerExited && task.stoppedReason == TaskRecord.essentialExit)
        let container = try #require(task.containers?.first)
        #expect(container.exitCode == 137 && container.reason?.hasPrefix("OutOfMemoryError") == true)
        let ran = try #require(task.executionStoppedAt) - (try #require(task.startedAt))
        #expect(ran == .seconds(5))
    }

    @Test func `only the named container ends`() throws {
        let containers: JSON = [EngineBench.container("main"), EngineBench.container("log", ["essential": false])]
        var bench = try bench([["on": "task.running", "do": ["exit": ["code": 9, "container": "log"]]]])
        let arn = try bench.runOne(try bench.register(["containerDefinitions": containers]))
        bench.pass(.seconds(5))
        let task = try bench.task(arn)
        #expect(task.lastStatus == .running)
        #expect(task.containers?.map(\.exitCode) == [nil, 9])
    }

    @Test func `a task is lost with its host: no exit code, at once`() throws {
        let task = try end([["on": "task.running", "do": ["loseHost": ["afterSeconds": 1]]]])
        #expect(task.stoppedReason?.hasPrefix(TaskRecord.fargateLoss) == true && task.stopCode == nil)
        #expect(task.containers?.first?.exitCode == nil && task.startedAt != nil)
    }

    @Test(arguments: [("task.provisioning", TaskStatus.provisioning), ("task.pulling", .activating)])
    func `a stage can last longer`(stage: String, status: TaskStatus) throws {
        var bench = try bench([["on": .string(stage), "do": ["hold": ["seconds": 100]]]])
        let arn = try bench.runOne(try bench.register())
        bench.pass(.seconds(100))
        #expect(try bench.task(arn).lastStatus == status)
        bench.pass(.seconds(1))
        #expect(try bench.task(arn).lastStatus == .running)
    }

    @Test func `a volume that fails is shown as failed, and the task never runs`() throws {
        let volume: JSON = [
            ["name": "data", "managedEBSVolume": ["roleArn": "arn:aws:iam::123456789012:role/ebs", "sizeInGiB": 10]]
        ]
        let mounted = EngineBench.container(
            "main", ["mountPoints": [["sourceVolume": "data", "containerPath": "/data"]]])
        let task = try end(
            [["on": "task.provisioning", "do": ["failVolume": [:]]]],
            [
                "volumes": [["name": "data", "configuredAtLaunch": true]],
                "containerDefinitions": [mounted],
            ], ["volumeConfigurations": volume])
        let attachment = try #require(task.attachments?.first { $0.type == TaskRecord.volumeAttachment })
        #expect(attachment.status == "FAILED")
        #expect(attachment.details?.contains { $0.name == "statusReason" } == true)
        #expect(task.stopCode == .taskFailedToStart && task.containers?.first?.exitCode == nil)
    }

    @Test func `a process is killed, and its code is the script's`() throws {
        var bench = try bench([["on": "task.running", "do": ["exit": ["code": 42]]]], mode: .processes)
        let arn = try bench.start([EngineBench.container("main")])
        let ref = ContainerRef(arn, "main")
        _ = bench.engine.takeOrders()
        bench.report(.started(ref))
        #expect(bench.engine.takeOrders() == [.stop(ref, graceSeconds: 0)])
        bench.report(.exited(ref, exitCode: 137))
        bench.pass(.seconds(5))
        #expect(try bench.task(arn).containers?.first?.exitCode == 42)
    }

    @Test func `a fate that comes after the task's own end changes nothing`() throws {
        var bench = try bench([["on": "task.running", "do": ["exit": ["code": 9, "afterSeconds": 100]]]])
        let arn = try bench.runOne(try bench.register())
        bench.pass(.seconds(200))
        #expect(try bench.task(arn).containers?.first?.exitCode == 0)
        #expect(try #require(bench.engine.nextWake) > bench.now, "nothing is left that is due")
    }

    @Test func `a task keeps its fate over a restart of the sandbox`() throws {
        var bench = try bench([["on": "task.running", "do": ["exit": ["code": 9, "afterSeconds": 10]]]])
        let arn = try bench.runOne(try bench.register())
        bench.pass(.seconds(5))
        bench.engine = try Engine(settings: bench.engine.settings, saved: bench.engine.saved, now: bench.now)
        bench.pass(.seconds(20))
        #expect(try bench.task(arn).containers?.first?.exitCode == 9)
    }
}
