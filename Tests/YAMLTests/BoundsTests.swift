import Diagnostics
import Testing

@testable import YAML

/// Files that ask for too much, or are no text: each is refused with an error of its own, and at once.
@Suite struct BoundsTests {
    private func read(_ bytes: [UInt8], _ bounds: Bounds = Bounds()) -> Reading {
        YAMLReader.read(SourceFile(path: "a.yaml", bytes: bytes), bounds: bounds)
    }

    private func bounds(bytes: Int = .max, depth: Int = .max, nodes: Int = .max) -> Bounds {
        var bounds = Bounds()
        bounds.bytes = bytes
        bounds.depth = depth
        bounds.nodes = nodes
        return bounds
    }

    @Test func `a file may have as many bytes as the bound says`() {
        #expect(Outline.of("a: 1", bounds: bounds(bytes: 4)) == ["{a: 1}"])
        #expect(
            Outline.of("a: 12", bounds: bounds(bytes: 4))
                == ["Y0001 the file has more than 4 bytes"])
    }

    @Test func `levels are counted, flow and block alike`() {
        for yaml in ["[[{a: 1}]]", "- - a: 1", "- - {a: 1}"] {
            #expect(Outline.of(yaml, bounds: bounds(depth: 3)) == ["[[{a: 1}]]"])
            #expect(
                Outline.of(yaml, bounds: bounds(depth: 2)) == ["Y0005 more than 2 levels of sequences and mappings"])
        }
    }

    @Test func `the bounds are those of the language: 4 MiB, 64 levels, a million nodes`() {
        let comment = [UInt8](repeating: UInt8(ascii: "#"), count: 4 << 20)
        #expect(read(comment).diagnostics.isEmpty)
        #expect(read(comment + [0x0A]).diagnostics.map(\.code) == ["Y0001"])

        let brackets = { (count: Int) in String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        #expect(read(Array(brackets(64).utf8)).diagnostics.isEmpty)
        #expect(read(Array(brackets(65).utf8)).diagnostics.map(\.code) == ["Y0005"])

        // The list, a thousand nodes of their own, 998 times as many by alias, and 999 more scalars.
        let items = Array(repeating: "x", count: 999).joined(separator: ", ")
        let aliases = String(repeating: "- *a\n", count: 998)
        let most = "- &a [\(items)]\n" + aliases + String(repeating: "- x\n", count: 999)
        #expect(read(Array(most.utf8)).diagnostics.isEmpty)
        #expect(read(Array((most + "- x\n").utf8)).diagnostics.map(\.code) == ["Y0006"])
    }

    @Test func `text is counted in bytes, aliases as often as they stand for something`() {
        var few = Bounds()
        few.text = 10
        // Two keys of one byte, the text and its alias of four.
        #expect(Outline.of("a: &x éé\nb: *x", bounds: few) == [#"{a: "éé", b: "éé"}"#])
        #expect(
            Outline.of("a: &x ééé\nb: *x", bounds: few) == ["Y0037 more than 10 bytes of text in one file"])

        let long = String(repeating: "x", count: 1 << 20)
        let eight = "- &a \(long)\n" + String(repeating: "- *a\n", count: 7)
        #expect(read(Array(eight.utf8)).diagnostics.isEmpty)
        #expect(read(Array((eight + "- *a\n").utf8)).diagnostics.map(\.code) == ["Y0037"])
    }

    @Test(arguments: [65, 1001, 4_000_000], ["[", "{a: ", "- ", "{", "[{a: "])
    func `a tower of brackets is refused early`(height: Int, bracket: String) {
        let height = min(height, 4_000_000 / bracket.utf8.count)
        let reading = read(Array(String(repeating: bracket, count: height).utf8))
        #expect(reading.diagnostics.map(\.code) == ["Y0005"])
    }

    @Test func `levels behind aliases count too`() {
        var lines = ["a0: &a0 [x]"]
        for step in 1...100 { lines.append("a\(step): &a\(step) [*a\(step - 1)]") }
        let reading = read(Array(lines.joined(separator: "\n").utf8))
        #expect(reading.diagnostics.map(\.code) == ["Y0005"])
        #expect(reading.diagnostics.map(\.notes) == [["'*a62' has 63 of them"]])
        #expect(reading.documents.isEmpty)
    }

    @Test func `nodes are counted, aliases as often as they stand for something`() {
        // One document, two keys, an anchored sequence of two: six nodes; the alias stands for three more.
        let yaml = "a: &x [1, 2]\nb: *x"
        #expect(Outline.of(yaml, bounds: bounds(nodes: 9)) == ["{a: [1, 2], b: [1, 2]}"])
        #expect(Outline.of(yaml, bounds: bounds(nodes: 8)) == ["Y0006 more than 8 values in one file"])
        #expect(
            Outline.of("a: 1\n---\nb: 1", bounds: bounds(nodes: 5)) == [
                "{a: 1}", "Y0006 more than 5 values in one file",
            ])
    }

    @Test(arguments: ["[*%, *%, *%, *%, *%, *%, *%, *%, *%]", "{k: *%, j: *%, i: *%}", "{<<: [*%, *%, *%]}"])
    func `a billion laughs are refused before they are told`(joke: String) {
        var lines = [joke.contains("<<") ? "a0: &a0 {k: v}" : "a0: &a0 ha"]
        for step in 1...50 {
            lines.append("a\(step): &a\(step) " + joke.replacing("%", with: "a\(step - 1)"))
        }
        #expect(read(Array(lines.joined(separator: "\n").utf8)).diagnostics.map(\.code) == ["Y0006"])
    }

    @Test func `laughs as keys are not even looked at`() {
        var lines = ["a0: &a0 [ha, ha]"]
        for step in 1...50 { lines.append("? &a\(step) {? *a\(step - 1) : 1, k: *a\(step - 1)}\n: 1") }
        let codes = read(Array(lines.joined(separator: "\n").utf8)).diagnostics.map(\.code)
        #expect(codes.last == "Y0006")
        #expect(Set(codes.dropLast()) == ["Y0008"])
    }

    @Test func `after a thousand problems nothing more is read`() {
        let reading = read(Array(String(repeating: "a: 1\n", count: 5000).utf8))
        #expect(reading.diagnostics.count == 1001)
        #expect(reading.diagnostics.last?.code == "Y0036")
        #expect(reading.documents.isEmpty)
    }

    @Test func `directives are counted before libyaml compares each with all others`() {
        let lines = (0..<70).map { "%TAG !a\($0)! x\n" }.joined()
        #expect(Outline.of(lines + "--- a") == ["Y0028 more than 64 '%TAG' directives"])
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00], "Y0003 expected UTF-8, found UTF-16"),
            ([0xFE, 0xFF, 0x00, 0x61], "Y0003 expected UTF-8, found UTF-16"),
            ([0x61, 0x00, 0x3A, 0x00], "Y0003 expected UTF-8, found UTF-16"),
            ([0x00, 0x61, 0x00, 0x3A], "Y0003 expected UTF-8, found UTF-16"),
            ([0xFF, 0xFE, 0x00, 0x00], "Y0003 expected UTF-8, found UTF-32"),
            ([0x61, 0x00, 0x00, 0x00], "Y0003 expected UTF-8, found UTF-32"),
            ([0x80], "Y0002 expected UTF-8, found the byte 0x80 at offset 0"),
            ([0x61, 0xC3], "Y0002 expected UTF-8, found the byte 0xC3 at offset 1"),
            ([0xC0, 0x80], "Y0002 expected UTF-8, found the byte 0xC0 at offset 0"),
            ([0xE0, 0x80, 0x80], "Y0002 expected UTF-8, found the byte 0xE0 at offset 0"),
            ([0xED, 0xA0, 0x80], "Y0002 expected UTF-8, found the byte 0xED at offset 0"),
            ([0xF4, 0x90, 0x80, 0x80], "Y0002 expected UTF-8, found the byte 0xF4 at offset 0"),
            ([0xF8, 0x88, 0x80, 0x80, 0x80], "Y0002 expected UTF-8, found the byte 0xF8 at offset 0"),
            ([0xE2, 0x82, 0x61], "Y0002 expected UTF-8, found the byte 0xE2 at offset 0"),
            ([0x61, 0x00], "Y0004 the NUL U+0000 may not stand in a YAML file"),
            ([0x61, 0x1B], "Y0004 the control character U+001B may not stand in a YAML file"),
            ([0x7F], "Y0004 the control character U+007F may not stand in a YAML file"),
            ([0xC2, 0x80], "Y0004 the control character U+0080 may not stand in a YAML file"),
            ([0xC2, 0x85], "Y0004 the line break U+0085 may not stand in a YAML file"),
            ([0x61, 0xE2, 0x80, 0xA8], "Y0004 the line break U+2028 may not stand in a YAML file"),
            ([0x61, 0xEF, 0xBB, 0xBF], "Y0004 the byte-order mark U+FEFF may not stand in a YAML file"),
            ([0xEF, 0xBF, 0xBE], "Y0004 the character U+FFFE may not stand in a YAML file"),
        ] as [([UInt8], String)])
    func `what is not UTF-8, or not text, is named`(bytes: [UInt8], expected: String) {
        let reading = read(bytes)
        #expect(reading.documents.isEmpty)
        #expect(reading.diagnostics.map { "\($0.code) \($0.message)" } == [expected])
    }

    @Test func `a bad byte is given by line and column, in scalars`() {
        let reading = read([0xEF, 0xBB, 0xBF] + Array("a: 1\r\né👍: ".utf8) + [0xFF])
        let start = reading.diagnostics.first?.span?.start
        #expect(start == SourcePosition(offset: 17, line: 2, column: 5))
    }

    @Test func `every character that YAML allows passes the check`() {
        let text = "a: \"\t\u{20}\u{7E}\u{A0}\u{D7FF}\u{E000}\u{FFFD}\u{10000}\u{10FFFF}\""
        #expect(read(Array(text.utf8)).diagnostics.isEmpty)
    }
}
