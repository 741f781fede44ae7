import NIOHTTP1

/// A request that has come in whole.
struct HTTPCall: Sendable {
    let method: HTTPMethod
    /// The target as it was sent, with its query.
    let target: String
    let headers: HTTPHeaders
    let body: [UInt8]
}

/// What is answered to a call; the lengths and the end of the connection are the server's business.
struct HTTPAnswer: Sendable {
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: [UInt8]
    /// How much of it reaches the client.
    var delivery = Answer.Fate.Delivery.whole
}
