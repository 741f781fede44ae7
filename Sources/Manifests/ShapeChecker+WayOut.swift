import ECS
import YAML

extension ShapeChecker {
    /// How to write what was meant by a value of another type, where that can be guessed.
    func wayOut(_ type: ShapeType, _ node: Node, at spot: Spot) -> String? {
        switch (type, node.content) {
        case (.list(let item, _), .mapping): return listWayOut(item)
        case (.structure(let name), .scalar(let scalar)):
            if let text = scalar.value.text, let member = table[name][text], case .structure = member.type {
                return "write {\(text): {}}"
            }
            return spot.isSecret ? nil : numberWayOut(scalar, of: name)
        case (.int, .scalar(let scalar)):
            guard let text = scalar.value.text, !spot.isSecret else { return nil }
            if case .key(let key)? = steps.last, key.hasSuffix("Seconds"),
                let seconds = ShapeChecker.seconds(in: text)
            {
                return "write it in seconds: \(seconds)"
            }
            let digits = text.filter { $0 != "_" && $0 != "," && $0 != " " }
            return Int64(digits).map { "write it without separators: \($0)" }
        default: return nil
        }
    }

    /// `timeout: 3600`: a number where a structure is that has one such member, or one that must be there.
    private func numberWayOut(_ scalar: Scalar, of name: String) -> String? {
        let numbers = table[name].members.filter { member in
            if case .int = member.type { member.standing == .served } else { false }
        }
        guard let member = numbers.first(where: \.isRequired) ?? (numbers.count == 1 ? numbers.first : nil) else {
            return nil
        }
        let seconds = member.name.hasSuffix("Seconds") ? scalar.value.text.flatMap(ShapeChecker.seconds) : nil
        guard let number = Int(scalar.text) ?? seconds else { return nil }
        return "write {\(member.name): \(number)}"
    }

    /// `environment: {A: b}` is what other tools take; ECS takes pairs.
    private func listWayOut(_ item: ShapeType) -> String {
        guard case .structure(let name) = item, table[name]["value"] != nil,
            let key = ["name", "key"].first(where: { table[name][$0] != nil })
        else { return "write a list: begin each item with '- '" }
        return "write a list of pairs: [{\(key): …, value: …}]"
    }

    /// The seconds of `90s`, `5m`, `1h`, `1h30m`, `2d`, `1:00:00` (which YAML 1.1 read in base 60) and `PT1H`; nil for
    /// any other text.
    static func seconds(in text: String) -> Int? {
        let units: [Character: Int] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]
        if text.contains(":") {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { small($0) }
            guard (2...3).contains(parts.count), parts.dropFirst().allSatisfy({ ($0 ?? 60) < 60 }) else { return nil }
            return parts.reduce(0) { sum, part in sum.flatMap { sum in part.map { sum * 60 + $0 } } }
        }
        var rest = text.lowercased()[...]
        if rest.hasPrefix("p") { rest = rest.dropFirst() }
        var sum = 0
        while !rest.isEmpty {
            if rest.hasPrefix("t"), rest.startIndex > text.startIndex { rest = rest.dropFirst() }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let number = small(digits), let unit = rest.popFirst().flatMap({ units[$0] }) else { return nil }
            sum += number * unit
        }
        return sum > 0 ? sum : nil
    }

    /// A number of at most six digits, so that no sum of them overflows.
    private static func small(_ digits: Substring) -> Int? {
        (1...6).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }

    /// A name that a job may have, made of a text that is none; nil where nothing is left of it.
    static func jobName(like text: String, for type: ShapeType) -> String? {
        guard case .string(let rule) = type, rule.format == .jobName else { return nil }
        return SetName.like(text)
    }
}

extension Scalar.Value {
    /// The text of a string; nil for any other value.
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
