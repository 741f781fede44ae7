import Testing

@testable import JSON

/// Reading: what is accepted, and what is said of the rest.
@Suite struct ParsingTests {
    private func parse(_ text: String) throws -> JSON {
        try JSON(parsing: Array(text.utf8))
    }

    @Test(
        arguments: [
            ("null", .null), ("true", true), ("false", false), ("0", 0), ("-0", 0), ("1", 1), ("1.0", 1), ("1e3", 1000),
            ("-9223372036854775808", .int(.min)), ("9223372036854775807", .int(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", .number(1.5)),
            ("1e-3", .number(0.001)),
            ("9007199254740993", .int(9_007_199_254_740_993)),
            ("\"\"", ""), (#""\ud83d\ude00\u0000""#, "\u{1F600}\u{0}"), ("[]", []), ("{}", [:]),
            (" [ 1 , [ ] ] ", [1, []]), (#"{"a":{"b":[null]}}"#, ["a": ["b": [.null]]]),
        ] as [(String, JSON)])
    func `a text is the value it says`(text: String, value: JSON) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        ("", "byte 0: expected a value, found the end"), (" ", "byte 1: expected a value, found the end"),
        ("{", "byte 1: expected a member's name, found the end"), ("[1,", "byte 3: expected a value, found the end"),
        ("[1,]", "byte 3: expected a value"), ("{\"a\":1,}", "byte 7: expected a member's name"),
        ("{a:1}", "byte 1: expected a member's name"), ("'a'", "byte 0: expected a value"),
        ("\"a", "byte 2: expected '\"', found the end"), ("nul", "byte 0: expected a value"),
        ("trux", "byte 0: expected a value"), ("+1", "byte 0: expected a value"),
        ("01", "byte 1: expected the end of the text"), ("1.", "byte 2: expected a digit, found the end"),
        (".5", "byte 0: expected a value"), ("1e", "byte 2: expected a digit, found the end"),
        ("1e+-2", "byte 3: expected a digit"), ("-", "byte 1: expected a digit, found the end"),
        ("-a", "byte 1: expected a digit"), ("[1] 2", "byte 4: expected the end of the text"),
        ("NaN", "byte 0: expected a value"), ("[1 2]", "byte 3: expected ',' or ']'"),
        ("{\"a\" 1}", "byte 5: expected ':'"), ("{\"a\":1 \"b\":2}", "byte 7: expected ',' or '}'"),
        ("]", "byte 0: expected a value"), ("// c\n1", "byte 0: expected a value"),
        ("\u{FEFF}1", "byte 0: expected a value"), ("1\u{0}", "byte 1: expected the end of the text"),
        (#""\x""#, "byte 1: unknown escape"), (#""\u12"#, "byte 5: expected a hexadecimal digit, found the end"),
        (#""\u12g4""#, "byte 5: expected a hexadecimal digit"),
        (#""\ud800""#, "byte 1: the escape is half a character"),
        (#""\ud800\n""#, "byte 1: the escape is half a character"),
        (#""\ud800\u0041""#, "byte 1: the escape is half a character"),
        (#""\udc00""#, "byte 1: the escape is half a character"),
        ("\"\u{1}\"", "byte 1: a control character must be escaped"),
        ("\"\n\"", "byte 1: a control character must be escaped"),
        ("1e400", "byte 0: the number is too large"), ("[1,-1e400]", "byte 3: the number is too large"),
        (#"{"a":1,"b":2,"a":3}"#, "byte 13: the member 'a' is given twice"),
        ("{\"\u{E9}\":1,\"e\u{301}\":2}", "byte 8: the member 'e\u{301}' is given twice"),
    ])
    func `what is not JSON is refused, and where`(text: String, expected: String) {
        #expect(throws: JSONError("not valid JSON at \(expected)")) { try parse(text) }
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func `a string that is not UTF-8 is refused`(bytes: [UInt8]) {
        #expect(throws: JSONError("not valid JSON at byte 1: the string is not UTF-8")) { try JSON(parsing: bytes) }
    }

    @Test func `every escape is known`() throws {
        #expect(try parse(#""\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00 \u0000""#) == "\"\\/\u{8}\u{C}\n\r\té€😀 \u{0}")
    }

    @Test func `so many levels and no more`() throws {
        let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(try parse(deep).canonical == deep)
        for deeper in [129, 100_000] {
            let open = String(repeating: "[", count: deeper)
            #expect(throws: JSONError("not valid JSON at byte 128: more than 128 levels")) { try parse(open) }
        }
        // Levels beside each other do not add up.
        let wide = "[" + Array(repeating: "{}", count: 2000).joined(separator: ",") + "]"
        #expect(try parse(wide).array?.count == 2000)
    }

    private struct Job: Codable, Equatable {
        struct Step: Codable, Equatable {
            let name: String
            let count: Int?
        }
        let steps: [Step]
    }

    @Test(arguments: [
        (#"{}"#, "no member 'steps' at ''"),
        (#"{"steps":[{"name":"a"},{}]}"#, "no member 'name' at '.steps[1]'"),
        (#"{"steps":[{"name":1}]}"#, "not a String at '.steps[0].name'"),
        (#"{"steps":[{"name":"a","count":"b"}]}"#, "not a Int at '.steps[0].count'"),
        (#"{"steps":[{"name":null}]}"#, "no String at '.steps[0].name'"),
    ])
    func `a typed value says where the text is not of its type`(text: String, expected: String) {
        #expect(throws: JSONError(expected)) { try JSON.decode(Job.self, from: Array(text.utf8)) }
    }

    @Test func `typed values go to JSON and back`() throws {
        let job = Job(steps: [Job.Step(name: "a", count: 1), Job.Step(name: "b", count: nil)])
        let value = try JSON(encoding: job)
        #expect(value == ["steps": [["name": "a", "count": 1], ["name": "b"]]])
        #expect(try value.decoded(as: Job.self) == job)
    }

    @Test func `a number that JSON cannot say is not written`() {
        #expect(throws: JSONError.self) { try JSON(encoding: [Double.infinity]) }
        #expect(throws: JSONError.self) { try JSON(encoding: [Double.nan]) }
    }

    @Test func `values are reached by name and kind`() {
        let value: JSON = ["a": 1, "b": .number(1.5), "c": ["x", "y"], "d": "s", "e": true]
        #expect(value["a"]?.int == 1)
        #expect(value["a"]?.double == 1)
        #expect(value["b"]?.int == nil)
        #expect(value["b"]?.double == 1.5)
        #expect(value["c"]?.strings == ["x", "y"])
        #expect(value["d"]?.strings == nil)
        #expect(JSON.array(["x", 1]).strings == nil)
        #expect(value["d"]?.string == "s")
        #expect(value["e"]?.bool == true)
        #expect(value["f"] == nil)
        #expect(value["d"]?["a"] == nil)
        #expect(value.setting("a", to: nil).object?.count == 4)
        #expect(value.setting("g", to: 2)["g"] == 2)
        #expect(JSON.int(1).setting("g", to: 2) == 1)
        #expect(JSON.members(["a": 1, "b": nil]) == ["a": 1])
    }
}
