package import Diagnostics
package import JSON
import YAML

/// What a file of YAML says before anything is made of it: no language, no defaults, nothing filled in.
package struct RawTree: Sendable {
    /// The documents with aliases and merge keys resolved; empty where the file has an error.
    package let documents: [JSON]
    /// What is wrong with the file as YAML.
    package let diagnostics: [Diagnostic]
    /// The values of variables that are declared as secret, wherever in the file.
    package let secrets: Secrets

    /// Reads a file.
    package init(_ file: SourceFile) {
        let reading = YAMLReader.read(file)
        diagnostics = reading.diagnostics
        let isSound = !reading.diagnostics.contains { $0.severity == .error }
        documents = isSound ? reading.documents.map { JSON($0) } : []
        var secrets = Secrets()
        if isSound { for document in reading.documents { RawTree.take(document, into: &secrets) } }
        self.secrets = secrets
    }

    /// Looks for `{secret: true, value: …}`; what follows an unclear mark counts as a secret too.
    private static func take(_ node: Node, into secrets: inout Secrets) {
        switch node.content {
        case .scalar: break
        case .sequence(let items): for item in items { take(item, into: &secrets) }
        case .mapping(let entries):
            let mark = node["secret"]?.scalar?.value
            let isDeclaration = entries.allSatisfy { ["secret", "value"].contains($0.key) }
            if mark == .bool(true) || (isDeclaration && mark != nil && mark != .bool(false)) {
                for entry in entries where entry.key != "secret" { secrets.insert(entry.value) }
            }
            for entry in entries { take(entry.value, into: &secrets) }
        }
    }
}
