package import ECS
package import JSON

/// What came of one send: what the caller knows, and how surely.
package enum Exchange: Hashable, Sendable {
    /// Status 200 and a JSON object: the call was carried out.
    case answered(body: JSON, requestID: String?)
    /// The service answered with an error that has a code; its class says what that means.
    case refused(ServiceError)
    /// The call may have been carried out: no answer, a cut one, one of somebody else, a fault without a code.
    case ambiguous(AWSError)
    /// Nothing was sent: the call was not carried out.
    case notSent(AWSError)
}

extension Exchange {
    /// Classes an answer by its code, never by its status alone.
    init(_ response: HTTPResponse, operation: String, endpoint: Endpoint) {
        let requestID = response.header("x-amzn-requestid")
        if response.status == 200 {
            if let body = try? JSON(parsing: response.body), body.object != nil {
                self = .answered(body: body, requestID: requestID)
                return
            }
        } else if let error = ServiceError(
            status: response.status, header: response.header("x-amzn-errortype"), body: response.body,
            requestID: requestID)
        {
            self = .refused(error)
            return
        }
        self = .ambiguous(
            AWSError(
                .notJSON(excerpt: Excerpt.of(response.body)), operation: operation, endpoint: endpoint,
                status: response.status, requestID: requestID))
    }

    /// Classes a send without an answer by how far it got.
    init(_ error: TransportError, operation: String, endpoint: Endpoint) {
        switch error.phase {
        case .beforeSend:
            let code: AWSError.Code = error.code == .cancelled ? .cancelled : .transport(error)
            self = .notSent(AWSError(code, operation: operation, endpoint: endpoint))
        case .afterSend:
            self = .ambiguous(AWSError(.transport(error), operation: operation, endpoint: endpoint))
        }
    }
}
