import JSON

/// An error that a service of AWS answered with.
package struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the error, without namespace: `ClusterNotFoundException`.
    package let code: String
    /// What the service says about it; may be empty.
    package let message: String
    /// The HTTP status.
    package let status: Int
    /// The tasks that a `ConflictException` names; empty in all others.
    package let resourceIds: [String]
    /// Why each write of a `TransactionCanceledException` of DynamoDB was not done; empty in all others.
    package let cancellationReasons: [String]
    /// The id under which AWS support finds the request.
    package let requestID: String?

    package init(
        code: String, message: String, status: Int, resourceIds: [String] = [], cancellationReasons: [String] = [],
        requestID: String? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.resourceIds = resourceIds
        self.cancellationReasons = cancellationReasons
        self.requestID = requestID
    }

    package var description: String {
        message.isEmpty ? code : "\(code): \(message)"
    }

    /// Reads an error from an answer of AWS JSON 1.1; nil where the body is not one (HTML of a proxy, cut, empty).
    ///
    /// The name stands in the header `X-Amzn-ErrorType`, in `code` or in `__type`, with a namespace before `#` and a
    /// suffix after `:`.
    package init?(status: Int, header: String?, body: [UInt8], requestID: String?) {
        let json = try? JSON(parsing: body)
        guard json?.object != nil || (header != nil && body.isEmpty) else { return nil }
        guard let raw = header ?? json?["code"]?.string ?? json?["__type"]?.string else { return nil }
        let beforeColon = raw.prefix { $0 != ":" }
        let name = beforeColon.split(separator: "#").last.map(String.init) ?? ""
        guard !name.isEmpty else { return nil }
        self.init(
            code: name, message: json?["message"]?.string ?? json?["Message"]?.string ?? "", status: status,
            resourceIds: json?["resourceIds"]?.strings ?? [],
            cancellationReasons: (json?["CancellationReasons"]?.array ?? []).map { $0["Code"]?.string ?? "None" },
            requestID: requestID)
    }
}

/// What an error means for the caller; decided by its code, never by its status alone.
///
/// Sources: AWS SDKs and Tools Reference Guide, "Retry behavior"; Amazon ECS API Reference, RunTask and "Common errors".
package enum ErrorClass: Hashable, Sendable {
    /// Too many calls: nothing happened, and the same call may go through later.
    case throttled
    /// A passing fault of the service: the effect may have happened.
    case ambiguous
    /// The clock of the caller is off, or the signature too old: nothing happened; sign again after correction.
    case clockSkew
    /// The credentials ran out: nothing happened; sign again with fresh ones.
    case expiredCredentials
    /// The token is known with other parameters: `resourceIds` names what exists.
    case conflict
    /// Refused for a reason of its own: nothing happened.
    case refused
}

extension ServiceError {
    /// What this error means.
    package var errorClass: ErrorClass {
        if let wrapped = wrappedCode, ServiceError.throttlingCodes.contains(wrapped) { return .throttled }
        if ServiceError.throttlingCodes.contains(code) { return .throttled }
        switch code {
        case "ConflictException": return .conflict
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
            "SignatureDoesNotMatch", "AuthFailure":
            return .clockSkew
        case "ExpiredTokenException", "ExpiredToken": return .expiredCredentials
        default: break
        }
        if status < 500 && ServiceError.refusalCodes.contains(code) { return .refused }
        return .ambiguous
    }

    /// The tasks in PROVISIONING have reached their quota: a `ClientException` that goes away by waiting.
    ///
    /// Source: Amazon ECS API Reference, RunTask.
    package var isProvisioningQuota: Bool {
        code == "ClientException" && message.contains("PROVISIONING")
    }

    /// The code of a service behind ECS, which ECS wraps: `… (ErrorCode: RequestLimitExceeded)`.
    package var wrappedCode: String? {
        guard let start = message.firstRange(of: "(ErrorCode: ") else { return nil }
        let code = message[start.upperBound...].prefix { $0 != ")" && $0 != "," && $0 != ";" }
        return code.isEmpty ? nil : String(code)
    }

    /// Codes by which a service says that there were too many calls.
    package static let throttlingCodes: Set<String> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ]

    /// Codes by which a service refuses before it does anything.
    ///
    /// A code that is on no list is ambiguous.
    package static let refusalCodes: Set<String> = [
        "AccessDenied", "AccessDeniedException", "BlockedException", "ClientException", "ClusterNotFoundException",
        "ConditionalCheckFailedException", "IncompleteSignature", "InvalidAction", "InvalidClientTokenId",
        "InvalidParameterException",
        "MalformedHttpRequestException", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
        "NotAuthorized", "OptInRequired", "PlatformTaskDefinitionIncompatibilityException", "PlatformUnknownException",
        "RequestEntityTooLargeException", "ResourceInUseException", "ResourceNotFoundException",
        "SerializationException", "TransactionCanceledException",
        "UnknownOperationException", "UnrecognizedClientException", "UnsupportedFeatureException", "ValidationError",
        "ValidationException",
    ]
}
