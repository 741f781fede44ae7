import AWS
import ECS
import JSON
import Sandbox
import Synchronization

/// ECS as the sandbox's engine has it, its clock, and a script of what goes wrong: all in one place, so that waiting
/// moves the tasks on and takes no time.
final class EngineECS: ECSCalls, WallClock {
    /// What happens to one RunTask.
    enum Fault: Sendable {
        /// The task is made, and the answer does not arrive.
        case answerLost
        /// The request does not arrive.
        case requestLost
        /// There is no connection at all.
        case notConnected
        /// ECS refuses.
        case refused(ServiceError)
        /// ECS says that nothing was placed, and that is so.
        case notPlaced(String)
        /// ECS says that nothing was placed, and the task starts all the same.
        case ghost(String)
    }

    private struct State {
        var engine: Engine
        var now: Timestamp
        var faults: [Fault] = []
        var requests: [String] = []
        var tasks: Set<String> = []
        var operations: [Operation] = []
        var invisibleUntil: Timestamp?
        var refused: Set<Operation> = []
    }

    private let state: Mutex<State>
    static let cluster = "arn:aws:ecs:eu-central-1:123456789012:cluster/batch"

    init(seconds: Double = 10) {
        var settings = EngineSettings(mode: .simulate, region: "eu-central-1")
        settings.timings.simulatedRun = .seconds(seconds)
        state = Mutex(
            State(engine: Engine(settings: settings), now: Timestamp(milliseconds: 1_700_000_000_000)))
        _ = handle(.createCluster, ["clusterName": "batch"])
    }

    // MARK: The script, and what is seen

    func script(_ faults: Fault...) {
        state.withLock { $0.faults += faults }
    }

    /// For so long, DescribeTasks does not know any task.
    func hideTasks(for duration: Duration) {
        state.withLock { $0.invisibleUntil = $0.now + duration }
    }

    /// From now on, calls of this operation are refused.
    func refuse(_ operation: Operation) {
        state.withLock { _ = $0.refused.insert(operation) }
    }

    /// How often an operation was called.
    func count(_ operation: Operation) -> Int {
        state.withLock { state in state.operations.count { $0 == operation } }
    }

    /// The bodies of all RunTask calls that were sent.
    var requests: [String] { state.withLock { $0.requests } }

    /// How many tasks were ever made.
    var taskCount: Int { state.withLock { $0.tasks.count } }

    /// The calls that changed something.
    var mutations: [Operation] { state.withLock { $0.operations.filter(\.isMutating) } }

    func advance(by duration: Duration) {
        state.withLock { state in
            state.now = state.now + duration
            state.engine.advance(to: state.now)
        }
    }

    // MARK: WallClock

    func now() -> Timestamp { state.withLock { $0.now } }

    func sleep(for duration: Duration) async throws {
        advance(by: duration)
    }

    // MARK: Calls

    private func handle(_ operation: Operation, _ request: JSON) -> Answer {
        state.withLock { state in
            state.operations.append(operation)
            let answer = state.engine.handle(operation: operation, request: request, now: state.now)
            if operation == .runTask || operation == .startTask {
                for task in answer.body["tasks"]?.array ?? [] {
                    if let arn = task["taskArn"]?.string { state.tasks.insert(arn) }
                }
            }
            return answer
        }
    }

    private func ask(_ operation: Operation, _ request: JSON) throws(AWSError) -> JSON {
        let answer = handle(operation, request)
        if state.withLock({ $0.refused.contains(operation) }) {
            let error = ServiceError(code: "AccessDeniedException", message: "not you", status: 400)
            throw AWSError(.service(error), operation: operation.rawValue)
        }
        if let error = answer.error { throw AWSError(.service(error), operation: operation.rawValue) }
        return answer.body
    }

    private struct Tasks: Decodable {
        let tasks: [ECSTask]
        let failures: [Failure]
    }

    func describeTasks(
        cluster: String, arns: [String]
    ) async throws(AWSError) -> (tasks: [ECSTask], failures: [Failure]) {
        let isHidden = state.withLock { state in state.invisibleUntil.map { state.now < $0 } ?? false }
        if isHidden { return ([], arns.map { Failure(arn: $0, reason: "MISSING") }) }
        var tasks: [ECSTask] = []
        var failures: [Failure] = []
        // ECS takes a hundred a call, as the client knows.
        for start in stride(from: 0, to: arns.count, by: 100) {
            let chunk = arns[start..<min(start + 100, arns.count)]
            let body = try ask(
                .describeTasks, ["cluster": .string(cluster), "tasks": .array(chunk.map(JSON.string))])
            do throws(JSONError) {
                let answer = try body.decoded(as: Tasks.self)
                tasks += answer.tasks
                failures += answer.failures
            } catch {
                throw AWSError(.unexpectedAnswer(error))
            }
        }
        return (tasks, failures)
    }

