import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP/1.1 server.
package final class HTTPServer: Sendable {
    /// What a client may ask for.
    package struct Limits: Sendable {
        /// The bytes of all headers of a request, at most; more is answered with 431.
        var headerBytes = 16 << 10
        /// The bytes of a body, at most; more is answered with 413.
        var bodyBytes = 4 << 20
        /// How long a connection on which nothing moves is kept.
        var idle = Duration.seconds(60)

        package init() {}

        init(headerBytes: Int, bodyBytes: Int, idle: Duration) {
            self.headerBytes = headerBytes
            self.bodyBytes = bodyBytes
            self.idle = idle
        }
    }

    /// A call, and where its answer goes.
    private struct Pending: Sendable {
        let call: HTTPCall
        let connection: any Channel
    }

    /// The address of this machine that nobody else reaches.
    package static let loopback = "127.0.0.1"

    /// The port on which it listens.
    package let port: Int
    private let listener: any Channel
    private let connections: Connections
    private let calls: AsyncStream<Pending>
    private let calling: AsyncStream<Pending>.Continuation

    private init(
        listener: any Channel, connections: Connections, calls: AsyncStream<Pending>,
        calling: AsyncStream<Pending>.Continuation
    ) {
        self.listener = listener
        self.connections = connections
        self.calls = calls
        self.calling = calling
        port = listener.localAddress?.port ?? 0
    }

    /// Takes a port, 0 for any that is free; calls wait until `serve` answers them.
    ///
    /// - Throws: The system's error where the port cannot be had; nothing is left open then.
    package static func listen(
        host: String = HTTPServer.loopback, port: UInt16, limits: Limits = Limits()
    ) async throws -> HTTPServer {
        let connections = Connections()
        let (calls, calling) = AsyncStream.makeStream(of: Pending.self)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try connections.add(channel)
                    var decoding = NIOHTTPDecoderLimitConfiguration()
                    decoding.maxHeaderFieldSize = limits.headerBytes
                    decoding.maxHeaderListSize = limits.headerBytes
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(IdleStateHandler(allTimeout: TimeAmount(limits.idle)))
                    try pipeline.configureHTTPServerPipeline(
                        withErrorHandling: false, withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                        withDecoderLimitConfiguration: decoding)
                    try pipeline.addHandler(
                        HTTPConnection(limits: limits) { call in
                            calling.yield(Pending(call: call, connection: channel))
                        })
                }
            }
        let listener = try await bootstrap.bind(host: host, port: Int(port)).get()
        return HTTPServer(listener: listener, connections: connections, calls: calls, calling: calling)
    }

    /// Answers calls while `body` runs, many at once; then answers those that are in, and closes all connections.
    ///
    /// Called once.
    ///
    /// - Throws: What `body` throws, after the same end.
    package func serve<Value>(
        answer: @escaping @Sendable (HTTPCall) async -> HTTPAnswer, while body: () async throws -> Value
    ) async throws -> Value {
        let outcome = await withTaskGroup(of: Void.self) { group -> Result<Value, any Error> in
            group.addTask { await self.answerCalls(answer) }
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await body())
            } catch {
                outcome = .failure(error)
            }
            await HTTPServer.close(listener)
            calling.finish()
            await group.waitForAll()
            for connection in connections.end() { await HTTPServer.close(connection) }
            return outcome
        }
        return try outcome.get()
    }

    private func answerCalls(_ answer: @escaping @Sendable (HTTPCall) async -> HTTPAnswer) async {
        await withDiscardingTaskGroup { group in
            for await pending in calls {
                group.addTask {
                    // A client that has gone needs no answer, and a slow one is not waited for.
                    pending.connection.writeAndFlush(await answer(pending.call), promise: nil)
                }
            }
        }
    }

    private static func close(_ channel: any Channel) async {
        // It may be closed already.
        try? await channel.close().get()
    }
}

/// The connections that are open.
private final class Connections: Sendable {
    private struct Ended: Error {}

    /// Nil once the server has ended.
    private let open = Mutex<[ObjectIdentifier: any Channel]?>([:])

    /// Takes in a connection until it closes.
    ///
    /// - Throws: where the server has ended, and the connection must not live.
    func add(_ channel: any Channel) throws {
        let id = ObjectIdentifier(channel)
        let isOpen = open.withLock { open in
            open?[id] = channel
            return open != nil
        }
        guard isOpen else { throw Ended() }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0?[id] = nil } }
    }

    /// Takes in no more.
    ///
    /// - Returns: Those that are open.
    func end() -> [any Channel] {
        open.withLock { open in
            defer { open = nil }
            return open.map { Array($0.values) } ?? []
        }
    }
}
