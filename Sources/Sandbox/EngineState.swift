import ECS
import JSON

/// All that an engine remembers: what a state file holds.
struct EngineState: Hashable, Sendable, Codable {
    /// The form of the text; another one is refused.
    var format = 1
    var ids: IDSequence
    var region: String?
    /// By name.
    var clusters: [String: ClusterRecord] = [:]
    /// By name.
    var families: [String: DefinitionFamily] = [:]
    /// How many tasks were ever launched.
    var launched = 0
    /// By id.
    var tasks: [String: TaskRecord] = [:]
    /// By cluster and token, see `LaunchToken.key`.
    var tokens: [String: LaunchToken] = [:]
    /// How far the script of faults has come.
    var faults: FaultProgress?
}

/// A cluster.
struct ClusterRecord: Hashable, Sendable, Codable {
    let name: String
    let arn: String
    /// `ACTIVE` or `INACTIVE`.
    var status = "ACTIVE"
    var tags: [Tag] = []
    var capacityProviders: [String] = []
    var defaultStrategy: JSON = []
    var settings: JSON = [["name": "containerInsights", "value": "disabled"]]
    /// The one instance, once a task or a list has asked for one.
    var instance: InstanceRecord?
}

/// A container instance, which exists in name only: this machine stands in for it.
struct InstanceRecord: Hashable, Sendable, Codable {
    let arn: String
    let ec2InstanceId: String
    let registeredAt: Timestamp
}
