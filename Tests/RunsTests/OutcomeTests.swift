// Stopped tasks in the shapes and texts that ECS gives them, and what each means.
import ECS
import Jobs
import Testing

@testable import Runs

@Suite struct OutcomeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let exit: [String: Int?]
        var stopCode: StopCode?
        var stoppedReason: String?
        let expected: Outcome.Class
        var testDescription: String { name }
    }

    private let roles = [
        ContainerRole(name: "main", isEssential: true), ContainerRole(name: "sidecar", isEssential: false),
    ]

    @Test(arguments: [
        Case(
            name: "exit 0", exit: ["main": 0], stopCode: .essentialContainerExited,
            stoppedReason: "Essential container in task exited", expected: .succeeded),
        Case(
            name: "exit 3", exit: ["main": 3], stopCode: .essentialContainerExited,
            stoppedReason: "Essential container in task exited", expected: .failed),
        Case(
            name: "a sidecar's 0 beside it", exit: ["main": 3, "sidecar": 0], stopCode: .essentialContainerExited,
            expected: .failed),
        Case(
            name: "a sidecar's failure beside a success", exit: ["main": 0, "sidecar": 1],
            stopCode: .essentialContainerExited, expected: .succeeded),
        Case(
            name: "an injected container that failed", exit: ["main": 0, "aws-guardduty-agent-x": 1],
            expected: .succeeded),
        Case(
            name: "no exit code", exit: ["main": nil], stopCode: .taskFailedToStart,
            stoppedReason: "CannotPullContainerError: not found", expected: .neverStarted),
        Case(
            name: "no containers at all", exit: [:], stopCode: .taskFailedToStart,
            stoppedReason: "TaskFailedToStart: AGENT", expected: .neverStarted),
        Case(
            name: "only the sidecar ran", exit: ["main": nil, "sidecar": 0], stopCode: .essentialContainerExited,
            expected: .neverStarted),
        Case(
            name: "out of memory", exit: ["main": 137], stopCode: .essentialContainerExited,
            stoppedReason: "OutOfMemoryError: container killed due to memory usage", expected: .failed),
        Case(
            name: "Spot by code", exit: ["main": 143], stopCode: .spotInterruption,
            stoppedReason: "Your Spot Task was interrupted.", expected: .interrupted),
        Case(
            name: "Spot by the older code", exit: ["main": 143], stopCode: .terminationNotice,
            stoppedReason: "Your Spot Task was interrupted.", expected: .interrupted),
        Case(
            name: "Spot by its text alone", exit: ["main": nil], stoppedReason: "Your Spot Task was interrupted.",
            expected: .interrupted),
        Case(
            name: "success in the last minute of Spot", exit: ["main": 0], stopCode: .spotInterruption,
            stoppedReason: "Your Spot Task was interrupted.", expected: .succeeded),
        Case(
            name: "host gone", exit: ["main": nil], stoppedReason: "Host EC2 (instance i-0123) terminated.",
            expected: .hostLost),
        Case(
            name: "maintenance", exit: ["main": 137],
            stoppedReason: "ECS is performing maintenance on the underlying infrastructure hosting the task",
            expected: .hostLost),
        Case(name: "unhealthy host", exit: ["main": nil], stopCode: .infrastructureHealth, expected: .hostLost),
        Case(
            name: "stopped in the console", exit: ["main": 143], stopCode: .userInitiated,
            stoppedReason: "Task stopped by user", expected: .stopped),
        Case(
            name: "stopped before it ran", exit: ["main": nil], stopCode: .userInitiated,
            stoppedReason: "Task stopped by user", expected: .stopped),
    ])
    func `an ended task is classed by its essential containers first`(end: Case) {
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1")
        task.lastStatus = .stopped
        task.stopCode = end.stopCode
        task.stoppedReason = end.stoppedReason
        task.containers = end.exit.sorted { $0.key < $1.key }.map { name, code in
            var container = Container(name: name)
            container.exitCode = code
            return container
        }
        let outcome = Outcome.of(task, containers: roles, stop: nil, at: Fixture.start)
        #expect(outcome.class == end.expected)
        #expect(!outcome.summary.isEmpty)
    }

    @Test func `both essential containers must succeed, and the failing one is named`() {
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1")
        var first = Container(name: "fetch")
        first.exitCode = 0
        var second = Container(name: "load")
        second.exitCode = 2
        second.reason = "disk full"
        task.containers = [first, second]
        let roles = [
            ContainerRole(name: "fetch", isEssential: true), ContainerRole(name: "load", isEssential: true),
        ]
        let outcome = Outcome.of(task, containers: roles, stop: nil, at: Fixture.start)
        #expect(outcome.class == .failed)
        #expect(outcome.summary == "container 'load' exited with 2 (disk full)")
        #expect(outcome.exitCodes == ["fetch": 0, "load": 2])
    }
}
