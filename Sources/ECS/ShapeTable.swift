package import JSON

/// The structures that a language or a service knows, by name.
package struct ShapeTable: Sendable {
    private let shapes: [String: Shape]

    /// Reads a table in the language of `ShapeParser`; its structures may refer to those of `base`, which stay known.
    package init(_ text: String, over base: ShapeTable? = nil) {
        var parser = ShapeParser(over: base?.shapes ?? [:])
        parser.read(text)
        shapes = parser.shapes
    }

    /// RunTask, StartTask and RegisterTaskDefinition with all that they reach, and what is known of them beyond the
    /// service's model.
    package static let requests = ShapeTable(RequestShapes.text, adding: Limits.members)

    private init(_ text: String, adding facts: String) {
        var parser = ShapeParser(over: [:])
        parser.read(text)
        parser.read(facts)
        shapes = parser.shapes
    }

    /// The structure of a name, which the table holds.
    package subscript(_ name: String) -> Shape {
        guard let shape = shapes[name] else { preconditionFailure("the table has no structure \(name)") }
        return shape
    }

    /// The names of all structures, sorted.
    package var names: [String] { shapes.keys.sorted() }

    /// The alternative of a type that a value is of: decided by scalar, list or object, and among structures by which
    /// of them knows the value's members.
    package func alternative(of type: ShapeType, for value: JSON) -> ShapeType {
        guard case .oneOf(let types) = type, let last = types.last else { return type }
        switch value {
        case .array: return types.first(where: \.isList) ?? last
        case .object(let members):
            return alternative(among: types) { shape in members.keys.allSatisfy { shape[$0] != nil } } ?? last
        case .null, .bool, .int, .number, .string: return types.first(where: \.isScalar) ?? last
        }
    }

    /// The first of some types that an object may be of; `fits` tells of a structure whether it knows the members.
    package func alternative(among types: [ShapeType], fits: (Shape) -> Bool) -> ShapeType? {
        types.first { type in
            switch type {
            case .map: true
            case .structure(let name): fits(self[name])
            default: false
            }
        }
    }
}

extension ShapeType {
    /// A list of any kind.
    package var isList: Bool {
        guard case .list = self else { return false }
        return true
    }

    /// Neither a list nor an object.
    package var isScalar: Bool {
        switch self {
        case .string, .int, .number, .bool, .choice, .word: true
        case .any, .list, .map, .structure, .oneOf: false
        }
    }
}
