package import ECS
import JSON

extension Run {
    /// A run of some units of a run that has ended, with all that it pinned: the same request, the same task
    /// definition, the same indexes and the same size told to the containers.
    ///
    /// Its occurrence names the first run, the units and which rerun of them it is, so that its launches are the same
    /// wherever it is made. `successPolicy` is left out: it counts successes of the whole, and these units are named
    /// because all of them are wanted.
    ///
    /// - Parameters:
    ///   - original: A run that has ended.
    ///   - units: Some of its units, at least one.
    ///   - ordinal: The how manieth rerun of these units, from 1.
    ///   - createdAt: When it is made.
    package init(rerunning original: Run, units: UnitSet, ordinal: Int, createdAt: Timestamp) {
        precondition(!units.isEmpty, "a rerun runs something")
        let occurrence = Occurrence.manual("rerun:\(original.id):\(units):\(ordinal)")
        let spec = original.spec.setting("successPolicy", to: nil)
            .setting("rerun", to: ["of": .string(original.id.rawValue), "units": .string(units.description)])
        self.init(
            id: RunID(set: original.set, job: original.job, occurrence: occurrence), like: original,
            occurrence: occurrence, spec: spec, createdAt: createdAt)
    }

    /// The run that this one is a rerun of; nil for one that a manifest asked for.
    package var rerunOf: RunID? { spec["rerun"]?["of"]?.string.map(RunID.init(rawValue:)) }

    /// The units that this run has to bring to their end: all, or those that a rerun names.
    package var plannedUnits: UnitSet {
        spec["rerun"]?["units"]?.string.flatMap { UnitSet(parsing: $0, below: units) } ?? UnitSet(below: units)
    }
}

extension RunSnapshot {
    /// The units whose newest launch ended with success.
    package var successful: UnitSet {
        UnitSet(
            launches.indices.filter { isCurrent($0) && launches[$0].outcome?.class == .succeeded }
                .map { launches[$0].key.unit })
    }

    /// The planned units that have not succeeded, also those that never began.
    ///
    /// Not those of which it is not known whether they did: to run them again is for somebody to say.
    package var unsuccessful: UnitSet {
        var units = waiting.units
        for index in launches.indices where isCurrent(index) {
            switch (launches[index].state, launches[index].outcome?.class) {
            case (.unknown, _), (.ended, .succeeded), (.ended, .lost), (.ended, nil): break
            default: units.append(launches[index].key.unit)
            }
        }
        return UnitSet(units)
    }
}
