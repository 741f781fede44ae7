import AWS

/// Bytes from a file or from standard input, piece by piece.
protocol ByteStream: Sendable {
    /// The next bytes, as many as there are and fit into a piece.
    ///
    /// Waits for them for a while.
    ///
    /// - Returns: Nil where none have come by then; no bytes at the end.
    /// - Throws: `FileReadingError` with the reason.
    func next(within patience: Duration) throws(FileReadingError) -> [UInt8]?
}

/// A stream of which bytes are taken by their number.
struct ByteReader: Sendable {
    let stream: any ByteStream
    /// What has come and was not taken.
    private(set) var rest: [UInt8] = []

    init(_ stream: any ByteStream) {
        self.stream = stream
    }

    /// Takes the next bytes, fewer at the end of the stream.
    ///
    /// - Throws: `FileReadingError` with the reason.
    mutating func take(_ count: Int) throws(FileReadingError) -> [UInt8] {
        while rest.count < count {
            guard let piece = try stream.next(within: .seconds(1)) else { continue }
            guard !piece.isEmpty else { break }
            rest += piece
        }
        defer { rest.removeFirst(min(count, rest.count)) }
        return Array(rest.prefix(count))
    }
}
