/// No credentials: why, and what to do.
package enum CredentialsError: Error, Hashable, Sendable {
    /// No place has any; the places in the order in which they were asked.
    case noneFound(places: [String])
    /// A key without its other half.
    case incomplete(place: String, missing: String)
    /// The profile wants a way of getting credentials that is not built.
    case notSupported(profile: String, feature: String)
    /// The command of `credential_process` failed, or printed something else.
    case process(profile: String, reason: String)
    /// The address is not one to which credentials may be asked from.
    case refusedAddress(variable: String, reason: String)
    /// A file cannot be read.
    case unreadable(path: String, reason: String)
    /// The place that hands out credentials answered something else, or nothing.
    case answer(place: String, reason: String)
}

extension CredentialsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noneFound(let places): "no credentials found in: \(places.joined(separator: "; "))"
        case .incomplete(let place, let missing): "\(missing) is missing in \(place)"
        case .notSupported(let profile, let feature): "profile '\(profile)' wants \(feature), which is not built yet"
        case .process(let profile, let reason): "credential_process of profile '\(profile)' \(reason)"
        case .refusedAddress(let variable, let reason): "\(variable) \(reason)"
        case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
        case .answer(let place, let reason): "\(place) \(reason)"
        }
    }

    /// What to do about it.
    package var wayOut: String {
        switch self {
        case .noneFound:
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with --profile, or use the sandbox"
        case .incomplete(_, let missing): "set \(missing) too, or take the other half away"
        case .notSupported:
            "put the temporary keys into the environment, for example with "
                + "'aws configure export-credentials --format env', or use credential_process"
        case .process: "run the command by hand: it must print one JSON object with \"Version\": 1"
        case .refusedAddress: "use https, or an address of this machine"
        case .unreadable: "check that the file is there and may be read"
        case .answer: "check the role of this task or machine"
        }
    }
}
