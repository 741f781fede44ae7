import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Serving

struct HTTPServerTests {
    /// Answers with the method, the target and the body of a call.
    private static let echo: @Sendable (HTTPCall) async -> HTTPAnswer = { call in
        let text = "\(call.method.rawValue) \(call.target) \(String(decoding: call.body, as: UTF8.self))"
        return HTTPAnswer(status: .ok, headers: ["X-Echo": "yes"], body: Array(text.utf8))
    }

    /// Talks to a server of small limits.
    private func talk(
        answer: @escaping @Sendable (HTTPCall) async -> HTTPAnswer = HTTPServerTests.echo,
        idle: Duration = .seconds(60), _ body: (inout HTTPConversation) async throws -> Void
    ) async throws {
        let limits = HTTPServer.Limits(headerBytes: 1024, bodyBytes: 4096, idle: idle)
        let server = try await HTTPServer.listen(port: 0, limits: limits)
        try await server.serve(answer: answer) {
            try await HTTPConversation.open(server.port, body)
        }
    }

    @Test func `one connection serves many calls`() async throws {
        try await talk { conversation in
            for number in 0..<20 {
                try await conversation.send("POST", "/\(number)?a=b", body: Array("hello".utf8))
                let answer = try await conversation.answer()
                #expect(answer.status == 200)
                #expect(answer.text == "POST /\(number)?a=b hello")
                #expect(answer.headers["x-echo"] == "yes")
                #expect(answer.headers["connection"] == nil)
            }
        }
    }

    @Test func `calls that come at once are answered one after another, in their order`() async throws {
        let calls = (0..<10).map { "POST /\($0) HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi" }
        try await talk { conversation in
            try await conversation.send(calls.joined())
            for number in 0..<10 {
                #expect(try await conversation.answer().text == "POST /\(number) hi")
            }
        }
    }

    @Test func `a body may come in pieces and in chunks`() async throws {
        try await talk { conversation in
            try await conversation.send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nha")
            try await conversation.send("lf")
            #expect(try await conversation.answer().text == "POST / half")
            try await conversation.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nha\r\n")
            try await conversation.send("2\r\nlf\r\n0\r\n\r\n")
            #expect(try await conversation.answer().text == "POST / half")
        }
    }

    @Test func `an answer to HEAD has its length and no body`() async throws {
        try await talk { conversation in
            try await conversation.send("HEAD", "/")
            let answer = try await conversation.answer(toHead: true)
            #expect(answer.status == 200 && answer.headers["content-length"] == "7")
            try await conversation.send("GET", "/")
            #expect(try await conversation.answer().text == "GET / ")
        }
    }

