import Testing

@testable import Sandbox

/// Proves how the bytes of an output become events.
@Suite struct ProcessRunnerLinesTests {
    private func events(_ chunks: [[UInt8]]) -> [String] {
        var lines = ProcessRunner.Lines()
        return chunks.flatMap { lines.take($0) } + lines.rest()
    }

    @Test(
        arguments: [
            ([], []), (["a\n"], ["a"]), (["a"], ["a"]), (["a\nb\n"], ["a", "b"]), (["a", "b\nc", "\n"], ["ab", "c"]),
            (["\n\na\n\n"], ["a"]), (["a\r\n"], ["a\r"]), (["", "a", ""], ["a"]),
        ] as [([String], [String])])
    func `a line ends at a newline, wherever the bytes are cut`(chunks: [String], expected: [String]) {
        #expect(events(chunks.map { Array($0.utf8) }) == expected)
    }

    @Test func `a character may be cut between two reads`() {
        #expect(events([[0xC3], [0xBC, 0x0A]]) == ["ü"])
    }

    @Test func `bytes that are no UTF-8 are replaced`() {
        #expect(events([[0x61, 0xFF, 0x62, 0x0A]]) == ["a\u{FFFD}b"])
    }

    @Test func `a line of the longest length is one event, and one byte more makes two`() {
        let longest = ProcessRunner.Lines.longest
        #expect(longest == 262_118)
        let line = [UInt8](repeating: 0x78, count: longest)
        #expect(events([line, [0x0A]]).map(\.utf8.count) == [longest])
        #expect(events([line, [0x79, 0x0A]]).map(\.utf8.count) == [longest, 1])
        #expect(events([line + line + [0x79]]).map(\.utf8.count) == [longest, longest, 1])
    }

    @Test(arguments: ["ü", "€", "🦊"])
    func `a long line is cut between characters`(character: String) {
        for offset in 0..<4 {
            let text =
                String(repeating: "x", count: offset)
                + String(repeating: character, count: ProcessRunner.Lines.longest / character.utf8.count + 2)
            let parts = events([Array(text.utf8)])
            #expect(parts.count == 2)
            #expect(parts.joined() == text)
        }
    }

    @Test func `a long line of bytes that are no UTF-8 is cut at the bound`() {
        var lines = ProcessRunner.Lines()
        #expect(lines.take([UInt8](repeating: 0x80, count: ProcessRunner.Lines.longest + 1)).count == 1)
        #expect(lines.rest() == ["\u{FFFD}"])
    }
}
