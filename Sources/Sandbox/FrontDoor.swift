import ECS
import JSON
import NIOHTTP1
import Serving
import Synchronization

/// Looks at each request before anything is done: who may ask, how much, and what for.
final class FrontDoor: Sendable {
    private let sandbox: Sandbox
    private let logs: LogsAPI
    private let clock: any WallClock
    private let ids: Mutex<IDSequence>
    /// Lets the answers go that are held back, by a number each; nil once the server ends.
    private let held = Mutex<[Int: AsyncStream<Never>.Continuation]?>([:])
    private let holds = Atomic(0)

    init(sandbox: Sandbox, logs: LogsAPI, seed: UInt64) {
        self.sandbox = sandbox
        self.logs = logs
        clock = sandbox.clock
        ids = Mutex(IDSequence(seed: ~seed))
    }

    /// Answers a call.
    func answer(_ call: HTTPCall) async -> HTTPAnswer {
        let answer: Answer
        do throws(ServiceError) {
            answer = try take(call)
        } catch {
            answer = Answer(error)
        }
        await holdBack(answer.fate.delay)
        if let page = answer.page {
            return HTTPAnswer(
                status: HTTPResponseStatus(statusCode: page.status),
                headers: ["Content-Type": "text/html", "Date": clock.now().httpDate], body: Array(page.text.utf8))
        }
        var headers: HTTPHeaders = [
            "Content-Type": "application/x-amz-json-1.1",
            "Date": clock.now().httpDate,
            "x-amzn-RequestId": ids.withLock { $0.uuid() },
        ]
        if let error = answer.error { headers.add(name: "x-amzn-ErrorType", value: error.code) }
        return HTTPAnswer(
            status: HTTPResponseStatus(statusCode: answer.status), headers: headers,
            body: answer.body.canonicalBytes, delivery: HTTPAnswer.Delivery(answer.fate.delivery))
    }

    /// Lets answers go that are held back: the server ends.
    func end() {
        let waiting = held.withLock { held in
            defer { held = nil }
            return held
        }
        for answer in waiting.map({ Array($0.values) }) ?? [] { answer.finish() }
    }

    /// Waits as a fault of the script wants it, at most until the server ends.
    private func holdBack(_ delay: Duration) async {
        guard delay > .zero else { return }
        let (ends, ending) = AsyncStream.makeStream(of: Never.self)
        let number = holds.add(1, ordering: .relaxed).newValue
        held.withLock { held in
            if held == nil { ending.finish() } else { held?[number] = ending }
        }
        defer { held.withLock { $0?[number] = nil } }
        await withTaskGroup(of: Void.self) { group in
            // Ends by an error where it is cancelled, or Ctrl-C is pressed.
            group.addTask { _ = try? await self.clock.sleep(for: delay) }
            group.addTask { for await _ in ends {} }
            await group.next()
            group.cancelAll()
        }
    }

    /// Lets the sandbox's time pass: `{"advanceSeconds": 3600}`.
    private func passTime(_ request: JSON) throws(ServiceError) -> Answer {
        guard let seconds = request["advanceSeconds"]?.double, (0...1e9).contains(seconds) else {
            throw .invalidParameter("advanceSeconds must be a number of seconds from 0 to 1000000000.")
        }
        sandbox.passTime(.milliseconds(Int64((seconds * 1000).rounded())))
        return Answer(["now": .string(clock.now().precise)])
    }

    private func take(_ call: HTTPCall) throws(ServiceError) -> Answer {
        let headers = call.headers
        try FrontDoor.checkCaller(headers)
        if call.method == .POST, call.target == "/_sandbox/clock" { return try passTime(FrontDoor.json(call.body)) }
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

extension HTTPAnswer.Delivery {
    /// What the engine wants to become of an answer.
    fileprivate init(_ delivery: Answer.Fate.Delivery) {
        self =
            switch delivery {
            case .whole: .whole
            case .nothing: .nothing
            case .reset: .reset
            case .cut(let bytes): .cut(bytes: bytes)
            }
    }
}
