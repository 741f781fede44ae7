package import ECS

/// What signs a request: an access key and, where it is a temporary one, the token of its session.
package struct Credentials: Hashable, Sendable {
    /// The public half of the key; it stands in every signed request.
    package let accessKeyID: String
    /// The half that signs and is never sent.
    package let secretAccessKey: Secret<String>
    /// Nil for keys that do not run out.
    package let sessionToken: Secret<String>?
    /// When they stop working; nil for keys that do not run out.
    package let expiration: Timestamp?

    package init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Timestamp? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = Secret(secretAccessKey)
        self.sessionToken = sessionToken.map { Secret($0) }
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible {
    /// The key's id alone.
    package var description: String { "credentials \(accessKeyID)" }
    package var debugDescription: String { description }
}

/// One place where credentials may be found.
package protocol CredentialsProvider: Sendable {
    /// The place in words, for the error that lists where nothing was found.
    var place: String { get }

    /// Looks anew; nil where this place is not set up, so that the next one is asked.
    ///
    /// - Throws: `CredentialsError` where the place is set up and does not work: the next one must not be asked,
    ///   since it could belong to another account.
    func load() async throws(CredentialsError) -> Credentials?
}

/// Credentials that are known beforehand, such as the ones of the sandbox.
package struct StaticCredentials: CredentialsProvider {
    private let credentials: Credentials

    package init(_ credentials: Credentials) {
        self.credentials = credentials
    }

    package var place: String { "given credentials" }

    package func load() async throws(CredentialsError) -> Credentials? { credentials }
}

/// The variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
package struct EnvironmentCredentials: CredentialsProvider {
    private let environment: [String: String]

    package init(environment: [String: String]) {
        self.environment = environment
    }

    package var place: String { "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" }

    package func load() async throws(CredentialsError) -> Credentials? {
        let id = environment.nonEmpty("AWS_ACCESS_KEY_ID")
        let secret = environment.nonEmpty("AWS_SECRET_ACCESS_KEY")
        guard id != nil || secret != nil else { return nil }
        guard let id else { throw .incomplete(place: "the environment", missing: "AWS_ACCESS_KEY_ID") }
        guard let secret else { throw .incomplete(place: "the environment", missing: "AWS_SECRET_ACCESS_KEY") }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: environment.nonEmpty("AWS_SESSION_TOKEN"))
    }
}

extension [String: String] {
    /// The value of a variable; one that is set to nothing counts as not set.
    func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }

    /// A switch: `true` in any case is on, anything else and absence are off.
    func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }
}
