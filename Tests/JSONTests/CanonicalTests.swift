import Testing

@testable import JSON

/// The text of RFC 8785, on which hashes are taken.
@Suite struct CanonicalTests {
    /// Appendix B of RFC 8785, but for the two that JSON cannot say.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func `a number is written as the RFC's appendix shows`(bits: UInt64, expected: String) {
        #expect(JSON.number(Double(bitPattern: bits)).canonical == expected)
    }

    @Test(arguments: [
        (1.0, "1"), (-1.5, "-1.5"), (100, "100"), (0.1, "0.1"), (123456.789, "123456.789"),
        (1e20, "100000000000000000000"),
        (1.5e21, "1.5e+21"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.25e-7, "1.25e-7"), (5e-7, "5e-7"),
        (1e100, "1e+100"),
        (0.5, "0.5"), (1e16, "10000000000000000"), (123e18, "123000000000000000000"),
    ])
    func `a number has no more digits than it needs`(value: Double, expected: String) {
        #expect(JSON.number(value).canonical == expected)
    }

    @Test(arguments: [
        (Int64.max, "9223372036854775807"), (.min, "-9223372036854775808"), (0, "0"),
        (9_007_199_254_740_993, "9007199254740993"),
    ])
    func `a whole number keeps all digits`(value: Int64, expected: String) {
        #expect(JSON.int(value).canonical == expected)
    }

    @Test func `the example of the RFC`() throws {
        // Section 3.2.2 and 3.2.3 of RFC 8785.
        let input = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let expected =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try JSON(parsing: Array(input.utf8)).canonical == expected)
    }

    @Test func `members are sorted by UTF-16, not by scalar`() throws {
        // The sorting example of section 3.2.3: the emoji's surrogates come before U+FB33.
        let keys = ["\u{20AC}", "\r", "\u{FB33}", "1", "\u{1F600}", "\u{80}", "\u{F6}"]
        let object = JSON.object(Dictionary(uniqueKeysWithValues: keys.map { ($0, JSON.null) }))
        let expected = ["\\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"]
        #expect(object.canonical == "{" + expected.map { "\"\($0)\":null" }.joined(separator: ",") + "}")
    }

    @Test(arguments: [
        ("\"", #"\""#), ("\\", #"\\"#), ("\u{8}", #"\b"#), ("\t", #"\t"#), ("\n", #"\n"#), ("\u{C}", #"\f"#),
        ("\r", #"\r"#), ("\u{0}", #"\u0000"#), ("\u{1F}", #"\u001f"#), ("/", "/"), ("\u{7F}", "\u{7F}"),
        ("\u{2028}", "\u{2028}"), ("\r\n", #"\r\n"#), ("e\u{301}", "e\u{301}"), ("👩‍🚀", "👩‍🚀"),
    ])
    func `only what must be escaped is`(text: String, expected: String) {
        #expect(JSON.string(text).canonicalBytes == Array("\"\(expected)\"".utf8))
    }

    @Test func `equal values have equal text, whatever the order they were written in`() throws {
        let one = try JSON(parsing: Array(#"{"b": [1, {"d": 1.50, "c": "é"}], "a": null}"#.utf8))
        let two = try JSON(parsing: Array(#"{"a":null,"b":[1.0,{"c":"\u00e9","d":15e-1}]}"#.utf8))
        #expect(one == two)
        #expect(one.canonical == two.canonical)
        #expect(one.canonical == #"{"a":null,"b":[1,{"c":"é","d":1.5}]}"#)
    }

    @Test func `canonical text reads back as the same value`() throws {
        let value: JSON = [
            "a": [1, .number(2.5), "x\n", true, .null, [:], []], "b": .int(.max), "c": .number(1e300),
            "d": .number(-0.1),
        ]
        #expect(try JSON(parsing: value.canonicalBytes) == value)
        #expect(try JSON(parsing: Array(value.pretty.utf8)) == value)
    }
}

/// The text for people.
@Suite struct PrettyTests {
    @Test func `two spaces a level, a line a member, nothing for what is empty`() {
        let value: JSON = ["b": [1, ["c": "x"], []], "a": [:], "d": .null]
        #expect(
            value.pretty == """
                {
                  "a": {},
                  "b": [
                    1,
                    {
                      "c": "x"
                    },
                    []
                  ],
                  "d": null
                }
                """)
    }

    @Test(arguments: [(JSON.null, "null"), ([], "[]"), ([:], "{}"), ("x", "\"x\""), (1, "1")] as [(JSON, String)])
    func `a value alone is one line`(value: JSON, expected: String) {
        #expect(value.pretty == expected)
        #expect(value.canonical == expected)
    }
}
