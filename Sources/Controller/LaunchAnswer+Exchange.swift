import AWS
import ECS
import JSON
import Runs

extension LaunchAnswer {
    /// What RunTask and StartTask answer.
    private struct Placement: Decodable {
        let tasks: [ECSTask]?
        let failures: [Failure]?
    }

    /// Classes what came back for one send; a conflict is told apart by the tasks it names.
    ///
    /// Decided by the code of an answer, never by its status alone; what is not known is ambiguous.
    static func of(
        _ exchange: Exchange, startedBy: String, describe: ([String]) async -> [ECSTask]?
    ) async -> LaunchAnswer {
        switch exchange {
        case .answered(let body, _):
            guard let placement = try? body.decoded(as: Placement.self) else {
                return .ambiguous(reason: "an answer without tasks and failures")
            }
            if let tasks = placement.tasks, !tasks.isEmpty { return .placed(tasks) }
            if let failures = placement.failures, !failures.isEmpty { return .notPlaced(failures) }
            return .ambiguous(reason: "an answer with neither a task nor a failure")
        case .refused(let error):
            return await of(error, startedBy: startedBy, describe: describe)
        case .ambiguous(let error):
            return .ambiguous(reason: error.description)
        case .notSent(let error):
            return .notSent(reason: error.description)
        }
    }

    private static func of(
        _ error: ServiceError, startedBy: String, describe: ([String]) async -> [ECSTask]?
    ) async -> LaunchAnswer {
        switch error.errorClass {
        case .throttled, .clockSkew, .expiredCredentials:
            return .later(reason: error.description, code: "throttled")
        case .refused:
            return error.isProvisioningQuota
                ? .later(reason: error.description, code: "placement") : .refused(error)
        case .ambiguous:
            return .ambiguous(reason: error.description)
        case .conflict:
            guard !error.resourceIds.isEmpty else { return .conflict(matching: nil, named: []) }
            // Whose tasks these are must be known before anything is decided: without an answer, ask again later.
            guard let tasks = await describe(error.resourceIds), !tasks.isEmpty else {
                return .ambiguous(reason: "\(error.description); its tasks could not be described")
            }
            return .conflict(matching: tasks.first { $0.startedBy == startedBy }, named: error.resourceIds)
        }
    }
}
