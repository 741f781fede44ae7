package import JSON

/// A job: what should run, by the manifest.
package struct Job: Hashable, Sendable {
    /// Unique in its set: `^[a-z0-9]([-a-z0-9]{0,46}[a-z0-9])?$`.
    package let name: String
    /// For `--selector`; never sent to ECS.
    package let labels: [String: String]
    /// The resolved `spec`, every default written out: what runs.
    package let spec: JSON
    /// The resolved `spec`, every default left out: what is hashed.
    ///
    /// A field that a later version adds with a default
    /// changes no hash of a manifest that does not name it.
    package let hashed: JSON
    /// Where secrets stand in `spec`.
    package let secrets: [SecretPlace]
    /// The rules by which its runs are driven.
    package let policy: RunPolicy

    /// Makes a job from a checked `spec`.
    ///
    /// - Throws: `JSONError` where `spec` lacks a member that the manifest language requires.
    package init(
        name: String, labels: [String: String], spec: JSON, hashed: JSON, secrets: [SecretPlace] = []
    ) throws(JSONError) {
        self.name = name
        self.labels = labels
        self.spec = spec
        self.hashed = hashed
        self.secrets = secrets
        policy = try spec.decoded(as: RunPolicy.self)
    }

    /// The cluster as the manifest names it: a name or an ARN.
    package var cluster: String { spec["cluster"]?.string ?? "default" }

    /// How many indexes or replicas run; each is launched and followed by itself.
    package var units: Int { policy.units }

    /// No new runs are started.
    package var isSuspended: Bool { policy.suspend }

    /// The task definition as the manifest gives it.
    package var taskDefinition: TaskDefinitionSource {
        let value = spec["taskDefinition"] ?? .null
        return value.string.map(TaskDefinitionSource.reference) ?? .body(value)
    }

    /// SHA-256 over the canonical JSON of the resolved spec: comments, key order, quoting, anchors and defaults
    /// spelled out make no difference.
    package var manifestHash: String { Digest.hex(hashed.canonical) }
}

/// A task definition, as a manifest gives it.
package enum TaskDefinitionSource: Hashable, Sendable {
    /// `family`, `family:revision` or an ARN.
    case reference(String)
    /// The body of RegisterTaskDefinition, written inline or read from a file.
    case body(JSON)

    /// The family, as far as it can be told: the text of a reference up to its revision.
    package var family: String {
        switch self {
        case .reference(let text):
            let name = text.split(separator: "/").last.map(String.init) ?? text
            return String(name.prefix { $0 != ":" })
        case .body(let body): return body["family"]?.string ?? ""
        }
    }

    /// `family:revision` of a reference that names a revision; nil for a family alone and for a body.
    package var revision: String? {
        guard case .reference(let text) = self else { return nil }
        let name = text.split(separator: "/").last.map(String.init) ?? text
        return name.contains(":") ? name : nil
    }
}
