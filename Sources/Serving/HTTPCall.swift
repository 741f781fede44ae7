package import NIOHTTP1

/// A request that has come in whole.
package struct HTTPCall: Sendable {
    package let method: HTTPMethod
    /// The target as it was sent, with its query.
    package let target: String
    package let headers: HTTPHeaders
    package let body: [UInt8]

    package init(method: HTTPMethod, target: String, headers: HTTPHeaders, body: [UInt8]) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// The path that a GET or a HEAD asks for, without its query; nil for other methods.
    package var pathToRead: Substring? {
        method == .GET || method == .HEAD ? target.prefix { $0 != "?" } : nil
    }

    /// A header, its values joined by commas; nil where there is none.
    package func header(_ name: String) -> String? {
        let values = headers[canonicalForm: name]
        return values.isEmpty ? nil : values.joined(separator: ",")
    }
}

/// What is answered to a call; the lengths and the end of the connection are the server's business.
package struct HTTPAnswer: Sendable {
    /// How much of an answer reaches the client.
    package enum Delivery: Hashable, Sendable {
        case whole
        /// The connection is closed before a byte of the answer.
        case nothing
        /// The same, by a reset.
        case reset
        /// The connection is closed after so many bytes of the body.
        case cut(bytes: Int)
    }

    package let status: HTTPResponseStatus
    package let headers: HTTPHeaders
    package let body: [UInt8]
    package var delivery: Delivery

    package init(
        status: HTTPResponseStatus, headers: HTTPHeaders, body: [UInt8], delivery: Delivery = .whole
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delivery = delivery
    }

    /// A text of a media type.
    package init(status: Int, type: String, text: String) {
        self.init(
            status: HTTPResponseStatus(statusCode: status), headers: ["Content-Type": type], body: Array(text.utf8))
    }
}
