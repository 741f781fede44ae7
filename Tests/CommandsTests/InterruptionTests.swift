// What Ctrl-C makes of a command, whenever it is pressed.
import ArgumentParser
import ECS
import Testing

@testable import Commands
@testable import Sandbox

@Suite(.timeLimit(.minutes(1))) struct InterruptionTests {
    private let desk: Desk
    private let ecs: Sandbox

    init() throws {
        desk = try Desk()
        ecs = desk.sandbox()
    }

    /// The exit code that a command ends with.
    private func end(of command: some WorldCommand) async throws -> ExitStatus {
        do {
            try await desk.run(command, ecs)
            return .success
        } catch let failure as Failure {
            return failure.status
        }
    }

    @Test func `an apply that is interrupted while it plans sends nothing`() async throws {
        desk.press(after: .zero)
        #expect(try await end(of: try Apply.parse(["--wait"])) == .interrupted)
        #expect(!desk.calls.contains("RunTask") && !desk.calls.contains("RegisterTaskDefinition"))
    }

    @Test func `the second Ctrl-C stops by the clock of ECS, which it asks for first`() async throws {
        desk.setClockAhead(by: .seconds(10 * 60))
        desk.press(after: .seconds(1), .seconds(2))
        #expect(try await end(of: try Apply.parse(["--wait"])) == .interrupted)
        let stop = try #require(desk.calls.firstIndex(of: "StopTask"))
        let launch = try #require(desk.calls.firstIndex(of: "RunTask"))
        #expect(desk.calls[launch..<stop].contains("DescribeClusters"))
        #expect(desk.output.contains("Stopping the run that this command started: report-"))
    }
}
