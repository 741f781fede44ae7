import Diagnostics

/// The tags that the core schema knows.
enum CoreTag: String, CaseIterable {
    case str
    case int
    case float
    case bool
    case null
    case map
    case seq

    private static let prefix = "tag:yaml.org,2002:"

    /// From a tag in full; nil for any other.
    init?(_ tag: String) {
        guard tag.hasPrefix(Self.prefix) else { return nil }
        self.init(rawValue: String(tag.dropFirst(Self.prefix.count)))
    }

    /// What a value under this tag is.
    private var noun: String {
        switch self {
        case .str: "a string"
        case .int: "a whole number"
        case .float: "a number"
        case .bool: "'true' or 'false'"
        case .null: "null"
        case .map: "a mapping"
        case .seq: "a sequence"
        }
    }

    /// A value that is not what its tag says.
    func mismatch(found: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(.tagMismatch, "expected \(noun) after '!!\(rawValue)', found \(found)", at: span)
    }
}

/// An explicit tag, with its place.
struct Tag {
    /// What a tag asks for.
    enum Meaning {
        /// `!!str`; or `!`, which takes a scalar's text as it is.
        case string
        case core(CoreTag)
        /// A tag of some other schema, or of an application.
        case unknown(Diagnostic)
    }

    let meaning: Meaning
    /// It is `!`, which says nothing about sequences and mappings.
    let isNonSpecific: Bool

    /// From a tag in full.
    init(_ name: String, at span: SourceSpan) {
        isNonSpecific = name == "!"
        switch CoreTag(name) {
        case _ where isNonSpecific: meaning = .string
        case .str?: meaning = .string
        case let tag?: meaning = .core(tag)
        case nil: meaning = .unknown(CoreTag.unknown(name, at: span))
        }
    }
}

extension CoreTag {
    /// The diagnostic for a tag that is none of these.
    fileprivate static func unknown(_ name: String, at span: SourceSpan) -> Diagnostic {
        let short = name.hasPrefix(prefix) ? "!!" + name.dropFirst(prefix.count) : name
        let known = allCases.map { "!!\($0.rawValue)" }
        return Diagnostic(
            .unknownTag, "unknown tag '\(short)'", at: span,
            hint: Suggestion.closest(to: short, among: known).map { "did you mean '\($0)'?" },
            notes: ["tags known here: " + known.joined(separator: ", ")])
    }
}
