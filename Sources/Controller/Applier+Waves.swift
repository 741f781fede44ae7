package import Jobs
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
    /// A later wave is only begun where runs are brought to their end; what it launches was pinned by the plan. After a
    /// crash, or a goal that is reached before the last wave, the next apply goes on.
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
        repeat {
            let begun = try await begin(next, sight, &registered)
            let driven = try await driver.drive(begun, until: goal)
            outcome.runs += driven
            for snapshot in driven { sight.observed.wanted[snapshot.run.id] = snapshot }
            outcome.rest = Planner.plan(
                set: plan.set, region: plan.region, endpoint: plan.endpoint, wanted: sight.wanted,
                observed: sight.observed, problems: [])
            next = outcome.rest.launches
        } while goal == .ended && !next.actions.isEmpty
        return outcome
    }
}

extension Plan {
    /// The launches whose turn has come.
    ///
    /// Each makes a run, so that there are fewer of them after each wave.
    fileprivate var launches: Plan {
        Plan(
            set: set, region: region, endpoint: endpoint,
            actions: actions.filter { $0.action == .launch && $0.wave == 1 }, problems: [])
    }
}
