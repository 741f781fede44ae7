/// A JSON value: what AWS speaks, what a manifest resolves to, what a hash is taken over.
///
/// Objects have no order; every text made from one is sorted, so equal values have equal text.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without a fraction that fits 64 bits.
    case int(Int64)
    /// Any other number; finite.
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])
}

extension JSON {
    /// The member of an object, or nil where this is no object or has no such member.
    package subscript(_ key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The text of a string, nil for anything else.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a whole number, nil for anything else.
    package var int: Int? {
        guard case .int(let value) = self else { return nil }
        return Int(value)
    }

    /// The value of a number with or without a fraction, nil for anything else.
    package var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The truth value, nil for anything else.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The items of an array, nil for anything else.
    package var array: [JSON]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// The members of an object, nil for anything else.
    package var object: [String: JSON]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The strings of an array of strings; nil where this is no array or holds anything else.
    package var strings: [String]? {
        guard let items = array else { return nil }
        var texts: [String] = []
        texts.reserveCapacity(items.count)
        for item in items {
            guard let text = item.string else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// This object with one member set, or taken off where `value` is nil; other values are returned unchanged.
    package func setting(_ key: String, to value: JSON?) -> JSON {
        guard case .object(var members) = self else { return self }
        members[key] = value
        return .object(members)
    }

    /// An object of the members that have a value: AWS leaves absent members out and never writes null.
    package static func members(_ pairs: KeyValuePairs<String, JSON?>) -> JSON {
        var members = [String: JSON](minimumCapacity: pairs.count)
        for (key, value) in pairs {
            members[key] = value
        }
        return .object(members)
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
