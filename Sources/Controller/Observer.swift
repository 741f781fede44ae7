package import AWS
import ECS
package import JSON
package import Jobs
package import Ledger
package import Planner

/// Asks AWS and the ledger what is so, for a plan: it changes nothing.
package struct Observer: Sendable {
    let set: String
    let ecs: any ECSCalls
    let ledger: any LedgerStore

    package init(set: String, ecs: any ECSCalls, ledger: any LedgerStore) {
        self.set = set
        self.ecs = ecs
        self.ledger = ledger
    }

    /// What a plan needs to know.
    package struct Sight: Sendable {
        package var wanted: [WantedRun] = []
        package var observed = Observed()
        package var problems: [PlanProblem] = []
    }

    /// Looks at all that the jobs name.
    ///
    /// What does not exist is among the problems, all at once; the job is then not among the wanted.
    ///
    /// `others` are jobs that these wait for and that are not to be run: of them only what the ledger has is looked at.
    ///
    /// - Throws: `ControlError` where AWS or the ledger could not be asked at all.
    package func look(
        at jobs: [Job], in region: String, beside others: [Job] = []
    ) async throws(ControlError) -> Sight {
        var sight = Sight()
        try await lookAtClusters(jobs, others, region: region, &sight)
        for job in jobs where sight.observed.clusters[job.cluster] != nil {
            guard let pinned = try await pin(job, &sight.problems) else { continue }
            sight.wanted.append(WantedRun(set: set, job: job, taskDefinition: pinned))
        }
        for job in others where sight.observed.clusters[job.cluster] != nil {
            var problems: [PlanProblem] = []
            guard let pinned = try await pin(job, &problems) else { continue }
            sight.observed.beside[job.name] = WantedRun(set: set, job: job, taskDefinition: pinned)
        }
        try await lookAtLedger(&sight)
        try await lookForReruns(&sight)
        sight.observed.holders = try await Observer.holders(for: sight, in: ledger)
        try await lookForTasks(&sight)
        return sight
    }

    private func lookAtClusters(
        _ jobs: [Job], _ others: [Job], region: String, _ sight: inout Sight
    ) async throws(ControlError) {
        let names = Set((jobs + others).map(\.cluster)).sorted()
        guard !names.isEmpty else { return }
        let answer = try await asking { () async throws(AWSError) in try await ecs.describeClusters(names) }
        if let refusal = Observer.refusal(of: answer.clusters, asked: region) { throw refusal }
        for cluster in answer.clusters where cluster["status"]?.string != "INACTIVE" {
            guard let arn = cluster["clusterArn"]?.string, let name = cluster["clusterName"]?.string else { continue }
            sight.observed.clusters[name] = arn
            sight.observed.clusters[arn] = arn
        }
        for job in jobs where sight.observed.clusters[job.cluster] == nil {
            sight.problems.append(
                PlanProblem(
                    job: job.name, message: "cluster '\(job.cluster)' does not exist in \(region)",
                    wayOut:
                        "check 'cluster' and the region, or create it: aws ecs create-cluster --cluster-name \(job.cluster)"
                ))
        }
    }

    /// Why an ECS is refused that answers for another region than the one that is asked: the runs would be recorded
    /// there; nil where it does not.
    package static func refusal(of clusters: [JSON], asked region: String) -> ControlError? {
        let places = clusters.compactMap { $0["clusterArn"]?.string.flatMap { RunPlace(ofARN: $0) } }
        let other = places.first { $0.region != region }
        return other.map { .otherRegion(asked: region, answers: $0.region) }
    }

    private func pin(_ job: Job, _ problems: inout [PlanProblem]) async throws(ControlError) -> PinnedTaskDefinition? {
        switch job.taskDefinition {
        case .body(let body):
            let family = job.taskDefinition.family
            let newest = try await asking { () async throws(AWSError) in try await ecs.describeTaskDefinition(family) }
            return .pin(body, newest: newest)
        case .reference(let text):
            let found = try await asking { () async throws(AWSError) in try await ecs.describeTaskDefinition(text) }
            guard let found else {
                problems.append(
                    PlanProblem(
                        job: job.name, message: "task definition '\(text)' does not exist",
                        wayOut:
                            "check family and revision: aws ecs list-task-definitions --family-prefix \(job.taskDefinition.family)"
                    ))
                return nil
            }
            guard found.isActive else {
                problems.append(
                    PlanProblem(
                        job: job.name, message: "task definition '\(text)' is not ACTIVE",
                        wayOut: "name an ACTIVE revision, or the family alone for its newest one"))
                return nil
            }
            return found.pinned
        }
    }

    /// - Throws: `ControlError.elsewhere` where the ledger is the book of another place.
    private func lookAtLedger(_ sight: inout Sight) async throws(ControlError) {
        try await checkPlace(sight)
        sight.observed.jobs = try await reading { () async throws(LedgerError) in try await ledger.jobs() }
        for wanted in sight.wanted + sight.observed.beside.values {
            let name = wanted.job.name
            sight.observed.wanted[wanted.id] = try await reading { () async throws(LedgerError) in
                try await ledger.snapshot(wanted.id)
            }
            let newest = RunQuery(job: name, limit: 1)
            sight.observed.newest[name] = try await reading { () async throws(LedgerError) in
                try await ledger.runs(matching: newest)
            }.first
        }
    }

    /// Who holds what the runs need that are not in the ledger yet.
    ///
    /// - Throws: `ControlError` where the ledger cannot be read.
    static func holders(
        for sight: Sight, in ledger: any LedgerStore
    ) async throws(ControlError) -> [RunLock.Subject: [Run]] {
        var holders: [RunLock.Subject: [Run]] = [:]
        for wanted in sight.wanted where sight.observed.wanted[wanted.id] == nil {
            for lock in wanted.job.locks where lock.limit != nil && holders[lock.subject] == nil {
                holders[lock.subject] = try await reading { () async throws(LedgerError) in
                    try await ledger.holders(of: lock.subject)
                }
            }
        }
        return holders
    }

    /// Which of the runs that are waited for, and that ended without success, were brought to it by reruns.
    private func lookForReruns(_ sight: inout Sight) async throws(ControlError) {
        let awaited = Set(sight.wanted.flatMap(\.job.predecessors))
        let all = sight.wanted + sight.observed.beside.values
        for wanted in all where awaited.contains(wanted.job.name) {
            guard let snapshot = sight.observed.wanted[wanted.id], snapshot.run.status.isFinal,
                snapshot.run.status != .succeeded, try await isMended(snapshot)
            else { continue }
            sight.observed.mended.insert(wanted.id)
        }
    }

    private func isMended(_ snapshot: RunSnapshot) async throws(ControlError) -> Bool {
        let query = RunQuery(job: snapshot.run.job)
        let runs = try await reading { () async throws(LedgerError) in try await ledger.runs(matching: query) }
        // A rerun may itself be one of a rerun; each comes after what it runs again.
        var chain: Set<RunID> = [snapshot.run.id]
        var open = Set(snapshot.run.plannedUnits.units).subtracting(snapshot.successful.units)
        for run in runs.reversed() where run.rerunOf.map(chain.contains) == true {
            chain.insert(run.id)
            let rerun = try await reading { () async throws(LedgerError) in try await ledger.snapshot(run.id) }
            open.subtract(rerun?.successful.units ?? [])
        }
        return chain.count > 1 && open.isEmpty
    }

    /// Refuses a ledger whose newest run happened in another region or account: what ran there has not run here.
    private func checkPlace(_ sight: Sight) async throws(ControlError) {
        let newest = try await reading { () async throws(LedgerError) in
            try await ledger.runs(matching: RunQuery(limit: 1))
        }.first
        guard let newest, let there = RunPlace(ofARN: newest.cluster) else { return }
        for cluster in sight.observed.clusters.values {
            if let here = RunPlace(ofARN: cluster), here != there {
                throw .elsewhere(newest.id, there: there, here: here)
            }
        }
    }

    /// Tasks that carry a `startedBy` of ours, in the clusters where something is to be launched.
    private func lookForTasks(_ sight: inout Sight) async throws(ControlError) {
        let due = sight.wanted.filter { sight.observed.wanted[$0.id] == nil }
        for cluster in Set(due.compactMap { sight.observed.clusters[$0.job.cluster] }).sorted() {
            for task in try await ourTasks(in: cluster) {
                if let startedBy = task.startedBy { sight.observed.tasks[startedBy] = task }
            }
        }
    }

    private func ourTasks(in cluster: String) async throws(ControlError) -> [ECSTask] {
        let tasks = try await asking { () async throws(AWSError) -> [ECSTask] in
            var arns: [String] = []
            for status in [TaskStatus.running, .stopped] {
                arns += try await ecs.listTasks(cluster: cluster, family: nil, startedBy: nil, desiredStatus: status)
            }
            guard !arns.isEmpty else { return [] }
            return try await ecs.describeTasks(cluster: cluster, arns: arns).tasks
        }
        return tasks.filter { $0.startedBy?.hasPrefix(ClientToken.startedByPrefix) == true }
    }
}

/// Gives a failure of AWS the name that it has up here.
func asking<Answer>(_ call: () async throws(AWSError) -> Answer) async throws(ControlError) -> Answer {
    do { return try await call() } catch { throw .aws(error) }
}

/// Gives a failure of the ledger the name that it has up here.
func reading<Answer>(_ call: () async throws(LedgerError) -> Answer) async throws(ControlError) -> Answer {
    do { return try await call() } catch { throw .ledger(error) }
}
