package import ECS

/// The identity of a run: one per (set, job, occurrence), the same on every machine.
///
/// `<job>-<ten hexadecimal digits>`: short enough to say, and 40 bits are enough among the runs of one job.
package struct RunID: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The id of the run of `job` for `occurrence`.
    package init(set: String, job: String, occurrence: Occurrence) {
        let digest = Digest.lengthPrefixed(["purser-run-1", set, job, occurrence.identity])
        rawValue = "\(job)-\(digest.prefix(10))"
    }

    package var description: String { rawValue }

    package static func < (left: RunID, right: RunID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Why there is a run.
package enum Occurrence: Hashable, Sendable, Codable {
    /// The manifest came to have this run key.
    case revision(RunKey)
    /// The schedule named this instant, in whole seconds.
    case schedule(Timestamp)
    /// Somebody asked for it by this key.
    case manual(String)

    /// The text that identifies the occurrence among all occurrences of its job.
    package var identity: String {
        switch self {
        case .revision(let key): "revision:\(key.rawValue)"
        case .schedule(let time): "schedule:\(time)"
        case .manual(let key): "manual:\(key)"
        }
    }
}

/// SHA-256 over what changes a run: equal keys mean that the same would run again.
package struct RunKey: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The first twelve digits, for people.
    package var short: String { String(rawValue.prefix(12)) }

    package var description: String { rawValue }
}
