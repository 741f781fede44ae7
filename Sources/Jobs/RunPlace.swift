import ECS

/// Where runs happen: tasks, tokens and clusters of one place mean nothing in another.
package struct RunPlace: Hashable, Sendable, CustomStringConvertible {
    package let partition: String
    package let region: String
    package let account: String

    /// The place of a cluster or a task; nil where the text is no ARN.
    package init?(ofARN text: String) {
        guard let arn = ARN(text) else { return nil }
        partition = arn.partition
        region = arn.region
        account = arn.account
    }

    /// `eu-central-1 of account 111122223333`.
    package var description: String { "\(region) of account \(account)" }
}
