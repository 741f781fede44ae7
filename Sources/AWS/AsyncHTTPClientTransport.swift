import AsyncHTTPClient
import ECS
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The transport over AsyncHTTPClient: HTTP/1.1, no redirects, no decompression, no proxy, certificates checked.
///
/// `shutdown` must be called once before the last reference goes: the client insists on it.
package final class AsyncHTTPClientTransport: HTTPTransport {
    /// An answer may not be larger: a page of logs is 1 MB, a page of tasks less.
    package static let largestAnswer = 16 << 20

    private let client: HTTPClient
    private let largestAnswer: Int

    /// - Parameters:
    ///   - connectTimeout: the time to have a connection, the secure channel included.
    ///   - largestAnswer: in bytes; a longer answer is an error.
    package init(connectTimeout: Duration = .seconds(5), largestAnswer: Int = AsyncHTTPClientTransport.largestAnswer) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .milliseconds(connectTimeout.milliseconds)),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        // A connection that the other side is about to close must not be picked for a launch: the answer would be lost.
        configuration.connectionPool.idleTimeout = .seconds(10)
        // Without this a refused connection is tried again silently until the time is out.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.largestAnswer = largestAnswer
    }

    /// Closes all connections; requests under way fail.
    ///
    /// Further calls of `send` fail with `noConnection`.
    package func shutdown() async {
        // The only failure is that it was shut down before, and then all is as it should be.
        try? await client.shutdown()
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let gate = BodyGate(request.body)
        let outcome = await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await self.exchange(request, gate) }
            group.addTask {
                // A timer that is cancelled has nothing to say: the exchange has.
                (try? await Task.sleep(for: request.timeout)) == nil ? .timerCancelled : .timeIsUp
            }
            var timeIsUp = false
            while let next = await group.next() {
                switch next {
                case .timeIsUp: timeIsUp = true
                case .timerCancelled: continue
                case .response, .failure:
                    group.cancelAll()
                    if timeIsUp, case .failure = next { return Outcome.timeIsUp }
                    return next
                }
                group.cancelAll()
            }
            return .timeIsUp
        }
        switch outcome {
        case .response(let response):
            return response
        case .failure(let code, let reason):
            let bodyStayed = gate.close()
            let wasHeldBack = bodyStayed || request.body.isEmpty && code == .noConnection
            throw TransportError(
                bodyStayed && code == .broken ? .noConnection : code, wasHeldBack ? .beforeSend : .afterSend,
                reason: reason)
        case .timeIsUp, .timerCancelled:
            throw TransportError(
                .timeout, gate.close() ? .beforeSend : .afterSend, reason: "no answer within \(request.timeout.words)")
        }
    }

    /// What came of a race between the exchange and the time given to it.
    private enum Outcome: Sendable {
        case response(HTTPResponse)
        case failure(TransportError.Code, reason: String)
        case timeIsUp
        case timerCancelled
    }

    private func exchange(_ request: HTTPRequest, _ gate: BodyGate) async -> Outcome {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        if !request.body.isEmpty {
            outgoing.body = .stream(gate, length: .known(Int64(request.body.count)))
        }
        do {
            let answer = try await client.execute(outgoing, deadline: .distantFuture)
            let body = try await answer.body.collect(upTo: largestAnswer)
            let headers = answer.headers.map { HTTPField($0.name, $0.value) }
            return .response(
                HTTPResponse(status: Int(answer.status.code), headers: headers, body: Array(body.readableBytesView)))
        } catch {
            return AsyncHTTPClientTransport.failure(error)
        }
    }

    /// Names a failure.
    ///
    /// `noConnection` stands only for what happens before there is a connection. For all else, whether the body was on
    /// its way is not guessed from the error, but seen at the gate.
    private static func failure(_ error: any Error) -> Outcome {
        switch error {
        case let error as NIOConnectionError where error.dnsAError != nil || error.dnsAAAAError != nil:
            return .failure(.noConnection, reason: "the host '\(error.host)' was not found")
        case let error as NIOConnectionError:
            let first = error.connectionErrors.first.flatMap { $0.error as? IOError }
            return .failure(.noConnection, reason: first.map(words) ?? "no connection to \(error.host)")
        case let error as IOError:
            return .failure(error.errnoCode == ECONNREFUSED ? .noConnection : .broken, reason: words(error))
        case let error as HTTPClientError where error == .cancelled:
            return .failure(.cancelled, reason: "cancelled")
        case let error as HTTPClientError:
            let connecting: [HTTPClientError] = [.connectTimeout, .tlsHandshakeTimeout, .alreadyShutdown]
            let code: TransportError.Code = connecting.contains(error) ? .noConnection : .broken
            return .failure(code, reason: error.shortDescription.lowercased())
        case is NIOTooManyBytesError:
            return .failure(.tooLarge, reason: "the answer is too large")
        case is CancellationError:
            return .failure(.cancelled, reason: "cancelled")
        default:
            return .failure(.broken, reason: Excerpt.of("\(error)", limit: 200))
        }
    }

    private static func words(_ error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE: "connection reset"
        case EHOSTUNREACH: "no route to the host"
        case ENETUNREACH: "no network"
        default: "network error \(error.errnoCode)"
        }
    }
}

extension Duration {
    /// `60 s`, `300 ms`.
    fileprivate var words: String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}

/// Hands the body over once, and knows whether it did.
///
/// The client asks for the body only after the head of the request was written. A service acts on nothing before it has
/// the whole body that `Content-Length` announces, so a body that was not handed over had no effect.
private final class BodyGate: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private enum State {
        case waiting(ByteBuffer)
        case handedOver
        case closed
    }

    private let state: Mutex<State>

    init(_ body: [UInt8]) {
        // A request without a body has left as soon as its head has, and nothing here sees that.
        state = Mutex(body.isEmpty ? .handedOver : .waiting(ByteBuffer(bytes: body)))
    }

    /// Lets nothing out from now on; true where nothing went out before.
    func close() -> Bool {
        state.withLock { state in
            if case .handedOver = state { return false }
            state = .closed
            return true
        }
    }

    fileprivate func take() throws(CancellationError) -> ByteBuffer? {
        try state.withLock { state throws(CancellationError) in
            switch state {
            case .waiting(let body):
                state = .handedOver
                return body
            case .handedOver: return nil
            case .closed: throw CancellationError()
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(gate: self) }

    struct Iterator: AsyncIteratorProtocol {
        let gate: BodyGate

        func next() async throws -> ByteBuffer? { try gate.take() }
    }
}
