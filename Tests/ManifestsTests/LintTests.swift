// The warnings: what is allowed and still likely a mistake.
import Diagnostics
import JSON
import Manifests
import Schedules
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

    @Test func `counts the indexes of an array and the ends that are ignored`() throws {
        let volume: JSON = [
            "name": "scratch",
            "managedEBSVolume": [
                "roleArn": "arn:aws:iam::1:role/a", "sizeInGiB": 1, "terminationPolicy": ["deleteOnTermination": false],
            ],
        ]
        let job = plainJob.with("spec.volumeConfigurations", [volume]).with("spec.arrayProperties.size", 100)
            .with("spec.retryStrategy.evaluateOnExit", [["action": "ignore"]]).with("spec.retryStrategy.maxIgnored", 4)
        let loading = load(job)
        #expect(loading.codes == ["M0102"])
        #expect(try #require(loading.diagnostics.first).message.contains("each of up to 5 attempts of 100 indexes"))
        #expect(try #require(loading.diagnostics.first).message.contains("up to 500"))
    }

    @Test(
        arguments: [
            (nil, ["M0111"]), ("blocking", []), ("non-blocking", []),
        ] as [(JSON?, [String])])
    func `warns of awslogs that may drop lines`(mode: JSON?, codes: [String]) {
        let options = JSON.members(["awslogs-group": "g", "awslogs-region": "eu-central-1", "mode": mode])
        let path = "spec.taskDefinition.containerDefinitions.0.logConfiguration"
        let log = JSON.members(["logDriver": "awslogs", "options": options])
        #expect(load(`A limit`.ec2Definition.with(path, log)).codes == codes)
        #expect(load(soundJob.with(path, ["logDriver": "splunk"])).codes == [])
    }

    @Test(
        arguments: [
            ("trigger.schedule", ["expression": "rate(1 day)", "timeZone": "UTC"], ["M0110"]),
            ("trigger.schedule", ["expression": "rate(1 day)"], []),
            (
                "trigger.schedule",
                ["expression": "at(2030-01-01T00:00:00)", "timeZone": "UTC", "endDate": "2030-01-01T00:00:00Z"],
                ["M0110"]
            ),
            ("retryStrategy", ["maxIgnored": 2], ["M0110"]), ("retryStrategy", ["maxIgnored": 5], []),
            ("retryStrategy", ["maxIgnored": 2, "evaluateOnExit": [["action": "IGNORE"]]], []),
            ("retryStrategy", ["evaluateOnExit": [["action": "RETRY"]]], ["M0112"]),
            ("retryStrategy", ["attempts": 2, "evaluateOnExit": [["action": "RETRY"]]], []),
            ("retryStrategy", ["evaluateOnExit": [["onStopCode": "SpotInteruption", "action": "EXIT"]]], ["M0113"]),
            ("retryStrategy", ["evaluateOnExit": [["onStopCode": "Spot*", "action": "EXIT"]]], []),
            ("retryStrategy", ["evaluateOnExit": [["onStopCode": "*", "action": "EXIT"]]], []),
        ] as [(String, JSON, [String])])
    func `tells what has no effect, or another one than it seems`(path: String, value: JSON, codes: [String]) {
        let loading = load(plainJob.with("spec.\(path)", value))
        #expect(loading.codes == codes)
        #expect(!loading.hasErrors)
    }

    @Test func `warns of a parallelism beyond the array`() {
        let job = plainJob.with("spec.arrayProperties.size", 10).with("spec.parallelism", 10)
        #expect(load(job).codes == [])
        #expect(load(job.with("spec.parallelism", 11)).codes == ["M0110"])
    }

    @Test(
        arguments: [
            ("parallelism", 2, "SUCCESS", ["M0110"]), ("parallelism", 1, "SUCCESS", []),
            ("maxFailedIndexes", 1, "SUCCESS", ["M0110"]), ("maxFailedIndexes", 0, "SUCCESS", []),
            ("maxFailedIndexes", 1, "COMPLETE", []),
        ] as [(String, Int, String, [String])])
    func `warns of what a sequential array does not heed`(key: String, value: Int, condition: String, codes: [String]) {
        let job = plainJob.with("spec.arrayProperties.size", 10).with("spec.\(key)", .int(Int64(value)))
            .with("spec.dependsOn", [["type": "SEQUENTIAL", "condition": .string(condition)]])
        #expect(load(job).codes == codes)
    }

    @Test func `says where no time zone can be looked up, and lets the job be`() {
        let none = ZoneCatalog { _ in nil }
        let job = plainJob.with("spec.trigger.schedule", ["expression": "0 3 * * *", "timeZone": "Europe/Berlin"])
        let loading = load(job.canonical, zones: none)
        #expect(loading.codes == ["M0031"] && loading.jobs.count == 1)
        #expect(load(job.canonical, zones: zones).codes == [])
        // Without a catalog names are not looked up at all.
        #expect(load(job.with("spec.trigger.schedule.timeZone", "Nowhere")).codes == [])
    }
}
