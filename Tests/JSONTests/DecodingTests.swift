import JSON
import Testing

/// Proves that typed values come out of JSON whole, and that what is not of a type is refused with its place.
@Suite struct DecodingTests {
    private struct Task: Decodable, Equatable {
        enum Status: String, Decodable {
            case running
            case stopped
        }
        struct Container: Decodable, Equatable {
            let name: String
            let exitCode: Int32?
        }
        let arn: String
        let status: Status?
        let version: Int
        let share: Double?
        let isEssential: Bool?
        let containers: [Container]?
        let labels: [String: String]?
        let details: JSON?
    }

    @Test func `a value with all there is comes out whole`() throws {
        let value: JSON = [
            "arn": "task/1", "status": "stopped", "version": 3, "share": .number(0.5), "isEssential": true,
            "containers": [["name": "main", "exitCode": 137], ["name": "side"]], "labels": ["team": "data"],
            "details": ["any": [1, .null, "text"]], "unknown": "left out",
        ]
        let expected = Task(
            arn: "task/1", status: .stopped, version: 3, share: 0.5, isEssential: true,
            containers: [Task.Container(name: "main", exitCode: 137), Task.Container(name: "side", exitCode: nil)],
            labels: ["team": "data"], details: ["any": [1, .null, "text"]])
        #expect(try value.decoded(as: Task.self) == expected)
        #expect(try JSON.decode(Task.self, from: value.canonicalBytes) == expected)
    }

    @Test(
        arguments: [["arn": "a", "version": 1], ["arn": "a", "version": 1, "status": .null, "share": .null]] as [JSON])
    func `what is absent or null is nil`(value: JSON) throws {
        let task = try value.decoded(as: Task.self)
        #expect(task.status == nil && task.share == nil && task.containers == nil && task.details == nil)
    }

    @Test(
        arguments: [
            (["version": 1], "no member 'arn' at ''"),
            (["arn": .null, "version": 1], "no String at '.arn'"),
            (["arn": 1, "version": 1], "not a String at '.arn'"),
            (["arn": "a", "version": "1"], "not a Int at '.version'"),
            (["arn": "a", "version": .number(1.5)], "not valid JSON.version"),
            (["arn": "a", "version": 1, "isEssential": 1], "not a Bool at '.isEssential'"),
            (["arn": "a", "version": 1, "status": "lost"], "not valid JSON.status"),
            (
                ["arn": "a", "version": 1, "containers": [["name": "a"], "b"]],
                "not a Dictionary<String, Any> at '.containers[1]'"
            ),
            (["arn": "a", "version": 1, "containers": ["name": "a"]], "not a Array<Any> at '.containers'"),
            (
                ["arn": "a", "version": 1, "containers": [["name": "a", "exitCode": 4_294_967_296]]],
                "not valid JSON.containers[0].exitCode"
            ),
            (["arn": "a", "version": 1, "labels": ["team": 1]], "not a String at '.labels.team'"),
            ([1], "not a Dictionary<String, Any> at ''"),
        ] as [(JSON, String)])
    func `what is not of the type is told with its place`(value: JSON, expected: String) {
        #expect(throws: JSONError(expected)) { try value.decoded(as: Task.self) }
    }

    @Test(
        arguments: [
            (.int(7), 7), (.number(7), 7), (.int(-8), -8), (.int(128), nil), (.int(-129), nil), (.number(0.5), nil),
            (.string("7"), nil), (.bool(true), nil), (.null, nil),
        ] as [(JSON, Int8?)])
    func `a whole number is taken where it fits`(value: JSON, expected: Int8?) {
        #expect((try? value.decoded(as: Int8.self)) == expected)
    }

    @Test func `a list is read to its end, and no further`() throws {
        struct Pair: Decodable, Equatable {
            let first: String
            let second: Int?
            let isEmpty: Bool

            init(from decoder: any Decoder) throws {
                var items = try decoder.unkeyedContainer()
                first = try items.decode(String.self)
                second = try items.decodeNil() ? nil : items.decode(Int.self)
                isEmpty = items.isAtEnd
            }
        }
        #expect(try (["a", 2] as JSON).decoded(as: Pair.self).second == 2)
        #expect(try (["a", .null] as JSON).decoded(as: Pair.self).isEmpty)
        #expect(try (["a", .null, 3] as JSON).decoded(as: Pair.self).isEmpty == false)
        #expect(throws: JSONError("no Int at ''")) { try (["a"] as JSON).decoded(as: Pair.self) }
    }
}
