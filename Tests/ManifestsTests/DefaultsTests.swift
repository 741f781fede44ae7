// What folders give their jobs, and what is filled into values.
import Diagnostics
import JSON
import Jobs
import Manifests
import Testing

@Suite struct `Defaults of a folder` {
    private func load(_ files: [(String, String)]) -> Loading {
        let other = Dictionary(files, uniquingKeysWith: { first, _ in first })
        return ManifestLoader.load(
            files.filter { !$0.0.hasSuffix(".td") }.map { SourceFile(path: $0.0, bytes: Array($0.1.utf8)) }
        ) { path in other[path].map { SourceFile(path: path, bytes: Array($0.utf8)) } }
    }

    private func defaults(_ spec: String) -> String {
        "apiVersion: purser/v1\nkind: Defaults\nspec: {\(spec)}\n"
    }

    private func job(_ spec: String) -> String {
        "apiVersion: purser/v1\nkind: Job\nmetadata: {name: a}\nspec: {\(spec)}\n"
    }

    @Test func `give what is left out, the nearest folder first`() throws {
        let job = try soundJob(
            in: load([
                ("jobs/deep/a.yaml", job("taskDefinition: r, launch: {attempts: 2}")),
                (
                    "all.yaml",
                    defaults(
                        "cluster: far, timeout: {attemptDurationSeconds: 60}, launch: {attempts: 9, secondLookSeconds: 9}"
                    )
                ),
                ("jobs/near.yaml", defaults("cluster: near, launch: {secondLookSeconds: 8}")),
                ("other/defaults.yaml", defaults("cluster: other, group: g")),
            ]))
        #expect(job.cluster == "near")
        #expect(job.policy.timeout.attemptDurationSeconds == 60)
        #expect(job.policy.launch.attempts == 2 && job.policy.launch.secondLookSeconds == 8)
        #expect(job.spec["group"] == nil)
    }

    @Test func `make the same hash as the same written into the job`() throws {
        let apart = load([
            ("d.yaml", defaults("timeout: {attemptDurationSeconds: 60}, tags: {a: b}")),
            ("a.yaml", job("taskDefinition: r")),
        ])
        let together = load([("a.yaml", job("taskDefinition: r, timeout: {attemptDurationSeconds: 60}, tags: {a: b}"))])
        #expect(try soundJob(in: apart).manifestHash == soundJob(in: together).manifestHash)
    }

    @Test func `replace lists, and what one of rules out the other`() throws {
        let job = try soundJob(
            in: load([
                ("x.td", "{family: f, memory: 512, containerDefinitions: [{name: a, image: 'b:1'}]}"),
                (
                    "d.yaml",
                    defaults(
                        """
                        launchType: EC2, timeout: {attemptDurationSeconds: 60}, taskDefinition: {file: x.td},
                        networkConfiguration: {awsvpcConfiguration: {subnets: [s1, s2], securityGroups: [g]}}
                        """)
                ),
                (
                    "a.yaml",
                    job(
                        """
                        capacityProviderStrategy: [{capacityProvider: p, weight: 1}], taskDefinition: r,
                        networkConfiguration: {awsvpcConfiguration: {subnets: [s3]}}
                        """)
                ),
            ]))
        #expect(job.spec["launchType"] == nil)
        #expect(job.taskDefinition == .reference("r"))
        #expect(
            job.spec["networkConfiguration"]?["awsvpcConfiguration"] == ["subnets": ["s3"], "securityGroups": ["g"]])
    }

    @Test func `name files from where they are written`() throws {
        let body = "{family: f, memory: 512, containerDefinitions: [{name: a, image: 'b:1'}]}"
        let job = try soundJob(
            in: load([
                ("d.yaml", defaults("taskDefinition: {file: x.td}, timeout: {attemptDurationSeconds: 60}")),
                ("x.td", body), ("jobs/a.yaml", job("count: 2")),
            ]))
        #expect(job.taskDefinition.family == "f")
    }

    @Test func `are checked without a job, and require nothing`() {
        #expect(
            load([("d.yaml", defaults("networkConfiguration: {awsvpcConfiguration: {securityGroups: [g]}}"))]).codes
                .isEmpty)
        #expect(load([("d.yaml", defaults("clutser: a, count: 0"))]).codes == ["M0002", "M0006"])
        #expect(load([("d.yaml", "kind: Defaults\n")]).codes == ["M0003", "M0003"])
        #expect(
            load([("d.yaml", "apiVersion: purser/v1\nkind: Defaults\nmetadata: {name: a}\nspec: {}\n")]).codes == [
                "M0002"
            ])
    }

    @Test func `that are wrong are told once for all jobs, which are left out`() {
        let second = job("taskDefinition: r").replacing("name: a", with: "name: b")
        let loading = load([
            ("d.yaml", defaults("count: 0, timeout: {attemptDurationSeconds: 60}")),
            ("a.yaml", job("taskDefinition: r")),
            ("b.yaml", second),
        ])
        #expect(loading.codes == ["M0006"] && loading.jobs.isEmpty)
    }

    @Test func `stand once in a folder`() throws {
        let loading = load([("x/d.yaml", defaults("")), ("x/e.yaml", defaults("")), ("d.yaml", defaults(""))])
        #expect(loading.codes == ["M0022"])
        #expect(try #require(loading.diagnostics.first).related.count == 1)
    }
}

