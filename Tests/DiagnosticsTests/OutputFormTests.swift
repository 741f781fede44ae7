import Foundation
import Testing

@testable import Diagnostics

/// The forms for other programs, where their rules are fine.
@Suite struct OutputFormTests {
    private func command(_ marked: String, path: String = "a.yaml", _ message: String = "m") -> String {
        WorkflowCommand.text(DiagnosticJSON(Diagnostic("T0001", message, at: MarkedText(marked, path: path).span)))
    }

    @Test func `an annotation has its place, the last column inside`() {
        #expect(
            command("a: 1\nb: ⟦xyz⟧") == "::error file=a.yaml,line=2,endLine=2,col=4,endColumn=6,title=T0001::m")
        #expect(command("⟦⟧") == "::error file=a.yaml,line=1,endLine=1,col=1,endColumn=1,title=T0001::m")
    }

    @Test func `an annotation over several lines has no columns`() {
        #expect(command("a: ⟦|\n  x⟧") == "::error file=a.yaml,line=1,endLine=2,title=T0001::m")
    }

    @Test func `what would end a value or a line is escaped, and only there`() {
        let text = command("⟦a⟧", path: "a,b:c%d\r\n.yaml", "100%: a, b\r\nc")
        #expect(text.hasPrefix("::error file=a%2Cb%3Ac%25d%0D%0A.yaml,line=1,"))
        #expect(text.hasSuffix("::100%25: a, b%0D%0Ac"))
    }

    @Test func `the way out, the notes and the other places are lines of the message`() {
        let span = MarkedText("⟦a⟧").span
        let diagnostic = Diagnostic(
            "T0001", .warning, "m", at: nil, hint: "h", notes: ["n"], related: [Diagnostic.Related("r", at: span)])
        #expect(
            WorkflowCommand.text(DiagnosticJSON(diagnostic))
                == "::warning title=T0001::m%0Ahint: h%0Anote: n%0Anote: r: jobs/a.yaml:1:1")
    }

    @Test(arguments: [
        ("a/b.yaml", "a/b.yaml"), ("/a b", "file:///a%20b"), ("<stdin>", "%3Cstdin%3E"), ("a:b", "a%3Ab"),
        ("é%", "%C3%A9%25"), ("../x~_-.y", "../x~_-.y"), ("\u{1}", "%01"),
    ])
    func `a path is the reference of a URI`(path: String, uri: String) {
        #expect(SARIFLog.uri(path) == uri)
    }

    @Test func `a rule stands once in a log, and every result leads to it`() throws {
        let file = MarkedText("⟦a⟧").span
        let report = DiagnosticReport([
            Diagnostic("T0002", "one", at: file), Diagnostic("T0002", "two", at: file),
            Diagnostic("T0001", .warning, "three", at: nil),
        ])
        let log = SARIFLog(report, paths: ["b.yaml"], toolVersion: "1.2.3") { code in
            SARIFLog.Rule(id: code, title: "title of \(code)", page: "# page")
        }
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(log)) as? [String: Any]
        let run = try #require((json?["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect((driver["rules"] as? [[String: Any]])?.map { $0["id"] as? String } == ["T0001", "T0002"])
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.map { $0["ruleIndex"] as? Int } == [0, 1, 1])
        #expect(results.map { ($0["locations"] as? [Any])?.count } == [0, 1, 1])
        #expect((run["artifacts"] as? [Any])?.count == 2)
    }
}
