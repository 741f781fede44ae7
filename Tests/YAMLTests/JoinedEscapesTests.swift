// JSON writes a character beyond U+FFFF as two escaped halves; places count what the file has.
import Diagnostics
import Testing

@testable import YAML

@Suite struct `A JSON file` {
    private func read(_ text: String, path: String = "a.json") -> Reading {
        YAMLReader.read(SourceFile(path: path, bytes: Array(text.utf8)))
    }

    private func texts(_ node: Node) -> [String] {
        switch node.content {
        case .scalar(let scalar): [scalar.text]
        case .sequence(let items): items.flatMap(texts)
        case .mapping(let entries): entries.flatMap { [$0.key] + texts($0.value) }
        }
    }

    @Test func `may write a character as two halves`() throws {
        let reading = read(#"{"a": "x\ud83d\ude00y\uD83D\uDE01", "\ud83d\ude00": "é\u00e9"}"#)
        #expect(reading.diagnostics.isEmpty)
        let document = try #require(reading.documents.first)
        #expect(texts(document) == ["a", "x😀y😁", "😀", "éé"])
    }

    @Test func `has its places where the file has them`() throws {
        let text = "{\"a\": \"\\ud83d\\ude00\", \"b\": [\"\\ud83d\\ude00\\ud83d\\ude00\", 7],\n \"c\": 8}"
        let document = try #require(read(text).documents.first)
        guard case .mapping(let entries) = document.content else { return #expect(Bool(false)) }
        for entry in entries {
            let key = Array(text.utf8)[entry.keySpan.start.offset..<entry.keySpan.end.offset]
            #expect(String(decoding: key, as: UTF8.self) == "\"\(entry.key)\"")
        }
        let value = entries[0].value.span
        #expect((value.start.column, value.end.column) == (7, 21))
        guard case .sequence(let items) = entries[1].value.content else { return #expect(Bool(false)) }
        let seven = items[1].span
        #expect(Array(text.utf8)[seven.start.offset] == UInt8(ascii: "7"))
        #expect(seven.start.column == seven.start.offset + 1)
        #expect(entries[2].value.span.start == SourcePosition(offset: text.utf8.count - 2, line: 2, column: 7))
    }

    @Test func `with a mistake after two halves has it in its place`() throws {
        let text = #"{"a": "\ud83d\ude00", "b": !!int "x", "b": 1}"#
        let reading = read(text)
        #expect(!reading.diagnostics.isEmpty)
        let span = try #require(reading.diagnostics.last?.span)
        #expect(String(decoding: Array(text.utf8)[span.start.offset..<span.end.offset], as: UTF8.self) == "\"b\"")
    }

    @Test(arguments: [#""\ud83d""#, #""\ud83d\n""#, #""\ude00\ud83d""#, #""\ud83dx\ude00""#, #""\\ud83d\ude00""#])
    func `with half a character is refused`(text: String) {
        #expect(!read(text).diagnostics.isEmpty)
    }

    @Test func `with escaped backslashes keeps them`() throws {
        let document = try #require(read(#"["\\ud83d\\ude00"]"#).documents.first)
        #expect(texts(document) == [#"\ud83d\ude00"#])
    }

    @Test func `alone takes the halves: YAML has an escape of its own`() {
        #expect(!read(#"a: "\ud83d\ude00""#, path: "a.yaml").diagnostics.isEmpty)
    }

    @Test func `may be indented with tabs`() {
        #expect(read("{\n\t\"a\": [\n\t\t1,\n\t\t2\n\t]\n}\n").diagnostics.isEmpty)
    }
}
