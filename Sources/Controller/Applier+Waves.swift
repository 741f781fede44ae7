package import Jobs
import Ledger
package import Planner

extension Applier {
    /// What an apply came to.
    package struct Outcome: Sendable {
        /// The runs that it was about, in the order in which they were begun.
        package var runs: [RunSnapshot]
        /// What is still to be done, as far as this apply knows: a job that was not begun is in it with the reason.
        package var rest: Plan
    }

    /// Carries out a plan: begins its first wave and brings it to the goal, then each wave whose turn has come.
    ///
    /// A later wave is only begun where runs are brought to their end; what it launches was pinned by the plan. Runs that
    /// are not of the plan and hold what it needs are brought to their end with its first wave, and those that are
    /// replaced before it. After a crash, or a goal that is reached before the last wave, the next apply goes on.
    ///
    /// - Parameters:
    ///   - plan: A plan without problems.
    ///   - sight: What the plan was made from.
    ///   - driver: What brings the runs to the goal.
    ///   - goal: How far to bring them.
    /// - Returns: The runs as they then stand in the ledger, and what is left.
    /// - Throws: `ControlError`; what was begun before is in the ledger and is gone on with by the next apply.
    package func carryOut(
        _ plan: Plan, _ sight: Observer.Sight, with driver: Driver, until goal: Driver.Goal
    ) async throws(ControlError) -> Outcome {
        var sight = sight
        var registered: [String: PinnedTaskDefinition] = [:]
        var outcome = Outcome(runs: [], rest: plan)
        var next = plan
        // What the plan left out stays out, and nobody is stopped whom it did not name.
        let asked = Set(plan.actions.filter { $0.action == .launch }.map(\.job))
        let named = Set(plan.actions.flatMap(\.locks).flatMap(\.holders))
        var others = goal == .ended ? try await inTheWay(of: plan) : []
        var idle = 0
        repeat {
            // All that can refuse a launch comes before anything is stopped for its sake.
            try await registerAll(of: next, sight, &registered, heeding: driver)
            let held = driver.brake.refusal(of: next.replacements(among: named))
            if let held { next = next.leavingOut(held.jobs) }
            try await makeRoom(for: next, among: named, with: driver)
            try driver.heed()
            let begun = try await begin(next, sight, &registered)
            sight.noteManifests(of: begun)
            others.removeAll { other in begun.contains { $0.run.id == other.run.id } }
            let driven = try await driver.drive(begun + others, until: goal)
            if let held { throw .halted(held.reason, launches: held.launches) }
            idle = driven.isEmpty ? idle + 1 : 0
            outcome.runs += driven.prefix(begun.count)
            for snapshot in driven { sight.observed.wanted[snapshot.run.id] = snapshot }
            sight.observed.holders = try await Observer.holders(for: sight, in: ledger)
            outcome.rest = Planner.plan(
                set: plan.set, region: plan.region, endpoint: plan.endpoint, wanted: sight.wanted,
                observed: sight.observed, problems: [])
            next = outcome.rest.launches(of: asked)
            others = goal == .ended ? try await inTheWay(of: outcome.rest) : []
        } while goal == .ended && !(next.actions.isEmpty && others.isEmpty) && idle < Applier.mostIdle
        return outcome
    }

    /// How many rounds in a row may find that another process took, and let go, what they were to begin with.
    private static let mostIdle = 5

    /// Registers what the launches and adoptions of a plan need; in AWS nothing else changes by it.
    private func registerAll(
        of plan: Plan, _ sight: Observer.Sight, _ registered: inout [String: PinnedTaskDefinition],
        heeding driver: Driver
    ) async throws(ControlError) {
        for action in plan.actions where action.isDue || action.action == .adopt {
            guard let want = sight.wanted.first(where: { $0.id == action.run }) else { continue }
            try driver.heed()
            _ = try await register(want, &registered)
        }
    }

    /// Stops the runs that the launches of a plan take the place of, and waits until ECS says that they have stopped.
    private func makeRoom(
        for plan: Plan, among named: Set<RunID>, with driver: Driver
    ) async throws(ControlError) {
        var stopping: [RunSnapshot] = []
        for action in plan.actions where action.isDue {
            for id in action.replaced(among: named) {
                guard let snapshot = try await active(id) else { continue }
                try driver.heed()
                let reason = "purser: replaced by \(action.run) (concurrencyPolicy Replace)"
                stopping.append(try await driver.stop(snapshot, for: .replaced, reason: reason))
            }
        }
        if !stopping.isEmpty { _ = try await driver.drive(stopping, until: .ended) }
    }

    /// The runs under way before whose end there is no room for others that the plan launches.
    private func inTheWay(of plan: Plan) async throws(ControlError) -> [RunSnapshot] {
        let launches = plan.actions.filter { $0.action == .launch }
        let holders = launches.flatMap(\.locks).filter { $0.standing == .due }.flatMap(\.holders)
        var found: [RunSnapshot] = []
        for id in Set(holders).sorted() {
            if let snapshot = try await active(id) { found.append(snapshot) }
        }
        return found
    }

    private func active(_ id: RunID) async throws(ControlError) -> RunSnapshot? {
        let found = try await reading { () async throws(LedgerError) in try await ledger.snapshot(id) }
        return found?.run.status == .active ? found : nil
    }
}

extension Observer.Sight {
    /// The manifests of these runs are in the ledger by now.
    fileprivate mutating func noteManifests(of begun: [RunSnapshot]) {
        for snapshot in begun {
            guard let want = wanted.first(where: { $0.id == snapshot.run.id }) else { continue }
            observed.jobs[want.job.name] = JobRecord(name: want.job.name, manifestHash: want.job.manifestHash)
        }
    }
}

extension PlannedAction {
    /// The runs that are stopped for this one, as far as `named` has them.
    fileprivate func replaced(among named: Set<RunID>) -> [RunID] {
        locks.filter { $0.standing == .replaced }.flatMap(\.holders).filter(named.contains)
    }
}

extension Plan {
    /// The launches that take the place of runs, each with how many are sent no later than its own.
    fileprivate func replacements(among named: Set<RunID>) -> [LaunchBrake.Claim] {
        var count = 0
        return actions.filter(\.isDue).compactMap { action in
            count += action.units
            guard !action.replaced(among: named).isEmpty else { return nil }
            return LaunchBrake.Claim(job: action.job, launches: action.units, upTo: count)
        }
    }

    /// The plan without these jobs.
    fileprivate func leavingOut(_ jobs: Set<String>) -> Plan {
        Plan(
            set: set, region: region, endpoint: endpoint, actions: actions.filter { !jobs.contains($0.job) },
            problems: problems)
    }

    /// The launches of some jobs whose turn has come.
    ///
    /// Each makes a run, so that there are fewer of them after each wave.
    fileprivate func launches(of jobs: Set<String>) -> Plan {
        Plan(
            set: set, region: region, endpoint: endpoint,
            actions: actions.filter { $0.isDue && jobs.contains($0.job) }, problems: [])
    }
}
