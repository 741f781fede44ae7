import JSON

/// Reads the text of a shape table.
///
/// A line is one of
///
///     struct NAME                   the members that follow belong to it
///     union NAME [MEMBER]           the same, and exactly one member is given; MEMBER is meant where all is absent
///     member[!] TYPE [MARK…]        a member; `!` where it is required
///     member planned|reserved       a member that may not be written; the summary says why
///     Struct.member CHANGE…         something known of a member beyond the model: a range, a form, what is implied
///
/// and ends with `# SUMMARY` where there is one. A type is `string`, `text` (a string that may be written as a whole
/// number), `int`, `number`, `bool`, `json`, a choice `A|B` (`|A` for a single one), a list `[TYPE]`, a map `{TYPE}`
/// or `{KEY:TYPE}`, the name of a structure, or `Struct.member` for what another member is; `TYPE or TYPE` where the
/// kind of the value decides. A range `(1...16)` follows a type, a form `@arn` a string. Marks are `= VALUE` (written
/// out where absent), `== VALUE` (assumed by the service where absent), `secret`, and `anycase` for a choice that may be
/// written in any case.
///
/// A table is part of the program: a line that cannot be read is a trap.
struct ShapeParser {
    private(set) var shapes: [String: Shape]
    /// The structure that lines are being read of.
    private var current: (name: String, kind: Shape.Kind, members: [Shape.Member])?

    /// A member while it is put together.
    fileprivate struct Draft {
        let name: String
        var type = ShapeType.any
        var isRequired = false
        var isSecret = false
        var standing = Shape.Member.Standing.served
        var standard: JSON?
        var implied: JSON?
        var summary = ""
    }

    init(over shapes: [String: Shape]) {
        self.shapes = shapes
    }

    mutating func read(_ text: String) {
        // The table is ASCII and read at every start: bytes are several times faster than characters.
        for line in Substring(text).split("\n") {
            // The summary is most of a line, and its words mean nothing here.
            let hash = line.utf8.firstIndex(of: UInt8(ascii: "#")) ?? line.endIndex
            let summary = String(line[hash...].dropFirst(2))
            let words = line[..<hash].split(" ")
            guard let first = words.first else { continue }
            switch first {
            case "struct": open(String(words[1]), .structure)
            case "union":
                let standard = words.count > 2 ? String(words[2]) : nil
                open(String(words[1]), .union(standard: standard))
            default:
                if let dot = first.utf8.firstIndex(of: UInt8(ascii: ".")) {
                    close()
                    let owner = String(first[..<dot])
                    let member = String(first[first.utf8.index(after: dot)...])
                    change(owner, member, words.dropFirst())
                } else {
                    let member = member(words, summary: summary)
                    current?.members.append(member)
                }
            }
        }
        close()
    }

    private mutating func open(_ name: String, _ kind: Shape.Kind) {
        close()
        precondition(shapes[name] == nil, "the structure \(name) stands twice in the table")
        current = (name, kind, [])
    }

    private mutating func close() {
        guard let (name, kind, members) = current else { return }
        shapes[name] = Shape(name: name, kind: kind, members: members)
        current = nil
    }

    private func member(_ words: [Substring], summary: String) -> Shape.Member {
        let isRequired = words[0].utf8.last == UInt8(ascii: "!")
        var member = Draft(name: String(words[0].prefix(isRequired ? words[0].utf8.count - 1 : .max)))
        member.isRequired = isRequired
        member.summary = summary
        switch words[1] {
        case "planned": member.standing = .planned
        case "reserved": member.standing = .reserved
        default:
            member.type = type(words[1])
            if let model = reference(words[1]) {
                member.implied = model.implied
                member.isSecret = model.isSecret
            }
        }
        var rest = words.dropFirst(2)
        while rest.first == "or", let next = rest.dropFirst().first {
            if case .oneOf(let types) = member.type {
                member.type = .oneOf(types + [type(next)])
            } else {
                member.type = .oneOf([member.type, type(next)])
            }
            rest = rest.dropFirst(2)
        }
        mark(&member, rest)
        return Shape.Member(member)
    }

    private mutating func change(_ owner: String, _ name: String, _ words: ArraySlice<Substring>) {
        guard let shape = shapes[owner] else { preconditionFailure("the table has no structure \(owner)") }
        guard let member = shape[name] else { preconditionFailure("\(owner) has no member \(name)") }
        var draft = Draft(member)
        mark(&draft, words)
        shapes[owner] = shape.replacing(Shape.Member(draft))
    }

    private func mark(_ member: inout Draft, _ words: ArraySlice<Substring>) {
        var rest = words
        while let word = rest.popFirst() {
            switch word {
            case "=": member.standard = ShapeParser.literal(rest.popFirst() ?? "")
            case "==": member.implied = ShapeParser.literal(rest.popFirst() ?? "")
            case "secret": member.isSecret = true
            case "text": member.type = .string(StringRule(takesNumbers: true))
            case "anycase":
                guard case .choice(let words) = member.type else {
                    preconditionFailure("only words have a case: \(member.name)")
                }
                member.type = .word(words)
            default:
                if word.hasPrefix("("), let extent = ShapeParser.extent(word) {
                    member.type = member.type.within(extent)
                } else if word.hasPrefix("@") {
                    member.type = member.type.formed(ShapeParser.format(word.dropFirst()))
                } else {
                    preconditionFailure("the table marks \(member.name) with '\(word)', which means nothing")
                }
            }
        }
    }

