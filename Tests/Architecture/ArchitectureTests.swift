// The rules of docs/ARCHITECTURE.md and CONTRIBUTING.md that no compiler checks, read off the sources.
import Foundation
import Testing

@Suite struct ArchitectureTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A source file: its path from the root, and its lines without comments and string literals.
    struct Source: Sendable {
        let path: String
        let lines: [String]
        let target: String
    }

    private static let sources: [Source] = {
        let folder = root.appending(path: "Sources")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.compactMap { url in
            guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
            let path = String(url.path.dropFirst(root.path.count + 1))
            return Source(
                path: path, lines: text.components(separatedBy: "\n").map(code),
                target: path.components(separatedBy: "/")[1])
        }
    }()

    /// A line without its comment and without what stands in quotes.
    private static func code(_ line: String) -> String {
        var result = ""
        var isQuoted = false
        var last: Character = " "
        for character in line {
            if character == "\"", last != "\\" { isQuoted.toggle() }
            if !isQuoted, character == "/", last == "/" { return String(result.dropLast()) }
            if !isQuoted { result.append(character) }
            last = character
        }
        return result
    }

    /// What does not appear, what to use instead, and the files whose very purpose it is.
    struct Ban: Sendable, CustomTestStringConvertible {
        let pattern: String
        let instead: String
        let allowed: [String]
        var testDescription: String { pattern }
    }

    @Test(arguments: [
        Ban(pattern: #"\bDate\(\)"#, instead: "a WallClock", allowed: ["Sources/Commands/Live.swift"]),
        Ban(pattern: #"\bUUID\(\)"#, instead: "an id that comes in", allowed: []),
        Ban(
            pattern: #"\.random\("#, instead: "a source of chance that comes in",
            allowed: ["Sources/Commands/Live.swift"]),
        Ban(pattern: #"(?<![\w.])print\("#, instead: "the Terminal", allowed: []),
        Ban(pattern: #"\btry!"#, instead: "a typed error or a precondition", allowed: []),
        Ban(pattern: #"\bfatalError\("#, instead: "precondition with a sentence", allowed: []),
        Ban(pattern: #"(?<!\.add)\bTask \{"#, instead: "a task group", allowed: []),
        Ban(pattern: #"\bTask\.detached"#, instead: "a task group", allowed: []),
        Ban(
            pattern: #"\bProcessInfo\b"#, instead: "the environment that comes in",
            allowed: ["Sources/Commands/Live.swift"]),
        Ban(
            pattern: #"\bFileManager\b"#, instead: "the FileSystem that comes in",
            allowed: [
                "Sources/Commands/Live.swift", "Sources/Commands/Live+Disk.swift", "Sources/Ledger/LedgerPlace.swift",
                "Sources/Sandbox/LogStore+Disk.swift", "Sources/Sandbox/LogStore.swift",
                "Sources/Sandbox/ProcessRunner+Folders.swift", "Sources/Sandbox/ProcessRunner+Process.swift",
            ]),
        Ban(pattern: #"@unchecked Sendable|nonisolated\(unsafe\)"#, instead: "a Mutex or an actor", allowed: []),
        Ban(pattern: #"\b(TODO|FIXME|XXX)\b"#, instead: "the work itself", allowed: []),
    ])
    func `what the house bans is not there`(ban: Ban) throws {
        let regex = try NSRegularExpression(pattern: ban.pattern)
        var found: [String] = []
        for source in Self.sources where !ban.allowed.contains(source.path) {
            for (index, line) in source.lines.enumerated()
            where regex.firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil {
                found.append("\(source.path):\(index + 1): error: '\(ban.pattern)' is banned; use \(ban.instead)")
            }
        }
        #expect(found.isEmpty, Comment(rawValue: "\n" + found.joined(separator: "\n")))
    }

    @Test func `the sources are read: a ban can fail`() {
        #expect(Self.sources.count > 100)
        #expect(Self.code(#"let a = "Date()" // Date()"#).contains("let a"))
        #expect(!Self.code(#"let a = "Date()" // Date()"#).contains("Date()"))
        #expect(Self.code("let a = Date()").contains("Date()"))
    }

    @Test func `each target imports only what the table allows`() throws {
        let document = try String(contentsOf: Self.root.appending(path: "docs/ARCHITECTURE.md"), encoding: .utf8)
        var allowed: [String: Set<String>] = [:]
        for line in document.components(separatedBy: "\n") where line.hasPrefix("| `") {
            let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let name = cells[1].replacingOccurrences(of: "`", with: "")
            allowed[name] = Set(
                cells[4].components(separatedBy: ",").map {
                    $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
                })
        }
        let own = Set(allowed.keys)
        #expect(own.isSuperset(of: Self.sources.map(\.target)))
        var found: [String] = []
        for source in Self.sources where allowed[source.target] != ["all above"] {
            for line in source.lines {
                let words = line.components(separatedBy: " ")
                guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else { continue }
                let module = words[place + 1]
                guard own.contains(module), allowed[source.target]?.contains(module) != true else { continue }
                found.append("\(source.path): error: \(source.target) may not import \(module)")
            }
        }
        #expect(found.isEmpty, Comment(rawValue: "\n" + found.joined(separator: "\n")))
    }

    @Test func `no source file grows past four hundred lines`() {
        let long = Self.sources.filter { $0.lines.count > 400 && !$0.path.contains("/Generated/") }
        #expect(long.map(\.path) == [])
    }

    @Test func `the README stays short`() throws {
        let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.components(separatedBy: "\n").count <= 150)
    }
}
