import ECS
import JSON

/// The members of a request, or of a structure inside one, read as the types that the API's model gives them.
///
/// A member that is null counts as absent. One of another type is a `SerializationException`, as AWS answers it.
struct Members {
    let json: JSON
    /// Where the structure stands in the request, for messages: empty at the root.
    private let path: String

    /// - Throws: `SerializationException` where `json` is not an object.
    init(_ json: JSON, path: String = "") throws(ServiceError) {
        guard json.object != nil else {
            throw .serialization(path.isEmpty ? "The request is not a JSON object." : "\(path) is not an object.")
        }
        self.json = json
        self.path = path
    }

    func string(_ name: String) throws(ServiceError) -> String? {
        try read(name, "a string") { $0.string }
    }

    func int(_ name: String) throws(ServiceError) -> Int? {
        try read(name, "a whole number") { $0.int }
    }

    func bool(_ name: String) throws(ServiceError) -> Bool? {
        try read(name, "true or false") { $0.bool }
    }

    func strings(_ name: String) throws(ServiceError) -> [String]? {
        try read(name, "a list of strings") { $0.strings }
    }

    func structure(_ name: String) throws(ServiceError) -> Members? {
        guard let value = try read(name, "an object", { $0.object == nil ? nil : $0 }) else { return nil }
        return try Members(value, path: place(name))
    }

    func structures(_ name: String) throws(ServiceError) -> [Members]? {
        guard let items = try read(name, "a list", { $0.array }) else { return nil }
        var structures: [Members] = []
        for (index, item) in items.enumerated() {
            structures.append(try Members(item, path: "\(place(name))[\(index)]"))
        }
        return structures
    }

    /// A string that must be there and not empty.
    ///
    /// - Throws: `InvalidParameterException` where it is absent.
    func required(_ name: String) throws(ServiceError) -> String {
        guard let text = try string(name), !text.isEmpty else {
            throw .invalidParameter("\(place(name)) must be given and not be empty.")
        }
        return text
    }

    /// A string that is one of `values`.
    ///
    /// - Throws: `InvalidParameterException` where it is another one.
    func choice(_ name: String, of values: [String]) throws(ServiceError) -> String? {
        guard let text = try string(name) else { return nil }
        guard values.contains(text) else {
            throw .invalidParameter("\(place(name)) must be one of \(values.joined(separator: ", ")), not '\(text)'.")
        }
        return text
    }

    /// A number that lies in `range`.
    ///
    /// - Throws: `InvalidParameterException` where it lies outside.
    func int(_ name: String, in range: ClosedRange<Int>) throws(ServiceError) -> Int? {
        guard let value = try int(name) else { return nil }
        guard range.contains(value) else {
            throw .invalidParameter(
                "\(place(name)) must be from \(range.lowerBound) to \(range.upperBound), not \(value).")
        }
        return value
    }

    func place(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    private func read<Value>(
        _ name: String, _ kind: String, _ convert: (JSON) -> Value?
    ) throws(ServiceError) -> Value? {
        guard let value = json[name], value != .null else { return nil }
        guard let converted = convert(value) else { throw .serialization("\(place(name)) must be \(kind).") }
        return converted
    }
}
