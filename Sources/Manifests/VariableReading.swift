package import Diagnostics
import JSON
import YAML

/// Reads variables: a file of `--vars`, or what `purser.yaml` says under `variables`.
///
/// A value is anything; `{secret: true, value: …}` is one that is not to be printed, and `{secret: true}` one that must
/// come from elsewhere. `${{ env.NAME }}` is filled in.
package struct VariableReading {
    package private(set) var variables = Variables()
    package private(set) var diagnostics: [Diagnostic] = []
    /// Where the values of secrets are written.
    private(set) var concealed: [Range<Int>] = []
    private let environment: [String: String]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// Reads a file that maps names to values; what is wrong with it is told without its secrets.
    package init(_ file: SourceFile, environment: [String: String]) {
        self.init(environment: environment)
        let reading = YAMLReader.read(file)
        diagnostics = reading.diagnostics
        if let second = reading.documents.dropFirst().first {
            report(.severalDocuments, "expected one document, found \(reading.documents.count)", at: second.head(nil))
        }
        if let document = reading.documents.first {
            if document.entries == nil {
                report(.notAMapping, "expected variables such as 'image: busybox:1.36'", at: document.span)
            } else {
                read(document)
            }
        }
        conceal(file)
    }

    /// Whether anything stands in the way of using the variables.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Takes the entries of a mapping.
    mutating func read(_ node: Node) {
        for entry in node.entries ?? [] {
            if !Variables.isName(entry.key) {
                report(
                    .wrongForm, "expected a letter or '_', then letters, digits and '_-.' for the name of a variable",
                    at: entry.keySpan)
            }
            if entry.value.isBroken { continue }
            var value: Node? = entry.value
            var isSecret = false
            if let declaration = declaration(entry) { (value, isSecret) = declaration }
            if isSecret, let value { concealed.append(value.span.start.offset..<value.span.end.offset) }
            guard let written = value else {
                variables.set(entry.key, to: Variable(nil, isSecret: isSecret, from: .file(entry.keySpan)))
                continue
            }
            var interpolation = Interpolation(environment: environment)
            let filled = interpolation.filled(written)
            diagnostics += interpolation.diagnostics
            isSecret = isSecret || interpolation.fills.values.contains(where: \.isSecret)
            if !filled.isBroken {
                variables.set(entry.key, to: Variable(filled, isSecret: isSecret, from: .file(written.span)))
            }
        }
    }

    /// Takes what else is wrong with the file that holds the variables.
    mutating func add(_ other: [Diagnostic]) {
        diagnostics = other + diagnostics
    }

    /// A file as it may be shown, in the place of the one with its secrets.
    mutating func conceal(_ file: SourceFile) {
        let ranges = concealed + SecretPlaces(in: file).ranges
        let shown = [ObjectIdentifier(file): file.concealing(ranges)]
        let secrets = variables.secrets
        diagnostics = diagnostics.map { $0.concealing(shown, secrets) }
    }

    /// What `{secret: true, value: …}` says; nil for a value that is not written so.
    private mutating func declaration(_ entry: Node.Entry) -> (value: Node?, isSecret: Bool)? {
        guard let entries = entry.value.entries, let mark = entry.value.entry("secret") else { return nil }
        let unknown = entries.filter { $0.key != "secret" && $0.key != "value" }
        guard case .bool(let isSecret) = mark.value.scalar?.value else {
            // A mapping with a member of that name and others is a value like any other.
            if !unknown.isEmpty { return nil }
            // Whatever was meant, it is treated as a secret.
            concealed.append(entry.value.span.start.offset..<entry.value.span.end.offset)
            report(.wrongType, "expected true or false for 'secret' of a variable", at: mark.keySpan)
            return (nil, true)
        }
        for entry in unknown {
            let close = Suggestion.closest(to: entry.key, among: ["value", "secret"])
            report(
                .unknownKey, "unknown key '\(entry.key)' in a variable", at: entry.keySpan,
                hint: close.map { "did you mean '\($0)'?" } ?? "'secret' and 'value' are allowed here")
            if isSecret { concealed.append(entry.value.span.start.offset..<entry.value.span.end.offset) }
        }
        return (entry.value["value"], isSecret)
    }

    private mutating func report(_ code: ManifestCode, _ message: String, at span: SourceSpan?, hint: String? = nil) {
        diagnostics.append(Diagnostic(code.rawValue, .error, message, at: span, hint: hint))
    }
}
