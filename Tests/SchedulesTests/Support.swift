// What the tests of schedules share: the zones of this machine, and a source of chance that repeats itself.
import ECS
import Foundation
import Schedules
import Testing

/// The tz database of this machine.
let zones = ZoneCatalog(read: zoneFile)

@Sendable func zoneFile(_ name: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))).map { Array($0) }
}

func at(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Timestamp {
    try #require(Timestamp(iso8601: text), sourceLocation: sourceLocation)
}

/// The next occurrences of an expression after an instant, as texts in UTC.
func next(_ expression: String, in zone: String, after: String, count: Int) throws -> [String] {
    let schedule = Schedule(try ScheduleExpression(parsing: expression), in: try zones.zone(named: zone))
    let start = try at(after)
    let end = Timestamp(milliseconds: .max / 2)
    return schedule.occurrences(after: start, through: end, origin: start, limit: count).map(\.description)
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
