/// A regular expression for the value of a parameter: it matches the whole value.
///
/// A part of ECMA-262: characters, `.`, classes, `\d \w \s` and their opposites, groups, `|`, `* + ? {n} {n,} {n,m}`,
/// `^` and `$`. What cannot be matched in time proportional to the value (references back, looking around) is not in it,
/// so that no value can keep a command busy.
package struct ParameterPattern: Sendable {
    /// A step of the machine that a pattern becomes.
    enum Step: Sendable {
        case one(ScalarClass)
        case either(Int, Int)
        case jump(Int)
        case start
        case end
        case match
    }

    /// More steps are refused: repetitions inside repetitions multiply them.
    static let mostSteps = 10_000

    private let steps: [Step]

    /// Reads a pattern.
    ///
    /// - Throws: `PatternSyntaxError` with the first thing that is wrong.
    package init(_ text: String) throws(PatternSyntaxError) {
        var parser = PatternParser(text)
        let tree = try parser.pattern()
        var steps: [Step] = []
        guard ParameterPattern.append(tree, to: &steps) else {
            throw PatternSyntaxError("expected a smaller pattern: its repetitions multiply", at: 0..<text.utf8.count)
        }
        self.steps = steps + [.match]
    }

    /// Whether a value matches as a whole.
    package func matches(_ value: String) -> Bool {
        let scalars = Array(value.unicodeScalars)
        var current = places(from: [0], at: 0, of: scalars.count)
        for (index, scalar) in scalars.enumerated() {
            var next: [Int] = []
            for place in current {
                if case .one(let scalars) = steps[place], scalars.contains(scalar) { next.append(place + 1) }
            }
            current = places(from: next, at: index + 1, of: scalars.count)
            if current.isEmpty { return false }
        }
        return current.contains { if case .match = steps[$0] { true } else { false } }
    }

    /// All places that can be reached without taking a character, each once.
    private func places(from starts: [Int], at position: Int, of count: Int) -> [Int] {
        var seen = [Bool](repeating: false, count: steps.count)
        var open = starts
        var found: [Int] = []
        while let place = open.popLast() {
            if seen[place] { continue }
            seen[place] = true
            switch steps[place] {
            case .one, .match: found.append(place)
            case .jump(let target): open.append(target)
            case .either(let first, let second): open += [first, second]
            case .start: if position == 0 { open.append(place + 1) }
            case .end: if position == count { open.append(place + 1) }
            }
        }
        return found
    }

    /// Appends the steps of a tree; false where they become too many.
    private static func append(_ tree: PatternTree, to steps: inout [Step]) -> Bool {
        guard steps.count < mostSteps else { return false }
        switch tree {
        case .one(let scalars): steps.append(.one(scalars))
        case .start: steps.append(.start)
        case .end: steps.append(.end)
        // Nothing is a step as well, so that repeating nothing is counted.
        case .sequence(let parts) where parts.isEmpty: steps.append(.jump(steps.count + 1))
        case .sequence(let parts): return parts.allSatisfy { append($0, to: &steps) }
        case .either(let parts):
            var jumps: [Int] = []
            for (index, part) in parts.enumerated() {
                let fork = steps.count
                if index < parts.count - 1 { steps.append(.either(fork + 1, fork + 1)) }
                guard append(part, to: &steps) else { return false }
                guard index < parts.count - 1 else { break }
                jumps.append(steps.count)
                steps.append(.jump(0))
                steps[fork] = .either(fork + 1, steps.count)
            }
            for jump in jumps { steps[jump] = .jump(steps.count) }
        case .repeated(let part, let least, let most):
            for _ in 0..<least { guard append(part, to: &steps) else { return false } }
            guard let most else {
                let fork = steps.count
                steps.append(.either(0, 0))
                guard append(part, to: &steps) else { return false }
                steps.append(.jump(fork))
                steps[fork] = .either(fork + 1, steps.count)
                return true
            }
            var forks: [Int] = []
            for _ in least..<most {
                forks.append(steps.count)
                steps.append(.either(0, 0))
                guard append(part, to: &steps) else { return false }
            }
            for fork in forks { steps[fork] = .either(fork + 1, steps.count) }
        }
        return true
    }
}

/// A text is no pattern: what is wrong, and where in it.
package struct PatternSyntaxError: Error, Hashable, Sendable {
    /// Lower case, no full stop.
    package let message: String
    /// In bytes of the text's UTF-8.
    package let range: Range<Int>
    /// The way out.
    package let hint: String?

    init(_ message: String, at range: Range<Int>, hint: String? = nil) {
        self.message = message
        self.range = range
        self.hint = hint
    }
}

/// The characters that one place of a pattern takes.
struct ScalarClass: Hashable, Sendable {
    var ranges: [ClosedRange<UInt32>]
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }

    static func scalar(_ scalar: Unicode.Scalar) -> ScalarClass { ScalarClass(ranges: [scalar.value...scalar.value]) }

    /// Everything but the end of a line.
    static let any = ScalarClass(ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true)
    static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    static let space: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x2028...0x2029]
}
