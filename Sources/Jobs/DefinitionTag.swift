package import JSON

/// The tag by which a revision that Purser registered is known again: SHA-256 over its body as the manifest gave it.
///
/// RegisterTaskDefinition has no idempotency token, and ECS normalises what it is given: without the tag each apply
/// could make a revision more.
package enum DefinitionTag {
    /// The key of the tag.
    package static let key = "purser:body"

    /// The digest that the tag carries for a body.
    package static func digest(of body: JSON) -> String {
        Digest.hex(body.canonical)
    }

    /// The body to send, its digest among its tags.
    package static func tagged(_ body: JSON) -> JSON {
        tagged(body, digest(of: body))
    }

    /// A body that is as large as the one to send, for whoever asks for no more than that.
    package static func measured(_ body: JSON) -> JSON {
        tagged(body, anyDigest)
    }

    /// As long as every digest.
    private static let anyDigest = String(repeating: "0", count: 64)

    private static func tagged(_ body: JSON, _ digest: String) -> JSON {
        let tag: JSON = .object(["key": .string(key), "value": .string(digest)])
        return body.setting("tags", to: .array((body["tags"]?.array ?? []) + [tag]))
    }
}
