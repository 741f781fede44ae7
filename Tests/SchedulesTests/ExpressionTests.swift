// What the expressions mean, and what is said of those that mean nothing.
import ECS
import Schedules
import Testing

/// An expression and its next occurrences after 2026-01-01T00:00:00Z in UTC, month to minute.
struct Meaning: CustomTestStringConvertible {
    let expression: String
    let next: [String]
    var testDescription: String { expression }

    init(_ expression: String, _ next: String...) {
        self.expression = expression
        self.next = next
    }
}

@Suite struct `An expression` {
    // 2026-01-01 is a Thursday.
    static let meanings: [Meaning] = [
        Meaning("cron(0 3 * * ? *)", "01-01T03:00", "01-02T03:00"),
        Meaning("cron( 0\t3  * * ? * )", "01-01T03:00", "01-02T03:00"),
        Meaning("cron(15,45 10 1,15 * ? *)", "01-01T10:15", "01-01T10:45", "01-15T10:15"),
        Meaning("cron(0/20 0 * * ? *)", "01-01T00:20", "01-01T00:40", "01-02T00:00"),
        Meaning("cron(50/7 0 * * ? *)", "01-01T00:50", "01-01T00:57", "01-02T00:50"),
        Meaning("cron(10-30/10 5 * * ? *)", "01-01T05:10", "01-01T05:20", "01-01T05:30", "01-02T05:10"),
        Meaning("cron(0 22-1 * * ? *)", "01-01T01:00", "01-01T22:00", "01-01T23:00", "01-02T00:00"),
        Meaning("cron(0 0 ? * MON-FRI *)", "01-02T00:00", "01-05T00:00"),
        Meaning("cron(0 0 ? * 2,4 *)", "01-05T00:00", "01-07T00:00"),
        Meaning("cron(0 0 ? * FRI-MON *)", "01-02T00:00", "01-03T00:00", "01-04T00:00", "01-05T00:00", "01-09T00:00"),
        Meaning("cron(0 0 ? * L *)", "01-03T00:00", "01-10T00:00"),
        Meaning("cron(0 0 ? * 6L *)", "01-30T00:00", "02-27T00:00"),
        Meaning("cron(0 0 ? * FRIL *)", "01-30T00:00", "02-27T00:00"),
        Meaning("cron(0 0 ? * 3#2 *)", "01-13T00:00", "02-10T00:00"),
        Meaning("cron(0 0 ? * tue#5 *)", "03-31T00:00", "06-30T00:00"),
        Meaning("cron(0 0 L * ? *)", "01-31T00:00", "02-28T00:00", "03-31T00:00"),
        // The 3rd is a Saturday; the 1st of February, March and November are Sundays, of August a Saturday.
        Meaning("cron(0 0 3W * ? *)", "01-02T00:00", "02-03T00:00", "03-03T00:00", "04-03T00:00", "05-04T00:00"),
        Meaning("cron(0 0 1W 2,8 ? *)", "02-02T00:00", "08-03T00:00"),
        Meaning("cron(0 0 31W 1-6 ? *)", "01-30T00:00", "03-31T00:00", "05-29T00:00"),
        Meaning("cron(0 0 31 * ? *)", "01-31T00:00", "03-31T00:00", "05-31T00:00"),
        Meaning("cron(0 0 1 JAN,jul ? *)", "07-01T00:00"),
        Meaning("cron(0 0 1 DEC-FEB ? 2026-2027)", "02-01T00:00", "12-01T00:00"),
        Meaning("cron(59 23 31 12 ? 2026)", "12-31T23:59"),
        Meaning("30 4 * * *", "01-01T04:30", "01-02T04:30"),
        Meaning("*/25 0 * * *", "01-01T00:25", "01-01T00:50", "01-02T00:00"),
        Meaning("0 0 * * 0", "01-04T00:00", "01-11T00:00"),
        Meaning("0 0 * * 7", "01-04T00:00", "01-11T00:00"),
        Meaning("0 0 * * 5-7", "01-02T00:00", "01-03T00:00", "01-04T00:00", "01-09T00:00"),
        Meaning("0 0 * * mon", "01-05T00:00", "01-12T00:00"),
        // Neither day field begins with '*': a day in either counts. One does: a day in both.
        Meaning("0 0 13 * 5", "01-02T00:00", "01-09T00:00", "01-13T00:00", "01-16T00:00"),
        Meaning("0 0 */10 * 5", "05-01T00:00", "07-31T00:00"),
        Meaning("rate(90 minutes)", "01-01T01:30", "01-01T03:00"), Meaning("rate(1 day)", "01-02T00:00"),
        Meaning("rate(2 hours)", "01-01T02:00"), Meaning("at(2026-05-06T07:08:09)", "05-06T07:08"),
    ]

