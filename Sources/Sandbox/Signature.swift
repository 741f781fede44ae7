import ECS

/// What the sandbox looks at in the signature of a request: that there is one, for which region and when.
///
/// The signature itself is not computed: the sandbox has no secrets to compare it with.
/// Source: AWS IAM User Guide, "AWS Signature Version 4 for API requests".
struct Signature: Hashable {
    let accessKey: String
    let region: String

    /// How far the time of a request may lie from the sandbox's, either way.
    static let tolerance = Duration.seconds(15 * 60)

    /// Reads the headers of a request.
    ///
    /// - Parameters:
    ///   - authorization: `AWS4-HMAC-SHA256 Credential=…/20260102/us-east-1/ecs/aws4_request, SignedHeaders=…,
    ///     Signature=…`.
    ///   - date: The header `X-Amz-Date`: `20260102T030405Z`.
    ///   - service: The service that the request is for: `ecs`.
    ///   - now: The sandbox's time.
    /// - Throws: what AWS answers to a request that is not signed, not wholly signed, or signed at another time.
    init(authorization: String?, date: String?, service: String, now: Timestamp) throws(ServiceError) {
        guard let authorization, !authorization.isEmpty else {
            throw ServiceError(
                code: "MissingAuthenticationTokenException", message: "Missing Authentication Token", status: 403)
        }
        let scheme = "AWS4-HMAC-SHA256"
        guard authorization.hasPrefix(scheme) else { throw .incomplete("the scheme is not \(scheme)") }
        var parts: [String: String] = [:]
        for part in authorization.dropFirst(scheme.count).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            parts[String(pair[0].drop { $0 == " " })] = String(pair[1])
        }
        guard let credential = parts["Credential"] else { throw .incomplete("there is no Credential") }
        guard parts["SignedHeaders"]?.isEmpty == false else { throw .incomplete("there are no SignedHeaders") }
        guard parts["Signature"]?.utf8.count == 64 else { throw .incomplete("there is no Signature of 64 digits") }
        let scope = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard scope.count >= 5, scope[scope.count - 1] == "aws4_request" else {
            throw .incomplete("the Credential is not KEY/DATE/REGION/SERVICE/aws4_request")
        }
        guard let date, let signed = Signature.instant(date) else { throw .incomplete("there is no X-Amz-Date") }
        guard scope[scope.count - 2] == service else {
            throw .invalid("Credential should be scoped to correct service: '\(service)'.")
        }
        guard scope[scope.count - 4] == date.prefix(8) else {
            throw .invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.")
        }
        guard signed + Signature.tolerance >= now else {
            throw .invalid("Signature expired: \(signed) is more than 15 minutes before \(now).")
        }
        guard signed <= now + Signature.tolerance else {
            throw .invalid("Signature not yet current: \(signed) is more than 15 minutes after \(now).")
        }
        accessKey = scope.dropLast(4).joined(separator: "/")
        region = scope[scope.count - 3]
    }

    /// Reads `20260102T030405Z`.
    private static func instant(_ basic: String) -> Timestamp? {
        let digits = Array(basic)
        guard digits.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return Timestamp(
            iso8601: "\(part(0..<4))-\(part(4..<6))-\(part(6..<11)):\(part(11..<13)):\(part(13..<16))")
    }
}

extension ServiceError {
    fileprivate static func incomplete(_ reason: String) -> ServiceError {
        ServiceError(
            code: "IncompleteSignatureException", message: "Authorization header cannot be read: \(reason).",
            status: 403)
    }

    fileprivate static func invalid(_ message: String) -> ServiceError {
        ServiceError(code: "InvalidSignatureException", message: message, status: 403)
    }
}
