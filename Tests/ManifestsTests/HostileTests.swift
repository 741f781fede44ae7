// Input that nobody meant to write: whatever it is, it gives jobs or errors, and never a trap.
import Diagnostics
import JSON
import Manifests
import Testing

@Suite struct `Hostile manifests` {
    /// The numbers of a linear congruential generator (Knuth's MMIX), so that a failure can be run again.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    private static let scraps = [
        "\t", "\n", " ", ":", "- ", "{", "}", "[", "]", "\"", "'", "&a ", "*a", "<<: ", "${{ ", "${{ vars.x }}", "null",
        "~",
        "-1", "9223372036854775807", "1e400", ".inf", "\u{FEFF}", "é", "\u{0}", "---\n", "#", "!!int ", "|\n", "true",
        "0x",
    ]

    @Test(arguments: ["report", "replicas", "scratch"])
    func `give jobs or errors`(name: String) throws {
        let source = try Repository.bytes(Repository.root + "manifests/\(name).yaml")
        var dice = Dice(state: UInt64(source.count))
        for round in 0..<150 {
            var bytes = source
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: bytes.remove(at: place)
                case 1:
                    bytes.insert(contentsOf: Array(Self.scraps.randomElement(using: &dice)?.utf8 ?? "".utf8), at: place)
                case 2: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                }
            }
            let loading = ManifestLoader.load([SourceFile(path: "a.yaml", bytes: bytes)]) { _ in nil }
            #expect(loading.hasErrors || !loading.jobs.isEmpty, "round \(round)")
            _ = loading.text
        }
    }

    /// Every place of a sound manifest holding every kind of value.
    @Test func `of the wrong kind at any place are told`() {
        let values: [JSON] = [
            .null, true, 0, -1, .int(.max), .int(.min), .number(1e300), "", "x", [], [[]], [:], ["x": [:]], [.null],
            "${{ x",
        ]
        for path in places(of: soundJob) {
            for value in values {
                let loading = load(soundJob.with(path, value))
                #expect(loading.hasErrors || loading.jobs.count == 1, "\(path) \(value.canonical)")
            }
        }
    }

    private func places(of value: JSON) -> [String] {
        switch value {
        case .object(let members):
            members.keys.sorted().flatMap { key in
                [key] + places(of: members[key] ?? .null).map { "\(key).\($0)" }
            }
        case .array(let items):
            items.indices.flatMap { index in ["\(index)"] + places(of: items[index]).map { "\(index).\($0)" } }
        default: []
        }
    }
}

@Suite struct `A manifest of thousands of mistakes` {
    /// Each of these took seconds, or memory by the square of its lines, before it was bounded.
    @Test(arguments: [
        ("      - name: main\n", ["E0201"]),
        ("      - {name: main, image: 'a:1', dependsOn: [{containerName: b, condition: START}]}\n", ["E0201"]),
        ("      - nmae: main\n", ["M0002", "Y0036"]),
    ])
    func `in a task definition is told by its size or its first thousand`(line: String, codes: [String]) {
        let head = soundYAML.replacing(
            "  taskDefinition: report:12", with: "  taskDefinition:\n    family: a\n    containerDefinitions:"
        )
        .replacing("\n  timeout: {attemptDurationSeconds: 60}", with: "")
        let text = head + "\n" + String(repeating: line, count: 5000) + "  timeout: {attemptDurationSeconds: 60}\n"
        let loading = load(text)
        #expect(Set(loading.codes).subtracting(["M0101"]) == Set(codes), "\(loading.text.suffix(2000))")
        #expect(loading.jobs.isEmpty)
    }

    /// What is asked of a launch looks at the containers once for each of them, and at the overrides once for each too.
    @Test func `that a launch would make of a task definition is told by its size alone`() {
        let containers = (0..<1500).map { index -> JSON in
            [
                "name": .string("c\(index)"), "image": "a:1",
                "logConfiguration": ["logDriver": "awslogs", "options": ["mode": "blocking"]],
            ]
        }
        let overrides = (0..<200).map { index -> JSON in ["name": .string("c\(index)"), "memory": 4] }
        let job = soundJob.with("spec.taskDefinition", ["family": "a", "containerDefinitions": .array(containers)])
            .with("spec.overrides.containerOverrides", .array(overrides))
        #expect(load(job).codes == ["E0001", "E0201"])
    }

    @Test func `as jobs of one name is told once, with three of the others`() {
        let loading = load(String(repeating: soundYAML + "\n---\n", count: 300))
        #expect(loading.codes == ["M0014"])
        #expect(Set(loading.diagnostics.map(\.related.count)) == [3])
        #expect(Set(loading.diagnostics.map(\.message)) == ["the job name 'report' is given 300 times"])
    }
}