    @Test(arguments: meanings)
    func `means the instants that it names`(_ meaning: Meaning) throws {
        let found = try next(meaning.expression, in: "UTC", after: "2026-01-01T00:00:00Z", count: meaning.next.count)
        #expect(found.map { String($0.dropFirst(5).prefix(11)) } == meaning.next)
    }

    /// An expression with the wrong stretch in brackets, and a part of what is said.
    static let wrong: [(marked: String, says: String)] = [
        ("cron(⟦60⟧ 3 * * ? *)", "expected 0 to 59 for the minute, found '60'"),
        ("cron(0 ⟦24⟧ * * ? *)", "expected 0 to 23 for the hour, found '24'"),
        ("cron(0 0 ⟦0⟧ * ? *)", "expected 1 to 31 for the day of month, found '0'"),
        ("cron(0 0 ⟦32⟧ * ? *)", "expected 1 to 31 for the day of month, found '32'"),
        ("cron(0 0 1 ⟦13⟧ ? *)", "expected 1 to 12 or JAN to DEC for the month, found '13'"),
        ("cron(0 0 ? * ⟦0⟧ *)", "expected 1 to 7 or SUN to SAT for the day of week, found '0'"),
        ("cron(0 0 ? * ⟦8⟧ *)", "found '8'"), ("cron(0 0 1 1 ? ⟦1969⟧)", "expected 1970 to 2199 for the year"),
        ("cron(0 0 1 1 ? ⟦2200⟧)", "expected 1970 to 2199 for the year"), ("cron(0,⟦⟧ 0 1 1 ? *)", "between commas"),
        ("cron(0 0 1,⟦FOO⟧ 1 ? *)", "found 'FOO'"), ("cron(0/⟦0⟧ 3 * * ? *)", "expected a step of 1 to 59"),
        ("cron(0/⟦60⟧ 3 * * ? *)", "expected a step of 1 to 59"), ("cron(1-⟦70⟧ 3 * * ? *)", "found '70'"),
        ("cron(0 0 1 1 ? ⟦2030-2026⟧)", "expected a range that rises"),
        ("cron(0 0 ? * 1⟦/2⟧ *)", "a step is not for the day of week"),
        ("cron(⟦0 3 * * ?⟧)", "expected six fields"), ("cron(⟦⟧)", "found 0"),
        ("cron(0 3 * * ⟦*⟧ *)", "expected '?' for the day of month or the day of week, found none"),
        ("cron(0 3 ⟦*⟧ * MON *)", "found none"), ("cron(0 3 1 * ⟦MON⟧ *)", "found none"),
        ("cron(0 3 ? * ⟦?⟧ *)", "found both"), ("cron(0 0 ⟦LW⟧ * ? *)", "alone"), ("cron(0 0 ⟦L-3⟧ * ? *)", "alone"),
        ("cron(0 0 ⟦1W,15W⟧ * ? *)", "alone"), ("cron(0 0 ⟦32W⟧ * ? *)", "alone"), ("cron(0 0 ⟦1,L⟧ * ? *)", "alone"),
        ("cron(0 0 ? * ⟦2#6⟧ *)", "1 to 5"), ("cron(0 0 ? * ⟦2#1,3#1⟧ *)", "alone"),
        ("cron(0 0 ? * ⟦2,6L⟧ *)", "alone"),
        ("cron(0 0 ? * ⟦9⟧L *)", "found '9'"), ("cron(0 0 ? * ⟦9⟧#1 *)", "found '9'"),
        ("cron(⟦0 0 31 2,4 ? *⟧)", "name none in any year"), ("cron(⟦0 0 29 2 ? 2027⟧)", "name none in any year"),
        ("⟦60⟧ 3 * * *", "found '60'"), ("0 3 ⟦?⟧ * *", "a crontab does not know"), ("0 3 * * ⟦8⟧", "found '8'"),
        ("⟦5⟧/10 * * * *", "expected a range or '*' before a step"), ("⟦50-10⟧ * * * *", "a range that rises"),
        ("0 0 * * ⟦L⟧", "found 'L'"), ("⟦0 0 30 2 *⟧", "name none in any year"), ("⟦@daily⟧", "five fields"),
        ("⟦0 3 * *⟧", "five fields"), ("⟦crn(0 3 * * ? *)⟧", "five fields"), ("⟦⟧", "five fields"),
        ("rate(⟦5⟧)", "a number and a unit"), ("rate(⟦0⟧ minutes)", "from 1"), ("rate(⟦-1⟧ minutes)", "from 1"),
        ("rate(⟦1.5⟧ hours)", "from 1"), ("rate(5 ⟦weeks⟧)", "'minutes', 'hours' or 'days'"),
        ("rate(⟦100000000⟧ days)", "from 1"), ("at(⟦2026-01-01⟧)", "yyyy-mm-ddThh:mm:ss"),
        ("at(⟦2026-02-30T00:00:00⟧)", "that exist"), ("at(⟦2026-01-01T24:00:00⟧)", "that exist"),
        ("at(⟦2026-01-01T00:00:00Z⟧)", "yyyy-mm-ddThh:mm:ss"), ("⟦cron(0 3 * * ? *⟧", "five fields"),
    ]

