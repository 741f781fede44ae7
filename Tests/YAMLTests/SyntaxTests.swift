import Diagnostics
import Testing

@testable import YAML

/// Broken grammar in plain words.
///
/// Mark 1 is the place, mark 2 a related one.
@Suite struct SyntaxTests {
    @Test(arguments: [
        // brackets
        ("a: ⟦1⟧[⟦/1⟧1, 2", "Y0018 '[' is never closed"),
        ("a: ⟦1⟧[⟦/1⟧run, fast\nimage⟦2⟧:⟦/2⟧ x\n", "Y0018 '[' is never closed"),
        ("a:\n  ⟦1⟧{⟦/1⟧b: 1,\n  c: 2\n", "Y0018 '{' is never closed"),
        ("⟦1⟧{⟦/1⟧\"a\": [1]\n", "Y0018 '{' is never closed"),
        ("⟦1⟧[⟦/1⟧a\n⟦2⟧---⟦/2⟧\nb", "Y0018 '[' is never closed"),
        ("a: ⟦2⟧[⟦/2⟧\"x\" ⟦1⟧\"⟦/1⟧y\"]", "Y0020 expected ',' or ']', found '\"'"),
        ("a: ⟦2⟧[⟦/2⟧\n  \"x\"\n  ⟦1⟧\"⟦/1⟧y\"\n]", "Y0020 expected ',' or ']', found '\"'"),
        ("⟦2⟧{⟦/2⟧\n\"a\": \"1\"\n⟦1⟧\"⟦/1⟧b\": 2\n}", "Y0020 expected ',' or '}', found '\"'"),
        ("a: ⟦2⟧{⟦/2⟧b: 1 c⟦1⟧:⟦/1⟧ 2}", "Y0020 expected ',' or '}', found ':'"),
        ("a: [b]⟦1⟧]⟦/1⟧", "Y0025 expected the end of the line, found ']'"),
        ("a: ⟦1⟧]⟦/1⟧", "Y0033 expected a value, found ']'"),
        ("[⟦1⟧,⟦/1⟧]", "Y0033 expected a value, found ','"),
        // quotes
        ("a: ⟦1⟧\"⟦/1⟧x\nb: 1\n", "Y0019 the quoted string is never closed"),
        ("a: ⟦1⟧'⟦/1⟧x", "Y0019 the quoted string is never closed"),
        ("a: ⟦1⟧'⟦/1⟧x\n--- 1", "Y0019 the quoted string is never closed"),
        ("a: \"⟦1⟧\\q⟦/1⟧\"", "Y0027 unknown escape in double quotes"),
        ("a: \"\\u⟦1⟧d⟦/1⟧83d\"", "Y0027 the escape is no Unicode character"),
        ("a: \"\\x⟦1⟧g⟦/1⟧1\"", "Y0027 expected hexadecimal digits in an escape"),
        ("a: 'x' ⟦1⟧y⟦/1⟧\n", "Y0025 expected the end of the line, found 'y'"),
        // keys and indentation
        ("a: 1\n⟦1⟧b⟦/1⟧\nc: 2\n", "Y0021 expected ':' after a key"),
        ("a: 1\n⟦1⟧run it⟦/1⟧ \n", "Y0021 expected ':' after a key"),
        ("a: b⟦1⟧:⟦/1⟧ c", "Y0022 a mapping cannot start here"),
        ("a: 1\n  b⟦1⟧:⟦/1⟧ 2\n", "Y0022 a mapping cannot start here"),
        ("a: ⟦1⟧-⟦/1⟧ b", "Y0023 a sequence cannot start here"),
        ("⟦2⟧a⟦/2⟧:\n    b: 1\n  ⟦1⟧c⟦/1⟧: 2\n", "Y0024 the indentation of this line fits nothing above it"),
        ("⟦2⟧a⟦/2⟧:\n  - b\n ⟦1⟧c⟦/1⟧: 1", "Y0024 the indentation of this line fits nothing above it"),
        ("⟦2⟧-⟦/2⟧ a\n⟦1⟧b⟦/1⟧: 1\n", "Y0024 expected '-', found 'b'"),
        ("⟦2⟧a⟦/2⟧: 1\n⟦1⟧-⟦/1⟧ b\n", "Y0024 expected a key, found '-'"),
        // tabs
        ("a:\n⟦1⟧\t⟦/1⟧b: 1", "Y0017 a tab cannot indent"),
        ("a: 1\n⟦1⟧\t⟦/1⟧b: 2", "Y0017 a tab cannot indent"),
        ("⟦1⟧\t⟦/1⟧a: 1", "Y0017 a tab cannot indent"),
        ("a: |\n  x\n⟦1⟧\t⟦/1⟧y\n", "Y0017 a tab cannot indent"),
        // starts of values
        ("a: ⟦1⟧@⟦/1⟧x", "Y0026 '@' cannot start a plain value"),
        ("a: ⟦1⟧`⟦/1⟧x`", "Y0026 '`' cannot start a plain value"),
        ("a: ⟦1⟧%⟦/1⟧x", "Y0026 '%' cannot start a plain value"),
        ("a: ⟦1⟧*.txt⟦/1⟧", "Y0030 expected a name of letters, digits, '-' and '_' after '*'"),
        ("a: ⟦1⟧&⟦/1⟧", "Y0030 expected a name of letters, digits, '-' and '_' after '&'"),
        (
            "a: |⟦1⟧0⟦/1⟧\n x",
            "Y0032 expected '+', '-' or a digit from 1 to 9 after '|' or '>', and then the end of the line"
        ),
        (
            "a: >⟦1⟧x⟦/1⟧\n y",
            "Y0032 expected '+', '-' or a digit from 1 to 9 after '|' or '>', and then the end of the line"
        ),
        // tags, directives, documents
        ("a: ⟦1⟧!foo!bar⟦/1⟧ 1", "Y0012 unknown tag '!foo!bar'"),
        ("a: ⟦1⟧!<foo⟦/1⟧ 1", "Y0031 the tag cannot be read"),
        ("⟦1⟧%FOO⟦/1⟧\n---\na", "Y0028 the directive cannot be read"),
        ("⟦1⟧%YAML 2.0⟦/1⟧\n---\na", "Y0028 expected YAML 1.1 or 1.2"),
        ("%YAML 1.2\n⟦1⟧%YAML 1.2⟦/1⟧\n---\na", "Y0028 the directive cannot be used"),
        ("[a]\n⟦1⟧b⟦/1⟧: c\n", "Y0029 the document has already ended"),
    ])
    func `an error says what is wrong and where`(marked: String, finding: String) throws {
        let source = MarkedSource(marked)
        let reading = YAMLReader.read(source.file)
        let diagnostic = try #require(reading.diagnostics.first)
        #expect("\(diagnostic.code) \(diagnostic.message)" == finding)
        #expect(source.name(of: diagnostic.span) == "1")
        #expect(diagnostic.related.map { source.name(of: $0.span) } == (marked.contains("⟦2⟧") ? ["2"] : []))
    }

