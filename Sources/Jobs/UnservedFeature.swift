/// A part of the language that is checked, rendered and hashed, and that this version does not run yet.
///
/// The one place that says so: a plan shows a job that uses one as not run, an apply refuses it. Who makes one run takes
/// its case away.
package enum UnservedFeature: String, CaseIterable, Sendable, Codable {
    case schedule
    case manual
    case rerun
    case dependenciesByIndex
    case historyLimit

    /// Where it stands in `spec`.
    package var path: [String] {
        switch self {
        case .schedule: ["trigger", "schedule"]
        case .manual: ["trigger", "manual"]
        case .rerun: ["onUnknown"]
        case .dependenciesByIndex: ["dependsOn"]
        case .historyLimit: ["historyLimit"]
        }
    }

    /// What is not run, in the plural: `schedules`.
    package var summary: String {
        switch self {
        case .schedule: "schedules"
        case .manual: "manual triggers"
        case .rerun: "launches again that may have happened"
        case .dependenciesByIndex: "dependencies of type N_TO_N"
        case .historyLimit: "history limits"
        }
    }

    /// `schedules, manual triggers and history limits`.
    package static func list(_ features: [UnservedFeature]) -> String {
        let names = features.map(\.summary)
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and \(last)"
    }
}

extension Job {
    /// What the job asks for that this version does not run; what a default says is not asked for.
    package var unserved: [UnservedFeature] {
        UnservedFeature.allCases.filter { $0.isAsked(by: policy) }
    }
}

extension UnservedFeature {
    fileprivate func isAsked(by policy: RunPolicy) -> Bool {
        switch self {
        case .schedule: if case .schedule = policy.trigger { true } else { false }
        case .manual: if case .manual = policy.trigger { true } else { false }
        case .rerun: policy.onUnknown == .rerun
        case .dependenciesByIndex: policy.dependsOn.contains { $0.type == .byIndex }
        case .historyLimit: policy.historyLimit?.succeeded != nil || policy.historyLimit?.failed != nil
        }
    }
}
