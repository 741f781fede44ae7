import Testing

@testable import AWS

/// Proves the order in which region, endpoint and profile are looked for, and each error on the way.
@Suite struct AWSSettingsTests {
    private static let config = """
        [default]
        region = eu-central-1

        [profile batch]
        region = us-west-2
        services = local
        endpoint_url = https://profile.example
        max_attempts = 5

        [profile plain]
        endpoint_url = https://profile.example

        [services local]
        ecs =
          endpoint_url = http://127.0.0.1:4510
        """
    private static let home = ["/h/.aws/config": config, "/h/.aws/credentials": "[keys]\naws_access_key_id = a\n"]

    private func resolve(
        _ flags: AWSSettings.Flags = .init(), _ environment: [String: String] = [:], contents: [String: String] = home
    ) throws -> AWSSettings {
        try AWSSettings.resolve(
            flags, environment: environment.merging(["HOME": "/h"]) { own, _ in own }, files: files(contents))
    }

    @Test func `a region is taken from the flag, two variables and the profile, in this order`() throws {
        var environment = ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2", "AWS_PROFILE": "batch"]
        #expect(try resolve(.init(region: "ap-south-1"), environment).region == "ap-south-1")
        #expect(try resolve(.init(), environment).region == "eu-west-1")
        environment["AWS_REGION"] = nil
        #expect(try resolve(.init(), environment).region == "eu-west-2")
        environment["AWS_DEFAULT_REGION"] = ""
        #expect(try resolve(.init(), environment).region == "us-west-2")
        environment["AWS_PROFILE"] = nil
        #expect(try resolve(.init(), environment).region == "eu-central-1")
        #expect(try resolve(.init(profile: "batch"), ["AWS_PROFILE": "default"]).region == "us-west-2")
    }

    @Test func `an endpoint is taken from six places in their order`() throws {
        func endpoint(_ flag: String?, _ environment: [String: String], profile: String?) throws -> String {
            var environment = environment
            environment["AWS_REGION"] = "us-east-1"
            return try resolve(.init(profile: profile, endpoint: flag), environment).endpoint(.ecs).description
        }
        let both = ["AWS_ENDPOINT_URL_ECS": "https://own.example", "AWS_ENDPOINT_URL": "https://all.example"]
        let all = ["AWS_ENDPOINT_URL": "https://all.example"]
        #expect(try endpoint("https://flag.example", both, profile: "batch") == "https://flag.example")
        #expect(try endpoint(nil, both, profile: "batch") == "https://own.example")
        #expect(try endpoint(nil, all, profile: "batch") == "https://all.example")
        #expect(try endpoint(nil, [:], profile: "batch") == "http://127.0.0.1:4510")
        #expect(try endpoint(nil, [:], profile: "plain") == "https://profile.example")
        #expect(try endpoint(nil, [:], profile: nil) == "https://ecs.us-east-1.amazonaws.com")
        let ignored = both.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"]) { own, _ in own }
        #expect(try endpoint(nil, ignored, profile: "batch") == "https://ecs.us-east-1.amazonaws.com")
        #expect(try endpoint("https://flag.example", ignored, profile: "batch") == "https://flag.example")
    }

