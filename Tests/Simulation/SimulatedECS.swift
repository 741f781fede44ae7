import AWS
import ECS
import JSON
import Sandbox
import Synchronization

/// A task as it truly is, whatever ECS has said of it.
struct TrueTask: Sendable {
    let arn: String
    let startedBy: String
    let token: String?
    let family: String
    let createdAt: Timestamp
    /// From when on lists have it, and descriptions.
    let listedFrom: Timestamp
    let describedFrom: Timestamp
    /// How long it is in neither list when it goes from the running to the stopped ones.
    let gap: Duration
    /// All that ECS has known of it, from the first version on, as it goes over the wire.
    var versions: [JSON] = []
    /// When it went from the running list.
    var leftRunningAt: Timestamp?
    var hasStarted = false
    var isStopped = false
    var stoppedAt: Timestamp?
    var exitCode: Int?
}

/// ECS: the sandbox's engine, behind a front door where calls are throttled and fail, and behind lists that lag.
final class SimulatedECS: Sendable {
    fileprivate struct State {
        var engine: Engine
        var tasks: [String: TrueTask] = [:]
        /// The answers that ECS repeats for tokens that it has answered with `failures[]`.
        var failed: [String: JSON] = [:]
        var requests = 0
        /// Nothing happens to a task before then.
        var nextWake: Timestamp?
    }

    private let state: Mutex<State>
    private let scenario: Scenario
    static let region = "eu-central-1"

    init(_ scenario: Scenario) {
        self.scenario = scenario
        state = Mutex(State(engine: scenario.engine))
    }

    /// All tasks of Purser's that were ever made.
    var tasks: [TrueTask] { state.withLock { $0.tasks.values.sorted { $0.arn < $1.arn } } }

    func task(_ arn: String) -> TrueTask? { state.withLock { $0.tasks[arn] } }

    func tasks(startedBy: String) -> [TrueTask] {
        state.withLock { state in state.tasks.values.filter { $0.startedBy == startedBy } }
    }

    /// Moves the tasks up to now, so that what is known of them is so now.
    func advance(to now: Timestamp) {
        state.withLock { state in
            guard let wake = state.nextWake, wake <= now else { return }
            state.engine.advance(to: now)
            state.absorb()
        }
    }

    /// Answers a request that has arrived.
    func receive(_ call: SimulatedCall, _ world: World) -> HTTPResponse {
        let now = world.scheduler.now
        let answer = answer(call, world, now)
        let number = state.withLock { state in
            state.requests += 1
            return state.requests
        }
        return HTTPResponse(
            status: answer.status,
            headers: [HTTPField("Date", now.httpDate), HTTPField("x-amzn-requestid", "request-\(number)")],
            body: answer.body.canonicalBytes)
    }

    private func answer(_ call: SimulatedCall, _ world: World, _ now: Timestamp) -> Answer {
        guard let operation = call.operation, let signed = call.request.signedAt, let body = call.body else {
            return Answer(Self.error("SerializationException", "this is no call of ECS"))
        }
        let age = now - signed
        if age > scenario.signatureAge || age < .zero - scenario.signatureAge {
            world.mark(.oldSignature)
            return Answer(Self.error("InvalidSignatureException", "Signature expired"))
        }
        if let refusal = refusal(world, weight: call.weight) { return Answer(refusal) }
        let answer: Answer
        switch operation {
        case .runTask, .startTask: answer = launch(operation, body, world, now)
        case .describeTasks: answer = describe(body, world, now)
        case .listTasks: answer = list(body, now)
        case .describeTaskDefinition: answer = describeDefinition(body, now)
        default: answer = perform(operation, body, now)
        }
        if world.fire(.errorAfterEffect, weight: call.weight) != nil {
            return Answer(ServiceError(code: "ServerException", message: "Service Unavailable", status: 500))
        }
        return answer
    }

    private static func error(_ code: String, _ message: String) -> ServiceError {
        ServiceError(code: code, message: message, status: 400)
    }

    /// What the front door answers before anything happens.
    private func refusal(_ world: World, weight: Double) -> ServiceError? {
        if world.fire(.errorBeforeEffect, weight: weight) != nil {
            return ServiceError(code: "ServerException", message: "Service Unavailable", status: 503)
        }
        if world.fire(.unknownError, weight: weight) != nil {
            return Self.error("SomethingNewException", "not known yet")
        }
        if world.fire(.throttled, weight: weight) != nil { return Self.error("ThrottlingException", "Rate exceeded") }
        if world.fire(.throttledWrapped, weight: weight) != nil {
            return Self.error(
                "InvalidParameterException",
                "Error retrieving subnet information for [subnet-1]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)"
            )
        }
        if world.fire(.expiredCredentials, weight: weight) != nil {
            return Self.error("ExpiredTokenException", "The token has expired")
        }
        return nil
    }

