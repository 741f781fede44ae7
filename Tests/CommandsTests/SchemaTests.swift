// The schemas in the repository are those that the program prints.
import Foundation
import JSON
import Testing

@testable import Commands

@Suite struct `A schema` {
    @Test(arguments: SchemaSubject.allCases)
    func `in the repository is the one of the program`(subject: SchemaSubject) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "schemas/\(subject.rawValue).v1.schema.json")
        let (status, printed) = try await MemoryWorld([:]).run(SchemaCommand.self, [subject.rawValue])
        #expect(status == 0)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try Data(printed.utf8).write(to: file)
            Issue.record("\(file.path) was written; run again without UPDATE_GOLDENS")
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == printed)
    }
}