    @Test func `each service has its own endpoint`() throws {
        let environment = ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "https://logs.example"]
        let settings = try resolve(.init(profile: "batch"), environment)
        #expect(settings.endpoint(.logs).description == "https://logs.example")
        #expect(settings.endpoint(.ecs).description == "http://127.0.0.1:4510")
        #expect(try resolve(.init(profile: "batch")).endpoint(.logs).description == "https://profile.example")
    }

    /// As botocore's endpoint rules resolve them.
    @Test(arguments: [
        (
            "us-east-1", "aws", "ecs.us-east-1.amazonaws.com", "ecs-fips.us-east-1.amazonaws.com",
            "ecs.us-east-1.api.aws", "logs-fips.us-east-1.amazonaws.com"
        ),
        (
            "us-gov-west-1", "aws-us-gov", "ecs.us-gov-west-1.amazonaws.com", "ecs-fips.us-gov-west-1.amazonaws.com",
            "ecs.us-gov-west-1.api.aws", "logs.us-gov-west-1.amazonaws.com"
        ),
        (
            "cn-north-1", "aws-cn", "ecs.cn-north-1.amazonaws.com.cn", "ecs-fips.cn-north-1.amazonaws.com.cn",
            "ecs.cn-north-1.api.amazonwebservices.com.cn", "logs-fips.cn-north-1.amazonaws.com.cn"
        ),
        (
            "eusc-de-east-1", "aws-eusc", "ecs.eusc-de-east-1.amazonaws.eu", "ecs-fips.eusc-de-east-1.amazonaws.eu",
            "ecs.eusc-de-east-1.api.amazonwebservices.eu", "logs-fips.eusc-de-east-1.amazonaws.eu"
        ),
        (
            "us-iso-east-1", "aws-iso", "ecs.us-iso-east-1.c2s.ic.gov", "ecs-fips.us-iso-east-1.c2s.ic.gov",
            "ecs.us-iso-east-1.api.aws.ic.gov", "logs-fips.us-iso-east-1.c2s.ic.gov"
        ),
        (
            "us-isob-east-1", "aws-iso-b", "ecs.us-isob-east-1.sc2s.sgov.gov", "ecs-fips.us-isob-east-1.sc2s.sgov.gov",
            "ecs.us-isob-east-1.api.aws.scloud", "logs-fips.us-isob-east-1.sc2s.sgov.gov"
        ),
        (
            "eu-isoe-west-1", "aws-iso-e", "ecs.eu-isoe-west-1.cloud.adc-e.uk",
            "ecs-fips.eu-isoe-west-1.cloud.adc-e.uk",
            "ecs.eu-isoe-west-1.api.cloud-aws.adc-e.uk", "logs-fips.eu-isoe-west-1.cloud.adc-e.uk"
        ),
        (
            "us-isof-south-1", "aws-iso-f", "ecs.us-isof-south-1.csp.hci.ic.gov",
            "ecs-fips.us-isof-south-1.csp.hci.ic.gov",
            "ecs.us-isof-south-1.api.aws.hci.ic.gov", "logs-fips.us-isof-south-1.csp.hci.ic.gov"
        ),
        (
            "xx-new-1", "aws", "ecs.xx-new-1.amazonaws.com", "ecs-fips.xx-new-1.amazonaws.com",
            "ecs.xx-new-1.api.aws", "logs-fips.xx-new-1.amazonaws.com"
        ),
    ])
    func `the usual hosts are those of the partition`(
        region: String, partition: String, plain: String, fips: String, dualStack: String, logsFIPS: String
    ) throws {
        let settings = try resolve(.init(region: region))
        #expect(settings.partition == partition)
        #expect(settings.endpoint(.ecs).description == "https://\(plain)")
        let withFIPS = try resolve(.init(region: region), ["AWS_USE_FIPS_ENDPOINT": "true"])
        #expect(withFIPS.endpoint(.ecs).description == "https://\(fips)")
        #expect(withFIPS.endpoint(.logs).description == "https://\(logsFIPS)")
        let withDualStack = try resolve(.init(region: region), ["AWS_USE_DUALSTACK_ENDPOINT": "true"])
        #expect(withDualStack.endpoint(.ecs).description == "https://\(dualStack)")
    }

    @Test(
        arguments: [
            (
                AWSSettings.Flags(profile: "bacth"), [:],
                ConfigurationError.noSuchProfile(
                    name: "bacth", source: "--profile", files: ["/h/.aws/config", "/h/.aws/credentials"])
            ),
            (
                AWSSettings.Flags(), ["AWS_PROFILE": "gone"],
                .noSuchProfile(name: "gone", source: "AWS_PROFILE", files: ["/h/.aws/config", "/h/.aws/credentials"])
            ),
            (AWSSettings.Flags(profile: "keys"), [:], .noRegion(profile: "keys")),
            (AWSSettings.Flags(region: "evil.test/"), [:], .badRegion("evil.test/", source: "--region")),
            (AWSSettings.Flags(), ["AWS_REGION": "EU"], .badRegion("EU", source: "AWS_REGION")),
            (
                AWSSettings.Flags(endpoint: "127.0.0.1:4510"), [:],
                .badEndpoint("127.0.0.1:4510", source: "--endpoint")
            ),
            (
                AWSSettings.Flags(), ["AWS_ENDPOINT_URL": "http://10.0.0.7:4510"],
                .insecureEndpoint("http://10.0.0.7:4510", source: "AWS_ENDPOINT_URL")
            ),
            (
                AWSSettings.Flags(endpoint: "http://localhost.evil.test"), [:],
                .insecureEndpoint("http://localhost.evil.test", source: "--endpoint")
            ),
            (
                AWSSettings.Flags(endpoint: "http://127.0.0.1:1"), ["AWS_USE_FIPS_ENDPOINT": "true"],
                .endpointAndVariant(source: "--endpoint")
            ),
            (
                AWSSettings.Flags(), ["AWS_USE_FIPS_ENDPOINT": "yes"],
                .badValue("yes", source: "AWS_USE_FIPS_ENDPOINT", expected: "true or false")
            ),
            (
                AWSSettings.Flags(), ["AWS_MAX_ATTEMPTS": "0"],
                .badValue("0", source: "AWS_MAX_ATTEMPTS", expected: "a number from 1 to 100")
            ),
        ] as [(AWSSettings.Flags, [String: String], ConfigurationError)])
    func `what does not add up is an error of its own`(
        flags: AWSSettings.Flags, environment: [String: String], error: ConfigurationError
    ) {
        #expect(throws: error) { try resolve(flags, environment) }
    }

    @Test func `without a region the error names the ways out`() {
        let error = ConfigurationError.noRegion(profile: nil)
        #expect(throws: error) { try resolve(contents: [:]) }
        #expect(error.description == "no AWS region is set")
        for way in ["--region", "AWS_REGION", "profile", "purser.yaml"] {
            #expect(error.wayOut.contains(way))
        }
    }

    @Test func `a file that cannot be read is an error, one that is not there is none`() {
        #expect(throws: ConfigurationError.unreadable(path: "/h/.aws/config", reason: "permission denied")) {
            try resolve(.init(region: "us-east-1"), contents: ["/h/.aws/config": "(denied)"])
        }
        #expect(throws: Never.self) { try resolve(.init(region: "us-east-1"), contents: [:]) }
    }

    @Test func `variables name other files, and the tilde is the home folder`() throws {
        let environment = ["AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/etc/k", "AWS_PROFILE": "x"]
        let contents = ["/h/c": "[profile x]\nregion = eu-north-1\n", "/etc/k": "[x]\nregion = eu-south-1\n"]
        // The credentials file wins, as it does for botocore.
        #expect(try resolve(.init(), environment, contents: contents).region == "eu-south-1")
    }

    @Test func `a section is a profile of config only with the word before its name`() throws {
        let contents = ["/h/.aws/config": "[x]\nregion = a-1\n[profile 'two words']\nregion = b-1\n"]
        #expect(throws: ConfigurationError.self) { try resolve(.init(profile: "x"), contents: contents) }
        #expect(try resolve(.init(profile: "two words"), contents: contents).region == "b-1")
    }

    @Test func `the number of attempts is three, or as set`() throws {
        #expect(try resolve().maxAttempts == 3)
        #expect(try resolve(.init(profile: "batch")).maxAttempts == 5)
        #expect(try resolve(.init(profile: "batch"), ["AWS_MAX_ATTEMPTS": "7"]).maxAttempts == 7)
    }
}
