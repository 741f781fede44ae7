import Diagnostics
import Testing

@testable import YAML

/// Where things are: libyaml counts scalars and lets blocks run on to the next token; a node's span does neither.
@Suite struct SpanTests {
    /// Keys, in the order of the file, are 1, 3, 5…; the value of key n is n + 1; a document is `d`.
    @Test(arguments: [
        "⟦d⟧⟦1⟧image⟦/1⟧: ⟦2⟧acme⟦/2⟧⟦/d⟧\n",
        "⟦d⟧⟦1⟧'image'⟦/1⟧: ⟦2⟧\"a\\tb\"⟦/2⟧⟦/d⟧ # why\n",
        "# first\n\n⟦d⟧⟦1⟧a⟦/1⟧: ⟦2⟧1⟦/2⟧\n⟦3⟧b⟦/3⟧: ⟦4⟧one\n  two⟦/4⟧⟦/d⟧\n\n# last\n",
        "⟦d⟧⟦1⟧a⟦/1⟧:⟦2⟧⟦/2⟧\n⟦3⟧b⟦/3⟧:⟦4⟧⟦/4⟧⟦/d⟧\n",
        "\u{FEFF}⟦d⟧⟦1⟧é⟦/1⟧: ⟦2⟧日本⟦/2⟧\n⟦3⟧👍🏽⟦/3⟧: ⟦4⟧e\u{301}⟦/4⟧⟦/d⟧",
        "⟦d⟧⟦1⟧a⟦/1⟧: ⟦2⟧x⟦/2⟧\r\n⟦3⟧b⟦/3⟧:\r\n  ⟦4⟧⟦5⟧c⟦/5⟧: ⟦6⟧|\r\n    y\r\n    z⟦/6⟧⟦/4⟧⟦/d⟧\r\n\r\n",
        "⟦d⟧⟦1⟧a⟦/1⟧: ⟦2⟧x⟦/2⟧\r⟦3⟧b⟦/3⟧: ⟦4⟧y⟦/4⟧⟦/d⟧\r",
        "⟦d⟧⟦1⟧a⟦/1⟧:\t⟦2⟧x⟦/2⟧\t# tabs\n⟦3⟧b⟦/3⟧: ⟦4⟧{\t⟦5⟧c⟦/5⟧: ⟦6⟧1⟦/6⟧\t}⟦/4⟧⟦/d⟧",
        "⟦d⟧⟦1⟧a⟦/1⟧: ⟦2⟧|\n  one\n\n  two⟦/2⟧\n\n# between\n⟦3⟧b⟦/3⟧: ⟦4⟧>-\n  three⟦/4⟧⟦/d⟧\n",
        "⟦d⟧⟦1⟧a⟦/1⟧: ⟦2⟧|+⟦/2⟧\n\n\n⟦3⟧b⟦/3⟧: ⟦4⟧>⟦/4⟧ # nothing\n⟦5⟧c⟦/5⟧: ⟦6⟧1⟦/6⟧⟦/d⟧",
        "⟦d⟧⟦1⟧a⟦/1⟧: ⟦2⟧|2-\n    x # text⟦/2⟧⟦/d⟧\n  \n",
        "⟦d⟧⟦1⟧a⟦/1⟧: !!str ⟦2⟧1⟦/2⟧\n⟦3⟧b⟦/3⟧: &x !!int # c\n  ⟦4⟧2⟦/4⟧\n⟦5⟧c⟦/5⟧: !!str &y ⟦6⟧|\n  z⟦/6⟧⟦/d⟧",
        "⟦d⟧⟦1⟧a⟦/1⟧: !!str⟦2⟧⟦/2⟧\n⟦3⟧b⟦/3⟧: &x⟦4⟧⟦/4⟧⟦/d⟧\n",
        "⟦d⟧⟦1⟧a⟦/1⟧: &m !!map ⟦2⟧{⟦3⟧b⟦/3⟧: ⟦4⟧1⟦/4⟧}⟦/2⟧⟦/d⟧",
        "⟦d⟧⟦1⟧a⟦/1⟧: &m\n  ⟦2⟧⟦3⟧b⟦/3⟧: ⟦4⟧1⟦/4⟧⟦/2⟧⟦/d⟧\n\n",
        "&m\n⟦d⟧&k ⟦1⟧a⟦/1⟧: ⟦2⟧1⟦/2⟧⟦/d⟧",
        "⟦d⟧⟦1⟧a⟦/1⟧: &m\n⟦2⟧- ⟦i⟧x⟦/i⟧⟦/2⟧\n⟦3⟧b⟦/3⟧: &n\n  ⟦4⟧- ⟦j⟧y⟦/j⟧⟦/4⟧⟦/d⟧\n",
        "⟦d⟧? ⟦1⟧a⟦/1⟧\n: ⟦2⟧b⟦/2⟧⟦/d⟧\n",
        "⟦d⟧⟦1⟧a⟦/1⟧: &x ⟦2⟧1⟦/2⟧\n⟦3⟧b⟦/3⟧: ⟦4⟧*x⟦/4⟧⟦/d⟧ # alias\n",
        "--- # start\n⟦d⟧⟦1⟧a⟦/1⟧: ⟦2⟧'x\n  y'⟦/2⟧⟦/d⟧\n...\n",
    ])
    func `keys, values and documents stand where they are written`(marked: String) throws {
        let source = MarkedSource(marked)
        let reading = YAMLReader.read(source.file)
        #expect(reading.diagnostics.isEmpty)
        let document = try #require(reading.documents.first)
        #expect(source.name(of: document.span) == "d")
        var places: [SourceSpan] = []
        func visit(_ node: Node) {
            switch node.content {
            case .scalar: break
            case .sequence(let items): items.forEach(visit)
            case .mapping(let entries):
                for entry in entries {
                    places += [entry.keySpan, entry.value.span]
                    visit(entry.value)
                }
            }
        }
        visit(document)
        #expect(places.map { source.name(of: $0) } == (1...places.count).map(String.init))
    }

