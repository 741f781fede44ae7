import Diagnostics
import ECS
import JSON
import YAML

extension ShapeChecker {
    mutating func reportUnknown(_ entry: Node.Entry, in shape: Shape) {
        let names = shape.members.filter { $0.standing != .reserved }.map(\.name)
        let close = Suggestion.closest(to: entry.key, among: names)
        let sameLetters = close?.lowercased() == entry.key.lowercased()
        var hint = close.map { "did you mean '\($0)'?" }
        if !sameLetters, let place = index?.place(of: entry.key, near: JSONPath(steps)) {
            hint =
                switch (place.isEmpty, steps.isEmpty) {
                case (true, true): "only a job has '\(entry.key)': remove it"
                case (true, false): "'\(entry.key)' belongs at the top of the document"
                case (false, _): "'\(entry.key)' belongs under '\(place)'"
                }
        }
        let served = shape.members.filter { $0.standing == .served }.map(\.name)
        let notes = hint == nil && !served.isEmpty ? ["keys allowed here: " + served.joined(separator: ", ")] : []
        let owner = steps.isEmpty ? "" : " in \(subject)"
        report(.unknownKey, "unknown key '\(entry.key)'\(owner)", at: entry.keySpan, hint: hint, notes: notes)
    }

    mutating func reportType(_ type: ShapeType, _ node: Node, at spot: Spot) {
        let found = spot.isSecret ? ShapeChecker.kind(of: node) : ShapeChecker.phrase(for: node)
        report(
            .wrongType, "expected \(type.phrase) for \(subject), found \(found)", at: node.focus(spot.key),
            hint: ShapeChecker.hint(type, node, isSecret: spot.isSecret) ?? wayOut(type, node, at: spot))
    }

    mutating func report(
        _ complaint: ShapeComplaint, of type: ShapeType, _ value: JSON, _ node: Node, at spot: Spot
    ) {
        let code: ManifestCode
        var hint: String?
        // A value out of range or not of a choice would be quoted.
        var found =
            spot.isSecret && (complaint.kind == .range || complaint.kind == .choice) ? "another" : complaint.found
        switch complaint.kind {
        case .range:
            code = .outOfRange
            if !spot.isSecret { hint = ShapeChecker.bound(of: type, near: value).map { "write \($0)" } }
        case .length: code = .wrongLength
        case .form:
            code = .wrongForm
            if let text = value.string, !spot.isSecret {
                let length = text.unicodeScalars.count
                found = length <= 80 ? "'\(text)'" : "a text of \(length) characters"
                hint = ShapeChecker.jobName(like: text, for: type).map { "write '\($0)'" }
            }
        case .choice:
            code = .unknownValue
            guard !spot.isSecret else { break }
            switch type {
            case .choice(let choices), .word(let choices):
                hint = Suggestion.closest(to: value.string ?? "", among: choices).map { "did you mean '\($0)'?" }
            default: break
            }
        }
        report(
            code, "expected \(complaint.expected) for \(subject), found \(found)", at: node.focus(spot.key),
            hint: hint)
    }

    mutating func checkKey(_ entry: Node.Entry, _ rule: StringRule) {
        guard let complaint = ShapeType.string(rule).complaint(about: .string(entry.key)) else { return }
        let isForm = complaint.kind == .form
        report(
            isForm ? .wrongForm : .wrongLength,
            "expected \(complaint.expected) for a key of \(subject), "
                + "found \(isForm ? "'\(entry.key)'" : complaint.found)", at: entry.keySpan)
    }

    /// The end of a range that a number is beyond.
    private static func bound(of type: ShapeType, near value: JSON) -> Int? {
        switch type {
        case .int(let extent), .number(let extent):
            guard let number = value.double else { return nil }
            if let low = extent.low, number < Double(low) { return low }
            return extent.high
        default: return nil
        }
    }

    /// How to make of a scalar what was expected.
    private static func hint(_ type: ShapeType, _ node: Node, isSecret: Bool) -> String? {
        guard let scalar = node.scalar else { return nil }
        switch (type, scalar.value) {
        case (.string, .bool), (.string, .int), (.string, .float), (.choice, _), (.word, _):
            return isSecret ? "write it in quotes" : "write \"\(scalar.text)\" in quotes"
        case (.int, .string(let text)) where Int64(text) != nil, (.number, .string(let text)) where Double(text) != nil:
            return scalar.isPlain ? nil : "write it without quotes"
        case (.bool, .string(let text)):
            switch text.lowercased() {
            case "true", "false": return scalar.isPlain ? "write \(text.lowercased())" : "write it without quotes"
            case "yes", "on", "y": return "YAML 1.2 knows only true and false: write true"
            case "no", "off", "n": return "YAML 1.2 knows only true and false: write false"
            default: return nil
            }
        case (.list, .string): return "write a list: [\(isSecret ? "…" : scalar.text.prefix(40))]"
        default: return nil
        }
    }

    private static func kind(of node: Node) -> String {
        switch node.content {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: return "nothing"
            case .bool: return "a truth value"
            case .int, .float: return "a number"
            case .string: return "a string"
            }
        }
    }

    private static func phrase(for node: Node) -> String {
        guard let scalar = node.scalar else { return kind(of: node) }
        let text = scalar.text.count > 40 ? scalar.text.prefix(40) + "…" : scalar.text[...]
        switch scalar.value {
        case .null: return "nothing"
        case .bool: return String(text)
        case .int, .float: return "the number \(text)"
        case .string: return text.contains("\n") ? "a string" : "the string '\(text)'"
        }
    }
}
