import Diagnostics
import Testing

@testable import YAML

/// Plain scalars by the core schema of YAML 1.2, quoted ones and blocks as strings, and what tags change.
@Suite struct ScalarTests {
    @Test(
        arguments: [
            // null
            ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string("nULL")),
            // booleans
            ("true", .bool(true)), ("True", .bool(true)), ("TRUE", .bool(true)), ("false", .bool(false)),
            ("False", .bool(false)), ("FALSE", .bool(false)), ("tRUE", .string("tRUE")),
            // booleans of YAML 1.1 are text
            ("no", .string("no")), ("on", .string("on")), ("yes", .string("yes")), ("off", .string("off")),
            ("y", .string("y")), ("N", .string("N")),
            // whole numbers
            ("0", .int(0)), ("-0", .int(0)), ("+7", .int(7)), ("-12", .int(-12)),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("0o17", .int(15)), ("0o0", .int(0)), ("0xfF", .int(255)), ("0x7fffffffffffffff", .int(.max)),
            ("0o18", .string("0o18")), ("0o", .string("0o")), ("0x", .string("0x")), ("0xg", .string("0xg")),
            ("-0x1", .string("-0x1")), ("0X1", .string("0X1")), ("0b11", .string("0b11")), ("1_000", .string("1_000")),
            ("12:30:45", .string("12:30:45")), ("2024-01-02", .string("2024-01-02")), ("1e", .string("1e")),
            // floats
            ("1.0", .float(1)), ("1.", .float(1)), (".5", .float(0.5)), ("-.5", .float(-0.5)), ("+1.5", .float(1.5)),
            ("1e3", .float(1000)), ("1E-3", .float(0.001)), ("1.5e+3", .float(1500)), ("1.10", .float(1.1)),
            ("1e-999", .float(0)), (".", .string(".")), ("+", .string("+")), ("-.", .string("-.")),
            (".e3", .string(".e3")), ("1.2.3", .string("1.2.3")), ("1e3.5", .string("1e3.5")),
            ("..", .string("..")), ("1 2", .string("1 2")), ("inf", .string("inf")), ("nan", .string("nan")),
            ("+.nan", .string("+.nan")), (".iNF", .string(".iNF")),
        ] as [(String, Scalar.Value)])
    func `a plain scalar means what the core schema says`(text: String, value: Scalar.Value) {
        #expect(CoreSchema.resolve(text) == .value(value))
    }

    @Test(arguments: ["017", "-08", "+00", "000", "012345678901"])
    func `a zero in front is decimal and worth a warning`(text: String) throws {
        let number = try #require(Int64(text))
        #expect(CoreSchema.resolve(text) == .leadingZero(number))
        #expect(Outline.of("a: \(text)") == ["{a: \(number)}", "Y0016 '\(text)' is the number \(number), not octal"])
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "0x8000000000000000", "1e999", "-1e999",
        "0o1000000000000000000000",
    ])
    func `a number beyond 64 bits is an error`(text: String) {
        #expect(CoreSchema.resolve(text) == .outOfRange)
        #expect(Outline.of("a: \(text)") == ["{a: !}", "Y0014 the number '\(text)' does not fit 64 bits"])
    }

    @Test(arguments: [".inf", ".Inf", ".INF", "+.inf", "-.inf", ".nan", ".NaN", ".NAN"])
    func `what JSON cannot say is an error`(text: String) {
        #expect(Outline.of("a: \(text)") == ["{a: !}", "Y0015 expected a finite number, found '\(text)'"])
    }

    @Test(arguments: [
        (#"a: "1""#, #"{a: "1"}"#),
        ("a: 'true'", #"{a: "true"}"#),
        ("a: '50% ''off'", #"{a: "50% \'off"}"#),
        (#"a: "\u00e9\x41\n\/""#, #"{a: "éA\n/"}"#),
        ("a: |\n  12\n", #"{a: "12\n"}"#),
        ("a: |-\n  12\n", #"{a: "12"}"#),
        ("a: >-\n  one\n  two\n", #"{a: "one two"}"#),
        ("a: |+\n  x\n\n", #"{a: "x\n\n"}"#),
        ("a: one\n  two", #"{a: "one two"}"#),
        ("a: !!str 017", #"{a: "017"}"#),
        ("a: !!str", #"{a: ""}"#),
        ("a: ! 12", #"{a: "12"}"#),
        (#"a: !!int "12""#, "{a: 12}"),
        ("a: !!float 1", "{a: 1.0}"),
        ("a: !!bool true", "{a: true}"),
        ("a: !!null", "{a: null}"),
        ("a: !!null ''", "{a: null}"),
        ("a: !<tag:yaml.org,2002:int> 0x10", "{a: 16}"),
        ("a: !!map {b: 1}", "{a: {b: 1}}"),
        ("a: !!seq\n- b", #"{a: ["b"]}"#),
        ("a: ! [b]", #"{a: ["b"]}"#),
        ("%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 1", #"{a: "1"}"#),
    ])
    func `quotes, blocks and tags make it what they say`(yaml: String, expected: String) {
        #expect(Outline.of(yaml) == [expected])
    }

    private func scalar(_ yaml: String) -> Scalar? {
        let file = SourceFile(path: "", bytes: Array(yaml.utf8))
        guard case .scalar(let scalar)? = YAMLReader.read(file).documents.first?.content else { return nil }
        return scalar
    }

    @Test func `a scalar knows its text, and whether it may be anything but a string`() {
        #expect(scalar("1.10") == Scalar(value: .float(1.1), text: "1.10", isPlain: true))
        #expect(scalar("0x10") == Scalar(value: .int(16), text: "0x10", isPlain: true))
        #expect(scalar("'a'") == Scalar(value: .string("a"), text: "a", isPlain: false))
        #expect(scalar("|\n a") == Scalar(value: .string("a"), text: "a", isPlain: false))
        #expect(scalar("!!str a") == Scalar(value: .string("a"), text: "a", isPlain: false))
        #expect(scalar("!!int 7") == Scalar(value: .int(7), text: "7", isPlain: true))
    }
}
