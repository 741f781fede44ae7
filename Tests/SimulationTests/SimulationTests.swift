import AWS
import ECS
import Testing

@testable import simulate

@Suite struct SimulationTests {
    @Test(arguments: UInt64(1)...12)
    func `a seed gives the same run twice, step by step`(seed: UInt64) {
        let first = Simulation.run(seed)
        let second = Simulation.run(seed, isTracing: true)
        #expect(first.digest == second.digest)
        #expect(first.steps == second.steps)
        #expect(first.fired == second.fired)
    }

    @Test func `two seeds give two runs`() {
        #expect(Simulation.run(1).digest != Simulation.run(2).digest)
    }

    @Test(arguments: UInt64(21)...50)
    func `every promise is kept`(seed: UInt64) {
        let verdict = Simulation.run(seed)
        #expect(
            verdict.violations.isEmpty, Comment(rawValue: verdict.violations.map(\.description).joined(separator: "\n"))
        )
        #expect(verdict.steps > 50)
    }

    @Test func `a fault that is left out moves no other`() throws {
        let whole = Simulation.run(3)
        let fault = try #require(whole.fired.first?.fault)
        let less = Simulation.run(3, suppression: Suppression(faults: [fault]))
        #expect(!less.fired.contains { $0.fault == fault })
        #expect(Simulation.run(3, suppression: Suppression(only: [])).fired == [])
    }

    @Test func `a run without faults launches each unit once and takes few steps`() {
        let verdict = Simulation.run(5, suppression: Suppression(only: []))
        #expect(verdict.violations.isEmpty)
        #expect(verdict.tasks > 0)
    }
}
