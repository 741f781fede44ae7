import Testing

@testable import AWS

/// Proves the conversation with the metadata service of EC2.
@Suite struct InstanceCredentialsTests {
    private static let answer =
        #"{"Code":"Success","AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2026-01-02T09:04:05Z"}"#

    @Test func `a token is asked for first and goes with each further request`() async throws {
        let transport = ScriptedTransport([.ok("TOKEN=="), .ok("role-1"), .ok(Self.answer)])
        let found = try await InstanceCredentials(environment: [:], transport: transport).load()
        #expect(found?.accessKeyID == "A")
        #expect(
            transport.requests.map { "\($0.method) \($0.url)" } == [
                "PUT http://169.254.169.254/latest/api/token",
                "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/",
                "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/role-1",
            ])
        #expect(transport.requests[0].header("X-aws-ec2-metadata-token-ttl-seconds") == "21600")
        #expect(transport.requests.dropFirst().allSatisfy { $0.header("X-aws-ec2-metadata-token") == "TOKEN==" })
        #expect(transport.requests.allSatisfy { $0.timeout == .seconds(1) })
    }

    @Test func `elsewhere than on EC2 it is one try and no error`() async throws {
        let timeout = ScriptedTransport.Step.failure(TransportError(.timeout, .afterSend, reason: "no answer"))
        let transport = ScriptedTransport([timeout, .ok("TOKEN")])
        #expect(try await InstanceCredentials(environment: [:], transport: transport).load() == nil)
        #expect(transport.requests.count == 1)
    }

    @Test func `version 1 is never asked`() async throws {
        let transport = ScriptedTransport([.text(403, ""), .ok("role-1")])
        #expect(try await InstanceCredentials(environment: [:], transport: transport).load() == nil)
        #expect(transport.requests.count == 1)
    }

    @Test func `an instance without a role has none`() async throws {
        let transport = ScriptedTransport([.ok("TOKEN"), .text(404, "")])
        #expect(try await InstanceCredentials(environment: [:], transport: transport).load() == nil)
    }

    @Test func `the switch turns it off`() async throws {
        let transport = ScriptedTransport([.ok("TOKEN")])
        let environment = ["AWS_EC2_METADATA_DISABLED": "TRUE"]
        #expect(try await InstanceCredentials(environment: environment, transport: transport).load() == nil)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["../../x", "role?x", "a b", "r\u{f6}le", ""])
    func `a name that is none of a role's is an error`(name: String) async {
        let transport = ScriptedTransport([.ok("TOKEN"), .ok(name), .ok(Self.answer)])
        await #expect(throws: CredentialsError.self) {
            try await InstanceCredentials(environment: [:], transport: transport).load()
        }
        #expect(transport.stepsLeft == 1)
    }

    @Test func `another address than the service's is refused`() async {
        let environment = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://10.0.0.1"]
        let transport = ScriptedTransport([])
        await #expect(throws: CredentialsError.self) {
            try await InstanceCredentials(environment: environment, transport: transport).load()
        }
        #expect(transport.requests.isEmpty)
    }
}
