/// The profiles of ~/.aws/config and ~/.aws/credentials, joined as the AWS command line joins them.
package struct Profiles: Hashable, Sendable {
    /// One profile: what the two files say under its name.
    package struct Profile: Hashable, Sendable {
        /// Without the word `profile`.
        package let name: String
        /// From the config file.
        var config: [String: ProfileFile.Value] = [:]
        /// From the credentials file; a value here wins.
        var credentials: [String: ProfileFile.Value] = [:]

        /// The value of a key, nil where it is absent or empty.
        package subscript(_ key: String) -> String? {
            let text = (credentials[key] ?? config[key])?.text ?? ""
            return text.isEmpty ? nil : text
        }
    }

    private let profiles: [String: Profile]
    private let services: [String: [String: ProfileFile.Value]]
    /// The files that were looked at, there or not: config, then credentials.
    package let paths: [String]

    /// Reads both files; one that is not there is as good as an empty one.
    ///
    /// AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name others than those in `.aws` of HOME.
    ///
    /// - Throws: `ConfigurationError` at the first line that is not understood, or for a file that cannot be read.
    package init(environment: [String: String], files: FileReading) throws(ConfigurationError) {
        let home = environment.nonEmpty("HOME")
        func path(_ variable: String, _ name: String) -> String {
            let named = environment.nonEmpty(variable) ?? "~/.aws/\(name)"
            guard named.hasPrefix("~/"), let home else { return named }
            return home + named.dropFirst()
        }
        let config = path("AWS_CONFIG_FILE", "config")
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        var profiles: [String: Profile] = [:]
        var services: [String: [String: ProfileFile.Value]] = [:]
        for section in try Profiles.sections(config, files) {
            guard let words = CommandWords.split(section.name) else { continue }
            if words.count == 2, words[0] == "profile" {
                profiles[words[1], default: Profile(name: words[1])].config = section.values
            } else if words.count == 2, words[0] == "services" {
                services[words[1]] = section.values
            } else if section.name == "default" {
                profiles["default", default: Profile(name: "default")].config = section.values
            }
        }
        for section in try Profiles.sections(credentials, files) {
            profiles[section.name, default: Profile(name: section.name)].credentials = section.values
        }
        self.profiles = profiles
        self.services = services
        self.paths = [config, credentials]
    }

    private static func sections(_ path: String, _ files: FileReading) throws(ConfigurationError) -> [ProfileFile
        .Section]
    {
        let bytes: [UInt8]?
        do throws(FileReadingError) {
            bytes = try files(path)
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
        guard let bytes else { return [] }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(path: path, reason: "it is not UTF-8")
        }
        return try ProfileFile(path: path, text: text).sections
    }

    /// The profile of this name, nil where neither file has it.
    package subscript(_ name: String) -> Profile? { profiles[name] }

    /// The endpoint that the profile's `services` section gives for one service (`ecs`), nil where it gives none.
    func serviceEndpoint(of profile: Profile, service: String) -> String? {
        guard let section = profile["services"], let value = services[section]?[service] else { return nil }
        guard let endpoint = value.nested["endpoint_url"], !endpoint.isEmpty else { return nil }
        return endpoint
    }
}
