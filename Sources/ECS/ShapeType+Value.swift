package import JSON

/// Why a value of the right type is not one that is allowed.
package struct ShapeComplaint: Hashable, Sendable {
    /// What about the value is not allowed.
    package enum Kind: Hashable, Sendable {
        case range
        case length
        case form
        case choice
    }

    package let kind: Kind
    /// `1 to 10`, `at most 16 items`, `one of EC2, FARGATE`.
    package let expected: String
    /// What there is instead, without quoting a text that may be secret: `11`, `17 items`.
    package let found: String
}

extension ShapeType {
    /// What is wrong with a value by itself, nil where it is allowed; the members of a structure and the items of a
    /// list are asked by themselves.
    package func complaint(about value: JSON) -> ShapeComplaint? {
        switch (self, value) {
        case (.string(let rule), .string(let text)):
            let length = text.unicodeScalars.count
            if !rule.length.contains(Double(length)) {
                return ShapeComplaint(
                    kind: .length, expected: "\(rule.length.phrase) characters",
                    found: ShapeType.count(length, "character"))
            }
            if let format = rule.format, !format.accepts(text) {
                return ShapeComplaint(kind: .form, expected: format.phrase, found: "another text")
            }
        case (.int(let extent), .int(let number)):
            if !extent.contains(Double(number)) {
                return ShapeComplaint(kind: .range, expected: extent.phrase, found: String(number))
            }
        case (.number(let extent), .int), (.number(let extent), .number):
            if !extent.contains(value.double ?? 0) {
                return ShapeComplaint(kind: .range, expected: extent.phrase, found: value.canonical)
            }
        case (.list(_, let extent), .array(let items)): return ShapeType.complaint(extent, items.count, "item")
        case (.map(_, _, let extent), .object(let members)): return ShapeType.complaint(extent, members.count, "entry")
        case (.choice(let choices), .string(let text)), (.word(let choices), .string(let text)):
            if !choices.contains(text) {
                let list = choices.map { "'\($0)'" }.joined(separator: ", ")
                return ShapeComplaint(
                    kind: .choice, expected: choices.count == 1 ? list : "one of \(list)", found: "'\(text)'")
            }
        default: break
        }
        return nil
    }

    private static func complaint(_ extent: Extent, _ count: Int, _ noun: String) -> ShapeComplaint? {
        guard !extent.contains(Double(count)) else { return nil }
        let plural = noun == "entry" ? "entries" : "\(noun)s"
        let found = count == 1 ? "1 \(noun)" : "\(count) \(plural)"
        return ShapeComplaint(kind: .length, expected: "\(extent.phrase) \(plural)", found: found)
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
