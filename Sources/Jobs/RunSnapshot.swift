/// A run with all its launches, as the ledger holds them at one moment.
package struct RunSnapshot: Hashable, Sendable {
    package var run: Run
    /// Sorted by unit, attempt and try.
    package var launches: [Launch]

    package init(run: Run, launches: [Launch]) {
        self.run = run
        self.launches = launches.sorted { $0.key < $1.key }
    }

    /// The launch at a position is the newest of its unit.
    package func isCurrent(_ index: Int) -> Bool {
        index + 1 == launches.count || launches[index + 1].key.unit != launches[index].key.unit
    }

    /// The units that have no launch yet: they begin in their order, so these are the last ones.
    package var waiting: UnitSet { run.plannedUnits.after(launches.last?.key.unit) }

    /// The launches that are not as they were in an earlier snapshot of the run, in order; new ones were nothing.
    package func changes(since before: RunSnapshot) -> [(was: Launch?, launch: Launch)] {
        var changes: [(was: Launch?, launch: Launch)] = []
        var old = 0
        // Both are sorted, and no launch ever goes.
        for launch in launches.indices {
            if old < before.launches.count, before.launches[old].key == launches[launch].key {
                if before.launches[old] != launches[launch] { changes.append((before.launches[old], launches[launch])) }
                old += 1
            } else {
                changes.append((nil, launches[launch]))
            }
        }
        return changes
    }

    /// Where the launch of a key is.
    package func index(of key: LaunchKey) -> Int? {
        let index = insertion(of: key)
        return index < launches.count && launches[index].key == key ? index : nil
    }

    /// Where the launch of a key is, or would be: the first position whose key is not below it.
    package func insertion(of key: LaunchKey) -> Int {
        var low = 0
        var high = launches.count
        while low < high {
            let middle = (low + high) / 2
            if launches[middle].key.isBefore(key) { low = middle + 1 } else { high = middle }
        }
        return low
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

extension LaunchKey {
    /// The order within one run.
    fileprivate func isBefore(_ other: LaunchKey) -> Bool {
        (unit, attempt, placement) < (other.unit, other.attempt, other.placement)
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
