import ECS
import FoundationEssentials
import Testing

@testable import Sandbox

/// Proves that lines keep their positions, in memory, on disk, and from one store to the next.
@Suite struct LogStoreTests {
    private func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    /// Gives `body` a folder that is gone afterwards.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path() + "purser-logs-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// The messages of a stream from a position on.
    private func messages(_ store: LogStore, from token: Int = 0, limit: Int = .max) -> [String]? {
        store.events(group: "g", stream: "s", from: token, limit: limit)?.events.map(\.1)
    }

    private func fill(_ store: LogStore, _ range: Range<Int>) {
        for number in range {
            store.append(group: "g", stream: "s", time: time(Int64(number)), message: "line \(number)")
        }
    }

    @Test func `a stream exists from its first line on`() throws {
        let store = try LogStore(folder: nil)
        #expect(store.events(group: "g", stream: "s", from: 0, limit: 10) == nil)
        store.append(group: "g", stream: "s", time: time(5), message: "a")
        let answer = try #require(store.events(group: "g", stream: "s", from: 0, limit: 10))
        #expect(answer.events.map(\.0) == [time(5)])
        #expect(answer.events.map(\.1) == ["a"])
        #expect(store.events(group: "g", stream: "other", from: 0, limit: 10) == nil)
        #expect(store.events(group: "other", stream: "s", from: 0, limit: 10) == nil)
    }

    @Test(
        arguments: [
            (0, 2, ["line 0", "line 1"], 2), (2, 2, ["line 2"], 3), (3, 2, [], 3), (9, 2, [], 9), (0, 0, [], 0),
            (-4, 1, ["line 0"], 1), (1, .max, ["line 1", "line 2"], 3),
        ])
    func `a page begins where the one before ended`(from: Int, limit: Int, lines: [String], next: Int) throws {
        let store = try LogStore(folder: nil)
        fill(store, 0..<3)
        let answer = try #require(store.events(group: "g", stream: "s", from: from, limit: limit))
        #expect(answer.events.map(\.1) == lines)
        #expect(answer.next == next)
    }

    @Test func `streams are found by the beginning of their names`() throws {
        let store = try LogStore(folder: nil)
        for stream in ["b/2", "a/1", "b/1"] {
            store.append(group: "g", stream: stream, time: time(0), message: "x")
        }
        #expect(store.streams(group: "g", prefix: "") == ["a/1", "b/1", "b/2"])
        #expect(store.streams(group: "g", prefix: "b/") == ["b/1", "b/2"])
        #expect(store.streams(group: "g", prefix: "c") == [])
        #expect(store.streams(group: "other", prefix: "") == [])
    }

    @Test func `without a folder the oldest lines go and positions stay`() throws {
        let store = try LogStore(folder: nil, bytesInMemory: 1_000)
        fill(store, 0..<1_000)
        let answer = try #require(store.events(group: "g", stream: "s", from: 0, limit: .max))
        #expect((15...30).contains(answer.events.count))
        #expect(answer.events.last?.1 == "line 999")
        #expect(answer.events.first?.1 == "line \(1_000 - answer.events.count)")
        #expect(answer.next == 1_000)
        #expect(messages(store, from: 998) == ["line 998", "line 999"])
    }

    @Test func `with a folder no line is lost to the bound of memory`() throws {
        try withFolder { folder in
            let store = try LogStore(folder: folder, bytesInMemory: 1_000)
            fill(store, 0..<1_000)
            #expect(messages(store) == (0..<1_000).map { "line \($0)" })
            #expect(messages(store, from: 10, limit: 2) == ["line 10", "line 11"])
            #expect(messages(store, from: 970, limit: 100) == (970..<1_000).map { "line \($0)" })
        }
    }

    @Test func `the next store on a folder goes on where the last one ended`() throws {
        try withFolder { folder in
            fill(try LogStore(folder: folder), 0..<50)
            let store = try LogStore(folder: folder, bytesInMemory: 300)
            #expect(store.streams(group: "g", prefix: "") == ["s"])
            fill(store, 50..<60)
            #expect(messages(store) == (0..<60).map { "line \($0)" })
            let third = try LogStore(folder: folder)
            let answer = try #require(third.events(group: "g", stream: "s", from: 55, limit: 3))
            #expect(answer.events.map(\.0) == [time(55), time(56), time(57)])
            #expect(answer.next == 58)
        }
    }