    @Test func `a client that wants to know first is told to go on`() async throws {
        try await talk { conversation in
            try await conversation.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try await conversation.answer().status == 100)
            try await conversation.send("ok")
            #expect(try await conversation.answer().text == "POST / ok")
        }
    }

    @Test(arguments: ["HTTP/1.1\r\nConnection: close\r\n", "HTTP/1.0\r\n"])
    func `a client that wants one call gets one answer and the end`(rest: String) async throws {
        try await talk { conversation in
            try await conversation.send("GET / \(rest)\r\n")
            let answer = try await conversation.answer()
            #expect(answer.text == "GET / " && answer.headers["connection"] == "close")
            conversation.finish()
            #expect(try await conversation.ends())
        }
    }

    @Test func `an old client may ask to stay`() async throws {
        try await talk { conversation in
            for _ in 0..<2 {
                try await conversation.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try await conversation.answer().headers["connection"] == "keep-alive")
            }
        }
    }

    @Test func `a client that has said all is still answered`() async throws {
        try await talk { conversation in
            try await conversation.send("GET", "/")
            conversation.finish()
            #expect(try await conversation.answer().text == "GET / ")
            #expect(try await conversation.ends())
        }
    }

    /// What ends a connection with an error.
    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sent: String
        let status: Int
    }

    @Test(arguments: [
        Refused(testDescription: "no HTTP", sent: "hello\r\n\r\n", status: 400),
        Refused(testDescription: "another protocol", sent: "GET / HTTQ/1.1\r\n\r\n", status: 400),
        Refused(testDescription: "a header without a name", sent: "GET / HTTP/1.1\r\n: x\r\n\r\n", status: 400),
        Refused(
            testDescription: "two lengths", sent: "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            status: 400),
        Refused(
            testDescription: "a chunk without a length",
            sent: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", status: 400),
        Refused(
            testDescription: "a long header",
            sent: "GET / HTTP/1.1\r\nX-Long: \(String(repeating: "x", count: 3000))\r\n\r\n", status: 431),
        Refused(
            testDescription: "many headers",
            sent: "GET / HTTP/1.1\r\n\(String(repeating: "X-Short: x\r\n", count: 300))\r\n", status: 431),
        Refused(
            testDescription: "a long target", sent: "GET /\(String(repeating: "x", count: 3000)) HTTP/1.1\r\n\r\n",
            status: 431),
        Refused(
            testDescription: "a body that is announced too long",
            sent: "POST / HTTP/1.1\r\nContent-Length: 4097\r\n\r\n",
            status: 413),
        Refused(
            testDescription: "a body that is too long and comes at once",
            sent: "POST / HTTP/1.1\r\nContent-Length: 4097\r\n\r\n\(String(repeating: "x", count: 4097))", status: 413),
        Refused(
            testDescription: "chunks that are too long",
            sent:
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1001\r\n\(String(repeating: "x", count: 4097))\r\n",
            status: 413),
        Refused(
            testDescription: "a body that is too long for one who asks first",
            sent: "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4097\r\n\r\n", status: 413),
    ])
    func `what cannot be served is refused, and the connection ends`(refused: Refused) async throws {
        try await talk { conversation in
            // After a good one: the connection is what is refused from here on.
            try await conversation.send("GET / HTTP/1.1\r\n\r\n" + refused.sent)
            #expect(try await conversation.answer().status == 200)
            let answer = try await conversation.answer()
            #expect(answer.status == refused.status)
            #expect(answer.headers["connection"] == "close")
            // What still comes is not answered.
            try await conversation.send("GET / HTTP/1.1\r\n\r\n" + String(repeating: "x", count: 100_000))
            #expect(try await conversation.ends())
        }
    }

    @Test func `a body of the whole length is read`() async throws {
        try await talk { conversation in
            try await conversation.send("POST", "/", body: Array(repeating: 0x78, count: 4096))
            #expect(try await conversation.answer().body.count == 4096 + 7)
        }
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf"])
    func `a connection on which nothing moves is closed`(sent: String) async throws {
        try await talk(idle: .milliseconds(100)) { (conversation: inout HTTPConversation) async throws in
            // On a slow machine it may be closed before that.
            try? await conversation.send(sent)
            #expect(try await conversation.ends())
        }
    }

    @Test func `a call that is being answered may take its time`() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
        try channel.pipeline.syncOperations.addHandler(
            HTTPConnection(limits: HTTPServer.Limits()) { call in #expect(call.target == "/slow") })
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(string: "GET /slow HTTP/1.1\r\n\r\n"))
        let nothingMoves = IdleStateHandler.IdleStateEvent.all
        channel.pipeline.fireUserInboundEventTriggered(nothingMoves)
        #expect(channel.isActive)
        channel.writeAndFlush(HTTPAnswer(status: .ok, headers: [:], body: []), promise: nil)
        let answer = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: answer).hasPrefix("HTTP/1.1 200 OK\r\n"))
        channel.pipeline.fireUserInboundEventTriggered(nothingMoves)
        channel.embeddedEventLoop.run()
        #expect(!channel.isActive)
    }

    @Test func `the end answers what has come in, and closes what is open`() async throws {
        let (begins, beginning) = AsyncStream.makeStream(of: Never.self)
        let (waits, waiting) = AsyncStream.makeStream(of: Never.self)
        let server = try await HTTPServer.listen(port: 0, limits: HTTPServer.Limits())
        let answer: @Sendable (HTTPCall) async -> HTTPAnswer = { call in
            beginning.finish()
            for await _ in waits {}
            return await HTTPServerTests.echo(call)
        }
        try await HTTPConversation.open(server.port) { busy in
            try await HTTPConversation.open(server.port) { idle in
                try await server.serve(answer: answer) {
                    try await busy.send("GET", "/")
                    for await _ in begins {}
                    waiting.finish()
                }
                #expect(try await busy.answer().text == "GET / ")
                #expect(try await busy.ends())
                #expect(try await idle.ends())
            }
        }
        await #expect(throws: (any Error).self) { try await HTTPConversation.open(server.port) { _ in } }
    }

    @Test func `what the body throws comes out, after the same end`() async throws {
        struct Broken: Error {}
        let server = try await HTTPServer.listen(port: 0, limits: HTTPServer.Limits())
        await #expect(throws: Broken.self) {
            try await server.serve(answer: HTTPServerTests.echo) { () async throws -> Void in throw Broken() }
        }
        await #expect(throws: (any Error).self) { try await HTTPConversation.open(server.port) { _ in } }
    }

    @Test func `many clients that come while it ends do no harm`() async throws {
        for _ in 0..<10 {
            let server = try await HTTPServer.listen(port: 0, limits: HTTPServer.Limits())
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        // Answered or cut off, as it comes.
                        try? await HTTPConversation.open(server.port) { conversation in
                            try await conversation.send("GET", "/")
                            _ = try await conversation.ends()
                        }
                    }
                }
                try? await server.serve(answer: HTTPServerTests.echo) {}
            }
        }
    }
}
