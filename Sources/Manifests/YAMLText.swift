package import ECS
package import JSON

/// Writes YAML that reads back as the same value.
package enum YAMLText {
    /// The text of a value, block style, two spaces a level; ends with a newline.
    ///
    /// Members come in the order of the manifest language where they are of it, then by name. Strings stand plain
    /// only where the core schema of YAML 1.2 reads them as strings, and YAML 1.1 does too.
    package static func render(_ value: JSON) -> String {
        render(value, as: .any)
    }

    /// The text of a job's manifest, from its resolved spec.
    ///
    /// `comment` says what is written behind the value at a place; nil for nothing.
    package static func manifest(
        name: String, labels: [String: String], spec: JSON, comment: @escaping (JSONPath) -> String? = { _ in nil }
    ) -> String {
        var metadata: [String: JSON] = ["name": .string(name)]
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues(JSON.string)) }
        let document: JSON = [
            "apiVersion": "purser/v1", "kind": "Job", "metadata": .object(metadata), "spec": spec,
        ]
        return render(document, as: .structure("Job"), comment: comment)
    }

    private static func render(
        _ value: JSON, as type: ShapeType, comment: @escaping (JSONPath) -> String? = { _ in nil }
    ) -> String {
        var writer = Writer(comment: comment)
        writer.write(value, as: type, at: JSONPath(), indent: 0, isInline: false)
        if !writer.text.hasSuffix("\n") { writer.text += "\n" }
        return writer.text
    }

    private struct Writer {
        var text = ""
        let comment: (JSONPath) -> String?

        /// Writes a value; `isInline` where the line already holds a key or a dash before it.
        mutating func write(_ value: JSON, as type: ShapeType, at path: JSONPath, indent: Int, isInline: Bool) {
            let type = ManifestShapes.table.alternative(of: type, for: value)
            switch value {
            case .object(let members) where !members.isEmpty:
                write(members, as: type, at: path, indent: indent, isInline: isInline)
            case .array(let items) where !items.isEmpty:
                if isInline { text += "\n" }
                let item = if case .list(let item, _) = type { item } else { ShapeType.any }
                for (index, value) in items.enumerated() {
                    // The first item of a list that is an item itself stands on the line of the outer dash.
                    if text.isEmpty || text.hasSuffix("\n") { text += String(repeating: " ", count: indent) }
                    text += "- "
                    // The first member of an object stands on the line of the dash.
                    write(value, as: item, at: path[index], indent: indent + 2, isInline: false)
                    if !text.hasSuffix("\n") { text += "\n" }
                }
            case .object: write("{}", at: path)
            case .array: write("[]", at: path)
            case .string(let string): write(YAMLText.scalar(string), at: path)
            case .null, .bool, .int, .number: write(value.canonical, at: path)
            }
        }

        private mutating func write(_ word: String, at path: JSONPath) {
            text += word
            if let comment = comment(path) { text += "  # " + comment }
        }

        private mutating func write(
            _ members: [String: JSON], as type: ShapeType, at path: JSONPath, indent: Int, isInline: Bool
        ) {
            if isInline { text += "\n" }
            for key in order(members, type) {
                guard let value = members[key] else { continue }
                if text.isEmpty || text.hasSuffix("\n") { text += String(repeating: " ", count: indent) }
                text += YAMLText.scalar(key) + ":"
                let inner = self.type(of: key, in: type)
                switch value {
                case .object(let members) where !members.isEmpty:
                    write(value, as: inner, at: path[key], indent: indent + 2, isInline: true)
                case .array(let items) where !items.isEmpty:
                    write(value, as: inner, at: path[key], indent: indent + 2, isInline: true)
                default:
                    text += " "
                    write(value, as: inner, at: path[key], indent: indent, isInline: true)
                }
                if !text.hasSuffix("\n") { text += "\n" }
            }
        }

        private func order(_ members: [String: JSON], _ type: ShapeType) -> [String] {
            guard case .structure(let name) = type else { return members.keys.sorted() }
            let known = ManifestShapes.table[name].members.map(\.name)
            let names = Set(known)
            return known.filter { members[$0] != nil } + members.keys.filter { !names.contains($0) }.sorted()
        }

        private func type(of key: String, in type: ShapeType) -> ShapeType {
            switch type {
            case .structure(let name): ManifestShapes.table[name][key]?.type ?? .any
            case .map(_, let value, _): value
            default: .any
            }
        }
    }

    /// A string as YAML writes it: plain where it cannot be misread, quoted as in JSON otherwise.
    static func scalar(_ text: String) -> String {
        if isPlain(text) { return text }
        var quoted = JSON.quote(text)
        // JSON leaves these as they are, and YAML does not let them stand or takes them for line breaks.
        for scalar in ["\u{7F}", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}"] {
            let hex = String(scalar.unicodeScalars.first.map { $0.value } ?? 0, radix: 16)
            let escape = "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            quoted = replacing(scalar, with: escape, in: quoted)
        }
        return quoted
    }

    private static func replacing(_ scalar: String, with escape: String, in text: String) -> String {
        guard let wanted = scalar.unicodeScalars.first, text.unicodeScalars.contains(wanted) else { return text }
        var result = ""
        for one in text.unicodeScalars {
            if one == wanted { result += escape } else { result.unicodeScalars.append(one) }
        }
        return result
    }

    /// Letters, digits and signs that start or end nothing in YAML, and no word or number of any of its schemas.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 200 else { return false }
        let isLetter = { (byte: UInt8) in (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
        guard isLetter(first) || first == UInt8(ascii: "/") || first == UInt8(ascii: "_"), last != 0x20 else {
            return false
        }
        guard
            text.utf8.allSatisfy({ byte in
                isLetter(byte) || (0x30...0x39).contains(byte) || "_-./+=@ ,".utf8.contains(byte)
                    || byte == UInt8(ascii: ":")
            })
        else { return false }
        // A colon that ends a word would make a key.
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: ":") {
            if index + 1 == bytes.count || bytes[index + 1] == 0x20 { return false }
        }
        return !words.contains(text.lowercased())
    }

    /// What YAML 1.1 or 1.2 reads as something else than a string.
    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]
}
