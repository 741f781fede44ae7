package import AWS
import ECS
package import Jobs
import Planner

extension Applier {
    /// What became of a run that the ledger did not know.
    package enum Rebuilt: Hashable, Sendable {
        /// It is in the ledger again: its launches are adopted, or unknown.
        case recorded(RunSnapshot)
        /// It cannot have run: ECS has never had a task definition of its family.
        case neverRan(job: String)
        /// Nothing shows that it ran, and the caller takes that for proof.
        case assumedNotRun(job: String)
    }

    /// Writes what a lost ledger knew, as far as ECS and CloudTrail show it; launches nothing.
    ///
    /// A run of which nothing is found is unknown, not owed again: ECS has forgotten what ended over an hour ago, and
    /// CloudTrail what was called over 90 days ago. `assumeNotRun` says that whoever calls knows better.
    ///
    /// - Throws: `ControlError`; what was written before stays.
    package func rebuild(
        _ sight: Observer.Sight, launches: [RecordedLaunch], assumeNotRun: Bool
    ) async throws(ControlError) -> [Rebuilt] {
        guard sight.problems.isEmpty else { throw .problems(sight.problems) }
        var observed = sight.observed
        for launch in launches {
            // What ECS still shows is worth more than what was recorded when it was called.
            guard let arn = launch.tasks.first, observed.tasks[launch.startedBy] == nil else { continue }
            var task = ECSTask(taskArn: arn)
            task.startedBy = launch.startedBy
            task.createdAt = launch.at
            observed.tasks[launch.startedBy] = task
        }
        var rebuilt: [Rebuilt] = []
        var registered: [String: PinnedTaskDefinition] = [:]
        for want in sight.wanted where observed.wanted[want.id] == nil {
            if Planner.tasks(of: want, set: set, observed: observed).isEmpty {
                if try await isNew(want.taskDefinition, family: want.job.taskDefinition.family) {
                    rebuilt.append(.neverRan(job: want.job.name))
                    continue
                }
                if assumeNotRun {
                    rebuilt.append(.assumedNotRun(job: want.job.name))
                    continue
                }
            }
            // What it ran may not be the newest revision any more; a run in the ledger names one all the same.
            let pinned = try await register(want, &registered)
            let beginning = Beginning(want: want, pinned: pinned, isLost: true)
            for snapshot in try await begin([beginning], observed) { rebuilt.append(.recorded(snapshot)) }
        }
        return rebuilt
    }

    /// No revision of the family was ever registered: revisions count from 1, and a deregistered one is still described.
    private func isNew(_ pinned: PinnedTaskDefinition, family: String) async throws(ControlError) -> Bool {
        guard case .toRegister = pinned else { return false }
        return try await asking { () async throws(AWSError) in try await ecs.describeTaskDefinition("\(family):1") }
            == nil
    }
}
