// The warnings: what is allowed and still likely a mistake.
import Diagnostics
import JSON
import Manifests
import Testing

@Suite struct `A lint` {
    @Test(arguments: [
        ("busybox", true), ("busybox:latest", true), ("registry:5000/busybox", true), ("a/b:latest", true),
        ("busybox:1.36", false), ("registry:5000/busybox:1", false), ("a@sha256:0123", false),
    ])
    func `asks for the version of an image`(image: String, warns: Bool) {
        let loading = load(soundJob.with("spec.taskDefinition.containerDefinitions.0.image", .string(image)))
        #expect(loading.codes == (warns ? ["M0101"] : []))
        #expect(loading.jobs.count == 1)
    }

    @Test func `counts the volumes that stay`() throws {
        let volume: JSON = [
            "name": "scratch",
            "managedEBSVolume": [
                "roleArn": "arn:aws:iam::1:role/a", "sizeInGiB": 1, "terminationPolicy": ["deleteOnTermination": false],
            ],
        ]
        let once = plainJob.with("spec.volumeConfigurations", [volume])
        #expect(load(once).codes.isEmpty)
        let often = load(once.with("spec.retryStrategy.attempts", 3).with("spec.count", 2))
        #expect(often.codes == ["M0102"])
        #expect(try #require(often.diagnostics.first).message.contains("up to 6"))
    }

    @Test(arguments: [
        ("DB_PASSWORD", "hunter22", true), ("API_KEY", "abcdefgh", true), ("githubToken", "abcdefgh", false),
        ("GITHUB_TOKEN", "abcdefgh", true), ("ANY", "AKIAIOSFODNN7EXAMPLE", true), ("KEY", "-----BEGIN RSA", true),
        ("MAX_TOKENS", "abcdefgh", false), ("TOKEN_LIMIT", "abcdefgh", false), ("TOKEN", "40960000", false),
        ("PASSWORD_FILE", "/run/secret", false), ("DB_PASSWORD", "", false), ("MODE", "full", false),
        ("DB_PASSWORD", "${DB_PASSWORD}", false), ("SECRET_ARN", "arn:aws:x", false),
    ])
    func `warns of what looks like a secret`(name: String, value: String, warns: Bool) throws {
        let variable: JSON = ["name": .string(name), "value": .string(value)]
        let loading = load(
            plainJob.with("spec.overrides.containerOverrides", [["name": "a", "environment": [variable]]]))
        #expect(loading.codes == (warns ? ["M0103"] : []))
        if warns {
            let diagnostic = try #require(loading.diagnostics.first)
            #expect(!diagnostic.message.contains(value))
        }
    }

    @Test func `warns of Spot with a single attempt`() {
        let job = plainJob.with("spec.capacityProviderStrategy", [["capacityProvider": "FARGATE_SPOT", "weight": 1]])
            .with("spec.networkConfiguration.awsvpcConfiguration.subnets", ["s"])
        #expect(load(job).codes == ["M0104"])
        #expect(load(job.with("spec.retryStrategy.attempts", 2)).codes.isEmpty)
    }

    @Test func `warns of a deadline before the end of one attempt`() {
        #expect(load(plainJob.with("spec.activeDeadlineSeconds", 3599)).codes == ["M0105"])
        #expect(load(plainJob.with("spec.activeDeadlineSeconds", 3600)).codes.isEmpty)
    }
}
