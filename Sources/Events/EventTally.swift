/// How many records came to which end; each is counted once.
package struct EventTally: Hashable, Sendable {
    /// What is counted.
    package enum Entry: Hashable, Sendable {
        case change(EventKind, Disposition)
        case problem(EventProblem.Kind)

        /// As a store names it: `task.taken`, `problem.notJSON`.
        package var name: String {
            switch self {
            case .change(let kind, let disposition): "\(kind.rawValue).\(disposition.rawValue)"
            case .problem(let kind): "problem.\(kind.rawValue)"
            }
        }

        /// All of them, in the order in which they are shown.
        package static let all: [Entry] =
            EventKind.allCases.flatMap { kind in Disposition.allCases.map { Entry.change(kind, $0) } }
            + EventProblem.Kind.allCases.map { Entry.problem($0) }
    }

    /// What was counted at least once.
    package private(set) var counts: [Entry: Int] = [:]

    package init() {}

    /// How often an entry was counted.
    package subscript(_ entry: Entry) -> Int { counts[entry] ?? 0 }

    /// Counts an entry.
    package mutating func add(_ entry: Entry, _ count: Int = 1) {
        if count > 0 { counts[entry, default: 0] += count }
    }

    /// Counts all that another one has counted.
    package mutating func add(_ other: EventTally) {
        for (entry, count) in other.counts { add(entry, count) }
    }

    /// How many changes of any kind came to an end.
    package func total(_ disposition: Disposition) -> Int {
        EventKind.allCases.reduce(0) { $0 + self[.change($1, disposition)] }
    }

    /// How many records were no events.
    package var problems: Int { EventProblem.Kind.allCases.reduce(0) { $0 + self[.problem($1)] } }

    /// How many records there were.
    package var records: Int { counts.values.reduce(0, +) }
}
