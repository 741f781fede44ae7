package import ECS
import JSON

/// The credentials of the task's role, from the agent beside the container.
///
/// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI says where; the second may name any
/// address, so it is held to the short list of those that belong to this machine unless it is https.
package struct ContainerCredentials: CredentialsProvider {
    private static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    private static let tokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    private static let token = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    /// The agents of ECS and EKS, besides the machine itself.
    private static let agents: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]
    private static let largestToken = 64 << 10

    private let environment: [String: String]
    private let files: FileReading
    private let transport: any HTTPTransport
    private let clock: any WallClock

    package init(
        environment: [String: String], files: @escaping FileReading, transport: any HTTPTransport, clock: any WallClock
    ) {
        self.environment = environment
        self.files = files
        self.transport = transport
        self.clock = clock
    }

    package var place: String { "the role of this container" }

    package func load() async throws(CredentialsError) -> Credentials? {
        guard let (endpoint, target) = try address() else { return nil }
        var headers = [HTTPField("Accept", "application/json")]
        // Read anew each time: the file is replaced when the token in it runs out.
        if let token = try authorization() { headers.append(HTTPField("Authorization", token)) }
        let request = HTTPRequest(
            method: "GET", endpoint: endpoint, target: target, headers: headers, timeout: .seconds(2))
        let response = try await answer(to: request)
        guard response.status == 200 else {
            throw .answer(place: place, reason: "cannot be read: \(endpoint) answered status \(response.status)")
        }
        guard let json = try? JSON(parsing: response.body) else {
            throw .answer(place: place, reason: "cannot be read: \(endpoint) answered something else than JSON")
        }
        do throws(CredentialsAnswer.Problem) {
            return try CredentialsAnswer.read(json, token: "Token")
        } catch {
            throw .answer(place: place, reason: "cannot be read: \(endpoint) gave credentials \(error.reason)")
        }
    }

    private func address() throws(CredentialsError) -> (Endpoint, target: String)? {
        if let path = environment.nonEmpty(ContainerCredentials.relative) {
            // The path is put behind a host: without the slash it would become a part of the host.
            guard path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
                let endpoint = Endpoint("http://169.254.170.2")
            else { throw .refusedAddress(variable: ContainerCredentials.relative, reason: "must begin with '/'") }
            return (endpoint, path)
        }
        guard let text = environment.nonEmpty(ContainerCredentials.full) else { return nil }
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let slash = text[start...].firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex
        let target = slash == text.endIndex ? "/" : String(text[slash...])
        guard let endpoint = Endpoint(String(text[..<slash])), target.hasPrefix("/"),
            target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !target.contains("#")
        else {
            throw .refusedAddress(
                variable: ContainerCredentials.full, reason: "is not an address of the form http(s)://host/path")
        }
        let isAllowed =
            endpoint.scheme == .https || endpoint.isLoopback || ContainerCredentials.agents.contains(endpoint.host)
        guard isAllowed else {
            throw .refusedAddress(
                variable: ContainerCredentials.full,
                reason: "names '\(endpoint.authority)', which is neither https nor an address of this machine")
        }
        return (endpoint, target)
    }

    private func authorization() throws(CredentialsError) -> String? {
        let text: String
        if let path = environment.nonEmpty(ContainerCredentials.tokenFile) {
            let bytes: [UInt8]?
            do throws(FileReadingError) {
                bytes = try files(path)
            } catch {
                throw .unreadable(path: path, reason: error.reason)
            }
            guard let bytes else { throw .unreadable(path: path, reason: "there is no such file") }
            guard bytes.count <= ContainerCredentials.largestToken, let read = String(validating: bytes, as: UTF8.self)
            else { throw .unreadable(path: path, reason: "it does not hold a token") }
            text = read
        } else if let given = environment.nonEmpty(ContainerCredentials.token) {
            text = given
        } else {
            return nil
        }
        // A line break would begin a header of its own.
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .refusedAddress(
                variable: ContainerCredentials.token, reason: "holds a line break or a control character")
        }
        return text
    }

    /// Three tries, a second apart: the agent may start after the container.
    private func answer(to request: HTTPRequest) async throws(CredentialsError) -> HTTPResponse {
        var tries = 0
        while true {
            tries += 1
            let reason: String
            do throws(TransportError) {
                let response = try await transport.send(request)
                guard response.status >= 500, tries < 3 else { return response }
                reason = "status \(response.status)"
            } catch {
                reason = error.reason
            }
            let isCancelled = (try? await waitUnless(tries >= 3)) == nil
            if isCancelled || tries >= 3 {
                throw .answer(place: place, reason: "cannot be read: \(request.endpoint): \(reason)")
            }
        }
    }

    private func waitUnless(_ done: Bool) async throws {
        if !done { try await clock.sleep(for: .seconds(1)) }
    }
}