    @Test func `items of a sequence stand where they are written`() throws {
        let source = MarkedSource(
            """
            ⟦d⟧- ⟦0⟧a⟦/0⟧
            - ⟦1⟧- ⟦in⟧b⟦/in⟧⟦/1⟧
            -⟦2⟧⟦/2⟧

            - ⟦3⟧[c, d: e]⟦/3⟧
            - ⟦4⟧k: v⟦/4⟧
            - ⟦5⟧''⟦/5⟧⟦/d⟧
            # end
            """)
        let document = try #require(YAMLReader.read(source.file).documents.first)
        let items = try #require(document.items)
        #expect(source.name(of: document.span) == "d")
        #expect(items.map { source.name(of: $0.span) } == ["0", "1", "2", "3", "4", "5"])
    }

    @Test func `the pair in a flow sequence is a mapping that ends with its value`() throws {
        let source = MarkedSource("[x, ⟦1⟧y: 1⟦/1⟧ , z, ⟦2⟧w: [{}]⟦/2⟧]")
        let document = try #require(YAMLReader.read(source.file).documents.first)
        let items = try #require(document.items)
        #expect([items[1], items[3]].map { source.name(of: $0.span) } == ["1", "2"])
    }

    @Test func `an entry that was merged stands where it was written, its alias where it is used`() throws {
        let source = MarkedSource("a: &x\n  ⟦1⟧k⟦/1⟧: ⟦2⟧v⟦/2⟧\nb:\n  <<: *x\nc: ⟦3⟧*x⟦/3⟧\n")
        let document = try #require(YAMLReader.read(source.file).documents.first)
        let entries = try #require(document.entries)
        let merged = try #require(entries[1].value.entries)
        #expect(merged.map { source.name(of: $0.keySpan) } == ["1"])
        #expect(merged.map { source.name(of: $0.value.span) } == ["2"])
        #expect(source.name(of: entries[2].value.span) == "3")
    }

    @Test func `documents have their own places`() throws {
        let source = MarkedSource("⟦1⟧a: 1⟦/1⟧\n---\n# two\n⟦2⟧- b⟦/2⟧\n---\n⟦3⟧c⟦/3⟧")
        #expect(YAMLReader.read(source.file).documents.map { source.name(of: $0.span) } == ["1", "2", "3"])
    }
}
