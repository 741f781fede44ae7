import JSON
import ECS

/// Starts one program without a shell and brings back what it printed.
///
/// The port keeps the bounds: 64 KB of standard output, a minute of time, standard error thrown away. It throws where
/// the program cannot be started, is out of bounds, or ends with another code than 0.
package typealias CredentialProcess = @Sendable (_ arguments: [String]) async throws(CredentialProcessError) -> [UInt8]

/// A program for credentials failed.
package struct CredentialProcessError: Error, Hashable, Sendable {
    /// After the name of the program: `ended with code 3`, `was not found`.
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}

/// What a profile says about credentials: keys of its own, or a program that prints some.
///
/// Within a profile the order is botocore's: roles and single sign-on, keys of the credentials file, the program, keys
/// of the config file. The first two are not built; a profile that wants them is an error, never passed over.
package struct ProfileCredentials: CredentialsProvider {
    private let profile: Profiles.Profile
    private let process: CredentialProcess

    package init(profile: Profiles.Profile, process: @escaping CredentialProcess) {
        self.profile = profile
        self.process = process
    }

    package var place: String { "profile '\(profile.name)'" }

    package func load() async throws(CredentialsError) -> Credentials? {
        for (key, feature) in ProfileCredentials.notSupported where profile[key] != nil {
            throw .notSupported(profile: profile.name, feature: feature)
        }
        if let keys = try keys(profile.credentials) { return keys }
        if let command = profile["credential_process"] { return try await run(command) }
        return try keys(profile.config)
    }

    private static let notSupported = [
        ("role_arn", "to assume a role (role_arn)"),
        ("source_profile", "to assume a role (source_profile)"),
        ("sso_session", "single sign-on (sso_session)"),
        ("sso_start_url", "single sign-on (sso_start_url)"),
        ("login_session", "a login session (login_session)"),
    ]

    private func keys(_ values: [String: ProfileFile.Value]) throws(CredentialsError) -> Credentials? {
        func value(_ key: String) -> String? {
            guard let text = values[key]?.text, !text.isEmpty else { return nil }
            return text
        }
        let id = value("aws_access_key_id")
        let secret = value("aws_secret_access_key")
        guard id != nil || secret != nil else { return nil }
        guard let id else { throw .incomplete(place: place, missing: "aws_access_key_id") }
        guard let secret else { throw .incomplete(place: place, missing: "aws_secret_access_key") }
        return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: value("aws_session_token"))
    }

    private func run(_ command: String) async throws(CredentialsError) -> Credentials {
        guard let arguments = CommandWords.split(command), !arguments.isEmpty else {
            throw .process(profile: profile.name, reason: "has a quotation that is not closed")
        }
        let output: [UInt8]
        do throws(CredentialProcessError) {
            output = try await process(arguments)
        } catch {
            throw .process(profile: profile.name, reason: error.reason)
        }
        // The output stays out of every message: it holds the secret.
        guard let json = try? JSON(parsing: output), json.object != nil else {
            throw .process(profile: profile.name, reason: "printed something else than a JSON object")
        }
        guard json["Version"]?.int == 1 else {
            throw .process(profile: profile.name, reason: "printed credentials of another version than 1")
        }
        do throws(CredentialsAnswer.Problem) {
            return try CredentialsAnswer.read(json, token: "SessionToken")
        } catch {
            throw .process(profile: profile.name, reason: "printed credentials \(error.reason)")
        }
    }
}

/// Credentials as a program, a container's agent or a machine's service writes them in JSON.
enum CredentialsAnswer {
    /// What is wrong with them, without quoting any of them.
    struct Problem: Error {
        let reason: String
    }

    static func read(_ json: JSON, token: String) throws(Problem) -> Credentials {
        func text(_ key: String) -> String? {
            guard let text = json[key]?.string, !text.isEmpty else { return nil }
            return text
        }
        guard let id = text("AccessKeyId") else { throw Problem(reason: "without AccessKeyId") }
        guard let secret = text("SecretAccessKey") else { throw Problem(reason: "without SecretAccessKey") }
        var expiration: Timestamp?
        if let written = text("Expiration") {
            expiration = Timestamp(iso8601: written)
            guard expiration != nil else { throw Problem(reason: "whose Expiration is not a time") }
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: text(token), expiration: expiration)
    }
}
