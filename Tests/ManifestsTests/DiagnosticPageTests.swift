// Codes, pages, examples and drawn texts, one to one.
import Diagnostics
import ECS
import Foundation
import Manifests
import Testing
import YAML

extension DiagnosticPage: CustomTestStringConvertible {
    package var testDescription: String { code }
}

@Suite struct `A page about a diagnostic` {
    private static let titles: [String: String] = {
        let pairs =
            YAMLCode.allCases.map { ($0.rawValue, $0.summary) }
            + ManifestCode.allCases.map { ($0.rawValue, $0.summary) }
            + RequestRule.allCases.map { ($0.rawValue, $0.summary) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    private static let pages = DiagnosticPage.all

    private func names(in folder: String, ending: String) throws -> Set<String> {
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root + folder)
        return Set(names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) })
    }

    @Test func `is there for every code and for nothing else`() throws {
        let codes = Set(Self.titles.keys)
        #expect(try names(in: "docs/diagnostics", ending: ".md").symmetricDifference(codes) == [])
        #expect(
            Set(Self.pages.map(\.code)).symmetricDifference(codes) == [],
            "docs/diagnostics changed: run Scripts/pages.py")
        #expect(Self.pages.map(\.code) == Self.pages.map(\.code).sorted())
    }

    @Test(arguments: pages)
    func `is built in as it stands in docs`(page: DiagnosticPage) throws {
        let text = String(
            decoding: try Repository.bytes(Repository.root + "docs/diagnostics/\(page.code).md"), as: UTF8.self)
        #expect(page.text + "\n" == text, "docs/diagnostics changed: run Scripts/pages.py")
    }

    @Test(arguments: pages)
    func `has one form`(page: DiagnosticPage) {
        #expect(page.title == Self.titles[page.code])
        #expect(page.text.hasPrefix("# \(page.code): \(page.title)\n\n\(page.meaning)\n\n## Wrong\n\n```"))
        let lines = page.text.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("#") && !$0.hasPrefix("# yaml") }.prefix(1).count == 1)
        #expect(lines.filter { $0.hasPrefix("## ") } == ["## Wrong", "## Right"])
        #expect(!page.meaning.isEmpty)
        if page.code.hasPrefix("E") { #expect(lines.contains { $0.hasPrefix("Source: ") }) }
    }

    @Test(arguments: pages)
    func `provokes its code by what is wrong, and nothing by what is right`(page: DiagnosticPage) {
        let wrong = PageExample(page, "Wrong")
        let others = SpecialForm.all[page.code]?.others ?? []
        #expect(Set(wrong.diagnostics.map(\.code)).subtracting(others) == [page.code])
        let right = PageExample(page, "Right")
        #expect(right.blocks.first.map { ["yaml", "json"].contains($0.language) } == true)
        #expect(right.diagnostics.map { "\($0.code) \($0.message)" } == [])
    }

    @Test func `shows the wrong file itself, but for the listed ones`() {
        let special = Self.pages.filter { PageExample($0, "Wrong").blocks.first?.language != "yaml" }
        #expect(Set(special.map(\.code)) == Set(SpecialForm.all.keys))
    }

    @Test func `has a drawn text, and no drawn text is without a page`() throws {
        #expect(try names(in: "Tests/ManifestsTests/Goldens", ending: ".txt") == Set(Self.titles.keys))
    }

    /// What the command line draws for the wrong example; `UPDATE_GOLDENS=1` writes it.
    @Test(arguments: pages)
    func `leads to one drawn text`(page: DiagnosticPage) throws {
        let diagnostics = PageExample(page, "Wrong").diagnostics.filter { $0.code == page.code }
        let text = DiagnosticReport(diagnostics).text(DiagnosticRenderer(.plain)) + "\n"
        let path = Repository.root + "Tests/ManifestsTests/Goldens/\(page.code).txt"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try Data(text.utf8).write(to: URL(filePath: path))
            Issue.record("\(path) was written; run again without UPDATE_GOLDENS")
        }
        #expect(try String(decoding: Repository.bytes(path), as: UTF8.self) == text)
    }
}
