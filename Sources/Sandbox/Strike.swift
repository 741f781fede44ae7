import ECS
import JSON

/// What the faults of a script make of one call.
struct Strike: Hashable, Sendable {
    /// The name of the fault, or its place in the script; nil where none strikes.
    var fault: String?
    var delay = Duration.zero
    var action: FaultAction?

    /// The answer that is given without anything being done; nil where the call is carried out.
    var refusal: Answer? {
        switch action {
        case .error(let fault) where fault.afterEffect != true: Answer(fault.error)
        case .throttle(let throttle): Answer(throttle.wrapped == true ? Strike.wrappedThrottle : .throttled)
        case .reset(let connection) where connection.afterEffect == false,
            .drop(let connection) where connection.afterEffect == false:
            Answer(JSON.object([:]))
        case .html(let page) where page.afterEffect != true: Answer(JSON.object([:]))
        default: nil
        }
    }

    /// What a launch is answered with, though the cluster may have room.
    var placement: FaultAction.Placement? {
        switch action {
        case .failures(let placement): placement
        case .noCapacity(let capacity): .init(reason: capacity.reason ?? Strike.noCapacity)
        default: nil
        }
    }

    /// The answer as the caller gets it.
    func delivered(_ answer: Answer) -> Answer {
        guard fault != nil || delay > .zero else { return answer }
        var delivered = answer
        if case .error(let fault) = action, fault.afterEffect == true {
            delivered = Answer(fault.error)
            delivered.effect = answer.body
        }
        delivered.fault = fault
        delivered.fate.delay = delay
        switch action {
        case .reset: delivered.fate.delivery = .reset
        case .drop: delivered.fate.delivery = .nothing
        case .truncate(let truncation): delivered.fate.delivery = .cut(bytes: truncation.bytes ?? 20)
        case .html(let page):
            let status = page.status ?? 502
            delivered.page = .init(status: status, text: "<html><body><h1>\(status)</h1></body></html>\n")
        default: break
        }
        return delivered
    }

    /// Source: seen by users of EC2 behind RunTask (dask/dask-cloudprovider, issue 56).
    private static let wrappedThrottle = ServiceError.invalidParameter(
        "Error retrieving security group information for [sg-0f00dfacade0f00d0]: Request limit exceeded."
            + " (ErrorCode: RequestLimitExceeded)")

    /// Source: seen by users of Fargate (gchq/sleeper, issue 904).
    private static let noCapacity =
        "Capacity is unavailable at this time. Please try again later or in a different availability zone"
}

extension FaultAction.ServiceFault {
    fileprivate var error: ServiceError {
        ServiceError(code: code, message: message ?? "a fault of the sandbox's script", status: status ?? 400)
    }
}
