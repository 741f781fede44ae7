package import ECS
import FlyingFox
import FlyingSocks
import FoundationEssentials
import JSON
import Synchronization

/// The sandbox's face on the network: the wire protocol of ECS, AWS JSON 1.1, on the loopback interface only.
package struct SandboxServer: Sendable {
    /// Where a server listens.
    package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
        package let host: String
        package let port: Int

        /// The URL that SDKs take as an endpoint: `http://127.0.0.1:4566`.
        package var description: String { "http://\(host):\(port)" }
    }

    /// The port could not be had.
    package struct ListenError: Error, Sendable, CustomStringConvertible {
        /// The port that was asked for, 0 for any.
        package let port: Int
        package let underlying: any Error

        package var description: String { "cannot listen on 127.0.0.1, port \(port): \(underlying)" }
    }

    private let frontDoor: FrontDoor

    /// - Parameters:
    ///   - sandbox: Answers the calls of ECS; the caller runs it.
    ///   - logs: Answers the calls of CloudWatch Logs; nil where nothing is kept.
    ///   - clock: Stamps answers, and tells whether a signature is too old.
    ///   - seed: Where the ids of requests come from.
    package init(sandbox: Sandbox, logs: (any LogReading)?, clock: any WallClock, seed: UInt64 = 1) {
        frontDoor = FrontDoor(sandbox: sandbox, logs: LogsAPI(logs: logs), clock: clock, seed: seed)
    }

    /// Serves while `body` runs, and closes all connections when it returns or throws.
    ///
    /// Port 0 takes any that is free; `body` is told which.
    ///
    /// - Throws: `ListenError` before `body` has begun; then what `body` throws.
    package func serve<Value: Sendable>(port: UInt16, _ body: (Endpoint) async throws -> Value) async throws -> Value {
        let frontDoor = frontDoor
        let server = HTTPServer(
            address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled,
            handler: ClosureHTTPHandler { request in try await frontDoor.answer(request) })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let failure = Mutex<(any Error)?>(nil)
            group.addTask {
                do {
                    try await server.run()
                } catch {
                    failure.withLock { $0 = error }
                    throw error
                }
            }
            // It listens or it fails within moments. FlyingFox can wait for the first, but a wait that is cancelled just
            // as it begins never ends there (0.27.1), so both are watched from here.
            while await server.listeningAddress == nil {
                if let error = failure.withLock({ $0 }) { throw ListenError(port: Int(port), underlying: error) }
                await Task.yield()
            }
            guard case .ip4(let host, let bound)? = await server.listeningAddress else {
                throw ListenError(port: Int(port), underlying: CancellationError())
            }
            let value = try await body(Endpoint(host: host, port: Int(bound)))
            group.cancelAll()
            // The cancelled server says so by an error that tells nothing.
            while let ended = await group.nextResult() { _ = ended }
            return value
        }
    }
}
