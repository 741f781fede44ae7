/// Sends one HTTP request and brings back the answer: the only way out to the network.
package protocol HTTPTransport: Sendable {
    /// Sends the request once. Redirects are not followed, nothing is sent a second time.
    ///
    /// - Throws: `TransportError`; its phase says whether the other side can have acted on the request.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

/// One header of a request or an answer.
package struct HTTPField: Hashable, Sendable {
    /// In any case; compared without regard to it.
    package let name: String
    /// Without line breaks.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request, whole: nothing is added on the way but `Content-Length` and `Connection`.
package struct HTTPRequest: Hashable, Sendable {
    /// `GET`, `POST` or `PUT`.
    package var method: String
    /// Whom to ask.
    package var endpoint: Endpoint
    /// Path and query after the endpoint's own path, escaped, beginning with a slash: `/latest/api/token`.
    package var target: String
    /// In the order in which they are sent.
    package var headers: [HTTPField]
    /// Goes out as it is; empty for none.
    package var body: [UInt8]
    /// For all of it, from the look-up of the host to the last byte of the answer.
    package var timeout: Duration

    package init(
        method: String, endpoint: Endpoint, target: String = "/", headers: [HTTPField] = [], body: [UInt8] = [],
        timeout: Duration
    ) {
        self.method = method
        self.endpoint = endpoint
        self.target = target
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }

    /// The whole address.
    package var url: String { endpoint.description + target }
}

/// An answer, whole.
package struct HTTPResponse: Hashable, Sendable {
    /// The HTTP status: 100 to 599.
    package var status: Int
    /// In the order in which they came.
    package var headers: [HTTPField]
    /// All of it.
    package var body: [UInt8]

    package init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of this name, whatever its case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.utf8.count == wanted.utf8.count && $0.name.lowercased() == wanted }?.value
    }
}

extension HTTPField: CustomStringConvertible, CustomReflectable {
    /// Headers whose values open doors.
    private static let secret: Set<String> = ["authorization", "x-amz-security-token", "x-aws-ec2-metadata-token"]

    /// The line of the header; a secret's value is left out.
    package var description: String {
        "\(name): \(HTTPField.secret.contains(name.lowercased()) ? "(redacted)" : value)"
    }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// Method and endpoint; bodies and targets may hold secrets.
    package var description: String { "\(method) \(endpoint) (\(body.count) bytes)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
    /// The status; the body may hold credentials.
    package var description: String { "status \(status) (\(body.count) bytes)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// There is no answer, or not all of one.
package struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable {
        /// No connection: no such host, nobody listens, no secure channel.
        case noConnection
        /// The time for the whole exchange ran out.
        case timeout
        /// The connection broke, or the answer was not HTTP.
        case broken
        /// The answer is larger than a transport takes in.
        case tooLarge
        /// The caller gave up.
        case cancelled
    }

    /// What the other side can have seen.
    package enum Phase: String, Hashable, Sendable {
        /// No part of the request's body left this machine, and none will: the other side cannot have acted on it.
        case beforeSend
        /// Anything else: the request may have been carried out.
        case afterSend
    }

    /// What went wrong.
    package let code: Code
    /// What the other side can have seen.
    package let phase: Phase
    /// The cause in the words of the network: `connection refused`.
    package let reason: String

    package init(_ code: Code, _ phase: Phase, reason: String) {
        self.code = code
        self.phase = phase
        self.reason = reason
    }

    package var description: String { reason }
}
