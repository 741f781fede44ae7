/// Where to call and as whom, resolved from flags, the environment and the files of the AWS command line.
package struct AWSSettings: Hashable, Sendable {
    /// What the user gave on the command line or in the project's file; nil where nothing was given.
    package struct Flags: Hashable, Sendable {
        /// `--profile`.
        package var profile: String?
        /// `--region`, or the region of the project's file.
        package var region: String?
        /// `--endpoint`: for ECS and its logs.
        ///
        /// A ledger in AWS stays where it is.
        package var endpoint: String?

        package init(profile: String? = nil, region: String? = nil, endpoint: String? = nil) {
            self.profile = profile
            self.region = region
            self.endpoint = endpoint
        }
    }

    /// The region to call, and to sign for: `eu-central-1`.
    package let region: String
    /// The partition of the region, as ARNs carry it: `aws`.
    package let partition: String
    /// The profile in use; nil where the files have no profile of the name and none was asked for.
    package let profile: Profiles.Profile?
    /// The profile was named by a flag: then keys in the environment do not count.
    package let isProfileExplicit: Bool
    /// How often one call is sent at most; 3 where nothing else is set.
    package let maxAttempts: Int
    /// The files that were looked at for profiles.
    package let profilePaths: [String]
    private let endpoints: [AWSService: Endpoint]

    /// The endpoint of a service.
    package func endpoint(_ service: AWSService) -> Endpoint {
        guard let endpoint = endpoints[service] else {
            preconditionFailure("a service must be in AWSSettings.services to be called")
        }
        return endpoint
    }

    /// The services whose endpoints are resolved.
    private static let services: [AWSService] = [.ecs, .logs, .dynamoDB, .sqs, .cloudTrail]

    /// Brings all settings together, in the order in which AWS's tools do.
    ///
    /// Region: flag, AWS_REGION, AWS_DEFAULT_REGION, profile. Endpoint: flag, AWS_ENDPOINT_URL_ECS, AWS_ENDPOINT_URL,
    /// the profile's `services` section, the profile's `endpoint_url`, the table; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
    /// leaves flag and table. Profile: flag, AWS_PROFILE, `default`.
    ///
    /// - Throws: `ConfigurationError` for the first setting that does not do.
    package static func resolve(
        _ flags: Flags, environment: [String: String], files: FileReading
    ) throws(ConfigurationError) -> AWSSettings {
        let profiles = try Profiles(environment: environment, files: files)
        let named =
            flags.profile.map { ($0, "--profile") } ?? environment.nonEmpty("AWS_PROFILE").map { ($0, "AWS_PROFILE") }
        let profile = profiles[named?.0 ?? "default"]
        if let named, profile == nil {
            throw .noSuchProfile(name: named.0, source: named.1, files: profiles.paths)
        }
        let region = try resolveRegion(flags, environment, profile)
        let partition = Partition.of(region: region)
        let variants = try (
            fips: isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", environment, profile),
            dualStack: isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", environment, profile)
        )
        let lookup = EndpointLookup(
            flag: flags.endpoint, environment: environment, profiles: profiles, profile: profile)
        var endpoints: [AWSService: Endpoint] = [:]
        for service in services {
            if let given = try lookup.endpoint(of: service) {
                if variants.fips || variants.dualStack { throw .endpointAndVariant(source: given.source) }
                endpoints[service] = given.endpoint
            } else {
                endpoints[service] = partition.endpoint(
                    service, region: region, fips: variants.fips, dualStack: variants.dualStack)
            }
        }
        return AWSSettings(
            region: region, partition: partition.name, profile: profile, isProfileExplicit: flags.profile != nil,
            maxAttempts: try resolveAttempts(environment, profile), profilePaths: profiles.paths, endpoints: endpoints)
    }

    private static func resolveRegion(
        _ flags: Flags, _ environment: [String: String], _ profile: Profiles.Profile?
    ) throws(ConfigurationError) -> String {
        let candidates = [
            (flags.region, "--region"), (environment.nonEmpty("AWS_REGION"), "AWS_REGION"),
            (environment.nonEmpty("AWS_DEFAULT_REGION"), "AWS_DEFAULT_REGION"),
            (profile?["region"], "profile '\(profile?.name ?? "")'"),
        ]
        guard let (found, source) = candidates.first(where: { $0.0 != nil }), let region = found else {
            throw .noRegion(profile: profile?.name)
        }
        // The region becomes part of a host: anything but a plain label could make it another one's host.
        let isLabel =
            (1...63).contains(region.utf8.count)
            && region.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
            && region == region.lowercased() && region.utf8.first?.isAlphanumeric == true
        guard isLabel else { throw .badRegion(region, source: source) }
        return region
    }

    private static func resolveAttempts(
        _ environment: [String: String], _ profile: Profiles.Profile?
    ) throws(ConfigurationError) -> Int {
        let source: String
        let text: String
        if let value = environment.nonEmpty("AWS_MAX_ATTEMPTS") {
            (text, source) = (value, "AWS_MAX_ATTEMPTS")
        } else if let profile, let value = profile["max_attempts"] {
            (text, source) = (value, "max_attempts of profile '\(profile.name)'")
        } else {
            return RetryPolicy.defaultAttempts
        }
        guard let attempts = Int(text), (1...100).contains(attempts) else {
            throw .badValue(text, source: source, expected: "a number from 1 to 100")
        }
        return attempts
    }

    private static func isOn(
        _ variable: String, _ key: String, _ environment: [String: String], _ profile: Profiles.Profile?
    ) throws(ConfigurationError) -> Bool {
        let source = environment.nonEmpty(variable) != nil ? variable : "\(key) of profile '\(profile?.name ?? "")'"
        guard let text = environment.nonEmpty(variable) ?? profile?[key] else { return false }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw .badValue(text, source: source, expected: "true or false")
        }
    }
}

/// Where an endpoint other than the usual one may be set.
private struct EndpointLookup {
    let flag: String?
    let environment: [String: String]
    let profiles: Profiles
    let profile: Profiles.Profile?

    /// The first one that is set, with the name of the place; nil where none is.
    func endpoint(of service: AWSService) throws(ConfigurationError) -> (endpoint: Endpoint, source: String)? {
        guard let (text, source) = firstSet(service) else { return nil }
        guard let endpoint = Endpoint(text) else { throw .badEndpoint(text, source: source) }
        if endpoint.scheme == .http && !endpoint.isLoopback {
            throw .insecureEndpoint(endpoint.description, source: source)
        }
        return (endpoint, source)
    }

    private func firstSet(_ service: AWSService) -> (text: String, source: String)? {
        if let flag, service == .ecs || service == .logs { return (flag, "--endpoint") }
        let isIgnored =
            environment.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            || profile?["ignore_configured_endpoint_urls"]?.lowercased() == "true"
        if isIgnored { return nil }
        for variable in ["AWS_ENDPOINT_URL_\(service.settingsName)", "AWS_ENDPOINT_URL"] {
            if let text = environment.nonEmpty(variable) { return (text, variable) }
        }
        guard let profile else { return nil }
        if let text = profiles.serviceEndpoint(of: profile, service: service.settingsName.lowercased()) {
            return (text, "the services section of profile '\(profile.name)'")
        }
        return profile["endpoint_url"].map { ($0, "endpoint_url of profile '\(profile.name)'") }
    }
}
