package import ECS
package import JSON

/// The calls of ECS and of its logs over one client.
package struct ECSClient: ECSCalls {
    private static let largestDescribe = 100
    private static let pageSize: JSON = 100
    /// No list that Purser asks for is longer: beyond it the answers go in a circle.
    private static let mostPages = 10_000

    let client: AWSClient

    package init(_ client: AWSClient) {
        self.client = client
    }

    package func describeTasks(
        cluster: String, arns: [String]
    ) async throws(AWSError) -> (tasks: [ECSTask], failures: [Failure]) {
        struct Answer: Decodable {
            var tasks: [ECSTask]?
            var failures: [Failure]?
        }
        var tasks: [ECSTask] = []
        var failures: [Failure] = []
        for chunk in arns.chunks(of: ECSClient.largestDescribe) {
            let request = JSON.members([
                "cluster": .string(cluster), "tasks": .array(chunk.map { .string($0) }), "include": ["TAGS"],
            ])
            let answer = try await call(.describeTasks, request, as: Answer.self)
            tasks += answer.tasks ?? []
            failures += answer.failures ?? []
        }
        return (tasks, failures)
    }

    package func listTasks(
        cluster: String, family: String?, startedBy: String?, desiredStatus: TaskStatus?
    ) async throws(AWSError) -> [String] {
        try await pages(
            .ecs, Operation.listTasks.rawValue,
            .members([
                "cluster": .string(cluster), "family": family.map { .string($0) },
                "startedBy": startedBy.map { .string($0) }, "desiredStatus": desiredStatus.map { .string($0.rawValue) },
                "maxResults": ECSClient.pageSize,
            ])
        ) { $0["taskArns"]?.strings }
    }

    package func stopTask(cluster: String, task: String, reason: String) async throws(AWSError) -> ECSTask {
        struct Answer: Decodable {
            var task: ECSTask
        }
        let request = JSON.members([
            "cluster": .string(cluster), "task": .string(task), "reason": .string(reason),
        ])
        return try await call(.stopTask, request, as: Answer.self).task
    }

    package func registerTaskDefinition(_ definition: JSON) async throws(AWSError) -> JSON {
        let answer = try await call(.registerTaskDefinition, definition, isRepeatable: false)
        return try member("taskDefinition", of: answer, .registerTaskDefinition)
    }

    package func describeTaskDefinition(_ name: String) async throws(AWSError) -> DescribedTaskDefinition? {
        let request = JSON.members(["taskDefinition": .string(name), "include": ["TAGS"]])
        do throws(AWSError) {
            let answer = try await call(.describeTaskDefinition, request)
            guard let definition = answer["taskDefinition"] else {
                throw unexpected(JSONError("no member 'taskDefinition'"), .ecs, "DescribeTaskDefinition")
            }
            return DescribedTaskDefinition(
                definition: definition, tags: try list("tags", of: answer, .describeTaskDefinition))
        } catch {
            // ECS has no code of its own for this; only here may its words decide.
            guard case .service(let service) = error.code, service.code == "ClientException",
                service.message.hasPrefix("Unable to describe task definition")
            else { throw error }
            return nil
        }
    }

    package func listTaskDefinitions(familyPrefix: String, status: String?) async throws(AWSError) -> [String] {
        try await pages(
            .ecs, Operation.listTaskDefinitions.rawValue,
            .members([
                "familyPrefix": .string(familyPrefix), "status": status.map { .string($0) }, "sort": "DESC",
                "maxResults": ECSClient.pageSize,
            ])
        ) { $0["taskDefinitionArns"]?.strings }
    }

    package func describeClusters(
        _ names: [String]
    ) async throws(AWSError) -> (clusters: [JSON], failures: [Failure]) {
        var clusters: [JSON] = []
        var failures: [Failure] = []
        for chunk in names.chunks(of: ECSClient.largestDescribe) {
            let request = JSON.members(["clusters": .array(chunk.map { .string($0) }), "include": ["TAGS"]])
            let answer = try await call(.describeClusters, request)
            clusters += try items("clusters", of: answer, .describeClusters)
            failures += try list("failures", of: answer, .describeClusters)
        }
        return (clusters, failures)
    }

    package func createCluster(name: String, capacityProviders: [String], tags: [Tag]) async throws(AWSError) -> JSON {
        let request = JSON.members([
            "clusterName": .string(name),
            "capacityProviders": capacityProviders.isEmpty ? nil : .array(capacityProviders.map(JSON.string)),
            "tags": tags.isEmpty ? nil : ECSClient.json(tags),
        ])
        return try member("cluster", of: await call(.createCluster, request), .createCluster)
    }

    package func tagResource(arn: String, tags: [Tag]) async throws(AWSError) {
        let request = JSON.members(["resourceArn": .string(arn), "tags": ECSClient.json(tags)])
        _ = try await call(.tagResource, request)
    }

    package func listTagsForResource(arn: String) async throws(AWSError) -> [Tag] {
        struct Answer: Decodable {
            var tags: [Tag]?
        }
        let request = JSON.members(["resourceArn": .string(arn)])
        return try await call(.listTagsForResource, request, as: Answer.self).tags ?? []
    }

    package func runTask(body: [UInt8], mayBeSent: @Sendable (Timestamp) -> Bool) async -> Exchange {
        await client.exchange(.ecs, Operation.runTask.rawValue, body: body, mayBeSent: mayBeSent)
    }

    package func startTask(body: [UInt8], mayBeSent: @Sendable (Timestamp) -> Bool) async -> Exchange {
        await client.exchange(.ecs, Operation.startTask.rawValue, body: body, mayBeSent: mayBeSent)
    }
}

