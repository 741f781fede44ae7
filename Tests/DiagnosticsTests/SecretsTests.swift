// What is secret does not come out again, however it is written, cut or quoted; what is not stays readable.
import Diagnostics
import Testing

@Suite struct `Secret texts` {
    private func secrets(_ texts: String...) -> Secrets {
        var secrets = Secrets()
        for text in texts { secrets.insert(text) }
        return secrets
    }

    @Test(arguments: [
        ("hunter2", "--password=hunter2", "--password=(secret)"),
        ("hunter2", "hunter2hunter2", "(secret)"),
        ("hunter2", "hunter", "hunter"),
        ("a\"b\\c", #"{"x": "a\"b\\c"}"#, #"{"x": "(secret)"}"#),
        ("line one\nline two", #""line one\nline two""#, #""(secret)""#),
        ("line one\nline two", "  line two\n", "  (secret)\n"),
        ("0123456789abcdefghijklmnop", "found '0123456789abcdefghi…'", "found '(secret)…'"),
        ("0123456789abcdefghijklmnop", "…456789abcdefghijklmn…", "…(secret)…"),
        ("pässwörd", "x pässwörd y", "x (secret) y"),
        ("abc", "abcabc", "abcabc"), ("abc", "abc", "(secret)"), ("", "", ""),
        ("483920", "pin: 483920\n", "pin: \"(secret)\"\n"), ("483920", "[483920, 1]", "[\"(secret)\", 1]"),
        ("483920", "\"483920\"", "\"(secret)\""), ("483920", "pin 483920!", "pin (secret)!"),
        ("483920", "{\"n\": 94839201}", "{\"n\": \"(secret)\"}"),
    ])
    func `are masked in a text`(secret: String, text: String, expected: String) {
        #expect(secrets(secret).masked(text) == expected)
    }

    @Test func `of several texts are all masked, and join where they touch`() {
        let both = secrets("first-secret", "other-secret")
        #expect(both.masked("first-secretother-secret and first-secret") == "(secret) and (secret)")
        var joined = secrets("first-secret")
        joined.formUnion(secrets("other-secret"))
        #expect(joined == both)
        #expect(Secrets().isEmpty && !both.isEmpty && both.contains("first-secret") && !both.contains("first"))
    }
}

@Suite struct `A concealed file` {
    @Test func `keeps all places and shows stars`() throws {
        let file = SourceFile(path: "a.yaml", bytes: Array("key: pä€😀ss # x\nnext: y\n".utf8))
        let shown = file.concealing([5..<17])
        #expect(shown.bytes.count == file.bytes.count)
        let text = String(decoding: shown.bytes, as: UTF8.self)
        #expect(text.unicodeScalars.count == String(decoding: file.bytes, as: UTF8.self).unicodeScalars.count)
        #expect(text.hasSuffix(" # x\nnext: y\n") && text.hasPrefix("key: *"))
        #expect(!text.contains("ä") && !text.contains("€") && !text.contains("😀") && !text.contains("p"))
    }

    @Test func `is shown in the place of its diagnostics, whose words are masked too`() {
        let file = SourceFile(path: "a.yaml", bytes: Array("token: hunter2\n".utf8))
        let span = SourceSpan(
            file: file, start: SourcePosition(offset: 7, line: 1, column: 8),
            end: SourcePosition(offset: 14, line: 1, column: 15))
        let diagnostic = Diagnostic(
            "M0001", "found 'hunter2'", at: span, hint: "not hunter2", notes: ["hunter2"],
            related: [Diagnostic.Related("hunter2", at: span)])
        var secrets = Secrets()
        secrets.insert("hunter2")
        let shown = diagnostic.concealing([ObjectIdentifier(file): file.concealing([7..<14])], secrets)
        let text = DiagnosticRenderer(.plain).render(shown)
        #expect(!text.contains("hunter2"))
        #expect(text.contains("token: *******") && text.contains("found '(secret)'"))
        #expect(DiagnosticRenderer(.plain).render(diagnostic).contains("hunter2"))
    }
}
