import Diagnostics
import Testing

@testable import YAML

/// Whole files: documents, anchors, merge keys, duplicates.
@Suite struct DocumentTests {
    @Test(
        arguments: [
            ("", []), ("\n\n", []), ("# only a comment", []), ("\u{FEFF}", []), ("---\n", []), ("---\n---\n...\n", []),
            ("a: 1\n---\nb: 2\n", ["{a: 1}", "{b: 2}"]),
            ("--- 1\n---\n# nothing\n--- 2", ["1", "2"]),
            ("--- ~\n", ["null"]),
            ("a: 1\n...\n%YAML 1.2\n---\nb: 2", ["{a: 1}", "{b: 2}"]),
            (
                #"{"a": [1, -2.5e3, true, null, "\/\u00e9\"", {}, []]}"#,
                [#"{a: [1, -2500.0, true, null, "/é\"", {}, []]}"#]
            ),
            ("{\n\t\"a\": 1,\n\t\"b\":2\n}\n", ["{a: 1, b: 2}"]),
            ("a: ${{ vars.image }}", [#"{a: "${{ vars.image }}"}"#]),
            ("a:\n- 1\n-\n- - 2", ["{a: [1, null, [2]]}"]),
            (
                "1: a\ntrue: b\n~: c\n2.50: d\n? x\n0x10: e",
                [
                    #"{1: "a", true: "b", ~: "c", 2.50: "d", x: null, 0x10: "e"}"#
                ]
            ),
            ("?\n: a", [#"{: "a"}"#]),
            ("017: a\n99999999999999999999: b\n.inf: c", [#"{017: "a", 99999999999999999999: "b", .inf: "c"}"#]),
            ("\"a\\u2028b\": 1", ["{a\u{2028}b: 1}"]),
        ] as [(String, [String])])
    func `a file is its documents`(yaml: String, expected: [String]) {
        #expect(Outline.of(yaml) == expected)
    }

    @Test(arguments: [
        ("a: &x 1\nb: *x", "{a: 1, b: 1}"),
        ("a: &x {k: v}\nb: [*x, *x]", #"{a: {k: "v"}, b: [{k: "v"}, {k: "v"}]}"#),
        ("a: &x 1\nb: &x 2\nc: *x", "{a: 1, b: 2, c: 2}"),
        ("- &x [&x 1, *x]\n- *x", "[[1, 1], 1]"),
        ("&k a: 1\nb: *k", #"{a: 1, b: "a"}"#),
        ("a: &k b\n*k : c", #"{a: "b", b: "c"}"#),
        ("a: &x\nb: *x", "{a: null, b: null}"),
        ("a: &x {k: 1}\nb:\n  <<: *x\n  j: 2", "{a: {k: 1}, b: {j: 2, k: 1}}"),
        ("a: &x {k: 1, j: 1}\nb: {k: 2, <<: *x}", "{a: {k: 1, j: 1}, b: {k: 2, j: 1}}"),
        ("a: {<<: {k: 1, j: 1}, k: 2}", "{a: {k: 2, j: 1}}"),
        ("a: {<<: [{k: 1}, {k: 2, j: 2}], k: 3}", "{a: {k: 3, j: 2}}"),
        ("a: {<<: [{k: 1}, {j: 2}]}", "{a: {k: 1, j: 2}}"),
        ("a: &x {k: 1}\nb: {<<: [*x, {<<: *x, j: 2}]}", "{a: {k: 1}, b: {k: 1, j: 2}}"),
        ("a: {<<: []}", "{a: {}}"),
        ("a: &x {k: 1}\nb: &y {<<: *x, j: 2}\nc: {<<: *y}", "{a: {k: 1}, b: {j: 2, k: 1}, c: {j: 2, k: 1}}"),
        ("'<<': {k: 1}", "{<<: {k: 1}}"),
        ("!!str <<: {k: 1}", "{<<: {k: 1}}"),
    ])
    func `aliases and merge keys stand for what they name`(yaml: String, expected: String) {
        #expect(Outline.of(yaml) == [expected])
    }

    @Test func `anchors end with their document`() {
        #expect(
            Outline.of("a: &x 1\n---\nb: *x") == ["{a: 1}", "{b: !}", "Y0009 unknown alias '*x'"])
    }

    @Test func `a duplicate key shows both places, however it is spelled`() throws {
        let source = MarkedSource(
            "⟦1⟧a⟦/1⟧: 1\nb: 2\n⟦2⟧\"a\"⟦/2⟧: 3\n? !!str ⟦3⟧a⟦/3⟧\n: 4")
        let reading = YAMLReader.read(source.file)
        #expect(reading.documents.map(Outline.of) == ["{a: 1, b: 2}"])
        #expect(reading.diagnostics.map(\.code) == ["Y0007", "Y0007"])
        #expect(reading.diagnostics.map { source.name(of: $0.span) } == ["2", "3"])
        #expect(reading.diagnostics.flatMap(\.related).map { source.name(of: $0.span) } == ["1", "1"])
    }

    @Test func `a key that an alias gives again shows both places`() throws {
        let source = MarkedSource("a: &k b\n⟦1⟧b⟦/1⟧: 1\n⟦2⟧*k⟦/2⟧ : 2\n")
        let reading = YAMLReader.read(source.file)
        #expect(reading.documents.map(Outline.of) == [#"{a: "b", b: 1}"#])
        #expect(reading.diagnostics.map(\.code) == ["Y0007"])
        #expect(reading.diagnostics.map { source.name(of: $0.span) } == ["2"])
        #expect(reading.diagnostics.flatMap(\.related).map { source.name(of: $0.span) } == ["1"])
    }

    @Test func `a second merge key shows both places`() throws {
        let source = MarkedSource("a: &x {k: 1}\nb:\n  ⟦1⟧<<⟦/1⟧: *x\n  ⟦2⟧<<⟦/2⟧: *x\n")
        let reading = YAMLReader.read(source.file)
        #expect(reading.diagnostics.map(\.code) == ["Y0007"])
        #expect(reading.diagnostics.map { source.name(of: $0.span) } == ["2"])
        #expect(reading.diagnostics.flatMap(\.related).map { source.name(of: $0.span) } == ["1"])
    }

    @Test func `a key that two merged mappings give shows both places`() throws {
        let source = MarkedSource(
            "a: &x {⟦1⟧k⟦/1⟧: 1, j: 1}\nb: &y {⟦2⟧k⟦/2⟧: 2}\nc: {<<: [*x, ⟦3⟧*y⟦/3⟧]}\nd: {<<: [*x, *y], k: 3}\n")
        let reading = YAMLReader.read(source.file)
        #expect(reading.diagnostics.map(\.code) == ["Y0007"])
        #expect(reading.diagnostics.map { source.name(of: $0.span) } == ["3"])
        #expect(reading.diagnostics.flatMap(\.related).map { source.name(of: $0.span) } == ["1", "2"])
        #expect(
            reading.documents.map(Outline.of) == [
                "{a: {k: 1, j: 1}, b: {k: 2}, c: {k: 1, j: 1}, d: {k: 3, j: 1}}"
            ])
    }

    @Test func `a duplicate inside an anchor is told once, however often it is merged or stands by alias`() throws {
        let source = MarkedSource("a: &x {⟦1⟧k⟦/1⟧: 1, ⟦2⟧k⟦/2⟧: 2}\nb: *x\nc: {<<: *x}\nd: {<<: [*x, *x]}\n")
        let reading = YAMLReader.read(source.file)
        #expect(reading.documents.map(Outline.of) == ["{a: {k: 1}, b: {k: 1}, c: {k: 1}, d: {k: 1}}"])
        #expect(reading.diagnostics.map { source.name(of: $0.span) } == ["2"])
    }

    @Test func `keys that only look the same are the same`() {
        #expect(Outline.of("\u{E9}: 1\ne\u{301}: 2") == ["{\u{E9}: 1}", "Y0007 duplicate key 'e\u{301}'"])
    }

    @Test func `duplicates are found in a large mapping too`() {
        let lines = (0..<100).map { "k\($0): \($0)\n" }.joined()
        let found = Outline.of(lines + "k0: x\nk11: x\nk12: x\nk99: x\n").dropFirst()
        #expect(Array(found) == [0, 11, 12, 99].map { "Y0007 duplicate key 'k\($0)'" })
    }

    @Test func `a merge into a large mapping keeps explicit keys`() throws {
        let source = (0..<50).map { "k\($0): 1" }.joined(separator: ", ")
        let yaml = "a: &x {\(source)}\nb: {<<: *x, " + (25..<75).map { "k\($0): 2" }.joined(separator: ", ") + "}"
        let document = try #require(YAMLReader.read(SourceFile(path: "", bytes: Array(yaml.utf8))).documents.first)
        let merged = try #require(document.entries?.last?.value.entries)
        #expect(merged.map(\.key) == (25..<75).map { "k\($0)" } + (0..<25).map { "k\($0)" })
        #expect(merged.map { Outline.of($0.value) } == (0..<75).map { $0 < 50 ? "2" : "1" })
    }

    /// Diagnostics that leave the document to be read on; mark 1 is the place.
    @Test(arguments: [
        ("a: ⟦1⟧*x⟦/1⟧", "{a: !}", "Y0009 unknown alias '*x'"),
        ("a: &image 1\nb: ⟦1⟧*imgae⟦/1⟧", "{a: 1, b: !}", "Y0009 unknown alias '*imgae'"),
        ("⟦1⟧*x⟦/1⟧ : 1\nb: 2", "{b: 2}", "Y0009 unknown alias '*x'"),
        ("a: &x [⟦1⟧*x⟦/1⟧]", "{a: [!]}", "Y0010 the alias '*x' stands inside the value it stands for"),
        ("a: &x {<<: ⟦1⟧*x⟦/1⟧}", "{a: {}}", "Y0010 the alias '*x' stands inside the value it stands for"),
        ("a: {<<: ⟦1⟧1⟦/1⟧}", "{a: {}}", "Y0011 expected a mapping or a list of mappings to merge, found a number"),
        ("a:\n  <<:⟦1⟧⟦/1⟧", "{a: {}}", "Y0011 expected a mapping or a list of mappings to merge, found null"),
        (
            "a: {<<: [{k: 1}, ⟦1⟧[]⟦/1⟧]}", "{a: {}}",
            "Y0011 expected a mapping or a list of mappings to merge, found a sequence"
        ),
        ("a: {<<: {k: 1}, ⟦1⟧<<⟦/1⟧: {j: 2}}", "{a: {k: 1}}", "Y0007 duplicate key '<<'"),
        ("? ⟦1⟧[a]⟦/1⟧\n: {b: 1}\nc: 2", "{c: 2}", "Y0008 expected a scalar as key, found a sequence"),
        ("? ⟦1⟧a: b⟦/1⟧\n: c", "!", "Y0008 expected a scalar as key, found a mapping"),
        ("a: &x {k: 1}\n⟦1⟧*x⟦/1⟧ : 2", "{a: {k: 1}}", "Y0008 expected a scalar as key, found a mapping"),
        ("a: ⟦1⟧!foo⟦/1⟧ 1", "{a: !}", "Y0012 unknown tag '!foo'"),
        ("a: &x ⟦1⟧!!timestamp⟦/1⟧ 2024-01-02", "{a: !}", "Y0012 unknown tag '!!timestamp'"),
        ("a: ⟦1⟧!!set⟦/1⟧ {b}", "{a: !}", "Y0012 unknown tag '!!set'"),
        ("a: ⟦1⟧!!binary⟦/1⟧ [b]", "{a: !}", "Y0012 unknown tag '!!binary'"),
        ("a: !!int ⟦1⟧x⟦/1⟧", "{a: !}", "Y0013 expected a whole number after '!!int', found 'x'"),
        ("a: !!int ⟦1⟧1.0⟦/1⟧", "{a: !}", "Y0013 expected a whole number after '!!int', found '1.0'"),
        ("a: !!bool ⟦1⟧yes⟦/1⟧", "{a: !}", "Y0013 expected 'true' or 'false' after '!!bool', found 'yes'"),
        ("a: !!map ⟦1⟧1⟦/1⟧", "{a: !}", "Y0013 expected a mapping after '!!map', found '1'"),
        ("a: !!seq ⟦1⟧{⟦/1⟧b: 1}", "{a: !}", "Y0013 expected a sequence after '!!seq', found a mapping"),
        ("a: !!str ⟦1⟧[⟦/1⟧]", "{a: !}", "Y0013 expected a string after '!!str', found a sequence"),
        ("a: ⟦1⟧010⟦/1⟧", "{a: 10}", "Y0016 '010' is the number 10, not octal"),
        ("a: ⟦1⟧1e400⟦/1⟧", "{a: !}", "Y0014 the number '1e400' does not fit 64 bits"),
    ])
    func `what is wrong with a value leaves the rest of the document`(
        marked: String, outline: String, finding: String
    ) {
        let source = MarkedSource(marked)
        let reading = YAMLReader.read(source.file)
        #expect(reading.documents.map(Outline.of) == [outline])
        #expect(reading.diagnostics.map { "\($0.code) \($0.message)" } == [finding])
        #expect(reading.diagnostics.map { source.name(of: $0.span) } == ["1"])
    }

    @Test func `an unknown alias suggests an anchor`() {
        let reading = YAMLReader.read(SourceFile(path: "", bytes: Array("a: &image 1\nb: *imgae\nc: *qqq".utf8)))
        #expect(reading.diagnostics.map(\.hint) == ["did you mean '*image'?", nil])
        #expect(reading.diagnostics.map(\.notes.count) == [0, 1])
    }

    @Test func `YAML 1_1 is read as 1_2, with a warning`() {
        let reading = YAMLReader.read(SourceFile(path: "", bytes: Array("%YAML 1.1\n---\na: no\n".utf8)))
        #expect(reading.documents.map(Outline.of) == [#"{a: "no"}"#])
        #expect(reading.diagnostics.map(\.code) == ["Y0035"])
        #expect(reading.diagnostics.map(\.severity) == [.warning])
    }
}
