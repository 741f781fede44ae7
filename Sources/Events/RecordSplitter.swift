/// Cuts a stream of bytes into the records of JSON lines, whatever the pieces in which the bytes come.
///
/// Holds no more than one record at a time, and of one that is too large only its size.
package struct RecordSplitter: Sendable {
    /// A line that is not blank.
    package enum Record: Hashable, Sendable {
        case text([UInt8])
        /// A line of so many bytes, more than any record has.
        case tooLarge(Int)
    }

    /// How many bytes the lines had that have ended, line feeds included: where the line that is open begins.
    package private(set) var offset: Int64
    /// What has come of the line that is open; empty where it is too large.
    private var open: [UInt8] = []
    /// How many bytes have come of the line that is open.
    private var openSize = 0
    /// The most bytes of a line.
    private let bound: Int

    /// Begins at a place of the stream.
    package init(offset: Int64 = 0, bound: Int = EventRecord.largestRecord) {
        self.offset = offset
        self.bound = bound
    }

    /// Takes the next bytes of the stream, up to the end of a line or to their own end.
    ///
    /// - Parameters:
    ///   - piece: The bytes.
    ///   - start: Where the bytes begin that were not taken yet; afterwards where the rest begins.
    /// - Returns: The record that ends here; nil where the line is blank or has not ended.
    package mutating func next(in piece: [UInt8], from start: inout Int) -> Record? {
        while start < piece.count {
            let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) ?? piece.count
            openSize += end - start
            if openSize <= bound { open += piece[start..<end] } else { open = [] }
            guard end < piece.count else {
                start = end
                return nil
            }
            start = end + 1
            if let record = finishLine(feed: 1) { return record }
        }
        return nil
    }

    /// The last line of a stream that does not end with a line feed; nil where there is none.
    package mutating func finish() -> Record? { finishLine(feed: 0) }

    /// Something has come of a line that has not ended.
    package var isInLine: Bool { openSize > 0 }

    private mutating func finishLine(feed: Int) -> Record? {
        defer {
            offset += Int64(openSize + feed)
            open = []
            openSize = 0
        }
        guard openSize <= bound else { return .tooLarge(openSize) }
        let isBlank = open.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        return isBlank ? nil : .text(open)
    }
}
