// What commands do about a launch whose answer never came.
import ArgumentParser
import ECS
import JSON
import Testing

@testable import Commands
@testable import Sandbox

@Suite(.timeLimit(.minutes(1))) struct DoubtTests {
    private let desk: Desk
    private let ecs: Sandbox

    init() async throws {
        desk = try Desk()
        ecs = desk.sandbox()
        try await desk.leaveInDoubt(ecs)
    }

    /// The exit code that a command ends with, and the words of its failure.
    private func end(of command: some WorldCommand) async throws -> (status: ExitStatus, message: String) {
        do {
            try await desk.run(command, ecs)
            return (.success, "")
        } catch let failure as Failure {
            return (failure.status, failure.text ?? "")
        }
    }

    /// ARNs of all tasks that ECS has.
    private var tasks: [String] {
        ["RUNNING", "STOPPED"].flatMap { status in
            ecs.handle(.listTasks, ["desiredStatus": .string(status)]).body["taskArns"]?.strings ?? []
        }
    }

    // MARK: Within the time in which the same request may be sent again

    /// By the machine's clock that time is over; by ECS's, it is not.
    private func letClockRunAhead() {
        desk.pass(.seconds(35 * 60))
        desk.setClockAhead(by: .seconds(10 * 60))
    }

    @Test func `wait goes by the clock of ECS, not by one that is ahead`() async throws {
        letClockRunAhead()
        #expect(try await end(of: try Wait.parse([])).status == .success)
        #expect(desk.calls.first == "DescribeClusters")
        #expect(desk.calls.count { $0 == "RunTask" } == 1)
        #expect(tasks.count == 1)
    }

    @Test func `stop goes by the clock of ECS, not by one that is ahead`() async throws {
        letClockRunAhead()
        #expect(try await end(of: try Stop.parse(["report"])).status == .success)
        #expect(desk.calls.first == "DescribeClusters")
        #expect(desk.calls.count { $0 == "StopTask" } >= 1)
        #expect(tasks.count == 1)
    }

    // MARK: After it

    @Test func `apply ends with 7, the first time and again`() async throws {
        desk.pass(.seconds(45 * 60))
        #expect(try await end(of: try Apply.parse([])).status == .unknown)
        #expect(try await end(of: try Apply.parse(["--wait"])).status == .unknown)
        #expect(!desk.calls.contains("RunTask"))
        #expect(tasks.isEmpty)
    }

    @Test func `wait ends with 7`() async throws {
        desk.pass(.seconds(45 * 60))
        #expect(try await end(of: try Wait.parse([])).status == .unknown)
    }

    @Test func `stop ends with 7, and then says what to do`() async throws {
        desk.pass(.seconds(45 * 60))
        #expect(try await end(of: try Stop.parse(["report"])).status == .unknown)
        let again = try await end(of: try Stop.parse(["report"]))
        #expect(again.status == .unknown)
        #expect(again.message.contains("help: purser resolve report-"))
    }

    @Test func `resolve takes no task of somebody else, and takes our own`() async throws {
        desk.pass(.seconds(45 * 60))
        _ = try await end(of: try Wait.parse([]))
        func launch(startedBy: String) throws -> String {
            let answer = ecs.handle(
                .runTask,
                [
                    "taskDefinition": "report", "launchType": "FARGATE", "startedBy": .string(startedBy),
                    "networkConfiguration": ["awsvpcConfiguration": ["subnets": ["subnet-1"]]],
                ])
            return try #require(answer.body["tasks"]?.array?.first?["taskArn"]?.string)
        }
        let other = try launch(startedBy: "somebody")
        let refused = try await end(of: try Resolve.parse(["report", "--launched", other]))
        #expect(refused.status == .error)
        #expect(refused.message.contains("is not this launch: its startedBy is 'somebody'"))
        let ours = try #require(refused.message.split(separator: "'").first { $0.hasPrefix("purser/report/") })
        let own = try launch(startedBy: String(ours))
        #expect(try await end(of: try Resolve.parse(["report", "--launched", own])).status == .success)
        #expect(try await end(of: try Wait.parse([])).status == .success)
    }

    @Test func `resolve can say that nothing was launched`() async throws {
        desk.pass(.seconds(45 * 60))
        _ = try await end(of: try Wait.parse([]))
        #expect(try await end(of: try Resolve.parse(["report", "--not-launched"])).status == .success)
        #expect(try await end(of: try Wait.parse([])).status == .error)
        let again = try await end(of: try Resolve.parse(["report", "--not-launched"]))
        #expect(again.message.contains("there is nothing to resolve"))
    }
}
