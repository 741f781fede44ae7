/// A run with all its launches, as the ledger holds them at one moment.
package struct RunSnapshot: Hashable, Sendable {
    package var run: Run
    /// Sorted by unit, attempt and try.
    package var launches: [Launch]

    package init(run: Run, launches: [Launch]) {
        self.run = run
        self.launches = launches.sorted { $0.key < $1.key }
    }

    /// The newest launch of each unit, by unit; a unit that has none yet is missing.
    package var current: [Int: Launch] {
        var newest: [Int: Launch] = [:]
        for launch in launches {
            newest[launch.key.unit] = launch
        }
        return newest
    }
}

/// What is known of a job beside its runs: the manifest that was applied last.
package struct JobRecord: Hashable, Sendable, Codable {
    package let name: String
    package var manifestHash: String
    /// Raised with each change; a writer that holds an older one loses.
    package var version: Int

    package init(name: String, manifestHash: String, version: Int = 1) {
        self.name = name
        self.manifestHash = manifestHash
        self.version = version
    }
}
