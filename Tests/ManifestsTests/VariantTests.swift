// The manifest hash as a property: the same however the same is written, another one for every change of the language.
import Diagnostics
import ECS
import JSON
import Jobs
import Testing

@testable import Manifests

/// Writes a value as YAML in ways that are chosen by chance and mean the same.
private struct Writer {
    var chance: Chance
    private var anchors = 0
    private var known: [JSON: String] = [:]

    init(seed: UInt64) {
        chance = Chance(state: seed)
    }

    mutating func document(_ value: JSON) -> String {
        // An anchor ends with its document.
        known = [:]
        return comment() + block(value, indent: 0)
    }

    private mutating func flip() -> Bool { Bool.random(using: &chance) }

    private mutating func comment() -> String { flip() ? "" : "# \(Int.random(in: 0...999, using: &chance))\n" }

    private mutating func block(_ value: JSON, indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        switch value {
        case .object(let members) where !members.isEmpty:
            return members.shuffled(using: &chance).map { key, value in
                "\(space)\(scalar(key, isKey: true)):\(inner(value, indent: indent))"
            }.joined()
        case .array(let items) where !items.isEmpty:
            return items.map { "\(space)-\(inner($0, indent: indent))" }.joined()
        default: return space + flow(value) + "\n"
        }
    }

