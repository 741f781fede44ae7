import Foundation
import Testing

/// A story: commands as a user types them, with what they print and how they end.
///
/// A line that begins with `$ ` is a command, run by bash; the lines below it are what it prints, on standard output and
/// standard error together; a line `? N` is its exit code where that is not 0. In what is printed `[..]` stands for
/// any text of a line, and a line `...` for any lines. Lines that begin with `#` are for the reader.
struct Story: Sendable, CustomTestStringConvertible {
    /// A command and what is expected of it.
    struct Step: Sendable {
        var line: Int
        var command: String
        var output: [String] = []
        var exitCode = 0
    }

    let name: String
    let steps: [Step]

    var testDescription: String { name }

    /// The folder of the package.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// All stories beside this file.
    static var all: [Story] {
        let folder = root.appending(path: "Tests/Stories/Stories")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".story") }.sorted().compactMap { name in
            guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8) else { return nil }
            return Story(name: String(name.dropLast(".story".count)), text: text)
        }
    }

    init(name: String, text: String) {
        self.name = name
        var steps: [Step] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("$ ") {
                steps.append(Step(line: index + 1, command: String(line.dropFirst(2))))
            } else if line.hasPrefix("> "), !steps.isEmpty {
                // A command goes on: a file that it writes, a loop.
                steps[steps.count - 1].command += "\n" + line.dropFirst(2)
            } else if line.hasPrefix("? "), !steps.isEmpty {
                steps[steps.count - 1].exitCode = Int(line.dropFirst(2)) ?? -1
            } else if !line.hasPrefix("#"), !steps.isEmpty {
                steps[steps.count - 1].output.append(String(line))
            }
        }
        self.steps = steps.map { step in
            var step = step
            while step.output.last?.isEmpty == true { step.output.removeLast() }
            while step.output.first?.isEmpty == true { step.output.removeFirst() }
            return step
        }
    }

    /// One bash script for the whole story; after each command a line with its number and exit code.
    var script: String {
        var lines = ["trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT"]
        for (index, step) in steps.enumerated() {
            lines.append("{ \(step.command)\n} 2>&1 </dev/null; printf '\\n\(Story.mark)%s %s\\n' \(index) $?")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static let mark = "=====step "

    /// What differs from what was expected, a text for each step; empty where all is as told.
    func differences(from output: String) -> [String] {
        var found: [String] = []
        var lines: [String] = []
        var next = 0
        for line in output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            guard line.hasPrefix(Story.mark) else {
                lines.append(line)
                continue
            }
            let words = line.dropFirst(Story.mark.count).split(separator: " ").compactMap { Int($0) }
            guard words.count == 2, words[0] == next else {
                return found + ["the marks of the script are out of order"]
            }
            if let difference = difference(steps[next], lines, exitCode: words[1]) { found.append(difference) }
            lines = []
            next += 1
        }
        if next < steps.count {
            found.append("the story ended before line \(steps[next].line): \(steps[next].command)")
        }
        return found
    }

    private func difference(_ step: Step, _ lines: [String], exitCode: Int) -> String? {
        var lines = lines
        while lines.last?.isEmpty == true { lines.removeLast() }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        let isSame = Story.matches(step.output[...], lines[...])
        if isSame && exitCode == step.exitCode { return nil }
        let code = exitCode == step.exitCode ? "" : "\nexit code \(exitCode), expected \(step.exitCode)"
        return """
            \(name).story:\(step.line): $ \(step.command)\(code)
            --- expected
            \(step.output.joined(separator: "\n"))
            --- printed
            \(lines.joined(separator: "\n"))
            """
    }

    /// Lines match a pattern in which `...` stands for any lines.
    private static func matches(_ pattern: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return lines.isEmpty }
        if first == "..." {
            for start in lines.startIndex...lines.endIndex where matches(pattern.dropFirst(), lines[start...]) {
                return true
            }
            return false
        }
        guard let line = lines.first, matches(line: line, first) else { return false }
        return matches(pattern.dropFirst(), lines.dropFirst())
    }

    /// A line matches a pattern in which `[..]` stands for any text.
    private static func matches(line: String, _ pattern: String) -> Bool {
        let parts = pattern.components(separatedBy: "[..]")
        if parts.count == 1 { return line == pattern }
        guard line.hasPrefix(parts[0]), line.count >= parts[0].count + parts[parts.count - 1].count,
            line.hasSuffix(parts[parts.count - 1])
        else { return false }
        var rest = line.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.count >= parts[parts.count - 1].count
    }
}
