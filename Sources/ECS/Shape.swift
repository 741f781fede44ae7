package import JSON

/// A structure of a request or of the manifest language: what members it has and what each may hold.
package struct Shape: Sendable {
    /// How the members of a structure stand to each other.
    package enum Kind: Hashable, Sendable {
        /// Each member stands for itself.
        case structure
        /// Exactly one member is given; `standard` is the one that is meant where the whole is left out.
        case union(standard: String?)
    }

    /// A member of a structure.
    package struct Member: Sendable {
        /// Whether a member may be written.
        package enum Standing: Hashable, Sendable {
            case served
            /// A word of the language that this version does not run yet.
            case planned
            /// A member of the request that Purser fills in by itself.
            case reserved
        }

        package let name: String
        package internal(set) var type: ShapeType
        package internal(set) var isRequired = false
        /// Its values are not to be printed.
        package internal(set) var isSecret = false
        package internal(set) var standing = Standing.served
        /// What is written out where the member is absent.
        package internal(set) var standard: JSON?
        /// What the service assumes where the member is absent: not written out, and no other hash where it is written.
        package internal(set) var implied: JSON?
        /// One sentence for people; empty where the service's own documentation says it.
        package internal(set) var summary = ""
    }

    package let name: String
    package let kind: Kind
    /// In the order of the table, which is the order in which people read them.
    package private(set) var members: [Member] = []
    private var places: [String: Int] = [:]

    init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// The member of a name, nil where there is none.
    package subscript(_ name: String) -> Member? {
        places[name].map { members[$0] }
    }

    mutating func append(_ member: Member) {
        precondition(places[member.name] == nil, "\(name) lists \(member.name) twice")
        places[member.name] = members.count
        members.append(member)
    }

    mutating func change(_ member: String, _ body: (inout Member) -> Void) {
        guard let place = places[member] else { preconditionFailure("\(name) has no member \(member)") }
        body(&members[place])
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
