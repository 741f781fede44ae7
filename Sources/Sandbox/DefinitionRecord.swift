import ECS
import JSON

/// A registered revision of a task definition.
struct DefinitionRecord: Hashable, Sendable, Codable {
    let arn: String
    let family: String
    let revision: Int
    /// What DescribeTaskDefinition answers.
    var body: JSON
    var tags: [Tag]

    /// `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`.
    var status: String { body["status"]?.string ?? "" }

    var containers: [JSON] { body["containerDefinitions"]?.array ?? [] }

    var networkMode: String? { body["networkMode"]?.string }

    /// The volume whose configuration a task brings, if there is one.
    var volumeAtLaunch: String? {
        body["volumes"]?.array?.first { $0["configuredAtLaunch"]?.bool ?? false }?["name"]?.string
    }
}

/// The revisions of a family.
struct DefinitionFamily: Hashable, Sendable, Codable {
    /// The highest number ever given: numbers rise and are never used again, even after a deletion.
    var lastRevision = 0
    var revisions: [Int: DefinitionRecord] = [:]

    /// The newest revision that is ACTIVE.
    var newest: DefinitionRecord? {
        revisions.values.filter { $0.status == "ACTIVE" }.max { $0.revision < $1.revision }
    }
}
