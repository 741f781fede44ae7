// purser.yaml: what it may say and what it may not.
import Diagnostics
import JSON
import Jobs
import Manifests
import Testing

@Suite struct `A configuration` {
    private func load(_ text: String) -> (Configuration?, [Diagnostic]) {
        ConfigurationLoader.load(SourceFile(path: "purser.yaml", bytes: Array(text.utf8)))
    }

    @Test func `needs a set and nothing else`() {
        let (configuration, diagnostics) = load("set: demo\n")
        #expect(diagnostics.isEmpty)
        #expect(configuration?.set == "demo" && configuration?.region == nil && configuration?.events == nil)
        #expect(configuration?.ledger == .sqlite(path: ".purser/ledger.db"))
    }

    @Test func `says where things are`() throws {
        let (configuration, diagnostics) = load(
            """
            set: demo
            region: eu-central-1
            profile: batch
            endpoint: http://127.0.0.1:4566
            ledger: sqlite:state/ledger.db
            events: sqs:https://sqs.eu-central-1.amazonaws.com/111122223333/events
            variables: {image: "busybox:1.36", replicas: 3}
            """)
        #expect(diagnostics.isEmpty)
        let found = try #require(configuration)
        #expect((found.set, found.region, found.profile) == ("demo", "eu-central-1", "batch"))
        #expect(found.endpoint == "http://127.0.0.1:4566" && found.ledger == .sqlite(path: "state/ledger.db"))
        #expect(found.events == "sqs:https://sqs.eu-central-1.amazonaws.com/111122223333/events")
        #expect(found.variables.values == ["image": "busybox:1.36", "replicas": 3])
    }

    /// What people paste from the pages.
    @Test func `and a manifest of the documentation are sound`() throws {
        func example(_ page: String) throws -> String {
            let text = String(decoding: try Repository.bytes(Repository.root + page), as: UTF8.self)
            let block = try #require(text.split(separator: "```yaml\n").dropFirst().first)
            return String(try #require(block.split(separator: "```").first))
        }
        let (configuration, diagnostics) = load(try example("docs/configuration.md"))
        #expect(diagnostics.isEmpty && configuration?.set == "reports" && configuration?.maxLaunches == 10_000)
        let bytes = Array(try example("README.md").utf8)
        let loading = ManifestLoader.load([SourceFile(path: "hello.yaml", bytes: bytes)]) { _ in nil }
        #expect(loading.diagnostics.isEmpty && loading.jobs.map(\.job.name) == ["hello"])
    }

    @Test func `may name a table of DynamoDB for the ledger`() {
        let (configuration, diagnostics) = load("set: a\nledger: dynamodb:jobs.ledger_1-x\n")
        #expect(diagnostics.isEmpty)
        #expect(configuration?.ledger == .dynamoDB(table: "jobs.ledger_1-x"))
    }

    @Test func `does not send keys to places of another document`() {
        let (_, diagnostics) = load("set: a\nsuspend: true\n")
        #expect(diagnostics.map(\.code) == ["M0002"])
        #expect(diagnostics.map(\.hint) == [nil])
        #expect(
            diagnostics.first?.notes == [
                "keys allowed here: set, region, profile, endpoint, ledger, events, maxLaunches, maxLaunchesPerMinute, "
                    + "variables"
            ])
    }

    @Test(arguments: [
        ("", "M0013"), ("[a]", "M0001"), ("region: x", "M0003"), ("set: Demo", "M0008"), ("set: [a]", "M0004"),
        ("set: a\nregon: b", "M0002"), ("set: a\nledger: file.db", "M0008"), ("set: a\nledger: 'sqlite:'", "M0008"),
        ("set: a\nledger: dynamodb:b", "M0008"), ("set: a\nledger: 'dynamodb:b c d'", "M0008"),
        ("set: a\nevents: queue", "M0008"), ("set: a\nevents: 'sqs:'", "M0008"), ("set: a\n---\nset: b", "M0018"),
        ("set: a\nset: b", "Y0007"), ("set: a\nvariables: {1a: b}", "M0008"),
        ("set: a\nvariables: {x: {secret: 'yes', value: v}}", "M0004"),
        ("set: a\nvariables: {x: {secret: true, vlaue: v}}", "M0002"),
        ("set: a\nvariables: {x: '${{ vars.y }}'}", "M0020"), ("set: a\nvariables: {x: '${{ env.Y }}'}", "M0019"),
        ("set:", "M0012"),
    ])
    func `that is wrong is told`(text: String, code: String) {
        let (configuration, diagnostics) = load(text)
        #expect(configuration == nil)
        #expect(diagnostics.map(\.code) == [code])
    }
}
