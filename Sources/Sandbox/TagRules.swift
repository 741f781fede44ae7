import ECS
import JSON

/// The rules for tags that a caller sends.
///
/// Source: Amazon ECS API Reference, Tag and RunTask.
enum TagRules {
    /// The most tags that a resource may carry.
    static let most = 50

    /// Reads the member `tags`; empty where it is absent.
    ///
    /// - Throws: `InvalidParameterException` that names the tag which breaks a rule.
    static func tags(in request: Members, member: String = "tags") throws(ServiceError) -> [Tag] {
        var tags: [Tag] = []
        for entry in try request.structures(member) ?? [] {
            let key = try entry.string("key") ?? ""
            let value = try entry.string("value") ?? ""
            try check(key: key, value: value)
            guard !tags.contains(where: { $0.key == key }) else {
                throw .invalidParameter("Duplicate tag keys found: '\(key)'.")
            }
            tags.append(Tag(key: key, value: value))
        }
        guard tags.count <= most else { throw .invalidParameter("Too many tags: \(tags.count), at most \(most).") }
        return tags
    }

    private static func check(key: String, value: String) throws(ServiceError) {
        guard (1...128).contains(key.unicodeScalars.count), isAllowed(key) else {
            throw .invalidParameter("Invalid tag key: '\(key)'.")
        }
        guard !key.lowercased().hasPrefix("aws:") else {
            throw .invalidParameter("Invalid tag key: '\(key)'. The prefix aws: is reserved.")
        }
        guard value.unicodeScalars.count <= 256, isAllowed(value) else {
            throw .invalidParameter("Invalid value of tag '\(key)'.")
        }
    }

    private static func isAllowed(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
                true
            default: "_.:/=+-@".unicodeScalars.contains(scalar)
            }
        }
    }

    /// Lays tags over others: a key that is there already gets the new value.
    static func merge(_ added: [Tag], over tags: [Tag]) -> [Tag] {
        var merged = tags
        for tag in added {
            if let index = merged.firstIndex(where: { $0.key == tag.key }) {
                merged[index] = tag
            } else {
                merged.append(tag)
            }
        }
        return merged
    }
}

extension [Tag] {
    /// The list as the API writes it.
    var json: JSON {
        .array(map { .object(["key": .string($0.key), "value": .string($0.value ?? "")]) })
    }
}
