/// Reads typed values out of a JSON value.
///
/// What `JSONDecoder` does with text is done here with what `JSON.init(parsing:)` makes of it: there is one reader of
/// JSON text, with one idea of what is valid, and a part that stays JSON is taken as it is.
struct ValueDecoder {
    let value: JSON
    /// The member or item that the value is; nil for the root.
    private let key: (any CodingKey)?
    /// The place of the object or list that holds it.
    private let outer: Place?

    init(_ value: JSON) {
        self.init(value, nil, in: nil)
    }

    fileprivate init(_ value: JSON, _ key: (any CodingKey)?, in outer: Place?) {
        self.value = value
        self.key = key
        self.outer = outer
    }

    /// A step on the way from the root: a chain that is put together only where an error tells of it.
    fileprivate final class Place: Sendable {
        private let outer: Place?
        private let key: any CodingKey

        init(_ key: any CodingKey, in outer: Place?) {
            self.key = key
            self.outer = outer
        }

        var path: [any CodingKey] { (outer?.path ?? []) + [key] }
    }

    private var place: Place? { key.map { Place($0, in: outer) } }

    /// The error for a value that is not of a type, or is null.
    private func unexpected(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "not a \(type)")
        return value == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}

extension ValueDecoder: Decoder {
    var codingPath: [any CodingKey] { place?.path ?? [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw unexpected([String: Any].self) }
        return KeyedDecodingContainer(MembersDecoder(members: members, place: place))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let items) = value else { throw unexpected([Any].self) }
        return ItemsDecoder(items: items, place: place)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let flag) = value else { throw unexpected(type) }
        return flag
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let text) = value else { throw unexpected(type) }
        return text
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard let number = value.double else { throw unexpected(type) }
        return number
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try whole(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }

    private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let number: Number?
        switch value {
        case .int(let value): number = Number(exactly: value)
        case .number(let value): number = Number(exactly: value)
        case .null, .bool, .string, .array, .object: throw unexpected(type)
        }
        guard let number else {
            let context = DecodingError.Context(codingPath: codingPath, debugDescription: "the number is no \(type)")
            throw DecodingError.dataCorrupted(context)
        }
        return number
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        // What stays JSON needs no reading.
        if type == JSON.self, let value = value as? Value { return value }
        return try Value(from: self)
    }
}

/// The members of an object.
private struct MembersDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSON]
    let place: ValueDecoder.Place?

    var codingPath: [any CodingKey] { place?.path ?? [] }
    var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    private func member(_ key: Key) throws -> ValueDecoder {
        guard let value = members[key.stringValue] else {
            let context = DecodingError.Context(codingPath: codingPath, debugDescription: "no such member")
            throw DecodingError.keyNotFound(key, context)
        }
        return ValueDecoder(value, key, in: place)
    }

    /// Nil where the member is absent or null.
    private func given(_ key: Key) -> ValueDecoder? {
        guard let value = members[key.stringValue], value != .null else { return nil }
        return ValueDecoder(value, key, in: place)
    }

    func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try member(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try member(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try member(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try member(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try member(key).decode(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try member(key).decode(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try member(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try member(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try member(key).decode(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try member(key).decode(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try member(key).decode(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try member(key).decode(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try member(key).decode(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try member(key).decode(type) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try member(key).decode(type) }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try given(key)?.decode(type) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try given(key)?.decode(type) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try given(key)?.decode(type) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try given(key)?.decode(type) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try given(key)?.decode(type) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try given(key)?.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { ValueDecoder(.object(members)) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

/// The items of a list, one after another.
private struct ItemsDecoder: UnkeyedDecodingContainer {
    let items: [JSON]
    let place: ValueDecoder.Place?
    private(set) var currentIndex = 0

    init(items: [JSON], place: ValueDecoder.Place?) {
        self.items = items
        self.place = place
    }

    /// The number of an item.
    private struct Index: CodingKey {
        let intValue: Int?

        init(_ number: Int) { intValue = number }
        init?(intValue: Int) { self.init(intValue) }
        init?(stringValue: String) { nil }

        var stringValue: String { "Index \(intValue ?? 0)" }
    }

    var codingPath: [any CodingKey] { place?.path ?? [] }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex == items.count }

    /// What `read` makes of the next item; where it fails the item is still the next one.
    private mutating func next<Value>(_ read: (ValueDecoder) throws -> Value) throws -> Value {
        guard !isAtEnd else {
            let context = DecodingError.Context(codingPath: codingPath, debugDescription: "the list is at its end")
            throw DecodingError.valueNotFound(Value.self, context)
        }
        let value = try read(ValueDecoder(items[currentIndex], Index(currentIndex), in: place))
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, items[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next { try $0.decode(type) } }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
