import NIOCore
import NIOPosix
import Synchronization

/// A server on a port of its own that answers with any bytes, at the moment that a test wants.
final class RawServer: Sendable {
    /// All that one connection has sent so far.
    struct Received: Sendable {
        var text: String
    }

    enum Action: Sendable {
        /// More must come first.
        case wait
        case reply(String, close: Bool)

        static func reply(_ text: String) -> Action { .reply(text, close: false) }
    }

    private struct State {
        var received = ""
        var waiting: [(text: String, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let port: Int
    private let channel: any Channel
    private let state: StateBox

    private final class StateBox: Sendable {
        let mutex = Mutex(State())

        func append(_ text: String) {
            let done = mutex.withLock { state in
                state.received += text
                let ready = state.waiting.filter { state.received.hasSuffix($0.text) }
                state.waiting.removeAll { state.received.hasSuffix($0.text) }
                return ready.map(\.continuation)
            }
            for continuation in done { continuation.resume() }
        }
    }

    private init(channel: any Channel, state: StateBox) {
        self.channel = channel
        self.state = state
        self.port = channel.localAddress?.port ?? 0
    }

    static func start(_ react: @escaping @Sendable (Received) -> Action) async throws -> RawServer {
        let state = StateBox()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(react: react) { state.append($0) })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return RawServer(channel: channel, state: state)
    }

    /// All that all connections have sent so far.
    var received: String { state.mutex.withLock { $0.received } }

    /// Returns when a connection has sent something that ends so.
    func waitUntilReceived(_ ending: String) async {
        await withCheckedContinuation { continuation in
            let isThere = state.mutex.withLock { state in
                if state.received.hasSuffix(ending) { return true }
                state.waiting.append((ending, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func stop() async throws {
        try await channel.close().get()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let react: @Sendable (Received) -> Action
        private let note: @Sendable (String) -> Void
        private var bytes: [UInt8] = []

        init(react: @escaping @Sendable (Received) -> Action, note: @escaping @Sendable (String) -> Void) {
            self.react = react
            self.note = note
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let new = Array(unwrapInboundIn(data).readableBytesView)
            bytes += new
            note(String(decoding: new, as: UTF8.self))
            guard case .reply(let text, let close) = react(Received(text: String(decoding: bytes, as: UTF8.self)))
            else {
                return
            }
            bytes = []
            context.channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
            if close { context.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
