import JSON

/// A place in the spec of a run where something stands that nobody is to read.
///
/// It names the place alone, and neither the text, which the spec has already, nor a digest of it, from which a short text
/// could be guessed.
package struct SecretPlace: Hashable, Sendable, Codable {
    /// From the spec to the value: names of members, and numbers of items.
    package let path: [String]
    /// Where in a text, in bytes of its UTF-8; nil where the whole value is secret.
    package let bytes: Range<Int>?

    package init(_ path: [String], _ bytes: Range<Int>? = nil) {
        self.path = path
        self.bytes = bytes
    }

    /// What stands at the place; nil where the spec has nothing there.
    func text(in spec: JSON) -> String? {
        let value = path.reduce(Optional(spec)) { value, step in
            guard let items = value?.array else { return value?[step] }
            return Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
        }
        guard let text = value?.string else { return value?.canonical }
        guard let bytes else { return text }
        let utf8 = Array(text.utf8)
        return String(decoding: utf8[bytes.clamped(to: utf8.indices)], as: UTF8.self)
    }
}

extension Run {
    /// What stands in the spec and nobody is to read: as it was when the run was made, whatever is secret today.
    package var secretTexts: [String] {
        (secrets ?? []).compactMap { $0.text(in: spec) }
    }
}
