/// What a pattern says.
indirect enum PatternTree {
    case one(ScalarClass)
    case start
    case end
    case sequence([PatternTree])
    case either([PatternTree])
    /// So often at least, and so often at most; nil for any number.
    case repeated(PatternTree, Int, Int?)
}

/// Reads the text of a pattern.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    /// Of each scalar the byte at which it begins, and one more for the end.
    private let offsets: [Int]
    private var place = 0
    private var depth = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var offsets = [0]
        for scalar in scalars { offsets.append((offsets.last ?? 0) + UTF8.width(scalar)) }
        self.offsets = offsets
    }

    mutating func pattern() throws(PatternSyntaxError) -> PatternTree {
        let tree = try choice()
        guard place == scalars.count else { throw error("expected '(' before ')'", from: place) }
        return tree
    }

    private mutating func choice() throws(PatternSyntaxError) -> PatternTree {
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .either(parts)
    }

    private mutating func sequence() throws(PatternSyntaxError) -> PatternTree {
        var parts: [PatternTree] = []
        while let next = peek, next != "|", next != ")" { parts.append(try repetition()) }
        return .sequence(parts)
    }

    private mutating func repetition() throws(PatternSyntaxError) -> PatternTree {
        let start = place
        let part = try atom()
        guard let next = peek, ["*", "+", "?", "{"].contains(next) else { return part }
        switch part {
        case .start, .end: throw error("expected something to repeat, found an anchor", from: start)
        default: break
        }
        let from = place
        place += 1
        let times: (least: Int, most: Int?)
        switch next {
        case "*": times = (0, nil)
        case "+": times = (1, nil)
        case "?": times = (0, 1)
        default: times = try bounds(from: from)
        }
        // Whether as much or as little as possible is taken does not matter where all is to be matched.
        _ = take("?")
        if let again = peek, ["*", "+", "?", "{"].contains(again) {
            throw error("expected something to repeat, found '\(again)'", from: place)
        }
        return .repeated(part, times.least, times.most)
    }

    /// `{2}`, `{2,}`, `{2,5}`, of which the bracket is taken already.
    private mutating func bounds(from start: Int) throws(PatternSyntaxError) -> (Int, Int?) {
        let least = number()
        var most = least
        if take(",") { most = number() }
        guard let least, take("}"), least <= most ?? least else {
            throw error(
                "expected a repetition such as {2} or {2,5}", from: start, hint: "write \\{ for the bracket itself")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let next = peek, let digit = Int(String(next)), value ?? 0 <= 1000 {
            value = (value ?? 0) * 10 + digit
            place += 1
        }
        return value.flatMap { $0 <= 1000 ? $0 : nil }
    }

    private mutating func atom() throws(PatternSyntaxError) -> PatternTree {
        let start = place
        guard let next = peek else { preconditionFailure("a repetition is read where something follows") }
        place += 1
        switch next {
        case "^": return .start
        case "$": return .end
        case ".": return .one(.any)
        case "[": return .one(try characterClass(from: start))
        case "(": return try group(from: start)
        case "\\": return .one(try escape(from: start))
        case "*", "+", "?", "{": throw error("expected something to repeat before '\(next)'", from: start)
        default: return .one(.scalar(next))
        }
    }

    private mutating func group(from start: Int) throws(PatternSyntaxError) -> PatternTree {
        if take("?"), !take(":") {
            throw error(
                "expected a group such as (a|b), found one that looks around or has a name", from: start,
                hint: "values are matched as a whole, in one pass")
        }
        depth += 1
        guard depth <= 32 else { throw error("expected at most 32 groups in each other", from: start) }
        let tree = try choice()
        depth -= 1
        guard take(")") else { throw error("expected ')' to this '('", from: start, to: start + 1) }
        return tree
    }

    private mutating func escape(from start: Int) throws(PatternSyntaxError) -> ScalarClass {
        guard let next = peek else { throw error("expected a character after '\\'", from: start) }
        place += 1
        switch next {
        case "d": return ScalarClass(ranges: ScalarClass.digits)
        case "D": return ScalarClass(ranges: ScalarClass.digits, isNegated: true)
        case "w": return ScalarClass(ranges: ScalarClass.word)
        case "W": return ScalarClass(ranges: ScalarClass.word, isNegated: true)
        case "s": return ScalarClass(ranges: ScalarClass.space)
        case "S": return ScalarClass(ranges: ScalarClass.space, isNegated: true)
        case "t": return .scalar("\t")
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        default:
            let isWord = next.isASCII && ScalarClass(ranges: ScalarClass.word).contains(next)
            guard !isWord else { throw error("the escape '\\\(next)' is not one that is known", from: start) }
            return .scalar(next)
        }
    }

    private mutating func characterClass(from start: Int) throws(PatternSyntaxError) -> ScalarClass {
        var found = ScalarClass(ranges: [], isNegated: take("^"))
        while !take("]") {
            let from = place
            guard let low = try member(of: start) else {
                throw error("expected ']' to this '['", from: start, to: start + 1)
            }
            guard low.ranges.count == 1, low.ranges[0].count == 1, peek == "-", peek(1) != "]", peek(1) != nil else {
                found.ranges += try plain(low, from: from)
                continue
            }
            place += 1
            guard let high = try member(of: start), high.ranges.count == 1, high.ranges[0].count == 1,
                low.ranges[0].lowerBound <= high.ranges[0].lowerBound
            else { throw error("expected a range that rises", from: from) }
            found.ranges.append(low.ranges[0].lowerBound...high.ranges[0].lowerBound)
        }
        return found
    }

    /// One member of a class; nil at the end of the pattern.
    private mutating func member(of start: Int) throws(PatternSyntaxError) -> ScalarClass? {
        guard let next = peek else { return nil }
        let from = place
        place += 1
        return next == "\\" ? try escape(from: from) : .scalar(next)
    }

    private func plain(_ member: ScalarClass, from start: Int) throws(PatternSyntaxError) -> [ClosedRange<UInt32>] {
        guard !member.isNegated else {
            throw error("an opposite such as \\D does not go into a class", from: start, hint: "write [^...] instead")
        }
        return member.ranges
    }

    // MARK: Characters

    private var peek: Unicode.Scalar? { peek(0) }

    private func peek(_ ahead: Int) -> Unicode.Scalar? {
        place + ahead < scalars.count ? scalars[place + ahead] : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        place += 1
        return true
    }

    /// What is wrong between two scalars; up to the place that was read, and one scalar at least where there is one.
    private func error(
        _ message: String, from start: Int, to end: Int? = nil, hint: String? = nil
    ) -> PatternSyntaxError {
        let end = min(max(end ?? place, start + 1), scalars.count)
        return PatternSyntaxError(message, at: offsets[min(start, end)]..<offsets[end], hint: hint)
    }
}
