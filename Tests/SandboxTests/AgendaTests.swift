import ECS
import JSON
import Testing

@testable import Sandbox

struct AgendaTests {
    private func time(_ second: Int) -> Timestamp { Timestamp(milliseconds: Int64(second) * 1000) }

    @Test func `what is due comes out in the order of its times, and only once`() {
        var agenda = Agenda()
        // Every number from 0 to 99, mixed.
        for number in 0..<100 { agenda.put("\(number * 37 % 100)", at: time(number * 37 % 100)) }
        #expect(agenda.next == time(0))
        #expect(agenda.take(until: time(49)) == (0..<50).map { "\($0)" })
        #expect(agenda.take(until: time(49)) == [])
        #expect(agenda.next == time(50))
        #expect(agenda.take(until: time(1000)).count == 50)
        #expect(agenda.next == nil)
    }

    @Test func `a new time takes the place of the old one, whether it is earlier or later`() {
        var agenda = Agenda()
        agenda.put("a", at: time(5))
        agenda.put("b", at: time(6))
        agenda.put("a", at: time(9))
        #expect(agenda.next == time(6))
        agenda.put("a", at: time(5))
        agenda.put("b", at: nil)
        #expect(agenda.take(until: time(7)) == ["a"])
        #expect(agenda.next == nil)
        #expect(agenda.take(until: time(100)) == [])
    }

    @Test(.timeLimit(.minutes(1))) func `thousands of tasks are no burden to a call about one`() throws {
        var bench = EngineBench { settings in
            settings.timings.simulatedRun = .seconds(3600)
        }
        let definition = try bench.register()
        var arns: [String] = []
        for _ in 0..<300 {
            let tasks = try bench.run(definition, ["count": 10])["tasks"]?.array ?? []
            arns += tasks.compactMap { $0["taskArn"]?.string }
        }
        #expect(arns.count == 3000)
        bench.pass(.seconds(2))
        let arn = try #require(arns.last)
        for _ in 0..<20_000 { bench.pass(.milliseconds(1)) }
        #expect(try bench.task(arn).lastStatus == .running)
        // All run out in the end, and are forgotten.
        bench.pass(.seconds(2 * 3600))
        #expect(bench.engine.isIdle)
        bench.pass(.seconds(3600))
        #expect(bench.engine.nextWake == nil)
        #expect(bench.engine.state.tasks.isEmpty)
    }
}
