import AWS
import ECS
import Events
import Jobs
import Ledger

/// Records of events from a file or from standard input, read in batches.
struct EventSource: Sendable {
    /// The most records of a batch; one batch is one transaction, and other processes wait for it.
    static let largestBatch = 1000
    /// About how many bytes a batch holds at the most; records may be large.
    static let largestBatchSize = 2 << 20
    /// How long a batch waits for more records, and how long it is gathered at the most: what a pipe brings now and then
    /// is taken in soon.
    static let patience = (next: Duration.milliseconds(20), batch: Duration.milliseconds(500))

    /// A batch as it was read.
    struct Batch: Sendable {
        var changes: [StateChange] = []
        /// Records that are no events, by their number in the source, from 1.
        var problems: [(record: Int64, problem: EventProblem)] = []
        /// How far the source is read with it.
        var position: SourcePosition
        /// The file ends in the middle of a record, which was left for the next time.
        var isCut = false
        /// Nothing comes behind it.
        var isLast = false

        var isEmpty: Bool { changes.isEmpty && problems.isEmpty }
    }

    private let stream: any ByteStream
    private let clock: any WallClock
    private let isInterrupted: @Sendable () -> Bool
    /// Somebody may still be writing to the end of it.
    private let mayGrow: Bool
    private var splitter: RecordSplitter
    private var records: Int64
    private var piece: [UInt8]
    /// Where in the piece the rest begins.
    private var start = 0
    private var tail: Tail
    /// Where the last record ended, with what stood before it.
    private var place: SourcePosition
    /// Where a record has ended since; nil where none has.
    private var ended: Int64?

    /// - Parameters:
    ///   - reader: The bytes from `position` on.
    ///   - position: How far the source was read before.
    ///   - before: The bytes before that position, as many as `Tail` looks at.
    ///   - mayGrow: A record that is cut by the end is left alone.
    ///   - world: Tells the time, and whether Ctrl-C was pressed.
    init(
        _ reader: ByteReader, from position: SourcePosition, before: [UInt8], mayGrow: Bool, _ world: World
    ) {
        stream = reader.stream
        piece = reader.rest
        self.mayGrow = mayGrow
        clock = world.steadyClock
        isInterrupted = { world.isInterrupted }
        splitter = RecordSplitter(offset: position.offset)
        records = position.records
        tail = Tail(before)
        place = position
    }

    /// Reads the next batch; the last one, which may be empty, says that it is.
    ///
    /// - Throws: `FileReadingError` with the reason.
    mutating func next() throws(FileReadingError) -> Batch {
        var batch = Batch(position: place)
        let begun = clock.now()
        var size = 0
        while batch.changes.count + batch.problems.count < EventSource.largestBatch,
            size < EventSource.largestBatchSize
        {
            let from = start
            if let record = splitter.next(in: piece, from: &start) {
                tail.add(piece[from..<start])
                size += take(record, into: &batch)
                ended = splitter.offset
                continue
            }
            // What is left of the piece is no whole record.
            mark()
            tail.add(piece[from..<start])
            let isWaiting = !batch.isEmpty && clock.now() - begun > EventSource.patience.batch
            guard !isInterrupted(), !isWaiting, let more = try read(hasSome: !batch.isEmpty) else { break }
            piece = more
            start = 0
            if more.isEmpty {
                finish(&batch)
                break
            }
        }
        mark()
        batch.isLast = batch.isLast || isInterrupted()
        batch.position = place
        return batch
    }

    /// The next bytes; nil where none come soon and there is something to take in, or Ctrl-C was pressed.
    private func read(hasSome: Bool) throws(FileReadingError) -> [UInt8]? {
        if hasSome { return try stream.next(within: EventSource.patience.next) }
        while !isInterrupted(), !Task.isCancelled {
            if let piece = try stream.next(within: .milliseconds(100)) { return piece }
        }
        return nil
    }

    /// The end of the source.
    private mutating func finish(_ batch: inout Batch) {
        batch.isLast = true
        let isInLine = splitter.isInLine
        guard let record = splitter.finish() else { return }
        // Half a record in a file is one that somebody is writing: the rest of it comes later.
        if mayGrow, isInLine, case .text(let bytes) = record, case .notJSON? = EventSource.problem(bytes)?.kind {
            batch.isCut = true
            return
        }
        _ = take(record, into: &batch)
        ended = splitter.offset
    }

    /// Notes the place where the last record ended, while it is there that the tail ends.
    private mutating func mark() {
        guard let ended else { return }
        place = SourcePosition(offset: ended, records: records, digest: tail.digest)
        self.ended = nil
    }

    private static func problem(_ bytes: [UInt8]) -> EventProblem? {
        do throws(EventProblem) {
            _ = try EventRecord.read(bytes)
            return nil
        } catch {
            return error
        }
    }

    /// - Returns: How many bytes the record has.
    private mutating func take(_ record: RecordSplitter.Record, into batch: inout Batch) -> Int {
        records += 1
        do throws(EventProblem) {
            switch record {
            case .text(let bytes):
                batch.changes.append(try EventRecord.read(bytes))
                return bytes.count
            case .tooLarge(let size): throw EventRecord.tooLarge(size)
            }
        } catch {
            batch.problems.append((records, error))
            return 0
        }
    }
}

/// The last bytes of what was taken in of a source, by which it is known again.
struct Tail: Sendable {
    /// How many bytes are looked at, at the most.
    static let length = 4096

    private var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) {
        self.bytes = Array(bytes.suffix(Tail.length))
    }

    mutating func add(_ more: ArraySlice<UInt8>) {
        guard more.count < Tail.length else {
            bytes = Array(more.suffix(Tail.length))
            return
        }
        bytes += more
        // Not with each record: what is in front is let go of when there is much of it.
        if bytes.count > 16 * Tail.length { bytes = Array(bytes.suffix(Tail.length)) }
    }

    /// SHA-256 of the last bytes.
    var digest: String { Digest.hex(Array(bytes.suffix(Tail.length))) }
}
