import Testing

@testable import AWS

/// Proves over real sockets what the transport says about a send that went wrong: the launch protocol stands on it.
@Suite struct AsyncHTTPClientTransportTests {
    private static func withTransport<Result>(
        connectTimeout: Duration = .seconds(5), largestAnswer: Int = AsyncHTTPClientTransport.largestAnswer,
        _ body: (AsyncHTTPClientTransport) async throws -> Result
    ) async throws -> Result {
        let transport = AsyncHTTPClientTransport(connectTimeout: connectTimeout, largestAnswer: largestAnswer)
        do {
            let result = try await body(transport)
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private static func request(_ port: Int, timeout: Duration = .seconds(10), body: String = "{}") -> HTTPRequest {
        HTTPRequest(
            method: "POST", endpoint: Endpoint("http://127.0.0.1:\(port)")!, target: "/x?y=1",
            headers: [HTTPField("X-One", "1"), HTTPField("Host", "127.0.0.1:\(port)")], body: Array(body.utf8),
            timeout: timeout)
    }

    @Test func `a request arrives as it is, and its answer comes back whole`() async throws {
        let server = try await RawServer.start { received in
            received.text.hasSuffix(#"{"a":"ü"}"#)
                ? .reply("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Two: 2\r\nx-two: 3\r\n\r\nyes") : .wait
        }
        let response = try await Self.withTransport {
            try await $0.send(Self.request(server.port, body: #"{"a":"ü"}"#))
        }
        #expect(response.status == 200)
        #expect(response.body == Array("yes".utf8))
        #expect(response.headers.filter { $0.name.lowercased() == "x-two" }.map(\.value) == ["2", "3"])
        let text = server.received
        #expect(text.hasPrefix("POST /x?y=1 HTTP/1.1\r\n"))
        #expect(text.contains("X-One: 1\r\n"))
        #expect(text.contains("Host: 127.0.0.1:\(server.port)\r\n"))
        #expect(text.lowercased().contains("content-length: 10\r\n"))
        #expect(!text.lowercased().contains("accept-encoding"))
        try await server.stop()
    }

    @Test func `a port on which nobody listens is known before anything is sent`() async throws {
        let server = try await RawServer.start { _ in .wait }
        try await server.stop()
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { try await $0.send(Self.request(server.port)) }
        }
        #expect(error == TransportError(.noConnection, .beforeSend, reason: "connection refused"))
    }

    @Test func `a request without a body to such a port is known before anything is sent too`() async throws {
        let server = try await RawServer.start { _ in .wait }
        try await server.stop()
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { try await $0.send(Self.request(server.port, body: "")) }
        }
        #expect(error == TransportError(.noConnection, .beforeSend, reason: "connection refused"))
    }

    @Test func `a host that does not exist is known before anything is sent`() async throws {
        var request = Self.request(1)
        // A name that RFC 6761 keeps from ever existing.
        request.endpoint = try #require(Endpoint("http://purser.invalid"))
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { try await $0.send(request) }
        }
        #expect(error?.code == .noConnection)
        #expect(error?.phase == .beforeSend)
    }

    @Test func `a server without a secure channel is known before anything is sent`() async throws {
        let server = try await RawServer.start { _ in .reply("HTTP/1.1 400 Bad Request\r\n\r\n", close: true) }
        var request = Self.request(server.port)
        request.endpoint = try #require(Endpoint("https://127.0.0.1:\(server.port)"))
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { try await $0.send(request) }
        }
        #expect(error?.phase == .beforeSend)
        #expect(!server.received.contains("POST"))
        try await server.stop()
    }

    @Test func `a secure channel that never comes about is known before anything is sent`() async throws {
        let server = try await RawServer.start { _ in .wait }
        var request = Self.request(server.port, timeout: .milliseconds(300))
        request.endpoint = try #require(Endpoint("https://127.0.0.1:\(server.port)"))
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport(connectTimeout: .milliseconds(400)) { try await $0.send(request) }
        }
        #expect(error?.phase == .beforeSend)
        try await server.stop()
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "no HTTP at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ])
    func `a server that has read the request and then fails may have acted on it`(answer: String) async throws {
        let server = try await RawServer.start { $0.text.hasSuffix("{}") ? .reply(answer, close: true) : .wait }
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { try await $0.send(Self.request(server.port)) }
        }
        #expect(error?.code == .broken)
        #expect(error?.phase == .afterSend)
        try await server.stop()
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"])
    func `a server that has read the request and never ends its answer may have acted on it`(
        answer: String
    ) async throws {
        let server = try await RawServer.start { $0.text.hasSuffix("{}") ? .reply(answer) : .wait }
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { try await $0.send(Self.request(server.port, timeout: .milliseconds(300))) }
        }
        #expect(error?.code == .timeout)
        #expect(error?.phase == .afterSend)
        try await server.stop()
    }

    @Test func `a request without a body may have been acted on as soon as it fails`() async throws {
        let server = try await RawServer.start { _ in .reply("", close: true) }
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { try await $0.send(Self.request(server.port, body: "")) }
        }
        #expect(error?.phase == .afterSend)
        try await server.stop()
    }

    @Test func `an answer that is too large is not taken in`() async throws {
        let server = try await RawServer.start {
            $0.text.hasSuffix("{}")
                ? .reply("HTTP/1.1 200 OK\r\nContent-Length: 2001\r\n\r\n" + String(repeating: "x", count: 2001))
                : .wait
        }
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport(largestAnswer: 2000) { try await $0.send(Self.request(server.port)) }
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.phase == .afterSend)
        try await server.stop()
    }

    @Test func `a redirect is an answer, not an order`() async throws {
        let server = try await RawServer.start {
            $0.text.hasSuffix("{}")
                ? .reply(
                    "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
                : .wait
        }
        let response = try await Self.withTransport { try await $0.send(Self.request(server.port)) }
        #expect(response.status == 307)
        try await server.stop()
    }

    @Test func `a caller that gives up after the request went out cannot know`() async throws {
        let server = try await RawServer.start { _ in .wait }
        let error = await #expect(throws: TransportError.self) {
            try await Self.withTransport { transport in
                let work = Task { try await transport.send(Self.request(server.port)) }
                await server.waitUntilReceived("{}")
                work.cancel()
                return try await work.value
            }
        }
        #expect(error == TransportError(.cancelled, .afterSend, reason: "cancelled"))
        try await server.stop()
    }

    @Test func `a page of a proxy comes back as an answer`() async throws {
        let server = try await RawServer.start {
            $0.text.hasSuffix("{}") ? .reply("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>") : .wait
        }
        let response = try await Self.withTransport { try await $0.send(Self.request(server.port)) }
        let exchange = Exchange(response, operation: "RunTask", endpoint: Self.request(server.port).endpoint)
        guard case .ambiguous(let error) = exchange else {
            Issue.record("\(exchange)")
            return
        }
        #expect(error.code == .notJSON(excerpt: "<html>"))
        try await server.stop()
    }

    @Test func `after the end nothing is sent any more`() async throws {
        let transport = AsyncHTTPClientTransport()
        await transport.shutdown()
        await transport.shutdown()
        let error = await #expect(throws: TransportError.self) { try await transport.send(Self.request(9)) }
        #expect(error?.phase == .beforeSend)
    }
}
