import Diagnostics
import YAML

/// What the jobs of folders leave out: the documents of `kind: Defaults`, by folder.
struct FolderDefaults {
    /// The folder that relative paths start from; empty where it is not known.
    private let root: String
    /// `spec` of each folder's document.
    private var specs: [String: Node] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    init(root: String) {
        self.root = root
    }

    /// Takes up a document for the folder of its file; a folder has one.
    mutating func add(_ document: Node) {
        guard let spec = document["spec"] else { return }
        let folder = ManifestPath.folder(of: ManifestPath.absolute(document.span.file.path, in: root))
        if let first = specs[folder] {
            let place = document.entry("kind")?.keySpan ?? document.span
            diagnostics.append(
                Diagnostic(
                    ManifestCode.duplicateDefaults.rawValue, .error, "a folder has one document of 'kind: Defaults'",
                    at: place, hint: "put both into one",
                    related: [Diagnostic.Related("the first one is here", at: first.focus(nil))]))
        } else {
            specs[folder] = spec
        }
    }

    /// The document of a job with what its folder and those above say of what it leaves out; the nearest wins.
    func applied(to document: Node) -> Node {
        guard !specs.isEmpty, var spec = document["spec"], spec.entries != nil else { return document }
        for folder in ManifestPath.foldersUpwards(from: ManifestPath.absolute(document.span.file.path, in: root)) {
            if let far = specs[folder] { spec = FolderDefaults.merged(near: spec, far: far) }
        }
        return document.replacing("spec", with: spec)
    }

    /// Of these members one rules out the other: what is nearer decides.
    private static let exclusive = ["launchType": "capacityProviderStrategy", "capacityProviderStrategy": "launchType"]

    /// Mappings are merged key by key, all else is replaced.
    private static func merged(near: Node, far: Node) -> Node {
        guard let nearEntries = near.entries, let farEntries = far.entries else { return near }
        var entries = nearEntries.map { entry in
            guard let other = far[entry.key], !isAlternative(entry.key, entry.value, other) else { return entry }
            return Node.Entry(
                key: entry.key, keySpan: entry.keySpan, value: merged(near: entry.value, far: other))
        }
        for entry in farEntries where near[entry.key] == nil {
            if let other = exclusive[entry.key], near[other] != nil { continue }
            entries.append(entry)
        }
        return Node(.mapping(entries), at: near.span, isBroken: near.isBroken)
    }

    /// The members of `spec` that one document gives as a whole, although they are mappings.
    static let whole: Set<String> = ["trigger"]

    /// Two values of which one stands instead of the other, although both are mappings.
    private static func isAlternative(_ key: String, _ near: Node, _ far: Node) -> Bool {
        switch key {
        case _ where whole.contains(key): true
        case "taskDefinition": near["file"] != nil || far["file"] != nil
        default: false
        }
    }
}
