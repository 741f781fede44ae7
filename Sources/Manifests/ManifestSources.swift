package import Diagnostics

/// The files that manifests are read from.
package struct ManifestSources: Sendable {
    /// The manifests, YAML or JSON, in their order.
    package var files: [SourceFile]
    /// The paths of those that were found in a folder and that nobody named: one that a manifest names as its task
    /// definition is no manifest.
    package var found: Set<String>
    /// Files in the folders above, of which only the documents of `kind: Defaults` count.
    package var above: [SourceFile]
    /// The folder that relative paths start from, absolute; empty where all paths start from the same one.
    package var folder: String

    package init(
        _ files: [SourceFile], found: Set<String> = [], above: [SourceFile] = [], folder: String = ""
    ) {
        self.files = files
        self.found = found
        self.above = above
        self.folder = folder
    }
}
