/// Diagnostics in the form that code scanning takes: SARIF 2.1.0.
///
/// Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0 plus Errata 01.
package struct SARIFLog: Encodable, Sendable {
    /// What a code means, for the list of rules.
    package struct Rule: Encodable, Sendable {
        private let id: String
        private let shortDescription: Text
        private let help: Text

        /// A rule.
        ///
        /// - Parameters:
        ///   - id: The code.
        ///   - title: One line about it.
        ///   - page: The explanation, Markdown.
        package init(id: String, title: String, page: String) {
            self.id = id
            shortDescription = Text(text: title, markdown: nil)
            // Readers without Markdown still get something to read, and the command that shows the rest.
            help = Text(text: "\(title); read on with: purser explain \(id)", markdown: page)
        }
    }

    private let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    private let version = "2.1.0"
    private let runs: [Run]

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version
        case runs
    }

    /// The log of one run over some files.
    ///
    /// - Parameters:
    ///   - report: What was found; all of it is told.
    ///   - paths: The files that were looked at, found wanting or not.
    ///   - toolVersion: The version of the program.
    ///   - rule: Says what a code means.
    package init(_ report: DiagnosticReport, paths: [String], toolVersion: String, rule: (String) -> Rule?) {
        let found = report.json
        let places = found.compactMap(\.path) + found.flatMap { $0.related.map(\.path) }
        let files = Set(paths + places).sorted()
        let indices = Dictionary(uniqueKeysWithValues: zip(files, files.indices))
        let codes = Set(found.map(\.code)).sorted()
        let rules = codes.compactMap { code in rule(code).map { (code, $0) } }
        let ruleIndices = Dictionary(uniqueKeysWithValues: zip(rules.map(\.0), rules.indices))
        runs = [
            Run(
                tool: Tool(driver: Driver(version: toolVersion, rules: rules.map(\.1))),
                artifacts: files.map { Artifact(location: ArtifactLocation(uri: SARIFLog.uri($0), index: nil)) },
                results: found.map { Result($0, ruleIndex: ruleIndices[$0.code], files: indices) })
        ]
    }

    /// A path as the reference of a URI: relative as it was given, absolute with the scheme.
    static func uri(_ path: String) -> String {
        let encoded = path.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || "/-._~".unicodeScalars.contains(scalar) { return String(scalar) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.utf8.count == 1 ? "0" : "") + hex
        }
        return (path.hasPrefix("/") ? "file://" : "") + encoded.joined()
    }
}

extension SARIFLog {
    struct Text: Encodable, Sendable {
        let text: String
        let markdown: String?
    }

    private struct Run: Encodable, Sendable {
        let tool: Tool
        let artifacts: [Artifact]
        let results: [Result]
        /// The columns of `DiagnosticJSON` are Unicode scalars.
        let columnKind = "unicodeCodePoints"
    }

    private struct Tool: Encodable, Sendable {
        let driver: Driver
    }

    private struct Driver: Encodable, Sendable {
        let name = "purser"
        let version: String
        let rules: [Rule]
    }

    private struct Artifact: Encodable, Sendable {
        let location: ArtifactLocation
    }

    private struct ArtifactLocation: Encodable, Sendable {
        let uri: String
        /// Among the artifacts of the run.
        let index: Int?
    }

    private struct Result: Encodable, Sendable {
        let ruleId: String
        let ruleIndex: Int?
        let level: String
        let message: Text
        let locations: [Location]
        let relatedLocations: [Location]

        init(_ diagnostic: DiagnosticJSON, ruleIndex: Int?, files: [String: Int]) {
            ruleId = diagnostic.code
            self.ruleIndex = ruleIndex
            level = diagnostic.severity.rawValue
            let lines = [diagnostic.message] + (diagnostic.hint.map { ["hint: \($0)"] } ?? [])
            let notes = diagnostic.notes.map { "note: \($0)" }
            message = Text(text: (lines + notes).joined(separator: "\n"), markdown: nil)
            if let path = diagnostic.path, let start = diagnostic.start, let end = diagnostic.end {
                locations = [Location(path, start, end, files)]
            } else {
                locations = []
            }
            relatedLocations = diagnostic.related.enumerated().map { index, related in
                var location = Location(related.path, related.start, related.end, files)
                location.id = index + 1
                location.message = Text(text: related.message, markdown: nil)
                return location
            }
        }
    }

    private struct Location: Encodable, Sendable {
        var id: Int?
        var message: Text?
        let physicalLocation: PhysicalLocation

        init(
            _ path: String, _ start: DiagnosticJSON.Position, _ end: DiagnosticJSON.Position, _ files: [String: Int]
        ) {
            physicalLocation = PhysicalLocation(
                artifactLocation: ArtifactLocation(uri: SARIFLog.uri(path), index: files[path]),
                region: Region(
                    startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column))
        }
    }

    private struct PhysicalLocation: Encodable, Sendable {
        let artifactLocation: ArtifactLocation
        let region: Region
    }

    /// From the first character up to, not including, the end; both from 1.
    private struct Region: Encodable, Sendable {
        let startLine: Int
        let startColumn: Int
        let endLine: Int
        let endColumn: Int
    }
}
