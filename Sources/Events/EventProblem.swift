/// Why a record is no event that can be taken in.
package struct EventProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of problem it is; each is counted for itself.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// The text is not JSON.
        case notJSON
        /// JSON, and neither an event nor one of the wrappings that are known.
        case notAnEvent
        /// An event of something else than ECS.
        case otherSource
        /// An event of ECS of a type that is not taken in.
        case otherType
        /// It names no task or container instance.
        case noARN
        /// It has no version, by which alone it could be put in order.
        case noVersion
        /// Larger than any event of EventBridge.
        case tooLarge

        /// In a word or two, for a summary.
        package var words: String {
            switch self {
            case .notJSON: "not JSON"
            case .notAnEvent: "no event"
            case .otherSource: "of another source"
            case .otherType: "of another type"
            case .noARN: "without an ARN"
            case .noVersion: "without a version"
            case .tooLarge: "too large"
            }
        }
    }

    package let kind: Kind
    /// What was found, in a clause; cut where it quotes more than is worth reading.
    package let finding: String

    package init(_ kind: Kind, _ finding: String) {
        self.kind = kind
        self.finding = finding.utf8.count > 240 ? finding.prefix(200) + "..." : finding
    }

    package var description: String { finding }
}
