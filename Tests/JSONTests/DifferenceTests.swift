import Testing

@testable import JSON

/// Where two values differ, as a plan shows it.
@Suite struct DifferenceTests {
    private func differences(_ before: JSON, _ after: JSON) -> [String] {
        before.differences(to: after).map { difference in
            let (before, after) = (difference.before?.canonical, difference.after?.canonical)
            return "\(difference.path): \(before ?? "absent") -> \(after ?? "absent")"
        }
    }

    @Test(
        arguments: [
            (["a": 1], ["a": 1], []),
            (["a": 1], ["a": 2], ["a: 1 -> 2"]),
            (["a": 1], [:], ["a: 1 -> absent"]),
            ([:], ["a": .null], ["a: absent -> null"]),
            (1, "1", [": 1 -> \"1\""]),
            (["b": 1, "a": ["c": 1]], ["b": 2, "a": ["c": 2]], ["a.c: 1 -> 2", "b: 1 -> 2"]),
            (["a": [1, 2]], ["a": [1, 3]], ["a[1]: 2 -> 3"]),
            (["a": [1, 2]], ["a": [1]], ["a: [1,2] -> [1]"]),
            (["a": [["n": 1], ["n": 2]]], ["a": [["n": 1], ["n": 3]]], ["a[1].n: 2 -> 3"]),
            (["a": [["n": 1]]], ["a": [["n": 1], ["n": 2]]], [#"a: [{"n":1}] -> [{"n":1},{"n":2}]"#]),
            (["a": [["n": 1]]], ["a": [5]], [#"a[0]: {"n":1} -> 5"#]),
            ([["x": 1]], [["x": 2]], ["[0].x: 1 -> 2"]),
            (["a": [:]], ["a": []], ["a: {} -> []"]),
            (.number(1.5), .number(2.5), [": 1.5 -> 2.5"]),
        ] as [(JSON, JSON, [String])])
    func `each place is named once, in order`(before: JSON, after: JSON, expected: [String]) {
        #expect(differences(before, after) == expected)
    }

    @Test func `the other way round before and after change places`() {
        let one: JSON = ["a": [["n": 1], ["n": 2]], "b": 1]
        let two: JSON = ["a": [["n": 1], ["n": 3]], "c": 1]
        let there = one.differences(to: two)
        let back = two.differences(to: one)
        #expect(there.map(\.path) == ["a[1].n", "b", "c"])
        #expect(back.map { JSONDifference(path: $0.path, before: $0.after, after: $0.before) } == there)
    }
}