    private func perform(_ operation: Operation, _ body: JSON, _ now: Timestamp) -> Answer {
        state.withLock { state in
            let answer = state.engine.handle(operation: operation, request: body, now: now)
            state.absorb()
            return answer
        }
    }

    // MARK: Launches

    private func launch(_ operation: Operation, _ body: JSON, _ world: World, _ now: Timestamp) -> Answer {
        if world.fire(.refused) != nil {
            world.oracle.refused(body["startedBy"]?.string ?? "")
            return Answer(Self.error("AccessDeniedException", "not you"))
        }
        if world.fire(.provisioningQuota) != nil {
            return Answer(Self.error("ClientException", "The tasks in PROVISIONING have reached their quota"))
        }
        let token = body["clientToken"]?.string
        let own = state.withLock { state in state.tasks.values.filter { $0.token != nil && $0.token == token } }
        if let token, let repeated = state.withLock({ $0.failed[token] }) { return Answer(repeated) }
        if var generator = world.fire(.conflictForeign), token != nil {
            let strangers = generator.chance(0.5) ? [scenario.strangerArn].compactMap(\.self) : []
            return Answer(
                ServiceError(code: "ConflictException", message: "token in use", status: 400, resourceIds: strangers))
        }
        if own.isEmpty {
            if world.fire(.notPlaced) != nil { return notPlaced(token) }
            if var generator = world.fire(.ghost) {
                // It comes into being after the answer, and shows up within what two looks allow for.
                let birth = now + generator.duration(.zero...(.seconds(20)))
                world.scheduler.at(birth) { [self] in
                    world.mark(.ghostMade)
                    make(operation, body, world, world.scheduler.now)
                }
                return notPlaced(token)
            }
        } else if world.fire(.conflictOwn) != nil {
            return Answer(
                ServiceError(
                    code: "ConflictException", message: "token in use", status: 400,
                    resourceIds: own.map(\.arn).sorted()))
        }
        return make(operation, body, world, now)
    }

    private func notPlaced(_ token: String?) -> Answer {
        let body: JSON = ["tasks": [], "failures": [["arn": "", "reason": "RESOURCE:MEMORY"]]]
        if let token, scenario.failuresSpendToken { state.withLock { $0.failed[token] = body } }
        return Answer(body)
    }

    @discardableResult
    private func make(_ operation: Operation, _ body: JSON, _ world: World, _ now: Timestamp) -> Answer {
        var made: [TrueTask] = []
        let answer = state.withLock { state in
            let answer = state.engine.handle(operation: operation, request: body, now: now)
            for shown in answer.body["tasks"]?.array ?? [] {
                guard let arn = shown["taskArn"]?.string, state.tasks[arn] == nil, let by = shown["startedBy"]?.string
                else { continue }
                let task = TrueTask(
                    arn: arn, startedBy: by, token: body["clientToken"]?.string,
                    family: shown["group"]?.string.map { String($0.dropFirst("family:".count)) } ?? "", createdAt: now,
                    listedFrom: now + world.lag(.listLag, 1...260), describedFrom: now + world.lag(.missing, 1...300),
                    gap: world.lag(.inNeitherList, 1...280))
                state.tasks[arn] = task
                made.append(task)
            }
            state.absorb()
            return answer
        }
        for task in made { world.made(task) }
        guard let shown = answer.body["tasks"]?.array, !shown.isEmpty else { return answer }
        let tasks = shown.map { task in task["lastStatus"]?.string == "STOPPED" ? task : trimmed(task) }
        return Answer(answer.body.setting("tasks", to: .array(tasks)))
    }

    private func trimmed(_ shown: JSON) -> JSON {
        shown["taskArn"]?.string.flatMap { task($0)?.versions.last } ?? shown
    }

    // MARK: Questions

    private func describe(_ body: JSON, _ world: World, _ now: Timestamp) -> Answer {
        advance(to: now)
        var shown: [JSON] = []
        var failures: [JSON] = []
        for arn in body["tasks"]?.strings ?? [] {
            let truth = task(arn)
            if arn == scenario.strangerArn {
                shown.append(["taskArn": .string(arn), "startedBy": "somebody/else", "lastStatus": "RUNNING"])
            } else if let truth, !isForgotten(truth, now), now >= truth.describedFrom, let newest = truth.versions.last
            {
                if var generator = world.fire(.staleDescription), truth.versions.count > 1 {
                    shown.append(generator.pick(Array(truth.versions.dropLast())))
                } else {
                    shown.append(newest)
                }
            } else {
                if let truth, !truth.isStopped { world.mark(.missingEarly) }
                failures.append(["arn": .string(arn), "reason": "MISSING"])
            }
        }
        return Answer(["tasks": .array(shown), "failures": .array(failures)])
    }

