package import ECS
package import JSON

/// A call to AWS that did not bring what was asked for.
package struct AWSError: Error, Hashable, Sendable {
    /// What went wrong.
    package indirect enum Code: Hashable, Sendable {
        /// The service answered with an error.
        case service(ServiceError)
        /// There was no answer, or not all of one.
        case transport(TransportError)
        /// Something else than a service of AWS answered, a proxy as a rule; the start of it, made harmless.
        case notJSON(excerpt: String)
        /// The answer is JSON, but not what this call answers.
        case unexpectedAnswer(JSONError)
        /// There was nothing to sign with.
        case credentials(CredentialsError)
        /// The settings do not add up.
        case configuration(ConfigurationError)
        /// The caller's condition for sending did not hold any more when it was time to sign.
        case fenced
        /// The caller gave up before anything was sent.
        case cancelled
        /// The call cannot be repeated safely, and its answer was lost: it may have been carried out.
        case outcomeUnknown(Code)
    }

    /// What went wrong.
    package let code: Code
    /// The name of the call: `RunTask`; nil before there is one.
    package let operation: String?
    /// Who was asked; nil before that is known.
    package let endpoint: Endpoint?
    /// The HTTP status; nil where there was no answer.
    package let status: Int?
    /// The id under which AWS support finds the request.
    package let requestID: String?

    package init(
        _ code: Code, operation: String? = nil, endpoint: Endpoint? = nil, status: Int? = nil, requestID: String? = nil
    ) {
        self.code = code
        self.operation = operation
        self.endpoint = endpoint
        self.status = status
        self.requestID = requestID
    }

    /// The same failure of a call that may have been carried out nevertheless.
    func withOutcomeUnknown() -> AWSError {
        AWSError(.outcomeUnknown(code), operation: operation, endpoint: endpoint, status: status, requestID: requestID)
    }
}

extension AWSError {
    /// The call may have been carried out for all that is known: the answer was lost, or none of the service's.
    package var mayHaveHappened: Bool {
        switch code {
        case .service(let error): error.errorClass == .ambiguous
        case .transport(let error): error.phase == .afterSend
        case .notJSON, .unexpectedAnswer, .outcomeUnknown: true
        case .credentials, .configuration, .fenced, .cancelled: false
        }
    }
}

extension AWSError: CustomStringConvertible {
    /// One sentence without a full stop: the call, then what happened to it.
    package var description: String {
        let subject = operation.map { "\($0): " } ?? ""
        return subject + sentence(code)
    }

    private func sentence(_ code: Code) -> String {
        let whom = endpoint?.description ?? "the endpoint"
        switch code {
        case .service(let error): return Excerpt.of(error.description, limit: 1000)
        case .transport(let error) where error.code == .noConnection:
            return "\(whom) cannot be reached: \(error.reason)"
        case .transport(let error): return "\(whom) did not answer: \(error.reason)"
        case .notJSON(let excerpt):
            let answer = status.map { "status \($0)" } ?? "something"
            return excerpt.isEmpty
                ? "\(whom) answered \(answer) with no text, not as AWS does"
                : "\(whom) answered \(answer), not as AWS does: \(excerpt)"
        case .unexpectedAnswer(let error): return "\(whom) answered something unexpected: \(error)"
        case .credentials(let error): return error.description
        case .configuration(let error): return error.description
        case .fenced: return "it was too late to send this"
        case .cancelled: return "cancelled before anything was sent"
        case .outcomeUnknown(let cause):
            return sentence(cause) + "; whether the call was carried out is not known"
        }
    }

    /// What to do about it; nil where nothing general can be said.
    package var wayOut: String? {
        wayOut(code)
    }

    private func wayOut(_ code: Code) -> String? {
        switch code {
        case .service(let error): return AWSError.wayOut(error)
        case .transport(let error):
            if error.code == .cancelled { return nil }
            return endpoint?.isLoopback == true
                ? "is the sandbox running? check --endpoint"
                : "check the network, the region and --endpoint"
        case .notJSON: return "check --endpoint and what stands between here and there, such as a proxy"
        case .unexpectedAnswer: return "check that --endpoint speaks the API of AWS"
        case .credentials(let error): return error.wayOut
        case .configuration(let error): return error.wayOut
        case .fenced, .cancelled: return nil
        case .outcomeUnknown: return "look whether it was carried out before doing it again"
        }
    }

    private static func wayOut(_ error: ServiceError) -> String? {
        switch error.errorClass {
        case .throttled: return "too many calls in a short time: wait a little and try again"
        case .clockSkew: return "check this machine's clock and the secret key"
        case .expiredCredentials: return "get fresh credentials"
        case .conflict, .ambiguous: return nil
        case .refused: break
        }
        switch error.code {
        case "AccessDenied", "AccessDeniedException", "NotAuthorized":
            return "the credentials work, but their policy does not allow this call"
        case "UnrecognizedClientException", "InvalidClientTokenId", "IncompleteSignature",
            "MissingAuthenticationToken", "MissingAuthenticationTokenException":
            return "check the credentials and that they belong to this region's part of AWS"
        case "ClusterNotFoundException": return "check the cluster's name and the region"
        default: return nil
        }
    }
}
