package import Diagnostics
package import JSON
import YAML

/// What a file of YAML says before anything is made of it: no language, no defaults, nothing filled in.
package struct RawTree: Sendable {
    /// The documents with aliases and merge keys resolved; empty where the file has an error.
    package let documents: [JSON]
    /// What is wrong with the file as YAML.
    package let diagnostics: [Diagnostic]

    /// Reads a file.
    package init(_ file: SourceFile) {
        let reading = YAMLReader.read(file)
        diagnostics = reading.diagnostics
        let isSound = !reading.diagnostics.contains { $0.severity == .error }
        documents = isSound ? reading.documents.map { JSON($0) } : []
    }
}
