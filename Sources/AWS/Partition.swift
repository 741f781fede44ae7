/// A part of AWS with regions, hosts and ARNs of its own.
///
/// Source: the table of partitions and the endpoint rules that AWS ships with its SDKs.
struct Partition: Hashable, Sendable {
    /// As ARNs carry it: `aws-cn`.
    let name: String
    /// How the names of its regions begin.
    let regionPrefix: String
    let suffix: String
    let dualStackSuffix: String

    /// The partition of a region; the public one for a region that no rule knows.
    static func of(region: String) -> Partition {
        all.first { region.hasPrefix($0.regionPrefix) } ?? aws
    }

    /// The usual endpoint of a service.
    func endpoint(_ service: AWSService, region: String, fips: Bool, dualStack: Bool) -> Endpoint {
        // Logs has no separate FIPS hosts in GovCloud: the usual ones are.
        let isFIPSAnyway = name == "aws-us-gov" && service == .logs && !dualStack
        let variant = fips && !isFIPSAnyway ? "-fips" : ""
        return Endpoint(https: "\(service.signingName)\(variant).\(region).\(dualStack ? dualStackSuffix : suffix)")
    }

    private static let aws = Partition(
        name: "aws", regionPrefix: "", suffix: "amazonaws.com", dualStackSuffix: "api.aws")

    private static let all = [
        Partition(
            name: "aws-cn", regionPrefix: "cn-", suffix: "amazonaws.com.cn",
            dualStackSuffix: "api.amazonwebservices.com.cn"),
        Partition(
            name: "aws-us-gov", regionPrefix: "us-gov-", suffix: "amazonaws.com", dualStackSuffix: "api.aws"),
        Partition(
            name: "aws-eusc", regionPrefix: "eusc-", suffix: "amazonaws.eu",
            dualStackSuffix: "api.amazonwebservices.eu"),
        Partition(
            name: "aws-iso", regionPrefix: "us-iso-", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov"),
        Partition(
            name: "aws-iso-b", regionPrefix: "us-isob-", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud"),
        Partition(
            name: "aws-iso-e", regionPrefix: "eu-isoe-", suffix: "cloud.adc-e.uk",
            dualStackSuffix: "api.cloud-aws.adc-e.uk"),
        Partition(
            name: "aws-iso-f", regionPrefix: "us-isof-", suffix: "csp.hci.ic.gov",
            dualStackSuffix: "api.aws.hci.ic.gov"),
    ]
}