    @Test func `any text comes back from disk as it was`() throws {
        try withFolder { folder in
            let texts = [
                "", "a\nb", "\"quoted\" \\ back", "tab\t nul\u{0} bell\u{7}", "ü€🦊", "\u{2028}", "{\"time\":1}",
            ]
            let first = try LogStore(folder: folder)
            for text in texts { first.append(group: "g", stream: "s", time: time(-1), message: text) }
            let second = try LogStore(folder: folder)
            #expect(messages(second) == texts)
            #expect(second.events(group: "g", stream: "s", from: 0, limit: 1)?.events.first?.0 == time(-1))
        }
    }

    @Test func `a line that a death cut short is dropped, and the next one is whole`() throws {
        try withFolder { folder in
            fill(try LogStore(folder: folder), 0..<2)
            let path = folder + "/g/s.jsonl"
            var bytes = try #require(FileManager.default.contents(atPath: path))
            bytes.append(contentsOf: Array(#"{"message":"cut sho"#.utf8))
            try bytes.write(to: URL(filePath: path))
            fill(try LogStore(folder: folder), 2..<3)
            #expect(messages(try LogStore(folder: folder)) == ["line 0", "line 1", "line 2"])
        }
    }

    @Test func `a line that somebody edited is shown as it is`() throws {
        try withFolder { folder in
            fill(try LogStore(folder: folder), 0..<1)
            let path = folder + "/g/s.jsonl"
            var bytes = try #require(FileManager.default.contents(atPath: path))
            bytes.append(contentsOf: Array("a note\n".utf8))
            try bytes.write(to: URL(filePath: path))
            #expect(messages(try LogStore(folder: folder)) == ["line 0", "a note"])
        }
    }

    @Test(
        arguments: [
            ("/ecs/etl", "main/worker/0123abcd"), ("..", "../../x"), (".", ".hidden"), ("a%2Fb", "a%"),
            ("ä b", "$HOME:*"), ("a.jsonl", "b.jsonl"),
            (String(repeating: "g/", count: 256), String(repeating: "ü", count: 512)),
            (String(repeating: ".", count: 512), String(repeating: "s", count: 512)),
        ])
    func `every name of a group and a stream is kept from one store to the next`(group: String, stream: String) throws {
        try withFolder { folder in
            try LogStore(folder: folder).append(group: group, stream: stream, time: time(1), message: "x")
            let store = try LogStore(folder: folder)
            #expect(store.streams(group: group, prefix: "") == [stream])
            #expect(store.events(group: group, stream: stream, from: 0, limit: 2)?.events.map(\.1) == ["x"])
            let outside = try FileManager.default.contentsOfDirectory(atPath: folder + "/..")
            #expect(!outside.contains("x.jsonl"))
        }
    }

    @Test func `names that a person reads stand in the names of files`() throws {
        try withFolder { folder in
            try LogStore(folder: folder).append(group: "/ecs/etl", stream: "main/w/01", time: time(1), message: "x")
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == [
                    "%2Fecs%2Fetl", "%2Fecs%2Fetl/main%2Fw%2F01.jsonl",
                ])
            let text = FileManager.default.contents(atPath: folder + "/%2Fecs%2Fetl/main%2Fw%2F01.jsonl")
            #expect(text.map { String(decoding: $0, as: UTF8.self) } == #"{"message":"x","time":1}"# + "\n")
        }
    }

    @Test func `a folder that cannot be made is an error that names it`() throws {
        let error = #expect(throws: LogStoreError.self) { try LogStore(folder: "/dev/null/logs") }
        #expect(error?.folder == "/dev/null/logs")
    }

    @Test func `a folder that refuses to be written to costs no line while the store lives`() throws {
        try withFolder { folder in
            let store = try LogStore(folder: folder)
            // Where the stream's folder would go there is a file.
            try Data().write(to: URL(filePath: folder + "/g"))
            fill(store, 0..<3)
            #expect(messages(store) == ["line 0", "line 1", "line 2"])
        }
    }
}