    func listTasks(
        cluster: String, family: String?, startedBy: String?, desiredStatus: TaskStatus?
    ) async throws(AWSError) -> [String] {
        let request: JSON = .members([
            "cluster": .string(cluster), "family": family.map(JSON.string), "startedBy": startedBy.map(JSON.string),
            "desiredStatus": desiredStatus.map { .string($0.rawValue) },
        ])
        return try ask(.listTasks, request)["taskArns"]?.strings ?? []
    }

    func stopTask(cluster: String, task: String, reason: String) async throws(AWSError) -> ECSTask {
        _ = try ask(
            .stopTask, ["cluster": .string(cluster), "task": .string(task), "reason": .string(reason)])
        return ECSTask(taskArn: task)
    }

    func registerTaskDefinition(_ definition: JSON) async throws(AWSError) -> JSON {
        try ask(.registerTaskDefinition, definition)["taskDefinition"] ?? .null
    }

    func describeTaskDefinition(_ name: String) async throws(AWSError) -> DescribedTaskDefinition? {
        let answer = handle(.describeTaskDefinition, ["taskDefinition": .string(name), "include": ["TAGS"]])
        guard let definition = answer.body["taskDefinition"] else { return nil }
        let tags = (answer.body["tags"]?.array ?? []).map {
            Tag(key: $0["key"]?.string ?? "", value: $0["value"]?.string ?? "")
        }
        return DescribedTaskDefinition(definition: definition, tags: tags)
    }

    func listTaskDefinitions(familyPrefix: String, status: String?) async throws(AWSError) -> [String] {
        try ask(.listTaskDefinitions, ["familyPrefix": .string(familyPrefix)])["taskDefinitionArns"]?.strings ?? []
    }

    func describeClusters(_ names: [String]) async throws(AWSError) -> (clusters: [JSON], failures: [Failure]) {
        let body = try ask(.describeClusters, ["clusters": .array(names.map(JSON.string))])
        return (body["clusters"]?.array ?? [], [])
    }

    func createCluster(name: String, capacityProviders: [String], tags: [Tag]) async throws(AWSError) -> JSON {
        try ask(
            .createCluster,
            [
                "clusterName": .string(name), "capacityProviders": .array(capacityProviders.map(JSON.string)),
            ])
    }

    func tagResource(arn: String, tags: [Tag]) async throws(AWSError) {}

    func listTagsForResource(arn: String) async throws(AWSError) -> [Tag] { [] }

    func getLogEvents(group: String, stream: String, nextToken: String?) async throws(AWSError) -> LogPage? { nil }

    func describeLogStreams(group: String, prefix: String) async throws(AWSError) -> [String]? { nil }

    func startTask(body: [UInt8], mayBeSent: @Sendable (Timestamp) -> Bool) async -> Exchange {
        send(.startTask, body, mayBeSent)
    }

    func runTask(body: [UInt8], mayBeSent: @Sendable (Timestamp) -> Bool) async -> Exchange {
        send(.runTask, body, mayBeSent)
    }

    private func send(_ operation: Operation, _ body: [UInt8], _ mayBeSent: (Timestamp) -> Bool) -> Exchange {
        guard mayBeSent(now()) else { return .notSent(AWSError(.fenced)) }
        let fault = state.withLock { state -> Fault? in
            state.requests.append(String(decoding: body, as: UTF8.self))
            return state.faults.isEmpty ? nil : state.faults.removeFirst()
        }
        let lost = Exchange.ambiguous(
            AWSError(.transport(TransportError(.broken, .afterSend, reason: "the connection was reset"))))
        guard let request = try? JSON(parsing: body) else { return lost }
        switch fault {
        case .requestLost: return lost
        case .notConnected:
            return .notSent(AWSError(.transport(TransportError(.noConnection, .beforeSend, reason: "refused"))))
        case .refused(let error): return .refused(error)
        case .notPlaced(let reason): return Self.answered(["tasks": [], "failures": [["reason": .string(reason)]]])
        case .ghost(let reason):
            _ = handle(operation, request)
            return Self.answered(["tasks": [], "failures": [["reason": .string(reason)]]])
        case .answerLost, nil: break
        }
        let answer = handle(operation, request)
        if case .answerLost = fault { return lost }
        if let error = answer.error { return .refused(error) }
        return Self.answered(answer.body)
    }

    private static func answered(_ body: JSON) -> Exchange {
        .answered(body: body, requestID: nil)
    }
}
