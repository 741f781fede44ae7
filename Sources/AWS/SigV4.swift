import Crypto
package import ECS

/// Signs requests by AWS Signature Version 4.
///
/// Pure: the date is an argument.
///
/// Source: AWS Identity and Access Management User Guide, "Create a signed AWS API request".
package struct SigV4: Sendable {
    private static let algorithm = "AWS4-HMAC-SHA256"
    /// Headers that proxies may change or that say nothing about the request.
    private static let unsigned: Set<String> = [
        "authorization", "connection", "content-length", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    private let credentials: Credentials
    private let region: String
    private let service: String

    /// A signer for one service, by its name in the scope of the signature: `ecs`.
    package init(credentials: Credentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// What is computed on the way, for tests that compare step by step.
    struct Steps: Hashable {
        var canonicalRequest: String
        var stringToSign: String
        var signedHeaders: String
        var signature: String
    }

    /// The key of one day, region and service, derived from credentials; good for all signatures of that day.
    package struct Key: Sendable {
        fileprivate let scope: String
        fileprivate let credentials: Credentials
        fileprivate let key: SymmetricKey
    }

    /// The key for a date: `known` where that is for the same day and credentials, else a new one.
    package func key(at date: Timestamp, known: Key? = nil) -> Key {
        key(stamp: SigV4.basicTime(date), known: known)
    }

    private func key(stamp: String, known: Key?) -> Key {
        let scope = scope(stamp)
        if let known, known.scope == scope, known.credentials == credentials { return known }
        return Key(scope: scope, credentials: credentials, key: signingKey(stamp))
    }

    /// The request with `Host`, `X-Amz-Date`, the session token and `Authorization` added.
    ///
    /// All headers that are on the request count in the signature, but those that proxies change. `key` saves deriving
    /// it where it is known; one of another day or of other credentials is not used.
    package func signed(_ request: HTTPRequest, at date: Timestamp, key: Key? = nil) -> HTTPRequest {
        let stamp = SigV4.basicTime(date)
        let key = self.key(stamp: stamp, known: key)
        var signed = request
        if !request.headers.contains(where: { $0.name.utf8.count == 4 && $0.name.lowercased() == "host" }) {
            signed.headers.append(HTTPField("Host", request.endpoint.authority))
        }
        signed.headers.append(HTTPField("X-Amz-Date", stamp))
        if let token = credentials.sessionToken {
            signed.headers.append(HTTPField("X-Amz-Security-Token", token.revealed))
        }
        let steps = steps(for: signed, stamp: stamp, key: key)
        let authorization =
            "\(SigV4.algorithm) Credential=\(credentials.accessKeyID)/\(key.scope), "
            + "SignedHeaders=\(steps.signedHeaders), Signature=\(steps.signature)"
        signed.headers.append(HTTPField("Authorization", authorization))
        return signed
    }

    /// The signature over a request that has all its headers but `Authorization`.
    func steps(for request: HTTPRequest, at date: Timestamp) -> Steps {
        steps(for: request, stamp: SigV4.basicTime(date), key: key(at: date))
    }

    private func steps(for request: HTTPRequest, stamp: String, key: Key) -> Steps {
        var fields: [(name: String, value: String)] = []
        for field in request.headers {
            let name = field.name.lowercased()
            if SigV4.unsigned.contains(name) { continue }
            let value = SigV4.collapsed(field.value)
            if let known = fields.firstIndex(where: { $0.name == name }) {
                fields[known].value += "," + value
            } else {
                fields.append((name, value))
            }
        }
        fields.sort { $0.name < $1.name }
        let signedHeaders = fields.map(\.name).joined(separator: ";")
        let (path, query) = SigV4.canonicalTarget(request.endpoint.path + request.target)
        var canonicalRequest = "\(request.method)\n\(path)\n\(query)\n"
        for field in fields { canonicalRequest += "\(field.name):\(field.value)\n" }
        canonicalRequest += "\n\(signedHeaders)\n\(SigV4.hex(SHA256.hash(data: request.body)))"
        let digest = SigV4.hex(SHA256.hash(data: Array(canonicalRequest.utf8)))
        let stringToSign = "\(SigV4.algorithm)\n\(stamp)\n\(key.scope)\n\(digest)"
        let signature = SigV4.hex(SigV4.authenticate(stringToSign, with: key.key))
        return Steps(
            canonicalRequest: canonicalRequest, stringToSign: stringToSign, signedHeaders: signedHeaders,
            signature: signature)
    }

    private func scope(_ stamp: String) -> String {
        "\(stamp.prefix(8))/\(region)/\(service)/aws4_request"
    }

    private func signingKey(_ stamp: String) -> SymmetricKey {
        let first = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey.revealed)".utf8))
        let words = [String(stamp.prefix(8)), region, service, "aws4_request"]
        return words.reduce(first) { key, word in SymmetricKey(data: SigV4.authenticate(word, with: key)) }
    }

    private static func authenticate(_ text: String, with key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    /// `20260102T030405Z`.
    private static func basicTime(_ date: Timestamp) -> String {
        let bytes = date.description.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A header's value with runs of white space as one space, and none around it.
    private static func collapsed(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { return value }
        return value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }

    /// Path and query as they are signed: the path escaped once more, the query sorted by escaped name and value.
    private static func canonicalTarget(_ target: String) -> (path: String, query: String) {
        if target == "/" { return (target, "") }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].utf8.map { $0.isUnreserved || $0 == UInt8(ascii: "/") ? plain($0) : escaped($0) }
        let query = parts.count < 2 ? [] : parts[1].split(separator: "&")
        let pairs = query.map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(sides[0]), value: sides.count > 1 ? String(sides[1]) : "")
        }
        let sorted = pairs.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        return (path.joined(), sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&"))
    }

    private static func plain(_ byte: UInt8) -> String { String(UnicodeScalar(byte)) }

    private static func escaped(_ byte: UInt8) -> String {
        (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) }
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0xF))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
