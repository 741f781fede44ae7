// Every bound in the tables of the language and of the requests, as the loader keeps it.
import Diagnostics
@testable import ECS
import JSON
@testable import Manifests
import Testing

/// A value at one end of what a member may be, and one beyond that end.
private struct Bound {
    /// The keys that lead to the member, below `spec`.
    let place: String
    let member: String
    let code: String
    let inside: JSON
    let outside: JSON
    /// Puts a value into the place where the member holds it.
    let wrap: (JSON) -> JSON
}

/// Walks through the tables from `spec` on, into each structure once.
private struct BoundWalk {
    private let table = ManifestShapes.table
    private var seen: Set<String> = []
    private(set) var bounds: [Bound] = []

    init() {
        visit("Spec", "") { $0 }
    }

    private mutating func visit(_ name: String, _ place: String, _ wrap: @escaping (JSON) -> JSON) {
        guard seen.insert(name).inserted else { return }
        for member in table[name].members where member.standing == .served {
            let key = member.name
            visit(member.type, key, "\(place).\(key)") { wrap([key: $0]) }
        }
    }

    private mutating func visit(
        _ type: ShapeType, _ member: String, _ place: String, _ wrap: @escaping (JSON) -> JSON
    ) {
        func add(_ code: String, _ ends: [(JSON, JSON)?]) {
            for case (let inside, let outside)? in ends {
                bounds.append(
                    Bound(place: place, member: member, code: code, inside: inside, outside: outside, wrap: wrap))
            }
        }
        /// The ends of a range of counts, as values of so many.
        func ends(_ extent: Extent, _ value: (Int) -> JSON) -> [(JSON, JSON)?] {
            [
                extent.low.flatMap { $0 > 0 ? (value($0), value($0 - 1)) : nil },
                extent.high.map { (value($0), value($0 + 1)) },
            ]
        }
        switch type {
        case .string(let rule):
            let letter = rule.format == .exitCodePattern ? "1" : "a"
            add("M0007", ends(rule.length) { .string(String(repeating: letter, count: $0)) })
        case .int(let extent):
            add("M0006", [extent.low.map { (.int(Int64($0)), .int(Int64($0) - 1)) }])
            add("M0006", [extent.high.map { (.int(Int64($0)), .int(Int64($0) + 1)) }])
        case .number(let extent):
            add("M0006", [extent.low.map { (.int(Int64($0)), .number(Double($0) - 0.5)) }])
            add("M0006", [extent.high.map { (.int(Int64($0)), .number(Double($0) + 0.5)) }])
        case .choice(let choices), .word(let choices):
            for choice in choices { add("M0005", [(.string(choice), .string(choice + "x"))]) }
        case .list(let item, let extent):
            add("M0007", ends(extent) { .array(Array(repeating: Self.sample(of: item), count: $0)) })
            visit(item, member, place + "[]") { wrap([$0]) }
        case .map(let key, let value, let extent):
            add(
                "M0007",
                ends(extent) { count in
                    .object(Dictionary(uniqueKeysWithValues: (0..<count).map { ("k\($0)", Self.sample(of: value)) }))
                })
            add("M0007", ends(key.length) { .object([String(repeating: "a", count: $0): Self.sample(of: value)]) })
            visit(value, "a", place + "{}") { wrap(["a": $0]) }
        case .oneOf(let types): for type in types { visit(type, member, place, wrap) }
        case .structure(let name): visit(name, place, wrap)
        case .bool, .any: break
        }
    }

    /// A value that may be wrong in its own way, which is not looked at.
    private static func sample(of type: ShapeType) -> JSON {
        switch type {
        case .string: "a"
        case .int, .number: 1
        case .bool: true
        case .any: .null
        case .choice(let choices), .word(let choices): .string(choices.first ?? "")
        case .list: []
        case .map, .structure: [:]
        case .oneOf(let types): types.first.map(sample) ?? .null
        }
    }
}

@Suite struct `A bound of the tables` {
    @Test func `is kept by the loader at each place of a job`() {
        let bounds = BoundWalk().bounds
        #expect(bounds.count > 240, "\(bounds.count)")
        for bound in bounds {
            #expect(
                complaints(of: bound, about: bound.inside) == 0, "\(bound.place) \(bound.inside.canonical.prefix(80))")
            #expect(
                complaints(of: bound, about: bound.outside) == 1, "\(bound.place) \(bound.outside.canonical.prefix(80))"
            )
        }
    }

    /// How often the loader says by the code of a bound that its member is beyond it.
    private func complaints(of bound: Bound, about value: JSON) -> Int {
        let job: JSON = [
            "apiVersion": "purser/v1", "kind": "Job", "metadata": ["name": "report"], "spec": bound.wrap(value),
        ]
        return load(job).diagnostics.count { found in
            found.code == bound.code && found.message.contains("'\(bound.member)'")
                && !(found.code == "M0007" && found.message.contains("an item of") && value.array != nil)
        }
    }
}
