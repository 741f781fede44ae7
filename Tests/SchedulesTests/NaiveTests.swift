// Expressions made by chance, held against an evaluator that looks at every minute by itself.
import ECS
@testable import Schedules
import Testing

/// A field's text, and what it means, made together so that neither is derived from the other.
private struct MadeField {
    let text: String
    let means: @Sendable (Int) -> Bool

    static func any(_ text: String) -> MadeField { MadeField(text: text) { _ in true } }

    /// A field of numbers from `low` to `high`.
    static func numbers(_ low: Int, _ high: Int, _ chance: inout Chance, wraps: Bool) -> MadeField {
        let first = Int.random(in: low...high, using: &chance)
        let second = Int.random(in: low...high, using: &chance)
        let step = Int.random(in: 1...(high - low), using: &chance)
        switch Int.random(in: 0...5, using: &chance) {
        case 0: return any("*")
        case 1: return MadeField(text: "\(first)") { $0 == first }
        case 2: return MadeField(text: "\(first),\(second)") { $0 == first || $0 == second }
        case 3: return MadeField(text: "*/\(step)") { ($0 - low) % step == 0 }
        case 4 where wraps: return MadeField(text: "\(first)/\(step)") { $0 >= first && ($0 - first) % step == 0 }
        default:
            if first <= second { return MadeField(text: "\(first)-\(second)") { (first...second).contains($0) } }
            return wraps
                ? MadeField(text: "\(first)-\(second)") { $0 >= first || $0 <= second }
                : MadeField(text: "\(second)-\(first)") { (second...first).contains($0) }
        }
    }
}

/// A made expression and whether it means a local minute.
private struct MadeExpression: Sendable {
    let text: String
    let means: @Sendable (_ time: CivilTime) -> Bool

    init(_ chance: inout Chance) {
        let isCrontab = Bool.random(using: &chance)
        let minute = MadeField.numbers(0, 59, &chance, wraps: !isCrontab)
        let hour = MadeField.numbers(0, 23, &chance, wraps: !isCrontab)
        let day = MadeField.numbers(1, 31, &chance, wraps: !isCrontab)
        let weekday = Int.random(in: 0...6, using: &chance)
        if isCrontab {
            let week =
                Bool.random(using: &chance) ? MadeField.any("*") : MadeField(text: "\(weekday)") { $0 == weekday }
            let isOr = !day.text.hasPrefix("*") && !week.text.hasPrefix("*")
            text = "\(minute.text) \(hour.text) \(day.text) * \(week.text)"
            means = { time in
                guard minute.means(time.minute), hour.means(time.hour) else { return false }
                let isDay = day.means(time.date.day)
                let isWeekday = week.means(time.weekday)
                return isOr ? isDay || isWeekday : isDay && isWeekday
            }
            return
        }
        let (days, meansDay) = MadeExpression.days(day, weekday, &chance)
        text = "cron(\(minute.text) \(hour.text) \(days.month) * \(days.week) *)"
        means = { time in minute.means(time.minute) && hour.means(time.hour) && meansDay(time) }
    }

    private static func days(
        _ day: MadeField, _ weekday: Int, _ chance: inout Chance
    ) -> ((month: String, week: String), @Sendable (CivilTime) -> Bool) {
        let number = Int.random(in: 1...5, using: &chance)
        switch Int.random(in: 0...5, using: &chance) {
        case 0: return (("?", "\(weekday + 1)L"), { $0.weekday == weekday && $0.plus(7).date.month != $0.date.month })
        case 1: return (("?", "\(weekday + 1)#\(number)"), { $0.weekday == weekday && ($0.date.day + 6) / 7 == number })
        case 2: return (("L", "?"), { $0.plus(1).date.month != $0.date.month })
        case 3: return (("?", "\(weekday + 1)"), { $0.weekday == weekday })
        default: return ((day.text, "?"), { day.means($0.date.day) })
        }
    }
}

extension CivilTime {
    fileprivate func plus(_ days: Int) -> CivilTime { CivilTime(seconds: seconds + Int64(days) * 86_400) }
}

@Suite struct `Occurrences` {
    /// Around days on which clocks jump, and on which they do not.
    static let places: [(zone: String, start: String)] = [
        ("UTC", "2026-02-26T00:00:00Z"), ("Europe/Berlin", "2026-03-27T00:00:00Z"),
        ("Europe/Berlin", "2026-10-23T12:00:00Z"), ("America/New_York", "2026-10-30T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-03T00:00:00Z"), ("Australia/Lord_Howe", "2026-10-02T00:00:00Z"),
        ("Pacific/Apia", "2011-12-28T00:00:00Z"), ("America/New_York", "2040-03-09T00:00:00Z"),
    ]

    @Test(arguments: places)
    func `are those that a look at every minute finds`(zone: String, start: String) throws {
        let zone = try zones.zone(named: zone)
        let first = try at(start)
        let last = first + .seconds(3 * 86_400)
        let minutes = Self.minutes(after: first, through: last, in: zone)
        var chance = Chance(state: UInt64(bitPattern: first.milliseconds))
        var found = 0
        for _ in 0..<20 {
            let made = MadeExpression(&chance)
            guard let expression = try? ScheduleExpression(parsing: made.text) else {
                Issue.record("'\(made.text)' is not read")
                continue
            }
            let schedule = Schedule(expression, in: zone)
            let fast = schedule.occurrences(after: first, through: last, origin: first, limit: 10_000)
            let slow = minutes.filter { made.means($0.time) }.map(\.instant)
            #expect(fast == slow, "\(made.text) in \(zone.name) after \(start)")
            found += fast.count
        }
        #expect(found > 100)
    }

    /// Every minute, unless the clocks have shown it before.
    private static func minutes(
        after first: Timestamp, through last: Timestamp, in zone: Zone
    ) -> [(instant: Timestamp, time: CivilTime)] {
        var shown: Set<CivilTime> = []
        var found: [(instant: Timestamp, time: CivilTime)] = []
        var instant = first.milliseconds / 1000 - 3 * 3600
        while instant <= last.milliseconds / 1000 {
            let time = CivilTime(seconds: instant + Int64(zone.offset(at: instant)))
            let isNew = shown.insert(time).inserted
            if isNew, instant > first.milliseconds / 1000 {
                found.append((Timestamp(milliseconds: instant * 1000), time))
            }
            instant += 60
        }
        return found
    }
}

@Suite struct `A civil time` {
    @Test func `has one date, forwards and backwards`() throws {
        var expected = (year: 1600, month: 1, day: 1)
        var day = CivilTime.day(year: 1600, month: 1, day: 1)
        #expect(CivilTime.weekday(ofDay: day) == 6)
        while expected.year < 2201 {
            let time = CivilTime(seconds: Int64(day) * 86_400 + 86_399)
            #expect(time.date == expected && time.day == day)
            let next = CivilTime(year: expected.year, month: expected.month, day: expected.day + 1)
            if next != nil {
                expected.day += 1
            } else {
                expected = expected.month == 12 ? (expected.year + 1, 1, 1) : (expected.year, expected.month + 1, 1)
            }
            day += 1
        }
        #expect(CivilTime(year: 1970, month: 1, day: 1)?.seconds == 0)
        #expect(CivilTime(year: 2026, month: 11, day: 21, hour: 11)?.seconds == 1_795_258_800)
    }

    @Test(arguments: [
        (2026, 2, 29), (2026, 4, 31), (2100, 2, 29), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (0, 1, 1),
    ])
    func `is of a day that exists`(year: Int, month: Int, day: Int) {
        #expect(CivilTime(year: year, month: month, day: day) == nil)
    }
}
