import Testing

@testable import Diagnostics

/// The picture of a diagnostic, to the character.
@Suite struct DiagnosticRendererTests {
    private let plain = DiagnosticRenderer(.plain)

    private func picture(
        _ marked: String, _ message: String = "wrong", hint: String? = nil, notes: [String] = []
    ) -> String {
        plain.render(Diagnostic("T0001", message, at: MarkedText(marked).span, hint: hint, notes: notes))
    }

    @Test func `a header, the line before, the line with its mark and hint, and the notes`() {
        let text = """
            name: etl
            containers:
              - image: acme
                ⟦comand⟧: ["run"]
            """
        let diagnostic = Diagnostic(
            "M0203", "unknown field 'comand'", at: MarkedText(text, path: "jobs/etl.yaml").span,
            hint: "did you mean 'command'?", notes: ["fields allowed here: command, image"])
        #expect(
            plain.render(diagnostic) == """
                jobs/etl.yaml:4:5: error[M0203]: unknown field 'comand'
                3 |   - image: acme
                4 |     comand: ["run"]
                  |     ^~~~~~ did you mean 'command'?
                  = note: fields allowed here: command, image
                """)
    }

    @Test func `line numbers are aligned where a line more has a digit more`() {
        let text = String(repeating: "x: 1\n", count: 9) + "y: ⟦2⟧\n"
        #expect(
            picture(text, notes: ["n"]) == """
                jobs/a.yaml:10:4: error[T0001]: wrong
                 9 | x: 1
                10 | y: 2
                   |    ^
                   = note: n
                """)
    }

    @Test func `related places follow, each with a header and a line of its own`() {
        let file = MarkedText("a: 1\nb: 2\n⟦a⟧: 3\n")
        let first = SourceSpan(
            file: file.file, start: SourcePosition(offset: 0, line: 1, column: 1),
            end: SourcePosition(offset: 1, line: 1, column: 2))
        let diagnostic = Diagnostic(
            "Y0007", "duplicate key 'a'", at: file.span,
            related: [Diagnostic.Related("first given here", at: first)])
        #expect(
            plain.render(diagnostic) == """
                jobs/a.yaml:3:1: error[Y0007]: duplicate key 'a'
                2 | b: 2
                3 | a: 3
                  | ^
                jobs/a.yaml:1:1: note: first given here
                1 | a: 1
                  | ^
                """)
    }

    @Test func `without a place there is no path and the hint is a line`() {
        let diagnostic = Diagnostic(
            "M0001", .warning, "no manifest found", at: nil, hint: "name a folder", notes: ["looked in 'jobs'"])
        #expect(
            plain.render(diagnostic) == """
                warning[M0001]: no manifest found
                  = hint: name a folder
                  = note: looked in 'jobs'
                """)
    }

    @Test(arguments: [
        ("a: ⟦b⟧", "1 | a: b\n  |    ^"),
        ("a: ⟦bcd⟧", "1 | a: bcd\n  |    ^~~"),
        ("a: x⟦⟧", "1 | a: x\n  |     ^"),
        ("\t⟦a⟧: 1", "1 |     a: 1\n  |     ^"),
        ("a:⟦\t⟧b", "1 | a:    b\n  |   ^~~~"),
        ("日本: ⟦x⟧", "1 | 日本: x\n  |       ^"),
        ("a: ⟦日本⟧", "1 | a: 日本\n  |    ^~~~"),
        ("👍🏽 ⟦x⟧", "1 | 👍🏽 x\n  |      ^"),
        ("e\u{301}é ⟦x⟧", "1 | e\u{301}é x\n  |    ^"),
        ("한글 ⟦x⟧", "1 | 한글 x\n  |      ^"),
        ("\u{1112}\u{1161}\u{11AB} ⟦x⟧", "1 | \u{1112}\u{1161}\u{11AB} x\n  |    ^"),
        ("\u{FEFF}⟦a⟧: 1", "1 | a: 1\n  | ^"),
        ("a: ⟦|\n  x\n⟧", "1 | a: |\n  |    ^"),
        ("⟦a: 1  \nb⟧: 2", "1 | a: 1\n  | ^~~~"),
        ("a: 1\r\n⟦b⟧: 2\r\n", "1 | a: 1\n2 | b: 2\n  | ^"),
        ("a: 1\n\n⟦b⟧: 2", "3 | b: 2\n  | ^"),
        ("\n⟦⟧", "2 |\n  | ^"),
    ])
    func `the mark stands under what is meant, by columns on the screen`(marked: String, expected: String) {
        #expect(picture(marked).split(separator: "\n").dropFirst().joined(separator: "\n") == expected)
    }

    @Test(arguments: [
        ("\u{1B}[31m", "<U+001B>[31m"),
        ("a\u{202E}b", "a<U+202E>b"),
        ("a\u{200B}b", "a<U+200B>b"),
        ("\u{2066}", "<U+2066>"),
        ("\u{2028}", "<U+2028>"),
        ("\u{9B}31m", "<U+009B>31m"),
        ("\u{7F}", "<U+007F>"),
        ("\u{0}", "<U+0000>"),
        ("\u{E0041}", "<U+E0041>"),
        ("\u{AD}", "<U+00AD>"),
        ("\u{3164}", "<U+3164>"),
        ("❤\u{FE0F}", "❤\u{FE0F}"),
        ("plain é 日本", "plain é 日本"),
    ])
    func `what could deceive a reader or a terminal is spelled out`(text: String, expected: String) {
        #expect(DisplayText.escaped(text) == expected)
        #expect(DisplayText.width(text) == DisplayText.width(expected))
    }

    @Test func `every part of a diagnostic is escaped, the path too`() {
        let place = MarkedText("x⟦\u{1B}⟧y", path: "a\u{1B}.yaml")
        let diagnostic = Diagnostic(
            "T\u{1B}", "m\u{1B}\n2", at: place.span, hint: "h\u{1B}", notes: ["n\u{1B}"],
            related: [Diagnostic.Related("r\u{1B}", at: place.span)])
        #expect(
            plain.render(diagnostic) == """
                a<U+001B>.yaml:1:2: error[T<U+001B>]: m<U+001B><U+000A>2
                1 | x<U+001B>y
                  |  ^~~~~~~~ h<U+001B>
                  = note: n<U+001B>
                a<U+001B>.yaml:1:2: note: r<U+001B>
                1 | x<U+001B>y
                  |  ^~~~~~~~
                """)
    }

    @Test func `bytes that are not UTF-8 are shown as replacement characters`() {
        let file = SourceFile(path: "a", bytes: [0x61, 0xFF, 0x62])
        let place = SourcePosition(offset: 1, line: 1, column: 2)
        let end = SourcePosition(offset: 2, line: 1, column: 3)
        let diagnostic = Diagnostic("T0001", "m", at: SourceSpan(file: file, start: place, end: end))
        #expect(plain.render(diagnostic).hasSuffix("1 | a\u{FFFD}b\n  |  ^"))
    }

    @Test func `colours are around the words and nothing else differs`() {
        let diagnostic = Diagnostic("T0001", .warning, "m", at: MarkedText("a: ⟦b⟧").span, hint: "h", notes: ["n"])
        let painted = DiagnosticRenderer(.ansi).render(diagnostic)
        #expect(painted.contains("\u{1B}[1;33mwarning[T0001]:\u{1B}[0m"))
        #expect(painted.contains("\u{1B}[1;33m^ h\u{1B}[0m"))
        var bare = painted
        for code in ["0", "1", "34", "1;31", "1;33", "1;36"] {
            bare = bare.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
        }
        #expect(bare == plain.render(diagnostic))
    }
}

