import ECS

/// What came of one seed.
struct Verdict: Sendable {
    let seed: UInt64
    var violations: [BrokenPromise]
    let fired: [Firing]
    let marks: [Mark: Int]
    let steps: Int
    /// Equal for equal runs: over every step, request and commit in their order.
    let digest: UInt64
    let tasks: Int
    /// How much time went by in the simulated world.
    let elapsed: Duration
    let trace: [String]
}

/// One seed, from its beginning to its end.
enum Simulation {
    static func run(_ seed: UInt64, suppression: Suppression = Suppression(), isTracing: Bool = false) -> Verdict {
        let world = World(seed: seed, suppression: suppression, isTracing: isTracing)
        let scheduler = world.scheduler
        for seat in world.scenario.seats {
            Task(executorPreference: scheduler) { await world.live(seat) }
        }
        Task(executorPreference: scheduler) { await world.settle() }
        world.schedulePowerLoss()
        scheduler.run()
        if scheduler.isExhausted {
            world.oracle.report(.I14, "more steps than any sound run takes: it goes in a circle")
        }
        let digest = scheduler.digest
        let steps = scheduler.steps
        world.end()
        return Verdict(
            seed: seed, violations: world.oracle.violations, fired: world.fired, marks: world.allMarks,
            steps: steps, digest: digest, tasks: world.ecs.tasks.count,
            elapsed: scheduler.now - world.scenario.start, trace: scheduler.trace)
    }
}

extension World {
    /// The machine that all processes are on loses its power now and then.
    func schedulePowerLoss() {
        for _ in 0..<3 {
            guard var generator = fire(.powerLoss) else { continue }
            scheduler.at(scenario.start + generator.duration(.zero...scenario.turmoil)) { self.killAll("powerLoss") }
        }
    }
}
