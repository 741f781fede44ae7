import AWS
import ECS

/// A transport whose calls that only ask are given up when Ctrl-C is pressed more often than it has patience for.
///
/// A call that changes something is brought to its answer: what became of it has to be written down.
struct AttentiveTransport: HTTPTransport {
    let base: any HTTPTransport
    let patience: Int
    let interruptions: @Sendable () -> Int
    let presses: @Sendable () -> AsyncStream<Int>

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard AttentiveTransport.onlyAsks(request) else { return try await base.send(request) }
        let (base, patience, presses) = (base, patience, presses())
        let givenUp = TransportError(.cancelled, .beforeSend, reason: "interrupted")
        // After the stream was made: no press is missed in between.
        if interruptions() > patience { throw givenUp }
        let outcome = await withTaskGroup(of: Result<HTTPResponse, TransportError>?.self) { group in
            group.addTask {
                do throws(TransportError) { return .success(try await base.send(request)) } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                for await count in presses where count > patience { return .failure(givenUp) }
                // Cancelled: the answer is there.
                return nil
            }
            defer { group.cancelAll() }
            while let next = await group.next() {
                if let next { return next }
            }
            return .failure(givenUp)
        }
        return try outcome.get()
    }

    /// A call of ECS, of its logs or of its trail that reads.
    private static func onlyAsks(_ request: HTTPRequest) -> Bool {
        let target = request.headers.first { $0.name.lowercased() == "x-amz-target" }?.value ?? ""
        guard !target.hasPrefix("DynamoDB") else { return false }
        let operation = target.split(separator: ".").last ?? ""
        return ["Describe", "List", "Get", "Lookup"].contains(where: operation.hasPrefix)
    }
}
