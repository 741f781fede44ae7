#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif
import NIOCore
import NIOHTTP1

/// One connection of a `HTTPServer`: makes calls of what comes in, and bytes of what is answered.
///
/// It stands behind `HTTPServerPipelineHandler`, which lets one request at a time through to it.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = HTTPAnswer
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Between two requests.
        case idle
        /// In the middle of a request.
        case collecting(HTTPRequestHead, body: [UInt8])
        /// A call is out, and its answer is awaited.
        case called(HTTPRequestHead)
        /// No more is said. What still comes, in bytes so far, is read and thrown away until the client has seen that:
        /// to close at once would reset the connection, and might take the last answer with it.
        case leaving(discarded: Int)
    }

    /// The bytes that a connection which ends still reads, at most.
    private static let mostDiscarded = 64 << 20

    private let limits: HTTPServer.Limits
    private let call: (HTTPCall) -> Void
    private var state = State.idle
    /// The client has said its last.
    private var isInputClosed = false

    /// - Parameters:
    ///   - limits: What a request may hold.
    ///   - call: Takes each call in; its answer is written to the channel when there is one.
    init(limits: HTTPServer.Limits, call: @escaping (HTTPCall) -> Void) {
        self.limits = limits
        self.call = call
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context: context)
        case .body(let part): take(part, context: context)
        case .end: endRequest()
        }
    }

    private func begin(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        let announced = head.headers.first(name: "content-length").flatMap(Int.init) ?? 0
        guard announced <= limits.bodyBytes else { return refuse(.payloadTooLarge, context: context) }
        if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
        state = .collecting(head, body: [])
    }

    private func take(_ part: ByteBuffer, context: ChannelHandlerContext) {
        switch state {
        case .collecting(let head, var body):
            guard body.count + part.readableBytes <= limits.bodyBytes else {
                return refuse(.payloadTooLarge, context: context)
            }
            // The array must not be shared with the state while it grows.
            state = .idle
            body.append(contentsOf: part.readableBytesView)
            state = .collecting(head, body: body)
        case .leaving: discard(part.readableBytes, context: context)
        case .idle, .called: break
        }
    }

    private func discard(_ count: Int, context: ChannelHandlerContext) {
        guard case .leaving(let discarded) = state else { return }
        state = .leaving(discarded: discarded + count)
        if discarded > HTTPConnection.mostDiscarded { context.close(promise: nil) }
    }

    private func endRequest() {
        guard case .collecting(let head, let body) = state else { return }
        state = .called(head)
        call(HTTPCall(method: head.method, target: head.uri, headers: head.headers, body: body))
    }

    /// Answers the call that is out.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .called(let request) = state else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let answer = unwrapOutboundIn(data)
        guard answer.delivery == .whole else { return lose(answer, context: context, promise: promise) }
        let isLast = !request.isKeepAlive || isInputClosed
        var headers = answer.headers
        headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
        if isLast {
            headers.replaceOrAdd(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            headers.replaceOrAdd(name: "Connection", value: "keep-alive")
        }
        // The end of an answer lets the next request in, while it is being written.
        state = isLast ? .leaving(discarded: 0) : .idle
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))),
            promise: nil)
        if request.method != .HEAD, !answer.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
        if isLast {
            context.flush()
            leave(context)
        }
    }

    /// Breaks the connection off in place of an answer, or in the middle of it.
    private func lose(_ answer: HTTPAnswer, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        state = .leaving(discarded: 0)
        switch answer.delivery {
        case .whole, .nothing: break
        case .reset:
            // To linger for no time is to reset.
            if let socket = context.channel as? any SocketOptionProvider {
                _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            }
        case .cut(let bytes):
            var headers = answer.headers
            headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
            let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            let body = context.channel.allocator.buffer(bytes: answer.body.prefix(bytes))
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.close(promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error, state) {
        case (HTTPParserError.headerOverflow, .idle), (HTTPParserError.headerOverflow, .collecting):
            refuse(.requestHeaderFieldsTooLarge, context: context)
        case (is HTTPParserError, .idle), (is HTTPParserError, .collecting): refuse(.badRequest, context: context)
        case (is HTTPParserError, .leaving): break
        case (ByteToMessageDecoderError.dataReceivedInErrorState(_, let bytes), _):
            // The error itself may still wait behind the answer to an earlier request.
            discard(bytes.readableBytes, context: context)
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isInputClosed = true
            // A client may close its half and wait for the answer all the same.
            if case .called = state { return }
            context.close(promise: nil)
        case is IdleStateHandler.IdleStateEvent:
            // Nothing moves while a call is out, and that is not the client's fault.
            if case .called = state { return }
            context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Answers a request that is not read to its end, and ends the connection.
    private func refuse(_ status: HTTPResponseStatus, context: ChannelHandlerContext) {
        state = .leaving(discarded: 0)
        let headers = HTTPHeaders([("Connection", "close"), ("Content-Length", "0")])
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        leave(context)
    }

    private func leave(_ context: ChannelHandlerContext) {
        if isInputClosed { context.close(promise: nil) } else { context.close(mode: .output, promise: nil) }
    }
}
