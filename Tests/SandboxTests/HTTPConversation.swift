import Glibc
import NIOCore
import NIOPosix
import Testing

/// A client on one connection, which says what a test makes it say.
struct HTTPConversation {
    struct Answer {
        let status: Int
        /// By name in lower case.
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    /// What came in and was not read yet.
    private var received: [UInt8] = []

    /// Connects to a port of the loopback interface, and lets go of the connection after `body`.
    static func open<Value: Sendable>(
        _ port: Int, _ body: (inout HTTPConversation) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var conversation = HTTPConversation(outbound: outbound, inbound: inbound.makeAsyncIterator())
            return try await body(&conversation)
        }
    }

    private init(
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    ) {
        self.outbound = outbound
        self.inbound = inbound
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Sends a request whole.
    func send(_ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = []) async throws {
        var text = "\(method) \(path) HTTP/1.1\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        try await outbound.write(ByteBuffer(bytes: Array((text + "\r\n").utf8) + body))
    }

    /// Says that nothing more is sent.
    func finish() {
        outbound.finish()
    }

    /// The next answer; one to a HEAD request has no body, whatever length it names.
    mutating func answer(toHead: Bool = false) async throws -> Answer {
        var head: [String] = []
        while true {
            let line = try #require(try await line(), "the connection ended before an answer did")
            if line.isEmpty { break }
            head.append(line)
        }
        let status = try #require(head.first.flatMap { Int($0.split(separator: " ")[1]) })
        var headers: [String: String] = [:]
        for field in head.dropFirst() {
            let parts = field.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = toHead ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
        while received.count < length {
            try #require(try await receive(), "the connection ended before an answer did")
        }
        defer { received.removeFirst(length) }
        return Answer(status: status, headers: headers, body: Array(received.prefix(length)))
    }

    /// Waits until the server closes the connection, or resets it where it has not taken it up yet.
    ///
    /// - Returns: False where it said something more.
    mutating func ends() async throws -> Bool {
        guard received.isEmpty else { return false }
        do {
            return try await !receive()
        } catch let error as IOError where error.errnoCode == ECONNRESET {
            return true
        }
    }

    /// All that comes until the server closes the connection; nil where it resets it.
    mutating func rest() async throws -> String? {
        do {
            while try await receive() {}
        } catch let error as IOError where error.errnoCode == ECONNRESET {
            return nil
        }
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// A line without its end; nil where the connection ends before one.
    private mutating func line() async throws -> String? {
        while true {
            if let end = received.firstIndex(of: 0x0A) {
                let line = received[..<end].filter { $0 != 0x0D }
                received.removeFirst(end + 1)
                return String(decoding: line, as: UTF8.self)
            }
            guard try await receive() else { return nil }
        }
    }

    /// - Returns: False where the connection has ended.
    private mutating func receive() async throws -> Bool {
        guard let buffer = try await inbound.next(isolation: #isolation) else { return false }
        received.append(contentsOf: buffer.readableBytesView)
        return true
    }
}
