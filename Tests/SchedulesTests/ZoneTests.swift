// Time zones: their files, their rules, and what the clocks do to schedules.
import ECS
@testable import Schedules
import Testing

@Suite struct `A time zone` {
    /// Instants, and what Python's zoneinfo says of the offsets at them.
    static let instants: [Int64] = [
        0, 500_000_000, 1_300_000_000, 1_325_300_000, 1_774_745_999, 1_774_746_000, 1_792_889_999, 1_792_890_000,
        2_500_000_000, 4_000_000_000, 4_010_000_000,
    ]
    static let offsets: [(zone: String, seconds: [Int])] = [
        ("Europe/Berlin", [3600, 3600, 3600, 3600, 3600, 7200, 7200, 3600, 3600, 7200, 3600]),
        (
            "America/New_York",
            [-18000, -18000, -14400, -18000, -14400, -14400, -14400, -14400, -14400, -14400, -18000]
        ),
        (
            "Australia/Lord_Howe",
            [36000, 39600, 39600, 39600, 39600, 39600, 39600, 39600, 39600, 37800, 39600]
        ),
        ("Pacific/Apia", [-39600, -39600, -36000, 50400, 46800, 46800, 46800, 46800, 46800, 46800, 46800]),
        ("Antarctica/Troll", [0, 0, 0, 0, 0, 7200, 7200, 0, 0, 7200, 0]),
        ("Asia/Kolkata", [Int](repeating: 19800, count: 11)),
    ]

    @Test(arguments: offsets)
    func `has the offsets that another reader finds`(zone: String, seconds: [Int]) throws {
        let zone = try zones.zone(named: zone)
        #expect(Self.instants.map { zone.offset(at: $0) } == seconds)
    }

    @Test(arguments: [
        ("CET-1CEST,M3.5.0,M10.5.0/3", [3600, 7200, 3600]), ("EST5EDT,M3.2.0,M11.1.0", [-18000, -14400, -18000]),
        ("<+0330>-3:30", [12_600, 12_600, 12_600]), ("AAA3BBB2,J60,J300", [-10_800, -7200, -10_800]),
        ("AAA0BBB,0/0,J365/25", [3600, 3600, 3600]),
        // South of the equator the year begins and ends with daylight saving time.
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", [39_600, 36_000, 39_600]),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", [0, 3600, 0]), ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", [-7200, -3600, -7200]),
    ])
    func `follows the rule at the end of its file`(rule: String, seconds: [Int]) throws {
        let rule = try #require(ZoneRule(Array(rule.utf8)))
        let instants = try ["2090-01-15T00:00:00Z", "2090-07-15T00:00:00Z", "2090-12-15T00:00:00Z"].map { try at($0) }
        #expect(instants.map { rule.offset(at: $0.milliseconds / 1000) } == seconds)
    }

    @Test(arguments: [
        "", "CET", "CE-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J366", "CET-1CEST,M3.5.0,M10.5.0x", "CET-168", "<+01-1", "CET-1:60",
    ])
    func `has no rule where the text is none`(text: String) {
        #expect(ZoneRule(Array(text.utf8)) == nil)
    }

    @Test func `is unknown by a name that the database does not have`() {
        #expect(throws: ZoneError.unknown("Europe/Berln")) { try zones.zone(named: "Europe/Berln") }
        for name in ["", "/etc/passwd", "../passwd", "Europe/../UTC", "Europe/", "localtime", "posix/UTC", "right/UTC"]
        {
            #expect(throws: ZoneError.unknown(name)) { try zones.zone(named: name) }
        }
        #expect(throws: ZoneError.unreadable("x")) { try ZoneCatalog { _ in [1, 2, 3] }.zone(named: "x") }
        #expect(zones.names.contains("Europe/Berlin") && zones.names.count > 200)
    }

    @Test func `other than UTC cannot be had without a database`() throws {
        let none = ZoneCatalog { _ in nil }
        #expect(throws: ZoneError.noDatabase("Europe/Berlin")) { try none.zone(named: "Europe/Berlin") }
        #expect(try none.zone(named: "UTC").offset(at: 0) == 0)
        #expect(none.names.isEmpty)
    }

    @Test func `is never read from a file that is cut or changed without saying so`() throws {
        let whole = try #require(zoneFile("Europe/Berlin"))
        for length in 0..<whole.count {
            #expect(throws: ZoneError.self) { try Zone(name: "x", tzif: Array(whole[..<length])) }
        }
        // Any byte may lie: a zone or an error, never a trap.
        var chance = Chance(state: 3)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            }
            if let zone = try? Zone(name: "x", tzif: bytes) { _ = zone.offset(at: 1_800_000_000) }
        }
    }

    @Test func `has none, one or two instants for what its clocks show`() throws {
        let berlin = try zones.zone(named: "Europe/Berlin")
        func instants(_ hour: Int, _ minute: Int, month: Int, day: Int) throws -> [String] {
            let time = try #require(CivilTime(year: 2026, month: month, day: day, hour: hour, minute: minute))
            return berlin.instants(of: time).map { Timestamp(milliseconds: $0 * 1000).description }
        }
        #expect(try instants(2, 0, month: 3, day: 29) == [])
        #expect(try instants(2, 59, month: 3, day: 29) == [])
        #expect(try instants(3, 0, month: 3, day: 29) == ["2026-03-29T01:00:00Z"])
        #expect(try instants(2, 30, month: 10, day: 25) == ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"])
        #expect(try instants(3, 0, month: 10, day: 25) == ["2026-10-25T02:00:00Z"])
    }
}

