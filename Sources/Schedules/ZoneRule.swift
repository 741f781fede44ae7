import ECS

/// The rule at the end of a TZif file, for all time after its table: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// The form is that of the environment variable TZ in POSIX, with the hours from -167 to 167 of RFC 9636.
struct ZoneRule: Hashable, Sendable {
    /// The day of a year on which clocks change.
    enum Day: Hashable, Sendable {
        /// `Jn`: 1 to 365, February 29th never counted.
        case withoutLeapDay(Int)
        /// `n`: 0 to 365, February 29th counted.
        case withLeapDay(Int)
        /// `Mm.w.d`: the day `weekday` (0 for Sunday) of a month, the `week`th one, 5 for the last.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    /// A change of the clocks, each year.
    struct Change: Hashable, Sendable {
        let day: Day
        /// Seconds after midnight, as the clocks show them before the change.
        let second: Int
    }

    /// Daylight saving time.
    struct Daylight: Hashable, Sendable {
        /// Seconds east of UTC.
        let offset: Int
        let start: Change
        let end: Change
    }

    /// Seconds east of UTC without daylight saving time.
    let standard: Int
    /// nil where there is none.
    let daylight: Daylight?

    var offsets: [Int] { [standard] + (daylight.map { [$0.offset] } ?? []) }

    func offset(at instant: Int64) -> Int {
        guard let daylight else { return standard }
        let year = CivilTime(seconds: instant + Int64(standard)).date.year
        // A change may fall into the year before or after its own.
        let changes = (year - 1...year + 1).flatMap { year in
            [
                (at: daylight.start.instant(in: year, offset: standard), isStart: true),
                (at: daylight.end.instant(in: year, offset: daylight.offset), isStart: false),
            ]
        }
        // Where one ends as the next begins, there is daylight saving time all year.
        let last = changes.filter { $0.at <= instant }.max { ($0.at, $0.isStart ? 1 : 0) < ($1.at, $1.isStart ? 1 : 0) }
        return last?.isStart == true ? daylight.offset : standard
    }
}

extension ZoneRule.Change {
    /// When the change happens in a year, `offset` being what the clocks are at before it.
    fileprivate func instant(in year: Int, offset: Int) -> Int64 {
        Int64(dayNumber(in: year)) * 86_400 + Int64(second) - Int64(offset)
    }

    private func dayNumber(in year: Int) -> Int {
        let newYear = CivilTime.day(year: year, month: 1, day: 1)
        switch day {
        case .withLeapDay(let day): return newYear + day
        case .withoutLeapDay(let day):
            return newYear + day - 1 + (CivilTime.isLeap(year) && day >= 60 ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CivilTime.day(year: year, month: month, day: 1)
            let ahead = (weekday - CivilTime.weekday(ofDay: first) + 7) % 7
            let day = ahead + (week - 1) * 7
            return first + (day < CivilTime.days(inMonth: month, of: year) ? day : day - 7)
        }
    }
}

extension ZoneRule {
    /// Reads the text of a rule; nil where it is none.
    init?(_ text: [UInt8]) {
        var reader = RuleReader(rest: text[...])
        guard reader.skipName(), let west = reader.time() else { return nil }
        let standard = -west
        if reader.rest.isEmpty {
            self.init(standard: standard, daylight: nil)
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standard + 3600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.time() else { return nil }
            offset = -west
        }
        guard let start = reader.change(), let end = reader.change(), reader.rest.isEmpty else { return nil }
        self.init(standard: standard, daylight: Daylight(offset: offset, start: start, end: end))
    }
}

/// Reads a rule from its front.
private struct RuleReader {
    var rest: ArraySlice<UInt8>

    /// `CET`, or anything in angle brackets.
    mutating func skipName() -> Bool {
        if rest.first == UInt8(ascii: "<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let name = rest.prefix { (0x41...0x5A).contains($0 & 0xDF) }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// `hh[:mm[:ss]]` with a sign or without, in seconds.
    mutating func time() -> Int? {
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        guard let hours = number(), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] {
            guard take(":") else { break }
            guard let value = number(), value < 60 else { return nil }
            seconds += value * unit
        }
        return sign * seconds
    }

    /// `,DAY[/TIME]`, the time being 2:00 where it is left out.
    mutating func change() -> ZoneRule.Change? {
        guard take(","), let day = day() else { return nil }
        guard take("/") else { return ZoneRule.Change(day: day, second: 2 * 3600) }
        return time().map { ZoneRule.Change(day: day, second: $0) }
    }

    private mutating func day() -> ZoneRule.Day? {
        if take("J") { return number().flatMap { (1...365).contains($0) ? .withoutLeapDay($0) : nil } }
        guard take("M") else { return number().flatMap { $0 <= 365 ? .withLeapDay($0) : nil } }
        guard let month = number(), take("."), let week = number(), take("."), let weekday = number(),
            (1...12).contains(month), (1...5).contains(week), weekday <= 6
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func number() -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 4 else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
