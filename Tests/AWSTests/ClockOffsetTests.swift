import ECS
import Testing

@testable import AWS

/// Proves what the `Date` header of an answer says about the clock.
@Suite struct ClockOffsetTests {
    @Test(arguments: [
        // seconds of the server's clock against the local one at sending, time in flight, expected offset
        (0, 0, 0), (29, 0, 0), (-29, 0, 0), (30, 0, 30), (-31, 0, -30), (1800, 0, 1800), (-1800, 0, -1799),
        // Up to the whole time in flight may explain a difference.
        (50, 25, 0), (60, 25, 35), (-40, 20, -39),
    ])
    func `an offset counts from thirty seconds that nothing else explains`(
        ahead: Int, inFlight: Int, expected: Int
    ) throws {
        let sent = try #require(Timestamp(iso8601: "2026-01-02T03:00:00Z"))
        let server = sent + .seconds(ahead)
        var offset = ClockOffset()
        offset.observe(date: server.httpDate, sent: sent, received: sent + .seconds(inFlight))
        #expect(offset.value == .seconds(expected))
    }

    @Test func `the last answer decides`() throws {
        let now = try #require(Timestamp(iso8601: "2026-01-02T03:00:00Z"))
        var offset = ClockOffset()
        offset.observe(date: (now + .seconds(600)).httpDate, sent: now, received: now)
        #expect(offset.value == .seconds(600))
        offset.observe(date: "yesterday", sent: now, received: now)
        #expect(offset.value == .seconds(600))
        offset.observe(date: now.httpDate, sent: now, received: now - .seconds(5))
        #expect(offset.value == .seconds(600))
        offset.observe(date: now.httpDate, sent: now, received: now)
        #expect(offset.value == .zero)
    }

    @Test(arguments: [
        "", "Fri, 02 Jan 2026 03:04:05", "Fri, 02 Jan 2026 03:04:05 UTC", "Friday, 02-Jan-26 03:04:05 GMT",
        "Fri, 02 Foo 2026 03:04:05 GMT", "Fri, 2 Jan 2026 03:04:05 GMT", "Fri, 02 Jan 2026 30:04:05 GMT",
    ])
    func `another form is no date`(text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }
}