    /// One type, without alternatives.
    private func type(_ text: Substring) -> ShapeType {
        switch text {
        case "string": return .string(StringRule())
        case "text": return .string(StringRule(takesNumbers: true))
        case "int": return .int(Extent())
        case "number": return .number(Extent())
        case "bool": return .bool
        case "json": return .any
        default: break
        }
        let bytes = text.utf8
        if bytes.last == UInt8(ascii: ")"), let range = bytes.lastIndex(of: UInt8(ascii: "(")),
            let extent = ShapeParser.extent(text[range...])
        {
            return type(text[..<range]).within(extent)
        }
        if bytes.first == UInt8(ascii: "[") { return .list(type(text.dropFirst().dropLast()), Extent()) }
        if bytes.first == UInt8(ascii: "{") {
            let parts = text.dropFirst().dropLast().split(":")
            guard let value = parts.last, case .string(let key) = type(parts.count > 1 ? parts[0] : "string") else {
                preconditionFailure("the keys of a map are strings: \(text)")
            }
            return .map(key, type(value), Extent())
        }
        if bytes.contains(UInt8(ascii: "|")) { return .choice(text.split("|").map(String.init)) }
        if let at = bytes.firstIndex(of: UInt8(ascii: "@")) {
            return type(text[..<at]).formed(ShapeParser.format(text[bytes.index(after: at)...]))
        }
        return reference(text)?.type ?? .structure(String(text))
    }

    /// The member that `Struct.member` names; nil for a text of another form.
    private func reference(_ text: Substring) -> Shape.Member? {
        // A range has dots too, but never a single one.
        let parts = text.split(".")
        guard parts.count == 2, !text.utf8.contains(UInt8(ascii: "(")) else { return nil }
        guard let member = shapes[String(parts[0])]?[String(parts[1])] else {
            preconditionFailure("the table has no member \(text)")
        }
        return member
    }

    private static func format(_ name: Substring) -> ShapeFormat {
        guard let format = ShapeFormat(rawValue: String(name)) else {
            preconditionFailure("there is no form '\(name)' of a text")
        }
        return format
    }

    /// `(1...16)`, either side of which may be missing.
    private static func extent(_ text: Substring) -> Extent? {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(of: UInt8(ascii: ".")), let last = bytes.lastIndex(of: UInt8(ascii: "."))
        else { return nil }
        return Extent(
            low: Int(text[..<first].dropFirst()), high: Int(text[bytes.index(after: last)...].dropLast()))
    }

    private static func literal(_ text: Substring) -> JSON {
        switch text {
        case "true": .bool(true)
        case "false": .bool(false)
        case "{}": .object([:])
        case "[]": .array([])
        default: Int64(text).map(JSON.int) ?? Double(text).map(JSON.number) ?? .string(String(text))
        }
    }
}

extension ShapeParser.Draft {
    fileprivate init(_ member: Shape.Member) {
        self.init(
            name: member.name, type: member.type, isRequired: member.isRequired, isSecret: member.isSecret,
            standing: member.standing, standard: member.standard, implied: member.implied, summary: member.summary)
    }
}

extension Shape.Member {
    fileprivate convenience init(_ draft: ShapeParser.Draft) {
        self.init(
            name: draft.name, type: draft.type, isRequired: draft.isRequired, isSecret: draft.isSecret,
            standing: draft.standing, standard: draft.standard, implied: draft.implied, summary: draft.summary)
    }
}

extension Substring {
    /// The parts between separators of one ASCII character, empty ones left out.
    fileprivate func split(_ separator: Unicode.Scalar) -> [Substring] {
        utf8.split(separator: UInt8(ascii: separator)).map { Substring($0) }
    }
}

extension ShapeType {
    /// The same type with a range: of a number, of a text's length, of a list's count.
    fileprivate func within(_ extent: Extent) -> ShapeType {
        switch self {
        case .string(var rule):
            rule.length = extent
            return .string(rule)
        case .int: return .int(extent)
        case .number: return .number(extent)
        case .list(let item, _): return .list(item, extent)
        case .map(let key, let value, _): return .map(key, value, extent)
        case .bool, .any, .choice, .word, .structure, .oneOf: preconditionFailure("this type has no range: \(self)")
        }
    }

    fileprivate func formed(_ format: ShapeFormat) -> ShapeType {
        switch self {
        case .string(var rule):
            rule.format = format
            return .string(rule)
        case .list(let item, let extent): return .list(item.formed(format), extent)
        case .int, .number, .bool, .any, .choice, .word, .map, .structure, .oneOf:
            preconditionFailure("this type has no form: \(self)")
        }
    }
}
