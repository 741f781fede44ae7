import ECS
import Testing

@testable import AWS

/// Proves that credentials are never shown, and how the environment gives them.
@Suite struct CredentialsTests {
    @Test func `no text shows a secret`() {
        let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "SECRET", sessionToken: "TOKEN")
        var dumped = ""
        dump(keys, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), dumped, "\([keys])", "\(keys.secretAccessKey)"] {
            #expect(!text.contains("SECRET") && !text.contains("TOKEN"), "\(text)")
        }
    }

    @Test func `neither does what carries one`() throws {
        let home = files(["/h/.aws/credentials": "[p]\naws_secret_access_key = SECRET\nregion = x\n"])
        let settings = try AWSSettings.resolve(.init(profile: "p"), environment: ["HOME": "/h"], files: home)
        let keys = Credentials(accessKeyID: "A", secretAccessKey: "SECRET", sessionToken: "TOKEN")
        let request = HTTPRequest(
            method: "POST", endpoint: settings.endpoint(.ecs), body: Array("SECRET".utf8), timeout: .seconds(1))
        let signer = SigV4(credentials: keys, region: "x", service: "ecs")
        let signed = signer.signed(request, at: Timestamp(milliseconds: 0))
        let response = HTTPResponse(status: 200, body: Array("SECRET".utf8))
        let carriers: [Any] = [settings, signed, signed.headers, response, signer]
        for carrier in carriers {
            var dumped = ""
            dump(carrier, to: &dumped)
            for text in ["\(carrier)", String(reflecting: carrier), dumped] {
                #expect(!text.contains("SECRET") && !text.contains("TOKEN"), "\(text)")
                #expect(!text.contains("Signature="), "\(text)")
            }
        }
    }

    @Test func `only the id of a key is shown`() {
        let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "SECRET", sessionToken: "TOKEN")
        #expect("\(keys)" == "credentials AKIDEXAMPLE")
    }

    @Test func `the environment gives keys, or says which half is missing`() async throws {
        func load(_ environment: [String: String]) async throws -> Credentials? {
            try await EnvironmentCredentials(environment: environment).load()
        }
        let full = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T"]
        #expect(try await load(full) == Credentials(accessKeyID: "A", secretAccessKey: "S", sessionToken: "T"))
        #expect(try await load([:]) == nil)
        #expect(try await load(["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]) == nil)
        await #expect(throws: CredentialsError.incomplete(place: "the environment", missing: "AWS_SECRET_ACCESS_KEY")) {
            try await load(["AWS_ACCESS_KEY_ID": "A"])
        }
        await #expect(throws: CredentialsError.incomplete(place: "the environment", missing: "AWS_ACCESS_KEY_ID")) {
            try await load(["AWS_SECRET_ACCESS_KEY": "S"])
        }
    }
}
