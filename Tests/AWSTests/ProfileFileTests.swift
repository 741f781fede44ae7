import Testing

@testable import AWS

/// Proves that files of profiles are read by the rules of botocore, and that what breaks them is named by its line.
@Suite struct ProfileFileTests {
    private func read(_ text: String) throws -> ProfileFile {
        try ProfileFile(path: "~/.aws/config", text: text)
    }

    @Test func `keys, comments, blank lines and both delimiters`() throws {
        let file = try read(
            """
            # a comment
            ; another

            [default]
            Region = eu-central-1
            output: json
              # indented comment
            aws_secret_access_key = a=b:c # not a comment
            empty =

            [profile batch]
            region=us-east-1
            """)
        #expect(file.sections.map(\.name) == ["default", "profile batch"])
        let values = file.sections[0].values.mapValues(\.text)
        #expect(
            values == [
                "region": "eu-central-1", "output": "json", "aws_secret_access_key": "a=b:c # not a comment",
                "empty": "",
            ])
        #expect(file.sections[1].values["region"]?.line == 12)
    }

    @Test func `indented lines below an empty value are keys of their own`() throws {
        let file = try read(
            """
            [services local]
            ecs =
              endpoint_url = http://127.0.0.1:4510
              # a comment
              other=x
            logs =
                endpoint_url=http://127.0.0.1:4511
            """)
        #expect(file.sections[0].values["ecs"]?.nested == ["endpoint_url": "http://127.0.0.1:4510", "other": "x"])
        #expect(file.sections[0].values["logs"]?.nested == ["endpoint_url": "http://127.0.0.1:4511"])
    }

    @Test func `deeper lines go on with a value, and line ends may be those of Windows`() throws {
        let file = try read("[default]\r\ncredential_process = one\r\n  two\r\nregion = x\r\n")
        #expect(file.sections[0].values["credential_process"]?.text == "one\ntwo")
        #expect(file.sections[0].values["region"]?.text == "x")
    }

    @Test(arguments: [
        ("region = x\n", 1, "expected a section such as '[default]' first"),
        ("[default]\nAKIASECRETTHING\n", 2, "expected 'key = value'"),
        ("[default]\n= x\n", 2, "expected a key before '='"),
        ("[default]\nregion = x\nRegion = y\n", 3, "'region' stands here a second time, first in line 2"),
        ("[a]\n\n[a]\n", 3, "section 'a' stands here a second time, first in line 1"),
        ("[]\n", 1, "a section without a name"),
        ("[services x]\necs =\n  endpoint_url\n", 3, "expected 'key = value' under 'ecs'"),
        ("[open\n", 1, "expected a section such as '[default]' first"),
    ])
    func `a line that is not understood is named, and not quoted`(text: String, line: Int, reason: String) {
        #expect(throws: ConfigurationError.syntax(path: "~/.aws/config", line: line, reason: reason)) { try read(text) }
    }

    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]),
        (
            #"/opt/my\ tool --name 'a b' --json "{\"x\": 1}""#,
            ["/opt/my tool", "--name", "a b", "--json", #"{"x": 1}"#]
        ),
        (#"a '' "" b'c'"d""#, ["a", "", "", "bcd"]),
        (#""a\nb""#, [#"a\nb"#]),
        ("$HOME; rm `x` | y > z &", ["$HOME;", "rm", "`x`", "|", "y", ">", "z", "&"]),
        ("  ", []),
    ])
    func `a command is split into words and nothing more`(line: String, words: [String]) {
        #expect(CommandWords.split(line) == words)
    }

    @Test(arguments: ["'a", #""a"#, #"a\"#]) func `a quotation that is not closed is no command`(line: String) {
        #expect(CommandWords.split(line) == nil)
    }
}
