import FoundationEssentials

extension JSON: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .int(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([String: JSON].self) {
            self = .object(value)
        } else {
            self = .array(try container.decode([JSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

/// The bytes were not the JSON that was asked for.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and where, in the words of the decoder.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }

    fileprivate init(_ error: any Error) {
        func path(_ keys: [any CodingKey]) -> String {
            keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
        }
        switch error {
        case DecodingError.dataCorrupted(let context):
            description = "not valid JSON\(path(context.codingPath))"
        case DecodingError.keyNotFound(let key, let context):
            description = "no member '\(key.stringValue)' at '\(path(context.codingPath))'"
        case DecodingError.typeMismatch(let type, let context):
            description = "not a \(type) at '\(path(context.codingPath))'"
        case DecodingError.valueNotFound(let type, let context):
            description = "no \(type) at '\(path(context.codingPath))'"
        default:
            description = "not the JSON that was expected"
        }
    }
}

extension JSON {
    /// Decodes a typed value from JSON text in UTF-8.
    ///
    /// - Throws: `JSONError` that names the place where the text is not of the type.
    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(JSONError) -> Value {
        try JSON(parsing: bytes).decoded(as: type)
    }

    /// This value as a typed one.
    ///
    /// - Throws: `JSONError` that names the place where the value is not of the type.
    package func decoded<Value: Decodable>(as type: Value.Type) throws(JSONError) -> Value {
        do {
            return try ValueDecoder(self).decode(type)
        } catch {
            throw JSONError(error)
        }
    }

    /// A typed value as JSON.
    ///
    /// - Throws: `JSONError` where the value holds a number that JSON cannot say (infinite, not a number).
    package init(encoding value: some Encodable) throws(JSONError) {
        do {
            self = try JSON(parsing: Array(JSONEncoder().encode(value)))
        } catch let error as JSONError {
            throw error
        } catch {
            throw JSONError("a value cannot be written as JSON: \(error)")
        }
    }
}
