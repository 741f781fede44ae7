/// One place where two JSON values differ.
package struct JSONDifference: Hashable, Sendable {
    /// Where, from the root: `overrides.containerOverrides[0].command`.
    package let path: String
    /// The value before, nil where the member was absent.
    package let before: JSON?
    /// The value after, nil where the member is absent.
    package let after: JSON?

    package init(path: String, before: JSON?, after: JSON?) {
        self.path = path
        self.before = before
        self.after = after
    }
}

extension JSON {
    /// The places where `other` differs from this value, sorted by path; arrays of different length differ as a whole.
    package func differences(to other: JSON) -> [JSONDifference] {
        var found: [JSONDifference] = []
        JSON.compare(self, other, at: "", into: &found)
        return found
    }

    private static func compare(_ before: JSON?, _ after: JSON?, at path: String, into found: inout [JSONDifference]) {
        if before == after { return }
        switch (before, after) {
        case (.object(let old)?, .object(let new)?):
            for key in Set(old.keys).union(new.keys).sorted() {
                compare(old[key], new[key], at: path.isEmpty ? key : "\(path).\(key)", into: &found)
            }
        case (.array(let old)?, .array(let new)?) where old.count == new.count:
            for index in old.indices {
                compare(old[index], new[index], at: "\(path)[\(index)]", into: &found)
            }
        default:
            found.append(JSONDifference(path: path, before: before, after: after))
        }
    }
}
