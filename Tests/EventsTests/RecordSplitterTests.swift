import Testing

@testable import Events

/// A stream becomes records, wherever its pieces are cut.
@Suite struct RecordSplitterTests {
    /// The records of a text that comes in pieces of a size, and the offset after each.
    private func split(
        _ text: String, pieces size: Int, bound: Int = 100
    ) -> (records: [RecordSplitter.Record], offsets: [Int64], rest: RecordSplitter.Record?) {
        var splitter = RecordSplitter(bound: bound)
        var records: [RecordSplitter.Record] = []
        var offsets: [Int64] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            var place = 0
            while let record = splitter.next(in: piece, from: &place) {
                records.append(record)
                offsets.append(splitter.offset)
            }
            #expect(place == piece.count)
        }
        return (records, offsets, splitter.finish())
    }

    @Test(arguments: 1...12)
    func `lines come out whole, blank ones are passed over, and the last one needs no line feed`(size: Int) {
        let (records, offsets, rest) = split("{1}\n\n \t\r\n{22}\r\n{3", pieces: size)
        #expect(records == [.text(Array("{1}".utf8)), .text(Array("{22}\r".utf8))])
        #expect(offsets == [4, 15])
        #expect(rest == .text(Array("{3".utf8)))
    }

    @Test(arguments: 1...12)
    func `of a line that is too large only its size is kept`(size: Int) {
        let (records, offsets, rest) = split("abcdef\nab\nabcdefgh\nabcde", pieces: size, bound: 5)
        #expect(records == [.tooLarge(6), .text(Array("ab".utf8)), .tooLarge(8)])
        #expect(offsets == [7, 10, 19])
        #expect(rest == .text(Array("abcde".utf8)))
    }

    @Test func `a stream that was begun elsewhere counts on from there`() {
        var splitter = RecordSplitter(offset: 1000)
        var place = 0
        let record = splitter.next(in: Array("{1}\n{2".utf8), from: &place)
        #expect(record == .text(Array("{1}".utf8)))
        #expect(splitter.offset == 1004)
        #expect(!splitter.isInLine)
        place = 4
        #expect(splitter.next(in: Array("{1}\n{2".utf8), from: &place) == nil)
        #expect(splitter.isInLine)
        #expect(splitter.offset == 1004)
    }

    @Test func `an empty stream has no record`() {
        let (records, _, rest) = split("", pieces: 1)
        #expect(records.isEmpty && rest == nil)
    }
}
