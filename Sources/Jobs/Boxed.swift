/// A large value behind a reference, so that what holds it is copied and compared quickly; it is never changed, only
/// replaced.
final class Boxed<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }

    static func == (left: Boxed, right: Boxed) -> Bool {
        left === right || left.value == right.value
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(value)
    }

    /// Reads what the value itself writes: the box leaves no trace.
    init(from decoder: any Decoder) throws {
        value = try Value(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
    }
}