    /// Only what is read of it: the rest would cost most of the time.
    private func describeDefinition(_ body: JSON, _ now: Timestamp) -> Answer {
        let answer = perform(.describeTaskDefinition, body, now)
        guard let whole = answer.body["taskDefinition"] else { return answer }
        let containers = (whole["containerDefinitions"]?.array ?? []).map { container in
            JSON.members(["name": container["name"], "essential": container["essential"]])
        }
        let shown = JSON.members([
            "taskDefinitionArn": whole["taskDefinitionArn"], "family": whole["family"], "status": whole["status"],
            "revision": whole["revision"], "containerDefinitions": .array(containers),
        ])
        return Answer(answer.body.setting("taskDefinition", to: shown))
    }

    private func list(_ body: JSON, _ now: Timestamp) -> Answer {
        advance(to: now)
        let wantsStopped = body["desiredStatus"]?.string == "STOPPED"
        let startedBy = body["startedBy"]?.string
        let family = body["family"]?.string
        precondition(startedBy == nil || family == nil, "ECS takes startedBy only by itself")
        var arns = tasks.filter { task in
            let isShown =
                wantsStopped ? task.leftRunningAt.map { now >= $0 + task.gap } ?? false : task.leftRunningAt == nil
            return isShown && now >= task.listedFrom && !isForgotten(task, now)
                && (startedBy == nil || task.startedBy == startedBy) && (family == nil || task.family == family)
        }.map(\.arn)
        let hasStranger = !wantsStopped && startedBy == nil && (family == nil || family == Scenario.strangerFamily)
        if hasStranger, let stranger = scenario.strangerArn { arns.append(stranger) }
        return Answer(["taskArns": .array(arns.sorted().map(JSON.string))])
    }

    /// ECS keeps a stopped task for an hour.
    private func isForgotten(_ task: TrueTask, _ now: Timestamp) -> Bool {
        task.stoppedAt.map { $0 + .seconds(3600) <= now } ?? false
    }
}

extension SimulatedECS.State {
    /// Takes in what the life cycles have come to since the last time.
    fileprivate mutating func absorb() {
        for change in engine.takeChanges() {
            let shown = change.task
            guard var task = tasks[shown.taskArn] else { continue }
            task.versions.append(shown.wire)
            if shown.desiredStatus == .stopped, task.leftRunningAt == nil { task.leftRunningAt = change.time }
            if shown.lastStatus == .running { task.hasStarted = true }
            if shown.lastStatus == .stopped {
                task.isStopped = true
                task.stoppedAt = change.time
                task.exitCode = shown.containers?.first?.exitCode
            }
            tasks[shown.taskArn] = task
        }
        nextWake = engine.nextWake
    }
}

extension ECSTask {
    /// What of a task is looked at in the engine's own answers, in whose place `wire` goes out.
    var sign: JSON {
        .members([
            "taskArn": .string(taskArn), "startedBy": startedBy.map(JSON.string), "group": group.map(JSON.string),
            "lastStatus": lastStatus.map { .string($0.rawValue) },
        ])
    }

    /// The task as it goes over the wire, without the members that nobody here reads: they would cost most of the time.
    fileprivate var wire: JSON {
        func time(_ instant: Timestamp?) -> JSON? {
            instant.map { $0.milliseconds % 1000 == 0 ? .int($0.milliseconds / 1000) : .number($0.seconds) }
        }
        let containers = (containers ?? []).map { container in
            JSON.members([
                "name": container.name.map(JSON.string), "exitCode": container.exitCode.map { .int(Int64($0)) },
                "reason": container.reason.map(JSON.string),
            ])
        }
        return .members([
            "taskArn": .string(taskArn), "startedBy": startedBy.map(JSON.string),
            "containers": .array(containers), "lastStatus": lastStatus.map { .string($0.rawValue) },
            // Nobody reads it, and reading it for the status would be a mistake to be found.
            "desiredStatus": desiredStatus.map { .string($0.rawValue) },
            "version": version.map { .int(Int64($0)) }, "createdAt": time(createdAt), "startedAt": time(startedAt),
            "stoppingAt": time(stoppingAt), "stoppedAt": time(stoppedAt),
            "executionStoppedAt": time(executionStoppedAt), "stopCode": stopCode.map { .string($0.rawValue) },
            "stoppedReason": stoppedReason.map(JSON.string),
        ])
    }
}
