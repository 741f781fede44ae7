import JSON

/// The credentials of the role of this EC2 instance, from its metadata service, version 2.
///
/// One try of a second: elsewhere than on EC2 nobody answers, and that must not take long. Version 1 of the service is
/// not asked: a request that somebody else makes this machine send could read it.
package struct InstanceCredentials: CredentialsProvider {
    private static let role = "/latest/meta-data/iam/security-credentials/"
    private static let addresses: Set<String> = ["169.254.169.254", "fd00:ec2::254"]

    private let environment: [String: String]
    private let transport: any HTTPTransport

    package init(environment: [String: String], transport: any HTTPTransport) {
        self.environment = environment
        self.transport = transport
    }

    package var place: String { "the role of this EC2 instance" }

    package func load() async throws(CredentialsError) -> Credentials? {
        if environment.isTrue("AWS_EC2_METADATA_DISABLED") { return nil }
        let endpoint = try address()
        guard
            let token = await send(
                "PUT", endpoint, "/latest/api/token", ("X-aws-ec2-metadata-token-ttl-seconds", "21600")),
            token.status == 200, let key = plainText(token.body)
        else { return nil }
        let authorization = ("X-aws-ec2-metadata-token", key)
        guard let list = await send("GET", endpoint, InstanceCredentials.role, authorization) else {
            throw .answer(place: place, reason: "cannot be read: \(endpoint) gave a token and then no answer")
        }
        // An instance without a role.
        if list.status == 404 { return nil }
        let name = plainText(list.body)?.split(separator: "\n").first.map(String.init)
        guard list.status == 200, let name, name.utf8.allSatisfy({ $0.isRoleCharacter }) else {
            throw .answer(place: place, reason: "cannot be read: \(endpoint) answered no name of a role")
        }
        let answer = await send("GET", endpoint, InstanceCredentials.role + name, authorization)
        guard let answer, answer.status == 200, let json = try? JSON(parsing: answer.body) else {
            throw .answer(place: place, reason: "cannot be read: \(endpoint) answered no credentials")
        }
        if let code = json["Code"]?.string, code != "Success" {
            throw .answer(place: place, reason: "has no credentials: \(Excerpt.of(code))")
        }
        do throws(CredentialsAnswer.Problem) {
            return try CredentialsAnswer.read(json, token: "Token")
        } catch {
            throw .answer(place: place, reason: "cannot be read: \(endpoint) gave credentials \(error.reason)")
        }
    }

    private func address() throws(CredentialsError) -> Endpoint {
        let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
        guard let endpoint = Endpoint(environment.nonEmpty(variable) ?? "http://169.254.169.254") else {
            throw .refusedAddress(variable: variable, reason: "is not an address of the form http://host")
        }
        guard endpoint.isLoopback || InstanceCredentials.addresses.contains(endpoint.host) else {
            throw .refusedAddress(variable: variable, reason: "names a host that is not the metadata service")
        }
        return endpoint
    }

    private func send(
        _ method: String, _ endpoint: Endpoint, _ target: String, _ header: (String, String)
    ) async -> HTTPResponse? {
        let request = HTTPRequest(
            method: method, endpoint: endpoint, target: target, headers: [HTTPField(header.0, header.1)],
            timeout: .seconds(1))
        return try? await transport.send(request)
    }

    private func plainText(_ bytes: [UInt8]) -> String? {
        guard !bytes.isEmpty, bytes.count <= 4096 else { return nil }
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) else { return nil }
        return String(Substring(String(decoding: bytes, as: UTF8.self)).trimmed)
    }
}

extension UInt8 {
    /// A character of the name of a role, by the rules of IAM; none of them needs an escape in a path.
    fileprivate var isRoleCharacter: Bool {
        isAlphanumeric || "+=,.@_-".utf8.contains(self)
    }
}
