package import JSON

/// A structure of a request or of the manifest language: what members it has and what each may hold.
///
/// A table is read once and asked for every key of every document, by all threads at a time: shapes and members are
/// handed out as references, so that asking copies nothing.
package final class Shape: Sendable {
    /// How the members of a structure stand to each other.
    package enum Kind: Hashable, Sendable {
        /// Each member stands for itself.
        case structure
        /// Exactly one member is given; `standard` is the one that is meant where the whole is left out.
        case union(standard: String?)
    }

    /// A member of a structure.
    package final class Member: Sendable {
        /// Whether a member may be written.
        package enum Standing: Hashable, Sendable {
            case served
            /// A word of the language that this version does not run yet.
            case planned
            /// A member of the request that Purser fills in by itself.
            case reserved
        }

        package let name: String
        package let type: ShapeType
        package let isRequired: Bool
        /// Its values are not to be printed.
        package let isSecret: Bool
        package let standing: Standing
        /// What is written out where the member is absent.
        package let standard: JSON?
        /// What the service assumes where the member is absent: not written out, and no other hash where it is written.
        package let implied: JSON?
        /// One sentence for people; empty where the service's own documentation says it.
        package let summary: String

        init(
            name: String, type: ShapeType, isRequired: Bool, isSecret: Bool, standing: Standing, standard: JSON?,
            implied: JSON?, summary: String
        ) {
            self.name = name
            self.type = type
            self.isRequired = isRequired
            self.isSecret = isSecret
            self.standing = standing
            self.standard = standard
            self.implied = implied
            self.summary = summary
        }
    }

    package let name: String
    package let kind: Kind
    /// In the order of the table, which is the order in which people read them.
    package let members: [Member]
    /// Those that must be given.
    package let required: [Member]
    private let named: [String: Member]

    init(name: String, kind: Kind, members: [Member]) {
        self.name = name
        self.kind = kind
        self.members = members
        required = members.filter(\.isRequired)
        named = Dictionary(members.map { ($0.name, $0) }) { member, _ in
            preconditionFailure("\(name) lists \(member.name) twice")
        }
    }

    /// The member of a name, nil where there is none.
    package subscript(_ name: String) -> Member? { named[name] }

    /// The same structure with a member in the place of the one of its name.
    func replacing(_ member: Member) -> Shape {
        Shape(name: name, kind: kind, members: members.map { $0.name == member.name ? member : $0 })
    }
}

/// What a member may hold.
package indirect enum ShapeType: Hashable, Sendable {
    case string(StringRule)
    case int(Extent)
    case number(Extent)
    case bool
    /// Anything.
    case any
    /// One of these texts.
    case choice([String])
    /// One of these texts, in whatever case it is written.
    case word([String])
    case list(ShapeType, Extent)
    /// Keys that follow a rule, all with values of one type.
    case map(StringRule, ShapeType, Extent)
    /// The structure of this name in the table.
    case structure(String)
    /// The first alternative that is of the kind of the value: scalar, list, or object.
    case oneOf([ShapeType])
}

/// What a text may be.
package struct StringRule: Hashable, Sendable {
    /// Its length in characters.
    package var length = Extent()
    package var format: ShapeFormat?
    /// A whole number may be written without quotes: `cpu: 256`.
    package var takesNumbers = false

    package init(length: Extent = Extent(), format: ShapeFormat? = nil, takesNumbers: Bool = false) {
        self.length = length
        self.format = format
        self.takesNumbers = takesNumbers
    }
}

/// A range that may be open on either side.
package struct Extent: Hashable, Sendable {
    package var low: Int?
    package var high: Int?

    package init(low: Int? = nil, high: Int? = nil) {
        self.low = low
        self.high = high
    }

    /// Whether the range holds a value.
    package func contains(_ value: Double) -> Bool {
        (low.map { Double($0) <= value } ?? true) && (high.map { value <= Double($0) } ?? true)
    }

    /// `1 to 10`, `60 or more`, `at most 16`.
    package var phrase: String {
        switch (low, high) {
        case (let low?, let high?): low == high ? "\(low)" : "\(low) to \(high)"
        case (let low?, nil): "\(low) or more"
        case (nil, let high?): "at most \(high)"
        case (nil, nil): "any number"
        }
    }
}
