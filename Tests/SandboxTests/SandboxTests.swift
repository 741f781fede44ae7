import ECS
import JSON
import Testing

@testable import Sandbox

struct SandboxTests {
    private struct Broken: Error {}

    private func engine(_ mode: EngineSettings.Mode) -> Engine {
        Engine(settings: EngineSettings(mode: mode, region: "eu-west-1"))
    }

    /// Registers and launches one task, and returns its ARN.
    private func launch(in sandbox: Sandbox) throws -> String {
        _ = sandbox.handle(.registerTaskDefinition, EngineBench.definition())
        let answer = sandbox.handle(.runTask, EngineBench.launch("report"))
        return try #require(answer.body["tasks"]?.array?.first?["taskArn"]?.string)
    }

    private func describe(_ arn: String, in sandbox: Sandbox) throws -> ECSTask {
        let answer = sandbox.handle(.describeTasks, ["tasks": [.string(arn)]])
        return try #require(answer.body["tasks"]?.array?.first).decoded(as: ECSTask.self)
    }

    @Test func `a simulated task ends by itself, and then the sandbox is idle`() async throws {
        let sandbox = Sandbox(engine: engine(.simulate), runner: NoRunner(), clock: LeapingClock())
        try await sandbox.run {
            await sandbox.idle()
            let arn = try launch(in: sandbox)
            await sandbox.idle()
            #expect(try describe(arn, in: sandbox).stopCode == .essentialContainerExited)
        }
    }

    @Test func `orders go to the runner, and its reports move the task`() async throws {
        let runner = ScriptedRunner { order in
            switch order {
            case .start(let process): [.started(process.ref), .exited(process.ref, exitCode: 5)]
            case .stop, .remove: []
            }
        }
        let sandbox = Sandbox(engine: engine(.processes), runner: runner, clock: LeapingClock())
        let task = try await sandbox.run {
            let arn = try launch(in: sandbox)
            await sandbox.idle()
            return try describe(arn, in: sandbox)
        }
        #expect(task.containers?.first?.exitCode == 5)
        let ref = ContainerRef(task.taskArn, "main")
        let process = ContainerProcess(ref: ref, arguments: ["work"], environment: [:], mounts: [])
        #expect(runner.orders == [.start(process), .remove(task: task.id)])
    }

    @Test func `the end of the sandbox stops the tasks whose processes run`() async throws {
        let started = AsyncStream.makeStream(of: Never.self)
        let runner = ScriptedRunner { order in
            guard case .start(let process) = order else { return [] }
            defer { started.continuation.finish() }
            return [.started(process.ref)]
        }
        let states = Collector<[UInt8]>()
        var sinks = Sandbox.Sinks()
        sinks.save = { states.add($0) }
        let sandbox = Sandbox(engine: engine(.processes), runner: runner, clock: LeapingClock(), sinks: sinks)
        let arn = try await sandbox.run {
            let arn = try launch(in: sandbox)
            for await _ in started.stream {}
            return arn
        }
        let task = try describe(arn, in: sandbox)
        #expect(task.desiredStatus == .stopped)
        #expect(task.stoppedReason == "\(TaskRecord.fargateLoss): the sandbox was stopped.")
        let saved = try #require(states.values.last)
        #expect(try JSON(parsing: saved)["tasks"]?[task.id]?["task"]?["desiredStatus"] == "STOPPED")
    }

    @Test func `what the body throws comes out, after the same end`() async {
        let sandbox = Sandbox(engine: engine(.simulate), runner: NoRunner(), clock: LeapingClock())
        await #expect(throws: Broken.self) {
            try await sandbox.run { () async throws -> Void in throw Broken() }
        }
    }

    @Test func `the state is saved before an answer is given, and only where it has changed`() throws {
        let states = Collector<[UInt8]>()
        var sinks = Sandbox.Sinks()
        sinks.save = { states.add($0) }
        let clock = LeapingClock()
        let sandbox = Sandbox(engine: engine(.simulate), runner: NoRunner(), clock: clock, sinks: sinks)
        _ = sandbox.handle(.createCluster, ["clusterName": "jobs"])
        #expect(states.values.count == 1)
        _ = sandbox.handle(.listClusters, [:])
        _ = sandbox.handle(.createCluster, ["clusterName": "jobs"])
        #expect(states.values.count == 1)
        let saved = try #require(states.values.last)
        var taken = try Engine(settings: EngineSettings(mode: .simulate), saved: saved, now: clock.now())
        let answer = taken.handle(operation: .listClusters, request: [:], now: clock.now())
        #expect(answer.body["clusterArns"]?.array?.count == 2)
    }

    @Test func `a call whose state cannot be saved is ambiguous to the caller`() throws {
        var sinks = Sandbox.Sinks()
        sinks.save = { _ in throw Broken() }
        let lines = Collector<JSON>()
        sinks.request = { lines.add($0) }
        let sandbox = Sandbox(engine: engine(.simulate), runner: NoRunner(), clock: LeapingClock(), sinks: sinks)
        let answer = sandbox.handle(.createCluster, ["clusterName": "jobs"])
        #expect(answer.status == 500 && answer.error?.code == "ServerException")
        #expect(answer.error?.errorClass == .ambiguous)
        #expect(lines.values.first?["status"] == 500)
    }

    @Test func `each call is told to the request log`() throws {
        let lines = Collector<JSON>()
        let events = Collector<JSON>()
        var sinks = Sandbox.Sinks()
        sinks.request = { lines.add($0) }
        sinks.event = { events.add($0) }
        let sandbox = Sandbox(engine: engine(.simulate), runner: NoRunner(), clock: LeapingClock(), sinks: sinks)
        _ = sandbox.handle(.registerTaskDefinition, EngineBench.definition())
        let launch = EngineBench.launch("report", ["clientToken": "t"])
        let arn = try #require(sandbox.handle(.runTask, launch).body["tasks"]?.array?.first?["taskArn"])
        _ = sandbox.handle(.runTask, launch.setting("count", to: 2))
        _ = sandbox.handle(.describeTasks, ["tasks": [arn, "x"]])
        #expect(
            Array(lines.values.dropFirst()) == [
                [
                    "time": "2026-01-01T00:00:00.000Z", "operation": "RunTask", "mutating": true, "status": 200,
                    "clientToken": "t", "tasks": [arn],
                ],
                [
                    "time": "2026-01-01T00:00:00.000Z", "operation": "RunTask", "mutating": true, "status": 400,
                    "error": "ConflictException", "clientToken": "t", "tasks": [arn],
                ],
                [
                    "time": "2026-01-01T00:00:00.000Z", "operation": "DescribeTasks", "mutating": false, "status": 200,
                    "tasks": [arn],
                ],
            ])
        #expect(events.values.map { $0["detail"]?["taskArn"] } == [arn])
    }
}
