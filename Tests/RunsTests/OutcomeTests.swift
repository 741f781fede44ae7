// Stopped tasks in the shapes and texts that ECS gives them: what each means, and what follows it.
import ECS
import Jobs
import Testing

@testable import Runs

@Suite struct OutcomeTests {
    private let roles = [
        ContainerRole(name: "main", isEssential: true), ContainerRole(name: "helper", isEssential: false),
    ]

    private func launch(_ task: ECSTask, stop: StopRequest? = nil) throws -> Launch {
        var launch = try Fixture.snapshot().newest
        launch.state = .ended
        launch.task = task
        launch.stop = stop
        launch.outcome = Outcome.of(task, containers: roles, stop: stop, at: Fixture.start)
        return launch
    }

    @Test func `the table holds sixty different ends at least`() {
        #expect(Set(StoppedTask.all.map(\.name)).count == StoppedTask.all.count)
        #expect(StoppedTask.all.count >= 60)
        // IGNORE is never the answer without a rule.
        #expect(Set(StoppedTask.all.map(\.sequel)) == Set(Sequel.allCases).subtracting([.ignore]))
    }

    @Test(arguments: StoppedTask.all)
    func `a stopped task is classed, and what follows is decided`(end: StoppedTask) throws {
        let launch = try launch(end.task)
        #expect(launch.outcome?.class == end.outcome)
        #expect(Sequel(after: launch, containers: roles) == end.sequel)
        #expect(launch.outcome?.summary.isEmpty == false)
    }

    @Test func `what is stopped on purpose is never followed by anything`() throws {
        for end in StoppedTask.all where end.outcome != .succeeded {
            for cause in [StopRequest.Cause.person, .replaced, .attemptTimeout, .activeDeadline] {
                let stop = StopRequest(cause: cause, reason: "purser", at: Fixture.start)
                #expect(Sequel(after: try launch(end.task, stop: stop), containers: roles) == .end)
            }
        }
    }

    @Test func `a task that we stopped is no success, whatever its containers exited with`() throws {
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1")
        task.containers = [.of("main", 0)]
        func outcome(_ cause: StopRequest.Cause, _ code: StopCode?, stoppedAt: Timestamp) -> Outcome {
            task.stopCode = code
            task.stoppedAt = stoppedAt
            let stop = StopRequest(cause: cause, reason: "no longer needed", at: Fixture.start)
            return Outcome.of(task, containers: roles, stop: stop, at: stoppedAt)
        }
        let later = Fixture.start + .seconds(5)
        #expect(outcome(.person, .userInitiated, stoppedAt: later).summary == "stopped: no longer needed")
        #expect(outcome(.person, .userInitiated, stoppedAt: later).class == .stopped)
        #expect(outcome(.person, nil, stoppedAt: later).class == .stopped)
        #expect(outcome(.attemptTimeout, .userInitiated, stoppedAt: later).class == .timedOut)
        // The stop came too late: the task had come to its end by itself.
        #expect(outcome(.person, .essentialContainerExited, stoppedAt: later).class == .succeeded)
        #expect(outcome(.person, nil, stoppedAt: Fixture.start - .seconds(5)).class == .succeeded)
    }

    @Test func `a volume's failure is told in the words of its attachment`() throws {
        let end = try #require(StoppedTask.all.first { $0.name == "a volume's role" })
        let summary = try launch(end.task).outcome?.summary
        #expect(
            summary == "never ran: container 'main' has no exit code: TaskFailedToStart; "
                + "ECS was unable to assume the configured ECS Infrastructure Role")
    }

    @Test func `both essential containers must succeed, and the failing one is named`() {
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1")
        task.containers = [.of("fetch", 0), .of("load", 2, "disk full")]
        let roles = [
            ContainerRole(name: "fetch", isEssential: true), ContainerRole(name: "load", isEssential: true),
        ]
        let outcome = Outcome.of(task, containers: roles, stop: nil, at: Fixture.start)
        #expect(outcome.class == .failed)
        #expect(outcome.summary == "container 'load' exited with 2 (disk full)")
        #expect(outcome.exitCodes == ["fetch": 0, "load": 2])
    }

    @Test func `a container that was taken down with the task does not speak for it`() {
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1")
        task.containers = [.of("serve", 137), .of("load", 2)]
        let roles = [
            ContainerRole(name: "serve", isEssential: true), ContainerRole(name: "load", isEssential: true),
        ]
        #expect(TaskEnd(task, containers: roles).container == "load")
        task.containers = [.of("serve", 137, "OutOfMemoryError: Container killed due to memory usage"), .of("load", 2)]
        #expect(TaskEnd(task, containers: roles).container == "serve")
        task.containers = [.of("serve", 143), .of("load", 0)]
        #expect(TaskEnd(task, containers: roles).exitCode == 143)
    }
}
