// The command line's stories, told against the built binary: what a user types, reads and gets as an exit code.
import Foundation
import Subprocess
import SystemPackage
import Testing

@Suite struct StoryTests {
    @Test(arguments: Story.all)
    func `the story goes as it is told`(story: Story) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "purser-story-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let binary = Story.root.appending(path: ".build/debug/purser").path
        try #require(FileManager.default.isExecutableFile(atPath: binary), "build the product 'purser' first")
        let output = try await Self.run(story.script, in: folder.path, binary: binary)
        let differences = story.differences(from: output)
        #expect(differences.isEmpty, Comment(rawValue: "\n" + differences.joined(separator: "\n\n")))
    }

    @Test func `there are stories, and each has commands`() {
        #expect(!Story.all.isEmpty)
        for story in Story.all { #expect(!story.steps.isEmpty, "\(story.name)") }
    }

    @Test func `every command of the README is in a story`() throws {
        let readme = try String(contentsOf: Story.root.appending(path: "README.md"), encoding: .utf8)
        let commands = readme.split(separator: "\n").compactMap { line -> String? in
            let text = line.hasPrefix("$ ") ? line.dropFirst(2) : line
            guard text.hasPrefix("purser ") else { return nil }
            return text.components(separatedBy: "  #")[0].trimmingCharacters(in: .whitespaces)
        }
        #expect(commands.count > 5)
        let told = Story.all.flatMap(\.steps).map(\.command).joined(separator: "\n")
        for command in commands { #expect(told.contains(command), "no story runs '\(command)'") }
    }

    private static func run(_ script: String, in folder: String, binary: String) async throws -> String {
        let path = URL(filePath: binary).deletingLastPathComponent().path
        let environment: [Environment.Key: String] = [
            "PATH": "\(path):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder,
            "PURSER_REPOSITORY": Story.root.path, "LC_ALL": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
        ]
        let result = try await Subprocess.run(
            .path("/bin/bash"), arguments: ["-c", script], environment: .custom(environment),
            workingDirectory: FilePath(folder), output: .string(limit: 4 << 20), error: .discarded)
        return result.standardOutput
    }
}
