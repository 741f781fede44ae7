package import ECS
import Synchronization

/// The lines that containers wrote, kept as CloudWatch Logs would: streams in groups, only ever appended to.
///
/// A line's position in its stream, from 0, never changes. With a folder every line is written there before `append`
/// returns and is read back by the next store on the same folder; memory then holds only the newest lines of each
/// stream. Without one, what memory cannot hold is gone. One store at a time may use a folder.
package final class LogStore: LogReading {
    /// A line and when it was read.
    struct Line: Hashable {
        let time: Timestamp
        let message: String

        /// What a line counts against a bound, in bytes: CloudWatch Logs too adds 26 to each event's text.
        var cost: Int { message.utf8.count + 26 }
    }

    /// The newest lines of a stream.
    private struct Stream {
        /// The position of the first of `lines`.
        var first = 0
        var lines: [Line] = []
        var cost = 0
        /// All lines are in the stream's file too; once a write failed, never again.
        var isOnDisk: Bool

        var end: Int { first + lines.count }

        mutating func append(_ added: [Line], bound: Int) {
            lines += added
            cost = added.reduce(cost) { $0 + $1.cost }
            guard cost > bound else { return }
            // Down to three quarters at once: moving what stays for each line anew would cost its square.
            var dropped = 0
            while cost > bound / 4 * 3, dropped < lines.count {
                cost -= lines[dropped].cost
                dropped += 1
            }
            lines.removeFirst(dropped)
            first += dropped
        }
    }

    private struct Key: Hashable {
        let group: String
        let stream: String
    }

    private struct State {
        /// Nil: in the folder since before this store, and not asked for yet.
        var groups: [String: [String: Stream?]] = [:]
    }

    private let disk: Disk?
    private let bytesInMemory: Int
    private let state: Mutex<State>

    /// A store with the lines that an earlier one left in `folder`.
    ///
    /// - Parameters:
    ///   - folder: Where lines are kept for the next store, made where it does not exist; nil for memory alone.
    ///   - bytesInMemory: How much of each stream to hold in memory, in bytes of text plus 26 a line; positive.
    /// - Throws: `LogStoreError` where the folder cannot be made or read.
    package init(folder: String?, bytesInMemory: Int = 1 << 20) throws(LogStoreError) {
        precondition(bytesInMemory > 0, "a log store must hold something in memory")
        self.bytesInMemory = bytesInMemory
        var state = State()
        if let folder {
            let disk = try Disk(folder: folder)
            for (group, stream) in disk.streams() {
                state.groups[group, default: [:]][stream] = .some(nil)
            }
            self.disk = disk
        } else {
            disk = nil
        }
        self.state = Mutex(state)
    }

    /// Adds one line at the end of a stream; the stream exists from its first line on.
    package func append(group: String, stream: String, time: Timestamp, message: String) {
        append([Line(time: time, message: message)], group: group, stream: stream)
    }

    /// Adds lines at the end of a stream, in one write.
    ///
    /// A folder that refuses them (a full disk) costs their durability, not the lines: from there on the stream is held
    /// in memory alone.
    func append(_ lines: [Line], group: String, stream: String) {
        guard !lines.isEmpty else { return }
        state.withLock { state in
            var kept = load(group: group, stream: stream, from: state) ?? Stream(isOnDisk: disk != nil)
            if kept.isOnDisk, let disk {
                kept.isOnDisk = disk.append(lines, group: group, stream: stream)
            }
            kept.append(lines, bound: bytesInMemory)
            state.groups[group, default: [:]][stream] = kept
        }
    }

    package func events(
        group: String, stream: String, from token: Int, limit: Int
    ) -> (events: [(Timestamp, String)], next: Int)? {
        let lines: (found: [Line], start: Int)? = state.withLock { state in
            guard let kept = load(group: group, stream: stream, from: state) else { return nil }
            state.groups[group]?[stream] = kept
            var start = max(token, 0)
            guard limit > 0, start < kept.end else { return ([], start) }
            if start < kept.first {
                if kept.isOnDisk, let disk {
                    let range = start..<min(kept.end, start + min(limit, kept.end - start))
                    return (disk.lines(range, group: group, stream: stream), start)
                }
                start = kept.first
            }
            return (Array(kept.lines.dropFirst(start - kept.first).prefix(limit)), start)
        }
        return lines.map { found, start in
            (found.map { ($0.time, $0.message) }, start + found.count)
        }
    }

    package func streams(group: String, prefix: String) -> [String] {
        state.withLock { $0.groups[group]?.keys.filter { $0.hasPrefix(prefix) }.sorted() ?? [] }
    }

    /// What memory holds of a stream, read from its file where this store has not touched it yet; nil for no such
    /// stream.
    private func load(group: String, stream: String, from state: State) -> Stream? {
        guard let known = state.groups[group]?[stream] else { return nil }
        if let known { return known }
        guard let disk else { preconditionFailure("a stream that is not in memory is on disk") }
        let (first, lines) = disk.newest(group: group, stream: stream, bound: bytesInMemory)
        return Stream(first: first, lines: lines, cost: lines.reduce(0) { $0 + $1.cost }, isOnDisk: true)
    }
}

/// A log store could not take its folder into use; nothing was written.
package struct LogStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder that was asked for.
    package let folder: String
    /// Why it was refused, in the system's words.
    package let underlying: String

    package var description: String { "the folder for logs, \(folder), cannot be used: \(underlying)" }
}
