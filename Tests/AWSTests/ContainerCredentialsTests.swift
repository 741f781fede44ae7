import ECS
import Testing

@testable import AWS

/// Proves which addresses are asked for the role of a container, and how.
@Suite struct ContainerCredentialsTests {
    private static let answer =
        #"{"AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2026-01-02T09:04:05Z"}"#
    private let clock = ManualClock()

    private func provider(
        _ environment: [String: String], _ transport: ScriptedTransport, files contents: [String: String] = [:]
    ) -> ContainerCredentials {
        ContainerCredentials(environment: environment, files: files(contents), transport: transport, clock: clock)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080/creds?id=7", "http://127.0.0.1:8080/creds?id=7"),
        ("http://localhost/creds", "http://localhost/creds"),
        ("http://[::1]:80/creds", "http://[::1]/creds"),
        ("http://169.254.170.2/v2/x", "http://169.254.170.2/v2/x"),
        ("http://169.254.170.23/v1/credentials", "http://169.254.170.23/v1/credentials"),
        ("http://[fd00:ec2::23]/v1/credentials", "http://[fd00:ec2::23]/v1/credentials"),
        ("https://any.example/creds", "https://any.example/creds"),
        ("https://any.example", "https://any.example/"),
    ])
    func `the full address may be https or this machine's`(uri: String, asked: String) async throws {
        let transport = ScriptedTransport([.ok(Self.answer)])
        let found = try await provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri], transport).load()
        #expect(
            found
                == Credentials(
                    accessKeyID: "A", secretAccessKey: "S", sessionToken: "T",
                    expiration: Timestamp(iso8601: "2026-01-02T09:04:05Z")))
        #expect(transport.requests.map(\.url) == [asked])
        #expect(transport.requests[0].timeout == .seconds(2))
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/x", "http://evil.test/x",
        "http://localhost.evil.test/x", "http://127.0.0.1@evil.test/x", "http://user:pass@127.0.0.1/x",
        "http://127.0.0.1.nip.io/x", "http://2130706433/x", "http://0x7f000001/x", "http://0177.0.0.1/x",
        "http://127.1/x", "http://[::ffff:10.0.0.1]/x", "http://[::ffff:7f00:1]/x", "http://169.254.170.22/x",
        "http://169.254.170.2.evil.test/x", "http://0.0.0.0/x", "ftp://127.0.0.1/x", "//127.0.0.1/x", "127.0.0.1/x",
        "http://127.0.0.1/x#y", "http://127.0.0.1/a b", "http://127.0.0.1\\@evil.test/x", "http://127.0.0.1/\r\nX: y",
        "http:///x", "http://127.0.0.1?x",
    ])
    func `any other address is refused before anything is sent`(uri: String) async throws {
        let transport = ScriptedTransport([.ok(Self.answer)])
        let error = await #expect(throws: CredentialsError.self) {
            try await provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri], transport).load()
        }
        guard case .refusedAddress("AWS_CONTAINER_CREDENTIALS_FULL_URI", _) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["@evil.test/", "evil.test", ":80/x", "/a\r\nHost: evil.test", "/a b"])
    func `a relative address that would leave the agent's host is refused`(path: String) async {
        let transport = ScriptedTransport([.ok(Self.answer)])
        await #expect(
            throws: CredentialsError.refusedAddress(
                variable: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", reason: "must begin with '/'")
        ) {
            try await provider(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": path], transport).load()
        }
        #expect(transport.requests.isEmpty)
    }

    @Test func `the relative address wins and goes to the agent of ECS`() async throws {
        let transport = ScriptedTransport([.ok(Self.answer)])
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x/",
        ]
        _ = try await provider(environment, transport).load()
        #expect(transport.requests.map(\.url) == ["http://169.254.170.2/v2/credentials/1"])
        #expect(transport.requests[0].header("Authorization") == nil)
    }

    @Test func `the token's file wins over the variable and is read at each look`() async throws {
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "old",
        ]
        let transport = ScriptedTransport([.ok(Self.answer), .ok(Self.answer)])
        let reads = Counter()
        let provider = ContainerCredentials(
            environment: environment,
            files: { (_: String) throws(FileReadingError) -> [UInt8]? in Array("Bearer \(reads.next())".utf8) },
            transport: transport, clock: clock)
        _ = try await provider.load()
        _ = try await provider.load()
        #expect(transport.requests.map { $0.header("Authorization") } == ["Bearer 1", "Bearer 2"])
    }

    @Test(arguments: ["a\nb", "a\r\nX-Evil: 1", "a\u{0}", "caf\u{e9}"])
    func `a token that would break out of its header is refused`(token: String) async {
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
        ]
        let transport = ScriptedTransport([.ok(Self.answer)])
        await #expect(throws: CredentialsError.self) { try await provider(environment, transport).load() }
        #expect(transport.requests.isEmpty)
    }

    @Test func `it is tried three times, a second apart, and not when the answer is a refusal`() async throws {
        let down = ScriptedTransport.Step.failure(
            TransportError(.noConnection, .beforeSend, reason: "connection refused"))
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]
        let third = ScriptedTransport([down, .text(500, ""), .ok(Self.answer)])
        #expect(try await provider(environment, third).load() != nil)
        #expect(clock.slept == [.seconds(1), .seconds(1)])
        let never = ScriptedTransport([down, down, down, .ok(Self.answer)])
        await #expect(
            throws: CredentialsError.answer(
                place: "the role of this container",
                reason: "cannot be read: http://169.254.170.2: connection refused")
        ) { try await provider(environment, never).load() }
        #expect(never.stepsLeft == 1)
        let refused = ScriptedTransport([.text(403, "no"), .ok(Self.answer)])
        await #expect(throws: CredentialsError.self) { try await provider(environment, refused).load() }
        #expect(refused.stepsLeft == 1)
    }

    @Test func `without the variables nothing is asked`() async throws {
        let transport = ScriptedTransport([])
        #expect(try await provider([:], transport).load() == nil)
        #expect(transport.requests.isEmpty)
    }
}
