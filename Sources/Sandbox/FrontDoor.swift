import ECS
import JSON
import NIOHTTP1
import Synchronization

/// Looks at each request before anything is done: who may ask, how much, and what for.
final class FrontDoor: Sendable {
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

    /// Answers a call.
    func answer(_ call: HTTPCall) -> HTTPAnswer {
        let answer: Answer
        do throws(ServiceError) {
            answer = try take(call)
        } catch {
            answer = Answer(error)
        }
        var headers: HTTPHeaders = [
            "Content-Type": "application/x-amz-json-1.1",
            "Date": clock.now().httpDate,
            "x-amzn-RequestId": ids.withLock { $0.uuid() },
        ]
        if let error = answer.error { headers.add(name: "x-amzn-ErrorType", value: error.code) }
        return HTTPAnswer(
            status: HTTPResponseStatus(statusCode: answer.status), headers: headers,
            body: Array(answer.body.canonical.utf8))
    }

    private func take(_ call: HTTPCall) throws(ServiceError) -> Answer {
        let headers = call.headers
        try FrontDoor.checkCaller(headers)
        let target = headers.first(name: "X-Amz-Target") ?? ""
        guard call.method == .POST, call.target == "/", let dot = target.lastIndex(of: ".") else {
            throw .unknownOperation("There is nothing but POST / with the header X-Amz-Target.")
        }
        let prefix = String(target[...dot])
        let name = String(target[target.index(after: dot)...])
        switch prefix {
        case ECS.Operation.targetPrefix:
            let signature = try signature(headers, service: "ecs")
            guard let operation = ECS.Operation(rawValue: name) else { throw .unknownOperation(name) }
            return sandbox.handle(operation, try FrontDoor.json(call.body), region: signature.region)
        case LogsAPI.targetPrefix:
            _ = try signature(headers, service: "logs")
            guard let answer = logs.handle(name, try FrontDoor.json(call.body)) else { throw .unknownOperation(name) }
            return answer
        default:
            throw .unknownOperation(target)
        }
    }

    private func signature(_ headers: HTTPHeaders, service: String) throws(ServiceError) -> Signature {
        try Signature(
            authorization: headers.first(name: "Authorization"), date: headers.first(name: "X-Amz-Date"),
            service: service, now: clock.now())
    }

    /// Lets in programs of this machine only.
    ///
    /// A page in a browser could reach the port too, by its own name for the loopback address or across origins; it
    /// cannot choose these two headers.
    private static func checkCaller(_ headers: HTTPHeaders) throws(ServiceError) {
        let host = (headers.first(name: "Host") ?? "").lowercased()
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        guard ["127.0.0.1", "localhost", "[::1]"].contains(String(name)) else {
            throw ServiceError(
                code: "AccessDeniedException", message: "The header Host must name the loopback interface.", status: 403
            )
        }
        guard !headers.contains(name: "Origin") else {
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
}

extension ServiceError {
    fileprivate static func unknownOperation(_ message: String) -> ServiceError {
        ServiceError(code: "UnknownOperationException", message: message, status: 404)
    }
}
