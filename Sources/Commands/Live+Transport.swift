import AWS
import Synchronization

/// The network, made when it is used first: most commands never speak to AWS, and its threads cost start-up time.
final class LazyTransport: HTTPTransport {
    private let transport = Mutex<AsyncHTTPClientTransport?>(nil)

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let transport = transport.withLock { made in
            let transport = made ?? AsyncHTTPClientTransport()
            made = transport
            return transport
        }
        return try await transport.send(request)
    }

    /// Lets go of all connections, where there are any.
    func shutdown() async {
        let made = transport.withLock { $0 }
        await made?.shutdown()
    }
}