extension ECSClient {
    private func call(
        _ operation: Operation, _ request: JSON, isRepeatable: Bool = true
    ) async throws(AWSError) -> JSON {
        try await client.call(
            .ecs, operation.rawValue, body: request.canonicalBytes, isRepeatable: isRepeatable)
    }

    private func call<Answer: Decodable>(
        _ operation: Operation, _ request: JSON, as type: Answer.Type
    ) async throws(AWSError) -> Answer {
        let answer = try await call(operation, request)
        do throws(JSONError) {
            return try answer.decoded(as: type)
        } catch {
            throw unexpected(error, .ecs, operation.rawValue)
        }
    }

    /// The items of a member; none where it is absent.
    private func items(_ name: String, of answer: JSON, _ operation: Operation) throws(AWSError) -> [JSON] {
        guard let member = answer[name], member != .null else { return [] }
        guard let items = member.array else {
            throw unexpected(JSONError("'\(name)' is no list"), .ecs, operation.rawValue)
        }
        return items
    }

    /// The same as values of a type.
    private func list<Item: Decodable>(
        _ name: String, of answer: JSON, _ operation: Operation
    ) throws(AWSError) -> [Item] {
        let items = try items(name, of: answer, operation)
        if items.isEmpty { return [] }
        do throws(JSONError) {
            return try JSON.array(items).decoded(as: [Item].self)
        } catch {
            throw unexpected(error, .ecs, operation.rawValue)
        }
    }

    private func member(_ name: String, of answer: JSON, _ operation: Operation) throws(AWSError) -> JSON {
        guard let member = answer[name] else {
            throw unexpected(JSONError("no member '\(name)'"), .ecs, operation.rawValue)
        }
        return member
    }

    /// The error for an answer that is JSON, but not what the call answers.
    func unexpected(_ error: JSONError, _ service: AWSService, _ operation: String) -> AWSError {
        AWSError(.unexpectedAnswer(error), operation: operation, endpoint: client.endpoint(of: service))
    }

    private static func json(_ tags: [Tag]) -> JSON {
        .array(tags.map { .members(["key": .string($0.key), "value": $0.value.map { .string($0) }]) })
    }

    /// Asks for page after page and joins what `items` takes from each.
    func pages(
        _ service: AWSService, _ operation: String, _ request: JSON, items: (JSON) -> [String]?
    ) async throws(AWSError) -> [String] {
        var all: [String] = []
        var token: JSON?
        for _ in 0..<ECSClient.mostPages {
            let body = request.setting("nextToken", to: token).canonicalBytes
            let answer = try await client.call(service, operation, body: body)
            guard let found = items(answer) else {
                throw unexpected(JSONError("no list"), service, operation)
            }
            all += found
            let next = answer["nextToken"]
            guard let next, next != .null else { return all }
            guard next != token else { break }
            token = next
        }
        throw unexpected(JSONError("the pages go in a circle"), service, operation)
    }
}

extension Array {
    /// The elements in order, in pieces of `size`; the last may be shorter.
    fileprivate func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
