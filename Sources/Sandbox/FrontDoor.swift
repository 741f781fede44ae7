import ECS
import FlyingFox
import FoundationEssentials
import JSON
import Synchronization

/// Looks at each request before anything is done: who may ask, how much, and what for.
final class FrontDoor: Sendable {
    /// The bytes of a body, at most.
    static let mostBytes = 1 << 20

    private let sandbox: Sandbox
    private let logs: LogsAPI
    private let clock: any WallClock
    private let ids: Mutex<IDSequence>

    init(sandbox: Sandbox, logs: LogsAPI, clock: any WallClock, seed: UInt64) {
        self.sandbox = sandbox
        self.logs = logs
        self.clock = clock
        ids = Mutex(IDSequence(seed: ~seed))
    }

    /// Answers a request; throws where the connection broke while the body was read.
    func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
        // A body is read to its end even where it is refused: the next request of the connection begins behind it.
        let body = try await FrontDoor.body(of: request)
        let answer: Answer
        do throws(ServiceError) {
            answer = try self.answer(headers: request.headers, method: request.method, path: request.path, body: body)
        } catch {
            answer = Answer(error)
        }
        var headers: HTTPHeaders = [
            .contentType: "application/x-amz-json-1.1",
            .date: clock.now().httpDate,
            HTTPHeader("x-amzn-RequestId"): ids.withLock { $0.uuid() },
        ]
        if let error = answer.error { headers[HTTPHeader("x-amzn-ErrorType")] = error.code }
        let status = HTTPStatusCode(answer.status, phrase: FrontDoor.phrase(answer.status))
        return HTTPResponse(statusCode: status, headers: headers, body: Data(answer.body.canonical.utf8))
    }

    /// Answers a request whose body is nil where it was too long.
    private func answer(
        headers: HTTPHeaders, method: HTTPMethod, path: String, body: [UInt8]?
    ) throws(ServiceError) -> Answer {
        try FrontDoor.checkCaller(headers)
        guard let body else {
            throw ServiceError(
                code: "RequestEntityTooLargeException",
                message: "The body is longer than \(FrontDoor.mostBytes) bytes.", status: 413)
        }
        let target = headers[HTTPHeader("X-Amz-Target")] ?? ""
        guard method == .POST, path == "/", let dot = target.lastIndex(of: ".") else {
            throw .unknownOperation("There is nothing but POST / with the header X-Amz-Target.")
        }
        let prefix = String(target[...dot])
        let name = String(target[target.index(after: dot)...])
        switch prefix {
        case ECS.Operation.targetPrefix:
            let signature = try signature(headers, service: "ecs")
            guard let operation = ECS.Operation(rawValue: name) else { throw .unknownOperation(name) }
            return sandbox.handle(operation, try FrontDoor.json(body), region: signature.region)
        case LogsAPI.targetPrefix:
            _ = try signature(headers, service: "logs")
            guard let answer = logs.handle(name, try FrontDoor.json(body)) else { throw .unknownOperation(name) }
            return answer
        default:
            throw .unknownOperation(target)
        }
    }

    private func signature(_ headers: HTTPHeaders, service: String) throws(ServiceError) -> Signature {
        try Signature(
            authorization: headers[.authorization], date: headers[HTTPHeader("X-Amz-Date")], service: service,
            now: clock.now())
    }

    /// Lets in programs of this machine only.
    ///
    /// A page in a browser could reach the port too, by its own name for the loopback address or across origins; it
    /// cannot choose these two headers.
    private static func checkCaller(_ headers: HTTPHeaders) throws(ServiceError) {
        let host = (headers[.host] ?? "").lowercased()
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        guard ["127.0.0.1", "localhost", "[::1]"].contains(String(name)) else {
            throw ServiceError(
                code: "AccessDeniedException", message: "The header Host must name the loopback interface.", status: 403
            )
        }
        guard headers[HTTPHeader("Origin")] == nil else {
            throw ServiceError(
                code: "AccessDeniedException", message: "Requests from web pages are refused.", status: 403)
        }
    }

    private static func json(_ body: [UInt8]) throws(ServiceError) -> JSON {
        do {
            return try body.isEmpty ? [:] : JSON(parsing: body)
        } catch {
            throw .serialization("The body is not JSON.")
        }
    }

    private static func body(of request: HTTPRequest) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        var isTooLong = false
        for try await chunk in request.bodySequence {
            isTooLong = isTooLong || bytes.count + chunk.count > mostBytes
            if !isTooLong { bytes += chunk }
        }
        return isTooLong ? nil : bytes
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 413: "Content Too Large"
        default: "Internal Server Error"
        }
    }
}

extension ServiceError {
    fileprivate static func unknownOperation(_ message: String) -> ServiceError {
        ServiceError(code: "UnknownOperationException", message: message, status: 404)
    }
}
