package import AWS
package import ECS
import JSON
package import Jobs
package import Ledger
package import Planner
import Runs

/// Begins what a plan says: registers task definitions, writes runs into the ledger.
///
/// It launches nothing.
package struct Applier: Sendable {
    let set: String
    let ecs: any ECSCalls
    let ledger: any LedgerStore
    let now: @Sendable () -> Timestamp
    let report: @Sendable (Progress) -> Void

    package init(
        set: String, ecs: any ECSCalls, ledger: any LedgerStore, now: @escaping @Sendable () -> Timestamp,
        report: @escaping @Sendable (Progress) -> Void
    ) {
        self.set = set
        self.ecs = ecs
        self.ledger = ledger
        self.now = now
        self.report = report
    }

    /// The runs of the plan's first wave, in the ledger: new ones and those that are under way.
    ///
    /// Called again after a crash it goes on where it was: a revision is registered once, a run is written once.
    ///
    /// - Throws: `ControlError`; what was begun before is in the ledger and is gone on with by the next apply.
    package func begin(_ plan: Plan, _ sight: Observer.Sight) async throws(ControlError) -> [RunSnapshot] {
        var registered: [String: PinnedTaskDefinition] = [:]
        return try await begin(plan, sight, &registered)
    }

    /// The same, `registered` being the revisions that were registered before, by the digest of their body.
    func begin(
        _ plan: Plan, _ sight: Observer.Sight, _ registered: inout [String: PinnedTaskDefinition]
    ) async throws(ControlError) -> [RunSnapshot] {
        guard plan.problems.isEmpty else { throw .problems(plan.problems) }
        let wanted = Dictionary(uniqueKeysWithValues: sight.wanted.map { ($0.id, $0) })
        var beginnings: [Beginning] = []
        for action in plan.actions {
            guard let want = wanted[action.run] else { continue }
            switch action.action {
            case .launch where !action.isDue: break
            case .launch, .adopt:
                let pinned = try await register(want, &registered)
                beginnings.append(Beginning(want: want, pinned: pinned))
            case .resume, .running, .unknown, .update, .none:
                beginnings.append(Beginning(want: want, isUnderWay: action.action.isUnderWay))
            case .suspended, .notServed, .waiting, .skipped: break
            }
        }
        return try await begin(beginnings, sight.observed)
    }

    /// A job whose turn it is.
    struct Beginning: Sendable {
        let want: WantedRun
        /// What a run that is to be written runs; nil where there is one, or none is due.
        var pinned: PinnedTaskDefinition?
        /// There is a run to be gone on with.
        var isUnderWay = false
        /// The ledger that knew of it is lost: what nothing shows to have been launched is not owed, but unknown.
        var isLost = false
    }

    /// Writes all runs at once, so that they share the ledger's flushes; tells of them in their order.
    func begin(_ beginnings: [Beginning], _ observed: Observed) async throws(ControlError) -> [RunSnapshot] {
        let outcomes = await Driver.concurrently(beginnings, width: ledger.width) {
            beginning -> Result<(snapshot: RunSnapshot, isNew: Bool)?, ControlError> in
            do throws(ControlError) {
                var begun: (snapshot: RunSnapshot, isNew: Bool)?
                if let pinned = beginning.pinned {
                    begun = try await claim(beginning.want, pinned, observed, isLost: beginning.isLost)
                    if begun == nil { return .success(nil) }
                } else if beginning.isUnderWay, let snapshot = observed.wanted[beginning.want.id] {
                    begun = (snapshot, false)
                }
                try await note(beginning.want.job, observed)
                return .success(begun)
            } catch {
                return .failure(error)
            }
        }
        for case .success((let snapshot, true)?) in outcomes { report(.claimed(snapshot)) }
        var begun: [RunSnapshot] = []
        for outcome in outcomes {
            if let found = try outcome.get() { begun.append(found.snapshot) }
        }
        return begun
    }

    // MARK: Task definitions

    func register(
        _ want: WantedRun, _ registered: inout [String: PinnedTaskDefinition]
    ) async throws(ControlError) -> PinnedTaskDefinition {
        guard case .toRegister(let body) = want.taskDefinition else { return want.taskDefinition }
        let digest = DefinitionTag.digest(of: body)
        if let done = registered[digest] { return done }
        let pinned = try await register(body, family: want.job.taskDefinition.family)
        registered[digest] = pinned
        if let revision = pinned.revision { report(.registered(job: want.job.name, taskDefinition: revision)) }
        return pinned
    }

    /// Registers a body once: after a lost answer the newest revision tells whether it was.
    private func register(_ body: JSON, family: String) async throws(ControlError) -> PinnedTaskDefinition {
        do {
            let definition = try await ecs.registerTaskDefinition(DefinitionTag.tagged(body))
            return DescribedTaskDefinition(definition: definition, tags: []).pinned
        } catch {
            guard case .outcomeUnknown = error.code else { throw .aws(error) }
            let newest = try await asking { () async throws(AWSError) in try await ecs.describeTaskDefinition(family) }
            let pinned = PinnedTaskDefinition.pin(body, newest: newest)
            guard case .registered = pinned else { throw .aws(error) }
            return pinned
        }
    }

    // MARK: Runs

    /// Writes the run with its first launches, or with those that ECS has; where another process was first, its run is
    /// the one.
    ///
    /// - Returns: Nil where the run needs a lock that has no room: another process took it since the plan was made.
    private func claim(
        _ want: WantedRun, _ pinned: PinnedTaskDefinition, _ observed: Observed, isLost: Bool
    ) async throws(ControlError) -> (snapshot: RunSnapshot, isNew: Bool)? {
        guard case .registered(let arn, let containers) = pinned,
            let cluster = observed.clusters[want.job.cluster]
        else { preconditionFailure("a run is claimed after its task definition and its cluster are known") }
        let time = now()
        let run = Run(
            id: want.id, set: set, job: want.job, occurrence: want.occurrence, basis: want.basis, cluster: cluster,
            taskDefinition: arn, containers: containers, createdAt: time)
        let found = Planner.tasks(of: want, set: set, observed: observed)
        let reducer = Reducer(policy: want.job.policy)
        let snapshot =
            found.isEmpty && !isLost
            ? reducer.begun(run, now: time)
            : reducer.decide(takeOver(run, found, isLost: isLost, now: time), now: time).snapshot
        do {
            return (try await ledger.commit(before: nil, after: snapshot), true)
        } catch {
            if error.code == .occupied { return nil }
            guard error.code == .conflict,
                let other = try await reading({ () async throws(LedgerError) in try await ledger.snapshot(want.id) })
            else { throw .ledger(error) }
            return (other, false)
        }
    }

    /// A run that began under a ledger that is lost, with what ECS has of it: nothing of it is owed.
    private func takeOver(
        _ run: Run, _ found: [Int: (key: LaunchKey, task: ECSTask)], isLost: Bool, now time: Timestamp
    ) -> RunSnapshot {
        let launches = (0..<run.units).map { unit in
            let first = LaunchKey(run: run.id, unit: unit, attempt: 1, placement: 1)
            var launch = LaunchRequest.launch(found[unit]?.key ?? first, of: run, createdAt: time)
            if let task = found[unit]?.task {
                // ECS has the task and this ledger did not know: taken over, never sent.
                launch.state = .launched
                launch.evidence = .observed
                launch.taskArn = task.taskArn
                launch.firstSentAt = task.createdAt ?? time
                launch.lastSentAt = launch.firstSentAt
            } else {
                // This unit may have ended so long ago that ECS has forgotten task and token.
                launch.state = .unknown
                launch.reason =
                    isLost
                    ? "the ledger was lost, and nothing shows whether this was launched"
                    : "ECS has other tasks of this run, which this ledger did not know: "
                        + "whether this one was launched cannot be told"
            }
            return launch
        }
        return RunSnapshot(run: run, launches: launches)
    }

    /// Writes down which manifest was applied last, where it is another one.
    private func note(_ job: Job, _ observed: Observed) async throws(ControlError) {
        guard observed.jobs[job.name]?.manifestHash != job.manifestHash else { return }
        let record = JobRecord(name: job.name, manifestHash: job.manifestHash)
        try await reading { () async throws(LedgerError) in try await ledger.put(record) }
    }
}

extension PlannedAction.Action {
    /// The run is in the ledger, and there may be something left to do.
    fileprivate var isUnderWay: Bool { self == .resume || self == .running || self == .unknown }
}
