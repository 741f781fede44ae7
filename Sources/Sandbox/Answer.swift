package import ECS
package import JSON

/// What the sandbox answers to a call.
package struct Answer: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// The body: the call's result, or an error in the form of AWS JSON 1.1.
    package let body: JSON
    /// The error that the body carries, nil after success.
    package let error: ServiceError?
    /// What is sent in place of `status` and `body`, as by a proxy that stands between.
    package var page: Page?
    /// How the answer reaches the caller.
    package var fate = Fate()
    /// What the call has done, where the answer does not say so.
    var effect: JSON?
    /// The fault of the script that struck the call.
    var fault: String?

    /// A page of HTML.
    package struct Page: Hashable, Sendable {
        package let status: Int
        package let text: String
    }

    /// How an answer reaches the caller: for the server to carry out.
    package struct Fate: Hashable, Sendable {
        package enum Delivery: Hashable, Sendable {
            case whole
            /// The connection is closed before a byte of the answer.
            case nothing
            /// The same, by a reset.
            case reset
            /// The connection is closed after so many bytes of the body.
            case cut(bytes: Int)
        }

        /// How long the answer is held back.
        package var delay = Duration.zero
        package var delivery = Delivery.whole
    }

    /// A success.
    package init(_ body: JSON) {
        status = 200
        self.body = body
        error = nil
    }

    /// A refusal.
    package init(_ error: ServiceError) {
        status = error.status
        self.error = error
        body = .members([
            "__type": .string(error.code),
            "message": .string(error.message),
            "resourceIds": error.resourceIds.isEmpty ? nil : .array(error.resourceIds.map(JSON.string)),
        ])
    }
}

extension ServiceError {
    static func invalidParameter(_ message: String) -> ServiceError {
        ServiceError(code: "InvalidParameterException", message: message, status: 400)
    }

    static func client(_ message: String) -> ServiceError {
        ServiceError(code: "ClientException", message: message, status: 400)
    }

    static func serialization(_ message: String) -> ServiceError {
        ServiceError(code: "SerializationException", message: message, status: 400)
    }

    static let clusterNotFound = ServiceError(
        code: "ClusterNotFoundException", message: "Cluster not found.", status: 400)
}
