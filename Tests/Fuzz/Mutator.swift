/// Makes new files of known ones: changes of bytes, of lines, and of what YAML means by them.
struct Mutator {
    private let seeds: [[UInt8]]
    private var chance: Chance

    init(seeds: [[UInt8]], chance: Chance) {
        precondition(!seeds.isEmpty, "a mutator changes files, and needs one")
        self.seeds = seeds
        self.chance = chance
    }

    /// The next file.
    mutating func next() -> [UInt8] {
        var text = chance.pick(seeds)
        for _ in 0...chance.below(6) {
            text = chance.below(2) == 0 ? byBytes(text) : byLines(text)
            if text.count > Self.mostBytes { text.removeLast(text.count - Self.mostBytes) }
        }
        return text
    }

    /// More than a file may have, so that this bound is reached too.
    private static let mostBytes = 6 << 20

    /// What a reader of YAML might trip over.
    private static let tokens: [[UInt8]] =
        [
            ": ", "- ", "? ", "[", "]", "{", "}", ", ", "&a ", "*a", "*a : ", "<<: *a", "<<: [*a, *a]", "!!str ",
            "!!int ", "!", "!<", "!x!", "|\n", ">-\n", "|9\n", "'", "\"", "\\", "#", " #", "---\n", "...\n",
            "%YAML 1.1\n", "%TAG ! x\n", "\t", "\r\n", "\r", "\n\n", "\u{FEFF}", "\u{2028}", "\u{85}", "\u{0}",
            "e\u{301}", "\u{1F468}\u{200D}\u{1F469}", "\u{202E}", "日本語", "~", "null", "true", "no", "017", "0o17",
            "0x7FFFFFFFFFFFFFFF", "9223372036854775808", "-9223372036854775808", "1e308", "1e309", ".inf", ".nan",
            "-0.0", "1.10", "${{ vars.a }}", "${{ env.PATH }}", "${{ job.name }}", "${{", "}}", "${{}}",
            "kind: Defaults\n", "kind: Job\n", "apiVersion: purser/v1\n", "spec:\n", "taskDefinition: {file: a}\n",
        ].map { Array($0.utf8) } + [
            [0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
        ]

    private mutating func byBytes(_ text: [UInt8]) -> [UInt8] {
        var text = text
        let at = chance.below(text.count + 1)
        let end = min(text.count, at + chance.below(chance.below(4) == 0 ? 400 : 8))
        switch chance.below(6) {
        case 0: text.removeSubrange(at..<end)
        case 1: text.insert(contentsOf: text[at..<end], at: at)
        case 2 where at < text.count: text[at] = UInt8(truncatingIfNeeded: chance.next())
        case 3:
            let other = chance.pick(seeds)
            text.replaceSubrange(at..<end, with: other[chance.below(other.count + 1)...].prefix(chance.below(200)))
        case 4: text = Array(text[..<at])
        default: text.insert(contentsOf: chance.pick(Self.tokens), at: at)
        }
        return text
    }

    private mutating func byLines(_ text: [UInt8]) -> [UInt8] {
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let at = chance.below(lines.count)
        switch chance.below(10) {
        case 0: lines.insert(lines[at], at: chance.below(lines.count + 1))
        case 1: lines.swapAt(at, chance.below(lines.count))
        case 2: lines.remove(at: at)
        case 3: lines[at].insert(contentsOf: [UInt8](repeating: 0x20, count: 1 + chance.below(4)), at: 0)
        case 4: lines[at].removeFirst(min(lines[at].count, chance.below(3)))
        case 5: setValue(of: &lines[at], to: chance.pick(Self.tokens))
        case 6: setValue(of: &lines[at], to: tower())
        case 7: setValue(of: &lines[at], to: Array("&a ".utf8) + value(of: lines[chance.below(lines.count)]))
        case 8: lines.insert(contentsOf: laughs(), at: 0)
        default:
            let wanted = chance.below(20) == 0 ? 60_000 : chance.below(1200)
            let count = min(wanted, Self.mostBytes / (lines[at].count + 1))
            lines.insert(contentsOf: [[UInt8]](repeating: lines[at], count: count), at: at)
        }
        return Array(lines.joined(separator: [0x0A]))
    }

    /// The part of a line behind its first `: `.
    private func value(of line: [UInt8]) -> [UInt8] {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return line }
        return Array(line[(colon + 1)...].drop { $0 == 0x20 })
    }

    private func setValue(of line: inout [UInt8], to value: [UInt8]) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            line += value
            return
        }
        line = line[...colon] + [0x20] + value
    }

    /// Brackets inside each other, closed or not, up to the bound on depth and far beyond it.
    private mutating func tower() -> [UInt8] {
        let height = chance.pick([3, 40, 63, 64, 65, 1000, 100_000])
        let pair = chance.pick([("[", "]"), ("{a: ", "}"), ("[{a: ", "}]"), ("- ", ""), ("&a [", "]")])
        let isClosed = chance.below(2) == 0
        let open = String(repeating: pair.0, count: height)
        return Array((open + (isClosed ? "x" + String(repeating: pair.1, count: height) : "")).utf8)
    }

    /// Lines of aliases of aliases.
    private mutating func laughs() -> [[UInt8]] {
        let form = chance.pick(["[*%, *%, *%]", "{a: *%, b: *%}", "{<<: *%, c: *%}", "{<<: [*%, *%]}", "{? *% : 1}"])
        var lines = ["l0: &l0 {k: v}"]
        for step in 1...(1 + chance.below(40)) {
            lines.append("l\(step): &l\(step) " + form.replacing("%", with: "l\(step - 1)"))
        }
        return lines.map { Array($0.utf8) }
    }
}

/// Chance that can be had again: SplitMix64.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// At least 0 and less than `bound`, which is 1 or more.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
