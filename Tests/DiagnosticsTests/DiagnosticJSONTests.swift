import FoundationEssentials
import Testing

@testable import Diagnostics

/// The form for machines, and that the text comes from nothing else.
@Suite struct DiagnosticJSONTests {
    private let diagnostic: Diagnostic = {
        let marked = MarkedText("a: 1\n⟦a⟧: 2\n")
        let first = SourceSpan(
            file: marked.file, start: SourcePosition(offset: 0, line: 1, column: 1),
            end: SourcePosition(offset: 1, line: 1, column: 2))
        return Diagnostic(
            "Y0007", "duplicate key 'a'", at: marked.span, hint: "take one out", notes: ["n"],
            related: [Diagnostic.Related("first given here", at: first)])
    }()

    private func encoded(_ diagnostic: Diagnostic) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(DiagnosticJSON(diagnostic)), as: UTF8.self)
    }

    @Test func `places, lines and related places are all there`() throws {
        let first = #"{"isCut":false,"number":1,"skipped":0,"text":"a: 1"}"#
        let second = #"{"isCut":false,"number":2,"skipped":0,"text":"a: 2"}"#
        let expected =
            #"{"code":"Y0007","end":{"column":2,"line":2,"offset":6},"hint":"take one out","#
            + #""message":"duplicate key 'a'","notes":["n"],"path":"jobs/a.yaml","related":["#
            + #"{"end":{"column":2,"line":1,"offset":1},"message":"first given here","path":"jobs/a.yaml","#
            + #""source":[\#(first)],"start":{"column":1,"line":1,"offset":0}}],"#
            + #""severity":"error","source":[\#(first),\#(second)],"start":{"column":1,"line":2,"offset":5}}"#
        #expect(try encoded(diagnostic) == expected)
    }

    @Test func `without a place there are no members for one`() throws {
        let expected = #"{"code":"M0001","message":"m","notes":[],"related":[],"severity":"warning"}"#
        #expect(try encoded(Diagnostic("M0001", .warning, "m", at: nil)) == expected)
    }

    @Test func `the text can be made from what was sent as JSON`() throws {
        let sent = try JSONEncoder().encode(DiagnosticJSON(diagnostic))
        let received = try JSONDecoder().decode(DiagnosticJSON.self, from: sent)
        let renderer = DiagnosticRenderer(.ansi)
        #expect(renderer.render(received) == renderer.render(diagnostic))
    }
}

/// Guesses at what was meant.
@Suite struct SuggestionTests {
    private let fields = ["command", "environment", "image", "memory", "name", "secrets", "cpu", "retryStrategy"]

    @Test(arguments: [
        ("comand", "command"), ("commnad", "command"), ("Command", "command"), ("IMAGE", "image"),
        ("retrystrategy", "retryStrategy"), ("retryStrategi", "retryStrategy"), ("enviroment", "environment"),
        ("secret", "secrets"), ("nmae", "name"), ("cpus", "cpu"), ("imgae", "image"), ("memroy", "memory"),
    ])
    func `a slip finds its word`(typed: String, expected: String) {
        #expect(Suggestion.closest(to: typed, among: fields) == expected)
    }

    @Test(arguments: ["volume", "x", "", "replicas", "net", "é"])
    func `a word of its own finds nothing`(typed: String) {
        #expect(Suggestion.closest(to: typed, among: fields) == nil)
    }

    @Test func `another case of the same word wins over a closer look`() {
        #expect(Suggestion.closest(to: "NAME", among: ["NAMED", "name"]) == "name")
    }

    @Test func `of equally close words the first wins`() {
        #expect(Suggestion.closest(to: "bat", among: ["cat", "bar"]) == "cat")
        #expect(Suggestion.closest(to: "bat", among: ["bar", "cat"]) == "bar")
    }

    @Test func `a name is no suggestion for itself, nor is one letter for another`() {
        #expect(Suggestion.closest(to: "name", among: ["name"]) == nil)
        #expect(Suggestion.closest(to: "a", among: ["b"]) == nil)
    }

    @Test func `names of a thousand letters are left alone`() {
        let long = String(repeating: "a", count: 1000)
        #expect(Suggestion.closest(to: long, among: [long + "b"]) == nil)
    }
}