    /// What follows a colon or a dash.
    private mutating func inner(_ value: JSON, indent: Int) -> String {
        if let name = known[value], flip() { return " *\(name)\n" }
        var mark = ""
        if flip(), isCollection(value) {
            anchors += 1
            mark = " &a\(anchors)"
            known[value] = "a\(anchors)"
        }
        guard isCollection(value), flip() else { return "\(mark) \(flow(value)) \(comment().isEmpty ? "" : "# x")\n" }
        // What is inside may be known by a name before this one is: it is written, never named by itself.
        return "\(mark)\n\(comment())\(block(value, indent: indent + Int.random(in: 2...4, using: &chance)))"
    }

    private func isCollection(_ value: JSON) -> Bool {
        switch value {
        case .object(let members): !members.isEmpty
        case .array(let items): !items.isEmpty
        default: false
        }
    }

    private mutating func flow(_ value: JSON) -> String {
        switch value {
        case .object(let members):
            let entries = members.shuffled(using: &chance).map { "\(scalar($0.key, isKey: true)): \(flow($0.value))" }
            return "{\(entries.joined(separator: ", "))}"
        case .array(let items): return "[\(items.map { flow($0) }.joined(separator: flip() ? ", " : ","))]"
        case .string(let text): return scalar(text, isKey: false)
        case .int(let number): return flip() ? "\(number)" : "0x\(String(number, radix: 16))"
        default: return value.canonical
        }
    }

    private mutating func scalar(_ text: String, isKey: Bool) -> String {
        let isWord = text.first?.isLetter == true && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let isPlain = isWord && !["true", "false", "null"].contains(text.lowercased())
        let isQuotable = text.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }
        switch Int.random(in: 0...2, using: &chance) {
        case 0 where isPlain: return text
        case 1 where isQuotable: return "'\(text.replacing("'", with: "''"))'"
        default: return JSON.string(text).canonical
        }
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct `A hash` {
    private static func document(_ job: Job, _ spec: JSON) -> JSON {
        [
            "apiVersion": "purser/v1", "kind": "Job",
            "metadata": ["name": .string(job.name), "labels": .object(job.labels.mapValues(JSON.string))], "spec": spec,
        ]
    }

    @Test(arguments: `The examples`.files)
    func `is the same with other keys first, other quotes, anchors, comments, defaults, and as JSON`(
        name: String
    ) throws {
        for job in try `The examples`.loading(name).jobs.map(\.job) {
            // What the hash is taken over leaves every default out, what runs has every default written out.
            for spec in [job.hashed, job.spec] {
                let document = Self.document(job, spec)
                var texts = [document.canonical, document.pretty]
                for seed in 0..<8 {
                    var writer = Writer(seed: UInt64(seed))
                    texts.append(writer.document(document))
                }
                for text in texts {
                    let loading = ManifestLoader.load([SourceFile(path: "a.yaml", bytes: Array(text.utf8))]) { _ in nil
                    }
                    // A job of a pipeline is alone here: that the others are missing is all that may be said.
                    let others = loading.diagnostics.filter { $0.severity == .error && $0.code != "M0041" }
                    #expect(others.map(\.message) == [], "\(text)")
                    #expect(loading.jobs.first?.job.manifestHash == job.manifestHash, "\(text)")
                    #expect(loading.jobs.first?.job.offlineRunKey == job.offlineRunKey)
                }
            }
        }
    }

    // MARK: Every member of the language

    private static let table = ManifestShapes.table

    /// Values of a type, no two of which mean the same.
    private static func values(_ type: ShapeType, depth: Int) -> [JSON] {
        switch type {
        case .string: return ["first", "second"]
        case .int(let extent): return [.int(Int64((extent.low ?? 1) + 1)), .int(Int64((extent.low ?? 1) + 2))]
        case .number: return [.number(1.25), .number(1.75)]
        case .bool: return [true, false]
        case .any: return ["first", ["second": 2]]
        case .choice(let words), .word(let words): return words.map(JSON.string)
        case .list(let item, _): return values(item, depth: depth).prefix(2).map { .array([$0]) }
        case .map(_, let item, _): return values(item, depth: depth).prefix(2).map { .object(["k": $0]) }
        case .oneOf(let types): return types.flatMap { values($0, depth: depth) }
        case .structure(let name): return [least(name, depth: depth)].filter { $0 != [:] }
        }
    }

    /// A structure with as little in it as it takes.
    private static func least(_ name: String, depth: Int) -> JSON {
        guard depth < 12 else { return [:] }
        var members: [String: JSON] = [:]
        for member in table[name].members where member.isRequired {
            // What is a default itself would be left out again.
            let value = values(member.type, depth: depth + 1).first { $0 != member.standard && $0 != member.implied }
            members[member.name] = value ?? "x"
        }
        return .object(members)
    }

    private static func hash(_ spec: JSON) -> String {
        let type = ShapeType.structure("Spec")
        return Digest.hex(table.pruned(table.filled(spec, as: type), as: type).canonical)
    }

    /// Puts a value where a place leads from a structure, as deep as it may be.
    private typealias Frame = (JSON) -> JSON

    @Test func `is another one for each value of each member`() {
        var seen: Set<String> = []
        var count = 0
        // Each structure once, within the frame in which it was first found.
        var open: [(name: String, path: String, frame: Frame)] = [("Spec", "spec", { $0 })]
        while let (name, path, frame) = open.popLast() {
            guard seen.insert(name).inserted else { continue }
            let shape = Self.table[name]
            let base = shape.kind == .structure ? Self.least(name, depth: 0) : [:]
            for member in shape.members where member.standing == .served {
                var hashes: [String: JSON] = [:]
                for value in Self.values(member.type, depth: 0) {
                    let isSame = value == member.standard || value == member.implied
                    let hash = Self.hash(frame(base.setting(member.name, to: value)))
                    if isSame {
                        #expect(
                            hash == Self.hash(frame(base.setting(member.name, to: nil))),
                            "\(path).\(member.name) = \(value.canonical)")
                    } else {
                        #expect(hash != Self.hash(frame(base)) || base[member.name] == value, "\(path).\(member.name)")
                        #expect(hashes.updateValue(value, forKey: hash) == nil, "\(path).\(member.name)")
                        count += 1
                    }
                }
                for (inner, wrap) in Self.structures(in: member.type) {
                    let outer: Frame = { frame(base.setting(member.name, to: wrap($0))) }
                    open.append((inner, "\(path).\(member.name)", outer))
                }
            }
        }
        #expect(seen.count > 60 && count > 400, "\(seen.count) structures, \(count) values")
    }

    private static func structures(in type: ShapeType) -> [(String, Frame)] {
        switch type {
        case .structure(let name): [(name, { $0 })]
        case .list(let item, _): structures(in: item).map { name, wrap in (name, { .array([wrap($0)]) }) }
        case .map(_, let item, _): structures(in: item).map { name, wrap in (name, { .object(["k": wrap($0)]) }) }
        case .oneOf(let types): types.flatMap { structures(in: $0) }
        case .string, .int, .number, .bool, .any, .choice, .word: []
        }
    }
}
