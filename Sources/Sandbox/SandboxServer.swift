import ECS
import Serving

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
    ///   - seed: Where the ids of requests come from.
    package init(sandbox: Sandbox, logs: (any LogReading)?, seed: UInt64 = 1) {
        frontDoor = FrontDoor(sandbox: sandbox, logs: LogsAPI(logs: logs), seed: seed)
    }

    /// Serves while `body` runs; answers what has come in, and closes all connections, when it returns or throws.
    ///
    /// Port 0 takes any that is free; `body` is told which.
    ///
    /// - Throws: `ListenError` before `body` has begun; then what `body` throws.
    package func serve<Value>(port: UInt16, _ body: (Endpoint) async throws -> Value) async throws -> Value {
        let server: HTTPServer
        do {
            server = try await HTTPServer.listen(port: port)
        } catch {
            throw ListenError(port: Int(port), underlying: error)
        }
        return try await server.serve(answer: frontDoor.answer) {
            defer { frontDoor.end() }
            return try await body(Endpoint(host: HTTPServer.loopback, port: server.port))
        }
    }
}