    @Test(arguments: wrong)
    func `that is wrong is told where`(marked: String, says: String) throws {
        let parts = marked.split(separator: "⟦", omittingEmptySubsequences: false)
        let rest = parts[1].split(separator: "⟧", omittingEmptySubsequences: false)
        let start = parts[0].utf8.count
        let error = try #require(throws: ScheduleSyntaxError.self) {
            try ScheduleExpression(parsing: String(parts[0] + rest[0] + rest[1]))
        }
        #expect(error.range == start..<(start + rest[0].utf8.count))
        #expect(error.message.contains(says), "\(error.message)")
    }

    @Test(arguments: ["cron(0 3 * * ? *)", "at(2026-01-01T00:00:00)", "0 3 * * *"])
    func `of local time needs a zone`(text: String) throws {
        #expect(try ScheduleExpression(parsing: text).needsZone)
        #expect(try !ScheduleExpression(parsing: "rate(1 day)").needsZone)
    }

    @Test func `of bytes that are anything is refused, never trapped on`() throws {
        var chance = Chance(state: 7)
        let alphabet = Array("cron(rate)at 0123456789*?,-/LW#MONJANé\t")
        for _ in 0..<3000 {
            let length = Int.random(in: 0...24, using: &chance)
            var text = String((0..<length).map { _ in alphabet.randomElement(using: &chance) ?? " " })
            if Bool.random(using: &chance) { text = "cron(\(text))" }
            do {
                _ = try ScheduleExpression(parsing: text)
            } catch {
                #expect(error.range.lowerBound >= 0 && error.range.upperBound <= text.utf8.count, "\(text)")
            }
        }
    }
}

@Suite struct `A schedule` {
    @Test func `happens between its start and its end, both included`() throws {
        let schedule = Schedule(
            try ScheduleExpression(parsing: "cron(0 0 * * ? *)"), in: .utc, from: try at("2026-01-03T00:00:00Z"),
            to: try at("2026-01-05T00:00:00Z"))
        let first = try at("2026-01-01T00:00:00Z")
        let found = schedule.occurrences(after: first, through: try at("2027-01-01T00:00:00Z"), origin: first, limit: 9)
        #expect(found.map(\.description) == ["2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z", "2026-01-05T00:00:00Z"])
    }

    @Test func `of a rate begins with its start, or with what it came from`() throws {
        let rate = try ScheduleExpression(parsing: "rate(1 hour)")
        let origin = try at("2026-01-01T00:30:00Z")
        let open = Schedule(rate, in: .utc)
        #expect(open.next(after: try at("2025-12-31T00:00:00Z"), origin: origin) == origin)
        #expect(open.next(after: origin, origin: origin) == (try at("2026-01-01T01:30:00Z")))
        let started = Schedule(rate, in: .utc, from: try at("2026-01-02T00:00:00Z"))
        #expect(started.next(after: origin, origin: origin) == (try at("2026-01-02T00:00:00Z")))
        #expect(started.next(after: try at("2026-01-02T00:00:00Z"), origin: origin) == (try at("2026-01-02T01:00:00Z")))
    }

    @Test func `of one time happens once, whatever start and end say`() throws {
        let once = Schedule(
            try ScheduleExpression(parsing: "at(2026-01-02T03:04:05)"), in: .utc, to: try at("2026-01-01T00:00:00Z"))
        let first = try at("2026-01-01T12:00:00Z")
        let found = once.occurrences(after: first, through: try at("2030-01-01T00:00:00Z"), origin: first, limit: 5)
        #expect(found.map(\.description) == ["2026-01-02T03:04:05Z"])
    }

    @Test func `ends with the last year that it names`() throws {
        #expect(try next("cron(0 0 1 1 ? 2027)", in: "UTC", after: "2026-01-01T00:00:00Z", count: 5).count == 1)
        #expect(try next("0 0 1 1 *", in: "UTC", after: "2198-06-01T00:00:00Z", count: 5) == ["2199-01-01T00:00:00Z"])
    }
}
