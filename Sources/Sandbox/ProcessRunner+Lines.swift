extension ProcessRunner {
    /// Cuts the bytes that a process writes into the events that the awslogs driver would send.
    ///
    /// A line ends at a newline, which is not part of it; the last one may lack it. A line of more bytes than
    /// CloudWatch Logs takes in an event becomes several, cut between characters, and an empty line becomes none: an
    /// event's text is never empty. Bytes that are not UTF-8 are replaced.
    struct Lines {
        /// The longest text of an event: 256 KiB less the 26 bytes that CloudWatch Logs counts for each (PutLogEvents).
        static let longest = 262_144 - 26

        /// The beginning of a line whose end has not come yet.
        private var partial: [UInt8] = []

        /// The events that `bytes` complete.
        mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
            var events: [String] = []
            for byte in bytes {
                if byte == UInt8(ascii: "\n") {
                    events += rest()
                } else {
                    partial.append(byte)
                    // One more than fits shows that the line goes on: a line of just the longest length is one event.
                    if partial.count > Self.longest { events.append(cut()) }
                }
            }
            return events
        }

        /// The event of a last line without a newline, if there is one.
        mutating func rest() -> [String] {
            guard !partial.isEmpty else { return [] }
            defer { partial.removeAll(keepingCapacity: true) }
            return [String(decoding: partial, as: UTF8.self)]
        }

        /// Takes the longest event off the beginning of `partial`, whole characters only.
        private mutating func cut() -> String {
            var end = Self.longest
            // A character has at most three bytes after its first; without a first in reach this is no UTF-8 anyway.
            while end > Self.longest - 3, isContinuation(partial[end]) { end -= 1 }
            if isContinuation(partial[end]) { end = Self.longest }
            defer { partial.removeFirst(end) }
            return String(decoding: partial[..<end], as: UTF8.self)
        }

        private func isContinuation(_ byte: UInt8) -> Bool { byte & 0b1100_0000 == 0b1000_0000 }
    }
}
