import FoundationEssentials

/// An instant, in milliseconds since 1970-01-01T00:00:00Z: the precision that ECS answers with.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch, negative before it.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The instant `seconds` after the epoch.
    package init(seconds: Double) {
        milliseconds = Int64((seconds * 1000).rounded())
    }

    /// Seconds since the epoch, with the fraction.
    package var seconds: Double { Double(milliseconds) / 1000 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant `duration` later; parts of a millisecond are cut off.
    package static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds + duration.milliseconds)
    }

    /// The instant `duration` earlier; parts of a millisecond are cut off.
    package static func - (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds - duration.milliseconds)
    }

    /// The time from `start` to `end`, negative where `end` is earlier.
    package static func - (end: Timestamp, start: Timestamp) -> Duration {
        .milliseconds(end.milliseconds - start.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds; the rest is cut off.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Seconds with their fraction.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

extension Timestamp {
    /// The date and the time of day in UTC, to the second.
    var civilTime: CivilTime {
        let rest = milliseconds % 1000
        return CivilTime(seconds: (rest < 0 ? milliseconds - 1000 : milliseconds) / 1000)
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC, to the second: `2026-01-02T03:04:05Z`.
    package var description: String {
        civilTime.description + "Z"
    }

    /// ISO 8601 in UTC with milliseconds, as events of ECS carry it: `2026-01-02T03:04:05.678Z`.
    package var precise: String {
        let rest = ((milliseconds % 1000) + 1000) % 1000
        let digits = String(rest)
        return description.dropLast() + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
    }

    /// Reads ISO 8601 with or without a fraction of a second; nil where the text is none.
    package init?(iso8601 text: String) {
        let plain = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? plain.parse(text)) ?? (try? fractional.parse(text)) else { return nil }
        self.init(seconds: date.timeIntervalSince1970)
    }
}

extension Timestamp: Codable {
    /// Reads what an answer carries (seconds since the epoch, with a fraction) and what an event carries (ISO 8601).
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let seconds = try? container.decode(Double.self) {
            self.init(seconds: seconds)
            return
        }
        let text = try container.decode(String.self)
        guard let instant = Timestamp(iso8601: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time: \(text)")
        }
        self = instant
    }

    /// Writes seconds since the epoch, as the API does.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}