@Suite struct `An interpolation` {
    private func load(_ spec: String, name: String = "a", files: [String: String] = [:]) -> Loading {
        let text =
            "apiVersion: purser/v1\nkind: Job\nmetadata: {name: \"\(name)\"}\nspec:\n"
            + "  timeout: {attemptDurationSeconds: 60}\n" + spec.split(separator: "\n").map { "  \($0)\n" }.joined()
        return ManifestLoader.load(
            [SourceFile(path: "a.yaml", bytes: Array(text.utf8))],
            variables: [
                "replicas": 3, "family": "report", "quiet": true, "subnets": ["s1", "s2"], "set": "x",
                "rate": .number(2.5),
            ], environment: ["GIT_SHA": "0a1b"]
        ) { path in files[path].map { SourceFile(path: path, bytes: Array($0.utf8)) } }
    }

    @Test func `alone takes the type of the variable`() throws {
        let job = try soundJob(
            in: load(
                """
                taskDefinition: ${{vars.family}}
                count: ${{ vars.replicas }}
                suspend: "${{ vars.quiet }}"
                launch: {backoff: {backoffRate: "${{ vars.rate }}"}}
                networkConfiguration: {awsvpcConfiguration: {subnets: "${{ vars.subnets }}"}}
                """))
        #expect(job.spec["taskDefinition"] == "report" && job.units == 3 && job.isSuspended)
        #expect(job.spec["launch"]?["backoff"]?["backoffRate"] == .number(2.5))
        #expect(job.spec["networkConfiguration"]?["awsvpcConfiguration"]?["subnets"] == ["s1", "s2"])
    }

    @Test func `inside a text becomes part of it, and the shell keeps its own`() throws {
        let job = try soundJob(
            in: load(
                """
                taskDefinition: ${{ vars.family }}-${{ vars.set }}:${{ vars.replicas }}
                group: ${{ job.name }}@${{ env.GIT_SHA }} ${HOME} $${x}
                """, name: "${{ vars.family }}"))
        #expect(job.name == "report")
        #expect(job.spec["taskDefinition"] == "report-x:3")
        #expect(job.spec["group"] == "report@0a1b ${HOME} $${x}")
    }

    @Test func `reaches into the file of a task definition`() throws {
        let job = try soundJob(
            in: load(
                "taskDefinition: {file: \"${{ vars.family }}.yaml\"}",
                files: [
                    "report.yaml":
                        "{family: f, memory: 512, containerDefinitions: [{name: a, image: 'b:${{ env.GIT_SHA }}'}]}"
                ]))
        #expect(job.spec["taskDefinition"]?["containerDefinitions"]?.array?[0]["image"] == "b:0a1b")
    }

    @Test(arguments: [
        ("${{ vars.replica }}", "M0019", "did you mean 'replicas'?"),
        ("${{ vars.zzzzzz }}", "M0019", "give it in purser.yaml, or with --var zzzzzz=VALUE"),
        ("${{ env.NOT_SET }}", "M0019", nil), ("${{ job.nam }}", "M0020", nil), ("${{ secrets.x }}", "M0020", nil),
        ("${{ vars }}", "M0020", nil), ("${{ vars. }}", "M0020", nil), ("a ${{ vars.set", "M0020", nil),
        ("${{ }}", "M0020", nil), ("a ${{ vars.subnets }}", "M0021", nil), ("${{ vars.a b }}", "M0020", nil),
    ])
    func `that cannot be filled in is told where it stands`(text: String, code: String, hint: String?) throws {
        let loading = load("taskDefinition: r\ngroup: \"\(text)\"")
        #expect(loading.codes == [code], "\(loading.text)")
        let diagnostic = try #require(loading.diagnostics.first)
        #expect(diagnostic.span?.start.line == 7 && diagnostic.span?.start.column == 10)
        if let hint { #expect(diagnostic.hint == hint) }
        #expect(loading.jobs.isEmpty)
    }

    @Test func `of the wrong type is told at its place`() {
        let loading = load("taskDefinition: r\ncount: ${{ vars.family }}")
        #expect(loading.codes == ["M0004"])
        #expect(loading.diagnostics.first?.span?.start.line == 7)
    }
}
