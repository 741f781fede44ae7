import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineContainersTests {
    private func environment(_ seconds: String, code: String = "0") -> JSON {
        [
            ["name": "PURSER_SANDBOX_SECONDS", "value": .string(seconds)],
            ["name": "PURSER_SANDBOX_EXIT_CODE", "value": .string(code)],
        ]
    }

    private func depends(_ name: String, _ condition: String) -> JSON {
        [["containerName": .string(name), "condition": .string(condition)]]
    }

    private func started(_ orders: [RunnerOrder]) -> [String] {
        orders.compactMap { order in
            if case .start(let process) = order { process.ref.container } else { nil }
        }
    }

    @Test func `a sidecar is stopped when the essential container has ended`() throws {
        var bench = EngineBench()
        let arn = try bench.start([
            EngineBench.container("main", ["environment": environment("1", code: "2")]),
            EngineBench.container("sidecar", ["essential": false, "environment": environment("600")]),
        ])
        bench.pass(.seconds(10))
        let task = try bench.task(arn)
        #expect(task.containers?.map(\.exitCode) == [2, 143])
        #expect(task.stoppedReason == "Essential container in task exited")
    }

    @Test func `a task goes on without a container that is not essential`() throws {
        var bench = EngineBench()
        let arn = try bench.start([
            EngineBench.container("main", ["environment": environment("5")]),
            EngineBench.container("helper", ["essential": false, "environment": environment("1", code: "9")]),
        ])
        bench.pass(.seconds(2))
        let midway = try bench.task(arn)
        #expect(midway.lastStatus == .running && midway.desiredStatus == .running)
        #expect(midway.containers?.map(\.exitCode) == [nil, 9])
        #expect(midway.containers?.map(\.lastStatus) == ["RUNNING", "STOPPED"])
        bench.pass(.seconds(10))
        #expect(try bench.task(arn).containers?.map(\.exitCode) == [0, 9])
    }

    @Test(
        arguments: [
            ("START", "0", ["init"], ["init", "main"], nil),
            ("COMPLETE", "3", ["init"], ["init"], ["init", "main"]),
            ("SUCCESS", "0", ["init"], ["init"], ["init", "main"]),
            ("HEALTHY", "0", ["init"], ["init", "main"], nil),
        ] as [(String, String, [String], [String], [String]?)])
    func `a container waits for what it depends on`(
        condition: String, code: String, atFirst: [String], afterStart: [String], afterExit: [String]?
    ) throws {
        var bench = EngineBench(.processes)
        let arn = try bench.start([
            EngineBench.container("main", ["dependsOn": depends("init", condition)]),
            EngineBench.container("init", ["essential": false, "healthCheck": ["command": ["CMD", "true"]]]),
        ])
        var orders = started(bench.engine.takeOrders())
        #expect(orders == atFirst)
        bench.report(.started(ContainerRef(arn, "init")))
        orders += started(bench.engine.takeOrders())
        #expect(orders == afterStart)
        #expect(try bench.task(arn).lastStatus == .activating)
        if let afterExit {
            bench.report(.exited(ContainerRef(arn, "init"), exitCode: Int(code) ?? 0))
            orders += started(bench.engine.takeOrders())
            #expect(orders == afterExit)
        }
        bench.report(.started(ContainerRef(arn, "main")))
        #expect(try bench.task(arn).lastStatus == .running)
    }

    @Test func `a dependency that cannot come true any more fails the task`() throws {
        var bench = EngineBench()
        let arn = try bench.start([
            EngineBench.container("main", ["dependsOn": depends("init", "SUCCESS")]),
            EngineBench.container("init", ["essential": false, "environment": environment("0.1", code: "3")]),
        ])
        bench.pass(.seconds(10))
        let task = try bench.task(arn)
        #expect(task.stopCode == .taskFailedToStart)
        #expect(
            task.stoppedReason
                == "DependencyError: container 'main' needs 'init' to reach SUCCESS, which exited with 3")
        #expect(task.containers?.map(\.exitCode) == [nil, 3])
    }

    @Test func `a chain of containers starts one after the other`() throws {
        var bench = EngineBench()
        let arn = try bench.start([
            EngineBench.container("c", ["dependsOn": depends("b", "COMPLETE")]),
            EngineBench.container(
                "b", ["essential": false, "dependsOn": depends("a", "SUCCESS"), "environment": environment("2")]),
            EngineBench.container("a", ["essential": false, "environment": environment("1")]),
        ])
        #expect(try bench.task(arn).containers?.map(\.lastStatus) == ["PENDING", "PENDING", "RUNNING"])
        bench.pass(.seconds(1))
        #expect(try bench.task(arn).containers?.map(\.lastStatus) == ["PENDING", "RUNNING", "STOPPED"])
        bench.pass(.seconds(2))
        #expect(try bench.task(arn).containers?.map(\.lastStatus) == ["RUNNING", "STOPPED", "STOPPED"])
        #expect(try bench.task(arn).lastStatus == .running)
    }

    @Test func `a process gets command, environment and mounts of definition and overrides`() throws {
        var bench = EngineBench(.processes)
        let container = EngineBench.container(
            "main",
            [
                "entryPoint": ["/bin/sh", "-c"], "command": ["exit 1"],
                "environment": [["name": "A", "value": "1"], ["name": "B", "value": "1"]],
                "mountPoints": [["sourceVolume": "data", "containerPath": "/data"]],
            ])
        let definition = try bench.register(["containerDefinitions": [container], "volumes": [["name": "data"]]])
        let overrides: JSON = [
            "containerOverrides": [
                ["name": "main", "command": ["exit 0"], "environment": [["name": "B", "value": "2"]]]
            ]
        ]
        let arn = try bench.runOne(definition, ["overrides": overrides])
        #expect(bench.engine.takeOrders() == [])
        bench.pass(.milliseconds(500))
        let process = ContainerProcess(
            ref: ContainerRef(arn, "main"), arguments: ["/bin/sh", "-c", "exit 0"], environment: ["A": "1", "B": "2"],
            mounts: [.init(volume: "data", containerPath: "/data")])
        #expect(bench.engine.takeOrders() == [.start(process)])
    }

    @Test func `a container without a command cannot run here`() throws {
        var bench = EngineBench(.processes)
        let arn = try bench.start([EngineBench.container("main", ["command": .null])])
        bench.pass(.seconds(10))
        let task = try bench.task(arn)
        #expect(task.stopCode == .taskFailedToStart)
        #expect(task.containers?.first?.reason == task.stoppedReason)
        #expect(
            task.stoppedReason == "CannotStartContainerError: container 'main' has no command, and the sandbox runs"
                + " commands of this machine, not images")
        #expect(started(bench.engine.takeOrders()) == [])
        #expect(task.containers?.first?.exitCode == nil)
    }

    @Test func `a secret cannot be given to a process, and does not matter to a simulation`() throws {
        let container = EngineBench.container("main", ["secrets": [["name": "KEY", "valueFrom": "arn:secret"]]])
        var bench = EngineBench(.processes)
        let arn = try bench.start([container])
        bench.pass(.seconds(10))
        let task = try bench.task(arn)
        #expect(task.stopCode == .taskFailedToStart)
        #expect(
            task.stoppedReason
                == "ResourceInitializationError: the sandbox has no secret 'KEY', which container 'main' asks for")
        var simulation = EngineBench()
        let other = try simulation.start([container])
        simulation.pass(.seconds(10))
        #expect(try simulation.task(other).stopCode == .essentialContainerExited)
    }

    @Test func `a process that could not be started fails the task with the runner's reason`() throws {
        var bench = EngineBench(.processes)
        let arn = try bench.start([EngineBench.container("main")])
        bench.report(.failedToStart(ContainerRef(arn, "main"), reason: "no program 'work'"))
        bench.pass(.seconds(10))
        let task = try bench.task(arn)
        #expect(task.lastStatus == .stopped)
        #expect(task.stopCode == .taskFailedToStart)
        #expect(task.containers?.first?.reason == "CannotStartContainerError: no program 'work'")
        #expect(task.startedAt == nil && task.containers?.first?.exitCode == nil)
    }

    @Test func `stopping a task signals what runs, and waits for its end`() throws {
        var bench = EngineBench(.processes)
        let arn = try bench.start([
            EngineBench.container("main", ["stopTimeout": 90]),
            EngineBench.container("second"),
            EngineBench.container("done", ["essential": false]),
        ])
        for name in ["main", "second", "done"] { bench.report(.started(ContainerRef(arn, name))) }
        bench.report(.exited(ContainerRef(arn, "done"), exitCode: 0))
        _ = bench.engine.takeOrders()
        _ = try bench.result(.stopTask, ["task": .string(arn)])
        #expect(bench.engine.takeOrders() == [])
        bench.pass(.seconds(1000))
        #expect(
            bench.engine.takeOrders() == [
                .stop(ContainerRef(arn, "main"), graceSeconds: 90),
                .stop(ContainerRef(arn, "second"), graceSeconds: 30),
            ])
        #expect(try bench.task(arn).lastStatus == .stopping)
        #expect(bench.engine.nextWake == nil)
        bench.report(.exited(ContainerRef(arn, "main"), exitCode: 143))
        #expect(try bench.task(arn).lastStatus == .stopping)
        bench.report(.exited(ContainerRef(arn, "second"), exitCode: 137))
        bench.pass(.seconds(1))
        let task = try bench.task(arn)
        #expect(task.lastStatus == .stopped)
        #expect(task.stopCode == .userInitiated)
        #expect(task.containers?.map(\.exitCode) == [143, 137, 0])
        #expect(bench.engine.takeOrders() == [.remove(task: task.id)])
    }

    @Test func `a container that is starting when its task is stopped is waited for`() throws {
        var bench = EngineBench(.processes)
        let arn = try bench.start([EngineBench.container("main")])
        _ = try bench.result(.stopTask, ["task": .string(arn)])
        bench.pass(.seconds(1))
        #expect(bench.engine.takeOrders().last == .stop(ContainerRef(arn, "main"), graceSeconds: 30))
        #expect(try bench.task(arn).lastStatus == .stopping)
        bench.report(.started(ContainerRef(arn, "main")))
        bench.report(.exited(ContainerRef(arn, "main"), exitCode: 143))
        bench.pass(.seconds(1))
        #expect(try bench.task(arn).lastStatus == .stopped)
        #expect(try bench.task(arn).startedAt == nil)
    }

    @Test func `reports of strangers and late reports change nothing`() throws {
        var bench = EngineBench(.processes)
        let arn = try bench.start([EngineBench.container("main")])
        bench.report(.started(ContainerRef(arn, "main")))
        bench.report(.exited(ContainerRef(arn, "main"), exitCode: 0))
        bench.pass(.seconds(10))
        let before = try bench.task(arn)
        _ = bench.engine.takeEvents()
        let main = ContainerRef(arn, "main")
        let late: [RunnerReport] = [
            .started(main), .exited(main, exitCode: 1), .failedToStart(main, reason: "x"),
            .started(ContainerRef(arn, "other")), .exited(ContainerRef(task: "gone", container: "main"), exitCode: 0),
        ]
        for report in late { bench.report(report) }
        #expect(try bench.task(arn) == before)
        #expect(bench.engine.takeEvents() == [])
    }

    @Test func `the stream of a container is named by its log configuration`() throws {
        var bench = EngineBench(.processes)
        let options: JSON = ["awslogs-group": "/ecs/report", "awslogs-region": "x", "awslogs-stream-prefix": "run"]
        let arn = try bench.start([
            EngineBench.container("main", ["logConfiguration": ["logDriver": "awslogs", "options": options]]),
            EngineBench.container("bare"),
        ])
        let main = ContainerRef(arn, "main")
        #expect(bench.engine.logStream(of: main) == ("/ecs/report", "run/main/\(main.task)"))
        let bare = ContainerRef(arn, "bare")
        #expect(bench.engine.logStream(of: bare) == ("/purser/sandbox", "sandbox/bare/\(main.task)"))
    }
}
