import JSON

/// An object that is taken apart, member by member: what nobody takes is told.
struct Members {
    /// Where the object stands in what is imported: `spec.template`.
    let path: String
    private(set) var rest: [String: JSON]

    /// An object; anything else has no members.
    init(_ value: JSON?, at path: String = "") {
        self.path = path
        rest = value?.object ?? [:]
    }

    /// The member of a name, which is then no longer among the rest; nil where it is absent or null.
    mutating func take(_ name: String) -> JSON? {
        guard let value = rest.removeValue(forKey: name), value != .null else { return nil }
        return value
    }

    /// The object that a member holds, taken apart by itself; anything else stays among the rest.
    mutating func takeMembers(_ name: String) -> Members {
        Members(rest[name]?.object == nil ? nil : take(name), at: place(name))
    }

    /// The objects of a list, each taken apart by itself; a list of anything else stays among the rest.
    mutating func takeList(_ name: String) -> [Members] {
        guard let items = rest[name]?.array, items.allSatisfy({ $0.object != nil }) else { return [] }
        _ = take(name)
        return items.enumerated().map { Members($1, at: "\(place(name))[\($0)]") }
    }

    /// Where a member stands.
    func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
