/// The settings for AWS do not add up: which of them, and what to do.
package enum ConfigurationError: Error, Hashable, Sendable {
    /// A file of profiles is not written as one.
    case syntax(path: String, line: Int, reason: String)
    /// A file is there and cannot be read.
    case unreadable(path: String, reason: String)
    /// The profile that was named is in none of the files.
    case noSuchProfile(name: String, source: String, files: [String])
    /// Nothing says which region.
    case noRegion(profile: String?)
    /// The region is not the name of one.
    case badRegion(String, source: String)
    /// The endpoint is not one.
    case badEndpoint(String, source: String)
    /// The endpoint would get signed requests without encryption over a network.
    case insecureEndpoint(String, source: String)
    /// An endpoint is given, and a variant of the usual one is wanted as well.
    case endpointAndVariant(source: String)
    /// A setting has a value that it cannot have.
    case badValue(String, source: String, expected: String)
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .syntax(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
        case .noSuchProfile(let name, let source, let files):
            "no profile '\(name)' (named by \(source)) in \(files.joined(separator: " or "))"
        case .noRegion(let profile):
            profile.map { "no AWS region is set, and profile '\($0)' has none" } ?? "no AWS region is set"
        case .badRegion(let value, let source): "'\(Excerpt.of(value))' (from \(source)) is not the name of a region"
        case .badEndpoint(let value, let source):
            "expected http(s)://host[:port][/path], found '\(Excerpt.of(value))' (from \(source))"
        case .insecureEndpoint(let value, let source):
            "the endpoint '\(value)' (from \(source)) is http and not on this machine"
        case .endpointAndVariant(let source):
            "\(source) names an endpoint, so AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot be on"
        case .badValue(let value, let source, let expected):
            "expected \(expected), found '\(Excerpt.of(value))' (from \(source))"
        }
    }

    /// What to do about it.
    package var wayOut: String {
        switch self {
        case .syntax: "mend the file"
        case .unreadable: "check who may read the file"
        case .noSuchProfile: "check the spelling; 'aws configure list-profiles' lists what there is"
        case .noRegion:
            "give --region, set AWS_REGION, set 'region' in the profile of ~/.aws/config, "
                + "or set 'region' in purser.yaml"
        case .badRegion: "a region looks like 'eu-central-1'"
        case .badEndpoint: "give an address such as 'http://127.0.0.1:4510'"
        case .insecureEndpoint: "use https: credentials are never sent in the open"
        case .endpointAndVariant: "take one of the two away"
        case .badValue(_, let source, _): "set \(source) to such a value, or take it away"
        }
    }
}