/// Lines that no terminal could show.
@Suite struct LongLineTests {
    private func lines(_ marked: String) -> [String] {
        let diagnostic = Diagnostic("T0001", "m", at: MarkedText(marked).span)
        return DiagnosticRenderer(.plain).render(diagnostic).split(separator: "\n").map(String.init)
    }

    @Test func `a long line is cut on both sides of the place`() {
        let text = String(repeating: "a", count: 500) + "⟦bcd⟧" + String(repeating: "e", count: 500)
        let expected = "…" + String(repeating: "a", count: 40) + "bcd" + String(repeating: "e", count: 57) + "…"
        #expect(
            lines("x: 1\n" + text)[1...] == ["2 | \(expected)", "  | " + String(repeating: " ", count: 41) + "^~~"])
    }

    @Test func `near its start a long line is cut only at the end`() {
        let text = "⟦bcd⟧" + String(repeating: "e", count: 500)
        #expect(lines(text)[1...] == ["1 | bcd" + String(repeating: "e", count: 97) + "…", "  | ^~~"])
    }

    @Test func `a mark never goes beyond what is shown`() {
        let text = "a: ⟦" + String(repeating: "e", count: 500) + "⟧"
        #expect(lines(text)[2] == "  |    ^" + String(repeating: "~", count: 96))
    }

    @Test func `wide characters are not cut in two`() {
        let text = String(repeating: "日", count: 300) + "⟦x⟧" + String(repeating: "本", count: 300)
        let shown = "…" + String(repeating: "日", count: 20) + "x" + String(repeating: "本", count: 29) + "…"
        #expect(lines(text)[1...] == ["1 | \(shown)", "  | " + String(repeating: " ", count: 41) + "^"])
    }

    @Test func `a line of ten megabytes costs no more than its neighbourhood`() {
        let bytes = [UInt8](repeating: 0x61, count: 10_000_000)
        let file = SourceFile(path: "a", bytes: bytes)
        let start = SourcePosition(offset: 5_000_000, line: 1, column: 5_000_001)
        let end = SourcePosition(offset: 5_000_003, line: 1, column: 5_000_004)
        let json = DiagnosticJSON(Diagnostic("T0001", "m", at: SourceSpan(file: file, start: start, end: end)))
        #expect(json.source?.map(\.skipped) == [4_999_960])
        #expect(json.source?.map(\.text.utf8.count) == [100])
    }
}
