import Jobs
import Runs

extension RunView {
    /// Some units of an array that stand alike.
    struct Standing: Encodable {
        /// `succeeded` and the other ends, `launched`, `launching`, or `waiting` for room.
        let standing: String
        let count: Int
        /// `1,3-5,7`.
        let indexes: String
    }

    /// How the units of an array stand; nil for a run that is none.
    static func standings(of snapshot: RunSnapshot) -> [Standing]? {
        guard snapshot.run.isArray else { return nil }
        var units: [String: [Int]] = [:]
        for index in snapshot.launches.indices where snapshot.isCurrent(index) {
            let launch = snapshot.launches[index]
            units[standing(of: launch), default: []].append(launch.key.unit)
        }
        let waiting = snapshot.waiting
        if !waiting.isEmpty { units["waiting"] = waiting.units }
        return units.sorted { $0.value[0] < $1.value[0] }.map { word, units in
            Standing(standing: word, count: units.count, indexes: UnitSet(units).description)
        }
    }

    private static func standing(of launch: Launch) -> String {
        let status = Run.Status(endOf: launch)
        guard status == .active else { return status.rawValue }
        return launch.state == .launched ? "launched" : "launching"
    }

    /// How many launches of an array are shown one by one.
    static let shownLaunches = 10
}
