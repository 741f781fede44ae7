package import ECS
package import JSON

/// ECS as a value: calls, the passing of time and reports of containers go in; answers, orders and events come out.
///
/// There is no clock, no randomness and no input or output in here: the same calls at the same times give the same
/// answers, to the last id.
package struct Engine: Sendable {
    package let settings: EngineSettings
    var state: EngineState
    /// What is left of ECS's rates; a sandbox that starts anew starts with full buckets.
    var buckets: [RequestBucket: TokenBucket] = [:]
    /// What the launch that is being carried out is answered with by a fault.
    var placementFault: FaultAction.Placement?
    /// How answers show a task: in full, unless somebody wants less of it.
    package var show: @Sendable (ECSTask) -> JSON = { $0.json }
    /// What life cycles have produced and nobody has taken yet.
    private var outbox = Outbox()
    /// When each task moves on by itself, or is forgotten; by its id.
    private var tasksDue = Agenda()
    /// When each token expires, as far as is known; by its key.
    private var tokensDue = Agenda()
    /// A task definition may be waiting for its deletion.
    var hasDeletions = true

    /// An engine with nothing in it but the cluster `default`.
    package init(settings: EngineSettings) {
        self.settings = settings
        state = EngineState(ids: IDSequence(seed: settings.seed), region: settings.region)
        var cluster = newCluster(named: "default")
        // The console makes `default` with both; a cluster made by a call has those that the call names.
        cluster.capacityProviders = ["FARGATE", "FARGATE_SPOT"]
        state.clusters["default"] = cluster
    }

    /// Answers one call at time `now`; life cycles move up to it first.
    ///
    /// A call that is refused changes nothing else.
    package mutating func handle(operation: Operation, request: JSON, now: Timestamp) -> Answer {
        advance(to: now)
        takeUpFaults(now: now)
        let strike = strike(operation, request, now: now)
        return strike.delivered(strike.refusal ?? answer(operation, request, strike.placement, now: now))
    }

    /// Carries a call out; a launch that `fault` forbids is not placed.
    private mutating func answer(
        _ operation: Operation, _ request: JSON, _ fault: FaultAction.Placement?, now: Timestamp
    ) -> Answer {
        placementFault = fault
        defer { placementFault = nil }
        do {
            try admit(operation, now: now)
            return Answer(try perform(operation, Members(request), now: now))
        } catch {
            return Answer(error)
        }
    }

    /// Moves all life cycles up to `now`, each step at its own time.
    package mutating func advance(to now: Timestamp) {
        while case let due = tasksDue.take(until: now), !due.isEmpty {
            for record in due.compactMap({ state.tasks[$0] }).sorted(by: { $0.number < $1.number }) {
                if record.isStopped {
                    forget(record)
                } else {
                    change(record.task.id) { [settings] record, outbox in
                        record.advance(to: now, settings: settings, outbox: &outbox)
                    }
                }
            }
        }
        for key in tokensDue.take(until: now) { state.tokens[key] = nil }
        if hasDeletions { finishDeletions() }
    }

    /// A stopped task can be described no longer.
    private mutating func forget(_ record: TaskRecord) {
        state.tasks[record.task.id] = nil
        state.faults?.forget(task: record.task.id)
        guard let token = record.token, let known = state.tokens[token], let stopped = record.task.stoppedAt else {
            return
        }
        state.tokens[token]?.lastForgotten = max(stopped, known.lastForgotten ?? stopped)
    }

    /// Takes in what happened to a container; a report of a container that is not known is dropped.
    package mutating func apply(_ report: RunnerReport, now: Timestamp) {
        advance(to: now)
        change(report.ref.task) { [settings] record, outbox in
            record.apply(report, at: now, settings: settings, outbox: &outbox)
        }
        advance(to: now)
    }

    /// When `advance` has something to do next; nil while nothing is due.
    package var nextWake: Timestamp? { tasksDue.next }

    /// The orders since the last call, in the order in which they are to be carried out.
    package mutating func takeOrders() -> [RunnerOrder] {
        defer { outbox.orders = [] }
        return outbox.orders
    }

    /// The task events since the last call, in the order of their times, as EventBridge would deliver them.
    package mutating func takeEvents() -> [JSON] {
        takeChanges().map { $0.envelope(id: state.ids.uuid(), account: settings.account, region: region) }
    }

    /// What those events are about, without their envelopes.
    package mutating func takeChanges() -> [TaskChange] {
        let changes = outbox.changes.sorted { left, right in
            (left.time, left.number, left.task.version ?? 0) < (right.time, right.number, right.task.version ?? 0)
        }
        outbox.changes = []
        return changes
    }

    /// Throws away the events since the last call: where nobody listens, they need not be made.
    package mutating func dropEvents() {
        outbox.changes = []
    }

    /// No task is on its way: all have stopped, or there are none.
    package var isIdle: Bool {
        state.tasks.values.allSatisfy(\.isStopped)
    }

    /// Takes the region of a signed request, unless the settings or an earlier request have decided it.
    package mutating func adopt(region: String) {
        guard state.region == nil, !region.isEmpty else { return }
        state.region = region
        // No ARN has been given out yet but that of the cluster which exists from the start.
        if let cluster = state.clusters["default"] {
            var renamed = newCluster(named: "default")
            renamed.capacityProviders = cluster.capacityProviders
            state.clusters["default"] = renamed
        }
    }
}

