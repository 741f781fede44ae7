import ECS
import FoundationEssentials
import JSON
import Testing

@testable import Sandbox

struct SandboxProcessesTests {
    @Test func `a task's command runs as a process, and what it wrote can be read as a log`() async throws {
        let root = FileManager.default.temporaryDirectory.path() + "purser-sandbox-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        let logs = try LogStore(folder: nil)
        let engine = Engine(settings: EngineSettings(mode: .processes, region: "eu-west-1"))
        let sandbox = Sandbox.ofProcesses(engine: engine, root: root, logs: logs, clock: LeapingClock())
        let options: JSON = ["awslogs-group": "/ecs/report", "awslogs-stream-prefix": "run"]
        let container = EngineBench.container(
            "main",
            [
                "entryPoint": ["/bin/sh", "-c"], "command": [#"echo "hello $WHOM"; exit 3"#],
                "environment": [["name": "WHOM", "value": "world"]],
                "logConfiguration": ["logDriver": "awslogs", "options": options],
            ])
        let task = try await sandbox.run { () async throws -> ECSTask in
            _ = sandbox.handle(
                .registerTaskDefinition, EngineBench.definition(["containerDefinitions": [container]]))
            let launched = sandbox.handle(.runTask, EngineBench.launch("report")).body["tasks"]?.array?.first
            let arn = try #require(launched?["taskArn"])
            await sandbox.idle()
            let described = sandbox.handle(.describeTasks, ["tasks": [arn]]).body["tasks"]?.array?.first
            return try #require(described).decoded(as: ECSTask.self)
        }
        #expect(task.stopCode == .essentialContainerExited)
        #expect(task.containers?.first?.exitCode == 3)
        let request: JSON = [
            "logGroupName": "/ecs/report", "logStreamName": .string("run/main/\(task.id)"), "startFromHead": true,
        ]
        let answer = LogsAPI(logs: logs).handle("GetLogEvents", request)
        #expect(answer?.body["events"]?.array?.map { $0["message"] } == ["hello world"])
    }
}
