package import ECS

/// A time zone: how far the clocks on its walls are from UTC, at every instant.
///
/// Made from the bytes of a TZif file (RFC 9636), version 2 or later.
package struct Zone: Sendable {
    /// The name by which it was asked for: `Europe/Berlin`.
    package let name: String
    /// When the offset changes, in seconds since 1970, rising.
    private let changes: [Int64]
    /// The offset after each change, in seconds east of UTC.
    private let offsets: [Int]
    /// The offset before the first change.
    private let first: Int
    /// What holds after the last change.
    private let rule: ZoneRule?
    /// Every offset that the clocks ever have, each once.
    private let allOffsets: [Int]

    /// UTC, which needs no file.
    package static let utc = Zone(name: "UTC", changes: [], offsets: [], first: 0, rule: nil)

    init(name: String, changes: [Int64], offsets: [Int], first: Int, rule: ZoneRule?) {
        precondition(changes.count == offsets.count, "each change of a zone has an offset")
        self.name = name
        self.changes = changes
        self.offsets = offsets
        self.first = first
        self.rule = rule
        allOffsets = Set(offsets + [first] + (rule?.offsets ?? [])).sorted()
    }

    /// Seconds east of UTC that the clocks show at an instant.
    package func offset(at instant: Int64) -> Int {
        guard let last = changes.last else { return rule?.offset(at: instant) ?? first }
        if instant >= last { return rule?.offset(at: instant) ?? offsets[offsets.count - 1] }
        // The number of changes at or before the instant.
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : offsets[low - 1]
    }

    /// What the clocks show at an instant.
    package func civilTime(at instant: Int64) -> CivilTime {
        CivilTime(seconds: instant + Int64(offset(at: instant)))
    }

    /// The instants at which the clocks show a time, rising: none where they are put forward over it, two where they
    /// are put back over it, else one.
    package func instants(of time: CivilTime) -> [Int64] {
        // The larger the offset, the earlier the instant.
        allOffsets.reversed().filter { offset(at: time.seconds - Int64($0)) == $0 }.map { time.seconds - Int64($0) }
    }
}
