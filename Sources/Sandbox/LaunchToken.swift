import ECS
import JSON

/// What ECS remembers of a RunTask call under its client token.
///
/// Source: Amazon ECS API Reference, "Ensuring idempotency".
struct LaunchToken: Hashable, Sendable, Codable {
    /// The request without the token and without the cluster, which is a part of the key.
    let request: JSON
    let created: Timestamp
    /// The tasks, in the order of the first answer.
    let tasks: [String]
    let failures: [Failure]
    /// When the last of those tasks stopped that can no longer be described.
    var lastForgotten: Timestamp?

    /// The same token in another cluster is another request.
    static func key(cluster: String, token: String) -> String {
        "\(cluster) \(token)"
    }

    /// What of a request counts when two are compared.
    static func compared(_ request: Members) -> JSON {
        request.json.withoutNulls.setting("clientToken", to: nil).setting("cluster", to: nil)
    }
}

extension Engine {
    /// How long a token lives after its creation, at most.
    private static let longestToken = Duration.seconds(24 * 3600)
    /// How long it lives after the last of its tasks has stopped.
    private static let tokenAfterStop = Duration.seconds(3600)

    /// When a token's time is over: the lower of 24 hours and an hour after the last of its tasks stopped.
    ///
    /// Without a task there is nothing whose stop could end it early; what ECS does then is not documented.
    func expiry(of token: LaunchToken) -> Timestamp {
        let latest = token.created + Engine.longestToken
        guard !token.tasks.isEmpty, let stopped = lastStop(of: token) else { return latest }
        return min(latest, stopped + Engine.tokenAfterStop)
    }

    /// When the last of a token's tasks stopped; nil while one is on its way.
    private func lastStop(of token: LaunchToken) -> Timestamp? {
        var last = token.lastForgotten ?? token.created
        for arn in token.tasks {
            guard let record = task(arn) else { continue }
            guard let stopped = record.task.stoppedAt else { return nil }
            last = max(last, stopped)
        }
        return last
    }

    /// The answer to a request whose token is known; nil where it is not.
    ///
    /// Tasks on their way are told in full and as they are now, stopped ones by ARN and statuses only. Failures older
    /// than an hour are told by their number only.
    ///
    /// - Throws: `ConflictException` that names the token's tasks, where the request is another one.
    func replay(_ request: Members, cluster: ClusterRecord, now: Timestamp) throws(ServiceError) -> JSON? {
        guard let text = try request.string("clientToken") else { return nil }
        guard NameRules.isClientToken(text) else {
            throw .invalidParameter("clientToken must be 1 to 64 characters of ASCII from 33 to 126.")
        }
        guard let token = state.tokens[LaunchToken.key(cluster: cluster.name, token: text)] else { return nil }
        guard token.request == LaunchToken.compared(request) else {
            throw ServiceError(
                code: "ConflictException",
                message: "The client token was used before with other parameters.", status: 400,
                resourceIds: token.tasks)
        }
        let tasks = token.tasks.map { arn in
            guard let record = task(arn) else {
                return TaskRecord.trimmed(arn: arn, last: .stopped, desired: .stopped)
            }
            guard record.isStopped else { return view(record, includingTags: true) }
            return TaskRecord.trimmed(
                arn: arn, last: record.task.lastStatus ?? .stopped, desired: record.task.desiredStatus ?? .stopped)
        }
        let isOld = token.created + Engine.tokenAfterStop <= now
        let failures: [JSON] = token.failures.map { isOld ? [:] : $0.json }
        return ["tasks": .array(tasks), "failures": .array(failures)]
    }

    /// Remembers what a request has done.
    mutating func remember(
        _ request: Members, cluster: ClusterRecord, tasks: [String], failures: [Failure], now: Timestamp
    ) throws(ServiceError) {
        guard let text = try request.string("clientToken") else { return }
        let key = LaunchToken.key(cluster: cluster.name, token: text)
        state.tokens[key] = LaunchToken(
            request: LaunchToken.compared(request), created: now, tasks: tasks, failures: failures)
        scheduleToken(key)
    }
}

extension Failure {
    /// The failure as answers carry it.
    var json: JSON {
        .members([
            "arn": arn.map(JSON.string), "reason": reason.map(JSON.string), "detail": detail.map(JSON.string),
        ])
    }
}