@Suite struct `The clocks` {
    /// What comes next after an instant, by the words of EventBridge Scheduler's guide: a local time that does not exist is
    /// skipped, one that comes twice counts once, the first time.
    static let changes: [(expression: String, zone: String, after: String, next: [String])] = [
        // Berlin puts its clocks forward from 2:00 to 3:00 on 2026-03-29.
        (
            "cron(30 2 * * ? *)", "Europe/Berlin", "2026-03-27T12:00:00Z",
            ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"]
        ),
        (
            "30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"]
        ),
        (
            "cron(0/30 * * * ? *)", "Europe/Berlin", "2026-03-29T00:00:00Z",
            ["2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]
        ),
        // Back from 3:00 to 2:00 on 2026-10-25: once, before the clocks are put back.
        (
            "cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-24T12:00:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        ),
        (
            "cron(0/30 * * * ? *)", "Europe/Berlin", "2026-10-25T00:00:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:30:00Z"]
        ),
        // Asked between the two, what was shown before does not come again.
        ("cron(45 2 * * ? *)", "Europe/Berlin", "2026-10-25T01:30:00Z", ["2026-10-26T01:45:00Z"]),
        // New York: forward from 2:00 on 2026-03-08, back from 2:00 on 2026-11-01.
        (
            "cron(0 2 * * ? *)", "America/New_York", "2026-03-07T00:00:00Z",
            ["2026-03-07T07:00:00Z", "2026-03-09T06:00:00Z"]
        ),
        (
            "cron(30 1 * * ? *)", "America/New_York", "2026-10-31T12:00:00Z",
            ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]
        ),
        // Half an hour on Lord Howe Island: back at 2:00 on 2026-04-05, forward at 2:00 on 2026-10-04.
        (
            "cron(45 1 * * ? *)", "Australia/Lord_Howe", "2026-04-04T00:00:00Z",
            ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]
        ),
        (
            "cron(15 2 * * ? *)", "Australia/Lord_Howe", "2026-10-02T18:00:00Z",
            ["2026-10-04T15:15:00Z"]
        ),
        // Samoa left out a whole day, 2011-12-30.
        (
            "cron(0 12 ? * * *)", "Pacific/Apia", "2011-12-29T00:00:00Z",
            ["2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z"]
        ),
        // Far beyond the table of the file, by its rule.
        (
            "cron(30 2 27 3 ? *)", "Europe/Berlin", "2049-12-01T00:00:00Z",
            ["2051-03-27T00:30:00Z"]
        ),
        ("at(2026-03-29T02:30:00)", "Europe/Berlin", "2026-01-01T00:00:00Z", []),
        ("at(2026-10-25T02:30:00)", "Europe/Berlin", "2026-01-01T00:00:00Z", ["2026-10-25T00:30:00Z"]),
        // A day of a rate is 24 hours whatever the clocks do.
        (
            "rate(1 day)", "Europe/Berlin", "2026-03-28T12:00:00Z", ["2026-03-29T12:00:00Z", "2026-03-30T12:00:00Z"]
        ),
    ]

    @Test(arguments: changes)
    func `that jump skip what they jump over, and show nothing twice`(
        expression: String, zone: String, after: String, next expected: [String]
    ) throws {
        let found = try next(expression, in: zone, after: after, count: max(expected.count, 1))
        #expect(found == expected)
    }
}