    @Test(arguments: [
        ("a: [1", "add ']'"), ("a: 'x", "add '"), ("a: \"x", "add \""), ("a: b: c", "quote the value, it holds ': '"),
        ("a: 1\n  b: 2", "check the indentation of this line and the one before"),
        ("a:\n    b: 1\n  c: 2", "expected 0 spaces, found 2"), ("a: [b]]", "no bracket is open here"),
        ("a: 'x' y", "quote the whole value"), ("\ta: 1", "use spaces"),
        ("a: {b: ${{ vars.c }}}", "put the value with '${{ }}' in quotes: braces have a meaning here"),
        ("a: [${{ vars.c }}]", "put the value with '${{ }}' in quotes: braces have a meaning here"),
        ("a: {{ .Values.b }}", SourceText.templateHint), ("{{- if .b }}\na: 1\n{{- end }}", SourceText.templateHint),
        ("a: {{ .b }}-{{ .c }}", SourceText.templateHint), ("a: {{b: 1}: 2}", SourceText.templateHint),
    ])
    func `an error says how to mend it`(yaml: String, hint: String) {
        let reading = YAMLReader.read(SourceFile(path: "", bytes: Array(yaml.utf8)))
        #expect(reading.diagnostics.map(\.hint) == [hint])
    }

    @Test func `a broken document hides neither the ones around it nor what was found in it`() {
        let yaml = "a: 1\n---\nb: 017\nb: 2\nc: [\n---\nd: 1\n---\ne: 'x\n---\nf: 2\n"
        #expect(
            Outline.of(yaml) == [
                "{a: 1}", "{d: 1}", "{f: 2}",
                "Y0016 '017' is the number 17, not octal", "Y0007 duplicate key 'b'",
                "Y0018 '[' is never closed", "Y0019 the quoted string is never closed",
            ])
    }

    @Test func `places after a broken document are still right`() {
        let source = MarkedSource("\u{FEFF}é: [\r\n---\r\n日: ⟦1⟧*x⟦/1⟧\r\n")
        let reading = YAMLReader.read(source.file)
        #expect(reading.diagnostics.map { source.name(of: $0.span) }.last == "1")
    }

    @Test func `a file of nothing but broken documents is given up`() {
        let reading = YAMLReader.read(
            SourceFile(path: "", bytes: Array(String(repeating: "--- ]\n", count: 1000).utf8)))
        #expect(reading.diagnostics.count == 20)
        #expect(Set(reading.diagnostics.map(\.code)) == ["Y0033"])
    }

    @Test func `an error as a whole picture`() {
        let source = MarkedSource("command: [run, fast\nimage: x\n", path: "jobs/a.yaml")
        let renderer = DiagnosticRenderer(.plain)
        #expect(
            YAMLReader.read(source.file).diagnostics.map { renderer.render($0) } == [
                """
                jobs/a.yaml:1:10: error[Y0018]: '[' is never closed
                1 | command: [run, fast
                  |          ^ add ']'
                jobs/a.yaml:2:6: note: found ':' instead
                1 | command: [run, fast
                2 | image: x
                  |      ^
                """
            ])
    }

    /// Every start of a long text is read to an end, with places inside the file.
    @Test func `no way to cut a file makes the reader trip`() {
        let text = Array(
            ("\u{FEFF}a: &x [1, {b: 'c', \"d\\n\": *x}]\r\n? !!str k\n: >-\n  é\n  👍\n"
                + "---\n<<: {m: ~}\nn: - \t@\n").utf8)
        for count in 0...text.count {
            for drop in [0, 7, 20] where drop <= count {
                let file = SourceFile(path: "", bytes: Array(text[drop..<count]))
                for diagnostic in YAMLReader.read(file).diagnostics {
                    let offsets = [diagnostic.span?.start.offset, diagnostic.span?.end.offset].compactMap { $0 }
                    #expect(offsets.count == 2 && offsets[0] <= offsets[1] && offsets[1] <= file.bytes.count)
                    #expect(!DiagnosticRenderer(.plain).render(diagnostic).isEmpty)
                }
            }
        }
    }
}

/// The table of codes.
@Suite struct YAMLCodeTests {
    @Test func `codes are numbered without gaps, and each has one line about it`() {
        let numbers = (1...YAMLCode.allCases.count).map { "Y" + String(String($0 + 10_000).dropFirst()) }
        #expect(YAMLCode.allCases.map(\.rawValue) == numbers)
        let summaries = YAMLCode.allCases.map(\.summary)
        #expect(Set(summaries).count == summaries.count)
        #expect(summaries.allSatisfy { !$0.isEmpty && !$0.contains("\n") && !$0.hasSuffix(".") })
    }
}
