package import JSON

extension ShapeTable {
    /// The value with everything written out that the table says of absent members.
    ///
    /// Members that the service assumes by itself stay absent, so that a request holds what the user wrote.
    package func filled(_ value: JSON, as type: ShapeType) -> JSON {
        switch (alternative(of: type, for: value), value) {
        case (.structure(let name), .object(var members)):
            let shape = self[name]
            if case .union(let standard?) = shape.kind, members.isEmpty { members[standard] = .object([:]) }
            for member in shape.members {
                guard let value = members[member.name] ?? member.standard else { continue }
                members[member.name] = filled(value, as: member.type)
            }
            return .object(members)
        case (.list(let item, _), .array(let items)): return .array(items.map { filled($0, as: item) })
        case (.map(_, let item, _), .object(let members)): return .object(members.mapValues { filled($0, as: item) })
        default: return value
        }
    }

    /// The value with everything left out that means the same as its absence: what equals its default, and lists and
    /// objects in which nothing is left.
    ///
    /// Two values that mean the same are equal after this. Items of lists and entries of maps are never left out.
    package func pruned(_ value: JSON, as type: ShapeType) -> JSON {
        switch (alternative(of: type, for: value), value) {
        case (.structure(let name), .object(let members)): return .object(pruned(members, of: self[name]))
        case (.list(let item, _), .array(let items)): return .array(items.map { pruned($0, as: item) })
        case (.map(_, let item, _), .object(let members)): return .object(members.mapValues { pruned($0, as: item) })
        default: return value
        }
    }

    private func pruned(_ members: [String: JSON], of shape: Shape) -> [String: JSON] {
        var kept: [String: JSON] = [:]
        for (name, value) in members {
            guard let member = shape[name] else {
                kept[name] = value
                continue
            }
            let rest = pruned(value, as: member.type)
            let isEmpty = rest == .object([:]) || rest == .array([])
            switch shape.kind {
            // Which member of a union is there says something even where nothing is in it.
            case .union(let standard): if name == standard, isEmpty { continue }
            case .structure:
                if isEmpty && !member.isRequired { continue }
                if rest == member.standard || rest == member.implied { continue }
            }
            kept[name] = rest
        }
        return kept
    }
}
