package import ECS
import JSON
package import Jobs

/// What is so, as far as a plan needs it.
package struct Observed: Sendable {
    /// The runs that the manifests ask for, where the ledger has them.
    package var wanted: [RunID: RunSnapshot] = [:]
    /// The newest run of each job.
    package var newest: [String: Run] = [:]
    /// What the ledger knows of each job.
    package var jobs: [String: JobRecord] = [:]
    /// The ARN of each cluster, by the name that the manifests use.
    package var clusters: [String: String] = [:]
    /// Tasks of ours that ECS has, by `startedBy`.
    package var tasks: [String: ECSTask] = [:]
    /// Who holds the jobs and groups of which runs that are due need some.
    package var holders: [RunLock.Subject: [Run]] = [:]
    /// Runs that ended without success, and of which reruns have brought every unit to success since.
    package var mended: Set<RunID> = []
    /// The runs that jobs ask for which are waited for and have no part in the plan, by the job's name.
    package var beside: [String: WantedRun] = [:]

    package init() {}

    /// The runs of the ledger that a plan speaks of.
    package var runs: [Run] { wanted.values.map(\.run) + Array(newest.values) + holders.values.joined() }
}

/// Compares what is wanted with what is so; decides nothing twice and does nothing.
package enum Planner {
    /// The plan for the runs that the manifests ask for.
    package static func plan(
        set: String, region: String, endpoint: String, wanted: [WantedRun], observed: Observed,
        problems: [PlanProblem]
    ) -> Plan {
        let byName = Dictionary(uniqueKeysWithValues: wanted.map { ($0.job.name, $0) })
        var actions: [String: PlannedAction] = [:]
        var locks = LockForecast(observed.holders)
        // What a job waits for is planned before it.
        for name in JobWaves(wanted.map(\.job)).waves.joined() {
            actions[name] = byName[name].map {
                action(for: $0, set: set, observed: observed, after: actions, &locks)
            }
        }
        return Plan(
            set: set, region: region, endpoint: endpoint, actions: actions.values.sorted { $0.job < $1.job },
            problems: problems.sorted { ($0.job, $0.message) < ($1.job, $1.message) })
    }

    /// What the plan has for one wanted run, `earlier` being what it has for the jobs that it waits for.
    private static func action(
        for wanted: WantedRun, set: String, observed: Observed, after earlier: [String: PlannedAction],
        _ locks: inout LockForecast
    ) -> PlannedAction {
        let newest = observed.newest[wanted.job.name]
        guard wanted.job.unserved.isEmpty else {
            return describe(wanted, .notServed, .notServedYet, previous: newest)
        }
        if let snapshot = observed.wanted[wanted.id] {
            return known(wanted, snapshot, newest: newest, record: observed.jobs[wanted.job.name])
        }
        if wanted.job.isSuspended {
            return describe(wanted, .suspended, .isSuspended, previous: newest)
        }
        let found = tasks(of: wanted, set: set, observed: observed)
        if !found.isEmpty {
            let arns = found.sorted { $0.key < $1.key }.map(\.value.task.taskArn)
            locks.adopt(wanted.id, of: wanted.job)
            return describe(wanted, .adopt, .taskFound, previous: newest, tasks: arns)
        }
        var turn = Turn(of: wanted.job, after: earlier, observed)
        if turn.obstacle == nil { (turn.wave, turn.locks) = locks.place(wanted.id, of: wanted.job, from: turn.wave) }
        if let (action, reason) = turn.obstacle {
            return describe(wanted, action, reason, previous: newest, turn: turn)
        }
        guard let newest else { return describe(wanted, .launch, .neverRan, turn: turn) }
        let changes = FieldChange.changes(from: newest.basis, of: newest, to: wanted.basis)
        return describe(wanted, .launch, .keyChanged, changes: changes, previous: newest, turn: turn)
    }

    /// When a job's turn comes, by what it waits for and by the locks that it needs.
    private struct Turn {
        var dependencies: [PlannedDependency] = []
        var locks: [PlannedLock] = []
        /// From 1, which is at once.
        var wave = 1

        static let first = Turn()

        private init() {}

        init(of job: Job, after earlier: [String: PlannedAction], _ observed: Observed) {
            for dependency in job.policy.dependsOn {
                // Without a job, the indexes of an array wait for each other.
                guard let name = dependency.job else { continue }
                let found = PlannedDependency(dependency, on: name, planned: earlier[name], observed)
                dependencies.append(found)
                if found.standing == .due { wave = max(wave, (earlier[name]?.wave ?? 1) + 1) }
            }
        }

        /// Why its turn does not come by this plan; nil where it does.
        var obstacle: (PlannedAction.Action, PlannedAction.Reason)? {
            if dependencies.contains(where: { $0.standing == .failed }) { return (.skipped, .dependencyFailed) }
            if dependencies.contains(where: { $0.standing == .open }) { return (.waiting, .dependencyOpen) }
            if locks.contains(where: { $0.standing == .forbidden }) { return (.skipped, .anotherRunGoesOn) }
            if locks.contains(where: { $0.standing == .open }) { return (.waiting, .lockHeld) }
            return nil
        }
    }

    private static func known(
        _ wanted: WantedRun, _ snapshot: RunSnapshot, newest: Run?, record: JobRecord?
    ) -> PlannedAction {
        let run = snapshot.run
        let rerun = newest.flatMap { $0.rerunOf != nil && $0.runKey == run.runKey ? $0 : nil }
        if run.status == .unknown {
            return describe(wanted, .unknown, .outcomeUnknown, previous: run)
        }
        if run.status == .active {
            let isPending =
                !snapshot.waiting.isEmpty
                || snapshot.current.values.contains { $0.state != .launched && !$0.state.isFinal }
            return isPending
                ? describe(wanted, .resume, .launchPending, previous: run)
                : describe(wanted, .running, .isRunning, previous: run)
        }
        if record?.manifestHash != wanted.job.manifestHash {
            let changes = FieldChange.changes(from: run.spec, of: run, to: wanted.job.spec)
            let hasReturned = newest.map { $0.runKey != run.runKey } ?? false
            return describe(
                wanted, .update, hasReturned ? .returnedToEarlierRevision : .changedOutsideKey, changes: changes,
                previous: run, rerun: rerun)
        }
        if let newest, newest.runKey != run.runKey {
            return describe(wanted, .none, .returnedToEarlierRevision, previous: run)
        }
        return describe(wanted, .none, .alreadyRan, previous: run, rerun: rerun)
    }

    /// The newest task in ECS of each unit of a run, by unit, with the launch that it belongs to: the `startedBy` of
    /// every attempt and try follows from the run alone.
    package static func tasks(
        of wanted: WantedRun, set: String, observed: Observed
    ) -> [Int: (key: LaunchKey, task: ECSTask)] {
        let prefix = "\(ClientToken.startedByPrefix)\(wanted.job.name)/"
        var open = Set(observed.tasks.filter { $0.key.hasPrefix(prefix) && mayBelong($0.value, to: wanted.id) }.keys)
        guard let cluster = observed.clusters[wanted.job.cluster] else { return [:] }
        let policy = wanted.job.policy
        var found: [Int: (key: LaunchKey, task: ECSTask)] = [:]
        // A large array has millions of possible launches: none is tried once all tasks have found theirs.
        for unit in 0..<wanted.job.units where !open.isEmpty {
            for attempt in 1...policy.retryStrategy.highestAttempt {
                for placement in 1...max(policy.launch.attempts, 1) {
                    let key = LaunchKey(run: wanted.id, unit: unit, attempt: attempt, placement: placement)
                    let token = ClientToken(
                        set: set, job: wanted.job.name, occurrence: wanted.occurrence, cluster: cluster, key: key)
                    let startedBy = token.startedBy(job: wanted.job.name)
                    if open.remove(startedBy) != nil, let task = observed.tasks[startedBy] {
                        found[unit] = (key, task)
                    }
                }
            }
        }
        return found
    }

    /// False for a task whose containers were told that they belong to another run of the job.
    private static func mayBelong(_ task: ECSTask, to run: RunID) -> Bool {
        let containers = task.overrides?["containerOverrides"]?.array ?? []
        let told = containers.flatMap { $0["environment"]?.array ?? [] }
            .filter { $0["name"]?.string == ContainerContract.runVariable }.compactMap { $0["value"]?.string }
        // A job may set the variable to something of its own.
        let name = run.rawValue.dropLast(10)
        return !told.contains { $0 != run.rawValue && $0.count == run.rawValue.count && $0.hasPrefix(name) }
    }

    private static func describe(
        _ wanted: WantedRun, _ action: PlannedAction.Action, _ reason: PlannedAction.Reason,
        changes: [FieldChange] = [], previous: Run? = nil, rerun: Run? = nil, tasks: [String] = [],
        turn: Turn = .first
    ) -> PlannedAction {
        let isNew = action == .launch || action == .adopt
        return PlannedAction(
            job: wanted.job.name, action: action, reason: reason, run: wanted.id, runKey: wanted.runKey,
            cluster: wanted.job.cluster,
            taskDefinition: wanted.taskDefinition.revision ?? wanted.job.taskDefinition.family,
            registersTaskDefinition: isNew && wanted.taskDefinition.revision == nil, units: wanted.job.units,
            changes: changes, previous: previous.map(PreviousRun.init), rerun: rerun.map(PreviousRun.init),
            tasks: tasks, unserved: action == .notServed ? wanted.job.unserved : [],
            dependencies: turn.dependencies, locks: turn.locks, wave: action.isUnderWay ? turn.wave : nil)
    }
}
