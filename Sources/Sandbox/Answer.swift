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
