import Synchronization
import Testing

@testable import AWS

/// Proves what each kind of profile comes to.
@Suite struct ProfileCredentialsTests {
    private func load(
        config: String, credentials: String = "", profile: String = "p",
        process: @escaping CredentialProcess = { _ throws(CredentialProcessError) in throw .init("was started") }
    ) async throws -> Credentials? {
        let profiles = try Profiles(
            environment: ["HOME": "/h"],
            files: files(["/h/.aws/config": config, "/h/.aws/credentials": credentials]))
        let found = try #require(profiles[profile])
        return try await ProfileCredentials(profile: found, process: process).load()
    }

    private let keys = "aws_access_key_id = A\naws_secret_access_key = S\n"

    @Test func `keys of the credentials file win over the program, and the program over keys of config`() async throws {
        let process: CredentialProcess = { _ throws(CredentialProcessError) in
            Array(#"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "Q"}"#.utf8)
        }
        let config = "[profile p]\ncredential_process = x\naws_access_key_id = C\naws_secret_access_key = D\n"
        let both = try await load(config: config, credentials: "[p]\n\(keys)", process: process)
        #expect(both == Credentials(accessKeyID: "A", secretAccessKey: "S"))
        let program = try await load(config: config, process: process)
        #expect(program == Credentials(accessKeyID: "P", secretAccessKey: "Q"))
        let plain = try await load(config: "[profile p]\n\(keys)aws_session_token = T\n")
        #expect(plain == Credentials(accessKeyID: "A", secretAccessKey: "S", sessionToken: "T"))
        #expect(try await load(config: "[profile p]\nregion = x\n") == nil)
    }

    @Test(arguments: [
        ("role_arn = arn:aws:iam::1:role/r\nsource_profile = q", "to assume a role (role_arn)"),
        ("source_profile = q", "to assume a role (source_profile)"),
        ("sso_session = s", "single sign-on (sso_session)"),
        ("sso_start_url = https://x", "single sign-on (sso_start_url)"),
        ("login_session = s", "a login session (login_session)"),
    ])
    func `what is not built is said, and no other keys are used in its place`(line: String, feature: String) async {
        await #expect(throws: CredentialsError.notSupported(profile: "p", feature: feature)) {
            try await load(config: "[profile p]\n\(line)\n", credentials: "[p]\n\(keys)")
        }
    }

    @Test func `half a key is an error`() async {
        await #expect(throws: CredentialsError.incomplete(place: "profile 'p'", missing: "aws_secret_access_key")) {
            try await load(config: "", credentials: "[p]\naws_access_key_id = A\n")
        }
    }

    @Test func `the program gets its arguments without a shell`() async throws {
        let seen = Mutex<[String]>([])
        _ = try await load(config: "[profile p]\ncredential_process = \"/opt/my tool\" --for 'a b' $HOME\n") {
            (arguments: [String]) throws(CredentialProcessError) -> [UInt8] in
            seen.withLock { $0 = arguments }
            return Array(
                #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "Q", "SessionToken": "T", "#.utf8)
                + Array(#""Expiration": "2026-01-02T04:00:00Z"}"#.utf8)
        }
        #expect(seen.withLock { $0 } == ["/opt/my tool", "--for", "a b", "$HOME"])
    }

    @Test(arguments: [
        (#"{"AccessKeyId": "P", "SecretAccessKey": "SECRET"}"#, "printed credentials of another version than 1"),
        (
            #"{"Version": 2, "AccessKeyId": "P", "SecretAccessKey": "SECRET"}"#,
            "printed credentials of another version than 1"
        ),
        (#"{"Version": 1, "SecretAccessKey": "SECRET"}"#, "printed credentials without AccessKeyId"),
        (#"{"Version": 1, "AccessKeyId": "SECRET"}"#, "printed credentials without SecretAccessKey"),
        (
            #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "SECRET", "Expiration": "soon"}"#,
            "printed credentials whose Expiration is not a time"
        ),
        ("SECRET", "printed something else than a JSON object"),
        (#"["SECRET"]"#, "printed something else than a JSON object"),
    ])
    func `what the program printed is never quoted`(output: String, reason: String) async {
        let error = CredentialsError.process(profile: "p", reason: reason)
        #expect(!error.description.contains("SECRET"))
        await #expect(throws: error) {
            try await load(config: "[profile p]\ncredential_process = x\n") {
                (_: [String]) throws(CredentialProcessError) -> [UInt8] in Array(output.utf8)
            }
        }
    }

    @Test func `a program that fails is an error with its reason`() async {
        await #expect(throws: CredentialsError.process(profile: "p", reason: "ended with code 3")) {
            try await load(config: "[profile p]\ncredential_process = x\n") {
                (_: [String]) throws(CredentialProcessError) -> [UInt8] in
                throw CredentialProcessError("ended with code 3")
            }
        }
    }
}