extension Engine {
    /// The region of all ARNs.
    var region: String { state.region ?? "us-east-1" }

    /// The partition that the region lies in.
    var partition: String {
        if region.hasPrefix("cn-") { return "aws-cn" }
        return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// The ARN of a resource of ECS in this account and region.
    func arn(_ resource: String) -> String {
        "arn:\(partition):ecs:\(region):\(settings.account):\(resource)"
    }

    /// The ARN names something of this account and region.
    func isOurs(_ arn: ARN) -> Bool {
        arn.service == "ecs" && arn.region == region && arn.account == settings.account
    }

    private mutating func perform(
        _ operation: Operation, _ request: Members, now: Timestamp
    ) throws(ServiceError) -> JSON {
        switch operation {
        case .createCluster: try createCluster(request)
        case .deleteCluster: try deleteCluster(request)
        case .describeClusters: try describeClusters(request)
        case .listClusters: try listClusters(request)
        case .registerTaskDefinition: try registerTaskDefinition(request, now: now)
        case .deregisterTaskDefinition: try deregisterTaskDefinition(request, now: now)
        case .deleteTaskDefinitions: try deleteTaskDefinitions(request, now: now)
        case .describeTaskDefinition: try describeTaskDefinition(request)
        case .listTaskDefinitions: try listTaskDefinitions(request)
        case .listTaskDefinitionFamilies: try listTaskDefinitionFamilies(request)
        case .runTask: try runTask(request, now: now)
        case .startTask: try startTask(request, now: now)
        case .stopTask: try stopTask(request, now: now)
        case .describeTasks: try describeTasks(request, now: now)
        case .listTasks: try listTasks(request, now: now)
        case .tagResource: try tagResource(request)
        case .untagResource: try untagResource(request)
        case .listTagsForResource: try listTagsForResource(request)
        case .describeContainerInstances: try describeContainerInstances(request, now: now)
        case .listContainerInstances: try listContainerInstances(request, now: now)
        }
    }

    /// Lets a life cycle put its orders and events into the outbox.
    mutating func change(_ id: String, _ body: (inout TaskRecord, inout Outbox) -> Void) {
        guard var record = state.tasks[id] else { return }
        body(&record, &outbox)
        state.tasks[id] = record
        schedule(record)
    }

    /// Notes when a task has something to do next, and what its end means for its token.
    private mutating func schedule(_ record: TaskRecord) {
        let forgotten = record.task.stoppedAt.map { $0 + settings.keepsStopped }
        tasksDue.put(record.task.id, at: forgotten ?? record.nextWake)
        if forgotten != nil, let token = record.token { scheduleToken(token) }
    }

    /// Notes when a token expires.
    mutating func scheduleToken(_ key: String) {
        tokensDue.put(key, at: state.tokens[key].map { expiry(of: $0) })
    }

    /// Takes up another state.
    mutating func replace(_ state: EngineState) {
        self.state = state
        for record in state.tasks.values { schedule(record) }
        for key in state.tokens.keys { scheduleToken(key) }
    }
}

extension RunnerReport {
    /// The container that the report is about.
    var ref: ContainerRef {
        switch self {
        case .started(let ref), .exited(let ref, _), .failedToStart(let ref, _): ref
        }
    }
}
