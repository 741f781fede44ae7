// The examples of docs/diagnostics, and what the loader says of them.
import Diagnostics
import ECS
import Foundation
import JSON
import Manifests

@testable import YAML

/// One of the two examples of a page: its blocks of code, each with the words behind its fence.
///
/// The first block is the manifest, or `purser.yaml` or a script of faults where it is called so; the others are files
/// beside it.
struct PageExample {
    struct Block: Hashable {
        /// `yaml`, `json`, `sh` or `text`.
        let language: String
        /// The file that the block is, or the operation whose body it is.
        let name: String?
        let text: String
    }

    let code: String
    let blocks: [Block]

    /// The example below a heading: `Wrong` or `Right`.
    init(_ page: DiagnosticPage, _ heading: String) {
        var blocks: [Block] = []
        var isInside = false
        var fence: [String]?
        var lines: [String] = []
        for line in page.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let words = fence {
                if line == "```" {
                    let text = lines.map { $0 + "\n" }.joined()
                    blocks.append(Block(language: words[0], name: words.dropFirst().first, text: text))
                    fence = nil
                } else {
                    lines.append(line)
                }
            } else if line.hasPrefix("## ") {
                isInside = line == "## \(heading)"
            } else if isInside, line.hasPrefix("```") {
                fence = line.dropFirst(3).split(separator: " ").map(String.init)
                lines = []
            }
        }
        code = page.code
        self.blocks = blocks
    }

    /// What is said of the example.
    var diagnostics: [Diagnostic] {
        guard let first = blocks.first else { return [] }
        if first.language == "json", first.name == "RunTask" {
            guard let body = try? JSON(parsing: Array(first.text.utf8)) else { return [] }
            return RequestRules.violations(runTask: body).map { violation in
                Diagnostic(violation.code, violation.isWarning ? .warning : .error, violation.message, at: nil)
            }
        }
        if first.language != "yaml" { return SpecialForm.all[code]?.diagnostics ?? [] }
        var variables = Variables()
        var found: [Diagnostic] = []
        if let block = blocks.first(where: { $0.name == "purser.yaml" }) {
            let (configuration, diagnostics) = ConfigurationLoader.load(
                SourceFile(path: "purser.yaml", bytes: Array(block.text.utf8)))
            variables = configuration?.variables ?? Variables()
            found = diagnostics
        }
        if first.name == "purser.yaml" { return found }
        if first.name == "faults.yaml" {
            return FaultFile.load(SourceFile(path: "faults.yaml", bytes: Array(first.text.utf8))).1
        }
        let loading = ManifestLoader.load(
            [SourceFile(path: first.name ?? "job.yaml", bytes: Array(first.text.utf8))], variables: variables,
            zones: zones
        ) { path in
            blocks.dropFirst().first { $0.name == path }.map { SourceFile(path: path, bytes: Array($0.text.utf8)) }
        }
        // What this version does not run is sound, and refused when it is to be applied.
        let refusals = code == ManifestCode.notServedYet.rawValue ? loading.jobs.compactMap(\.refusal) : []
        return found + loading.diagnostics + refusals
    }
}

/// A code whose wrong example no block of YAML can hold, and why.
struct SpecialForm {
    /// Why a page cannot show the file itself.
    let reason: String
    /// Codes that come with it and cannot be kept away.
    let others: Set<String>
    private let makeDiagnostics: @Sendable () -> [Diagnostic]

    var diagnostics: [Diagnostic] { makeDiagnostics() }

    /// A file of these bytes.
    private init(_ reason: String, others: Set<String> = [], bytes: @escaping @Sendable () -> [UInt8]) {
        self.reason = reason
        self.others = others
        makeDiagnostics = {
            ManifestLoader.load([SourceFile(path: "job.yaml", bytes: bytes())]) { _ in nil }.diagnostics
        }
    }

    private init(_ reason: String, makeDiagnostics: @escaping @Sendable () -> [Diagnostic]) {
        self.reason = reason
        self.others = []
        self.makeDiagnostics = makeDiagnostics
    }

    private static let job = Array((soundYAML + "\n").utf8)

    static let all: [String: SpecialForm] = [
        "Y0001": SpecialForm("4 MiB are too much for a page") {
            job + [UInt8](repeating: UInt8(ascii: "#"), count: 4 << 20)
        },
        "Y0002": SpecialForm("a page is UTF-8, and the example is not") { job + Array("# caf".utf8) + [0xE9, 0x0A] },
        "Y0003": SpecialForm("a page is UTF-8, and the example is not") {
            [0xFF, 0xFE] + job.flatMap { [$0, 0] }
        },
        "Y0004": SpecialForm("a control character cannot be seen on a page") {
            job + Array("  group: \"a\u{1B}b\"\n".utf8)
        },
        "Y0034": SpecialForm("every error of this libyaml has a code of its own") {
            let file = SourceFile(path: "job.yaml", bytes: job)
            let start = SourcePosition(offset: 0, line: 1, column: 1)
            let problem = SyntaxProblem(
                problem: "found something new", index: 0, context: "while scanning it", contextIndex: 0)
            let wording = SyntaxWording(
                problem, in: file, from: MarkCursor(file.bytes, at: start), openBracket: nil)
            return [wording.diagnostic]
        },
        "Y0036": SpecialForm("two thousand lines are too many for a page", others: ["Y0007"]) {
            job + Array(String(repeating: "  cluster: batch\n", count: 2000).utf8)
        },
        "E0007": SpecialForm("the language refuses the value before there is a request; the page shows the request") {
            []
        },
    ]
}
