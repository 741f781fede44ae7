/// The types of events that Purser takes in.
package enum EventKind: String, Sendable, Codable, CaseIterable {
    case task
    case instance

    /// The type as `detail-type` writes it.
    package var detailType: String {
        switch self {
        case .task: "ECS Task State Change"
        case .instance: "ECS Container Instance State Change"
        }
    }

    /// Nil for a type that is not taken in.
    init?(detailType: String) {
        guard let kind = EventKind.allCases.first(where: { $0.detailType == detailType }) else { return nil }
        self = kind
    }

    /// The member of `detail` that names what has changed.
    package var arnMember: String {
        switch self {
        case .task: "taskArn"
        case .instance: "containerInstanceArn"
        }
    }

    /// The member of `detail` that says how it stands.
    package var statusMember: String {
        switch self {
        case .task: "lastStatus"
        case .instance: "status"
        }
    }

    /// The kind of the ARN, see `ARN.kind`.
    var arnKind: String {
        switch self {
        case .task: "task"
        case .instance: "container-instance"
        }
    }
}
