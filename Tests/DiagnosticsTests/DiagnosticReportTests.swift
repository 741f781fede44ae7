import Testing

@testable import Diagnostics

/// Order, repetition and limits of a list of diagnostics, and its form for machines.
@Suite struct DiagnosticReportTests {
    private let file = SourceFile(path: "b.yaml", bytes: Array("abcdefghij".utf8))
    private let other = SourceFile(path: "a.yaml", bytes: Array("abcdefghij".utf8))

    private func at(_ offset: Int, in file: SourceFile) -> SourceSpan {
        SourceSpan(
            file: file, start: SourcePosition(offset: offset, line: 1, column: offset + 1),
            end: SourcePosition(offset: offset + 1, line: 1, column: offset + 2))
    }

    @Test func `sorted by path and place, what has no place first`() {
        let report = DiagnosticReport([
            Diagnostic("T0001", "1", at: at(4, in: file)),
            Diagnostic("T0002", "2", at: at(1, in: file)),
            Diagnostic("T0003", "3", at: at(9, in: other)),
            Diagnostic("T0004", "4", at: nil),
            Diagnostic("T0000", "5", at: at(4, in: file)),
        ])
        #expect(report.diagnostics.map(\.message) == ["4", "3", "2", "1", "5"])
    }

    @Test func `the same words at the same place count once`() {
        let again = SourceFile(path: "b.yaml", bytes: file.bytes)
        let report = DiagnosticReport([
            Diagnostic("T0001", "first", at: at(4, in: file)),
            Diagnostic("T0001", "first", at: at(4, in: again)),
            Diagnostic("T0001", "other words", at: at(4, in: file)),
            Diagnostic("T0002", "other code", at: at(4, in: file)),
            Diagnostic("T0001", "other place", at: at(5, in: file)),
            Diagnostic("T0003", "nowhere", at: nil),
            Diagnostic("T0003", "nowhere", at: nil),
            Diagnostic("T0003", "nowhere else", at: nil),
        ])
        #expect(
            report.diagnostics.map(\.message) == [
                "nowhere", "nowhere else", "first", "other words", "other code", "other place",
            ])
    }

    @Test(
        arguments: [
            (0, 0, nil), (1, 0, "1 error"), (2, 1, "2 errors, 1 warning"), (0, 2, "2 warnings"),
        ] as [(Int, Int, String?)])
    func `the summary counts each severity`(errors: Int, warnings: Int, expected: String?) {
        let all =
            (0..<errors).map { Diagnostic("T0001", "e\($0)", at: nil) }
            + (0..<warnings).map { Diagnostic("T0002", .warning, "w\($0)", at: nil) }
        let report = DiagnosticReport(all)
        #expect(report.summary == expected)
        #expect((report.errors, report.warnings) == (errors, warnings))
    }

    @Test func `what is beyond the limit is counted, warnings before errors`() {
        let report = DiagnosticReport(
            [
                Diagnostic("T0001", .warning, "w1", at: at(0, in: file)),
                Diagnostic("T0001", .warning, "w2", at: at(1, in: file)),
                Diagnostic("T0002", "e1", at: at(2, in: file)),
                Diagnostic("T0002", "e2", at: at(3, in: file)),
            ], limit: 3)
        #expect(report.shown.map(\.message) == ["w1", "e1", "e2"])
        #expect(
            report.text(DiagnosticRenderer(.plain)) == """
                b.yaml:1:1: warning[T0001]: w1
                1 | abcdefghij
                  | ^

                b.yaml:1:3: error[T0002]: e1
                1 | abcdefghij
                  |   ^

                b.yaml:1:4: error[T0002]: e2
                1 | abcdefghij
                  |    ^

                and 1 more
                2 errors, 2 warnings
                """)
        #expect(report.json.count == 4)
    }

    @Test func `twenty are shown unless something else is asked`() {
        let report = DiagnosticReport((0..<57).map { Diagnostic("T0001", "m\($0)", at: nil) })
        #expect(report.shown.count == 20)
        #expect(report.text(DiagnosticRenderer(.plain)).hasSuffix("\n\nand 37 more\n57 errors"))
    }

    @Test func `the pointer names the first error that is shown, or else the first warning`() {
        let warning = Diagnostic("T0001", .warning, "w", at: at(0, in: file))
        let error = Diagnostic("T0002", "e", at: at(1, in: file))
        #expect(DiagnosticReport([warning, error]).pointer == "For more about an error: purser explain T0002")
        #expect(DiagnosticReport([warning]).pointer == "For more about a warning: purser explain T0001")
    }

    @Test func `nothing to report is an empty text`() {
        #expect(DiagnosticReport([]).text(DiagnosticRenderer(.plain)) == "")
        #expect(DiagnosticReport([]).pointer == nil)
    }
}
