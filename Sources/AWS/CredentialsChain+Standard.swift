package import ECS

extension CredentialsChain {
    /// The places in their usual order: environment, profile, container, instance.
    ///
    /// Keys in the environment are passed over where a flag named a profile. The two services of the network are left
    /// out where calls go to this machine: a sandbox must never see the keys of a role.
    package static func standard(
        settings: AWSSettings, environment: [String: String], files: @escaping FileReading,
        transport: any HTTPTransport, clock: any WallClock, process: @escaping CredentialProcess
    ) -> CredentialsChain {
        var providers: [any CredentialsProvider] = []
        if !settings.isProfileExplicit {
            providers.append(EnvironmentCredentials(environment: environment))
        }
        if let profile = settings.profile {
            providers.append(ProfileCredentials(profile: profile, process: process))
        }
        if !settings.endpoint(.ecs).isLoopback {
            providers.append(
                ContainerCredentials(environment: environment, files: files, transport: transport, clock: clock))
            providers.append(InstanceCredentials(environment: environment, transport: transport))
        }
        return CredentialsChain(providers)
    }
}
