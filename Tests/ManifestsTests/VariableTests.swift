// Variables: where they come from, which of them wins, and that secret ones stay unread.
import Diagnostics
import JSON
import Jobs
import Manifests
import Testing

@Suite struct `The variables of a file` {
    private func reading(_ text: String, environment: [String: String] = [:]) -> VariableReading {
        VariableReading(SourceFile(path: "vars.yaml", bytes: Array(text.utf8)), environment: environment)
    }

    private func text(_ diagnostics: [Diagnostic]) -> String {
        DiagnosticReport(diagnostics, limit: 100).text(DiagnosticRenderer(.plain))
    }

    @Test func `are laid over each other, and a secret stays one`() {
        var variables = reading("a: 1\nb: {secret: true, value: hidden-one}\nc: {secret: true}\n").variables
        #expect(variables.values == ["a": 1, "b": "hidden-one"])
        #expect(variables["c"]?.isSecret == true && variables.names == ["a", "b"])
        variables.add(Variables(environment: ["PURSER_VAR_a": "2", "PURSER_VAR_c": "hidden-two", "HOME": "/"]))
        variables.set("b", to: "hidden-three", from: .option)
        #expect(variables.values == ["a": 2, "b": "hidden-three", "c": "hidden-two"])
        let secrets = variables.secrets
        #expect(secrets.contains("hidden-two") && secrets.contains("hidden-three") && !secrets.contains("hidden-one"))
        #expect(!secrets.contains("2"))
    }

    @Test func `may hold anything, and a mapping with more than a secret in it is a value`() {
        let variables = reading("a: [1, {b: c}]\nd: {secret: x, key: y}\ne: {value: 3}\nf: {secret: false, value: 4}\n")
        #expect(variables.diagnostics.isEmpty, "\(text(variables.diagnostics))")
        #expect(
            variables.variables.values
                == ["a": [1, ["b": "c"]], "d": ["secret": "x", "key": "y"], "e": ["value": 3], "f": 4])
    }

    @Test func `may come from the environment`() {
        let found = reading(
            "a: \"${{ env.SHA }}\"\nb: x-${{ env.SHA }}\nc: ${{ env.DB_PASSWORD }}\n",
            environment: ["SHA": "1e3", "DB_PASSWORD": "hidden-one"])
        #expect(found.diagnostics.isEmpty)
        #expect(found.variables.values["b"] == "x-1e3")
        #expect(found.variables["c"]?.isSecret == true && found.variables["a"]?.isSecret == false)
    }

    @Test(arguments: [
        ("[a]", "M0001"), ("a: 1\n---\nb: 2\n", "M0018"), ("1a: 2", "M0008"), ("a: {secret: 'yes'}", "M0004"),
        ("a: {secret: true, vale: 1}", "M0002"), ("a: ${{ vars.b }}", "M0020"), ("a: ${{ env.NONE }}", "M0019"),
        ("a: [1", "Y0018"), ("a: 1\na: 2", "Y0007"),
    ])
    func `that are wrong are told in their place`(source: String, code: String) {
        let found = reading(source)
        #expect(found.diagnostics.map(\.code) == [code], "\(text(found.diagnostics))")
        #expect(found.hasErrors && found.diagnostics.first?.span?.file.path == "vars.yaml")
    }

    @Test(arguments: [
        "pin: {secret: true, vale: canary-word}", "pin: {secret: 'yes', value: canary-word}",
        "pin: {secret: true, value: canary-word}\npin: 1", "pin: {secret: true, value: canary-word}\n1: x",
        "pin: {secret: true, value: 'canary-word ${{ vars.x }}'}", "db_password: canary-word\ndb_password: 2",
        "api_token: canary-word\nb: [1", "x: {secret: true, value: 'a,canary'}\nb: [1",
        "x:\n  secret: true\n  value: |\n    one\n    canary\nb: [1", "{\"x\":{\"secret\":true,\"value\":\"canary\"",
        "x: [secret: true, value: canary}", "x: {secret: true, value: canary}\nx: {secret: true, value: canary2}",
        "- name: DB_PASSWORD\n  value: canary-word\n - x",
    ])
    func `that are wrong are told without their secrets`(source: String) {
        let found = reading(source)
        #expect(found.hasErrors)
        #expect(!text(found.diagnostics).contains("canary"), "\(text(found.diagnostics))")
    }

    @Test(arguments: [
        ("a", true), ("A_b-c.d", true), ("_x", true), ("", false), ("1a", false), ("a b", false), ("-a", false),
        ("ä", false),
    ])
    func `have names of letters and digits`(name: String, isName: Bool) {
        #expect(Variables.isName(name) == isName)
    }
}

@Suite struct `A variable from a command line` {
    private func job(_ spec: String, _ given: [String: String], environment: [String: String] = [:]) -> Loading {
        var variables = Variables()
        for (name, value) in given { variables.set(name, to: value, from: .option) }
        let text = "apiVersion: purser/v1\nkind: Job\nmetadata: {name: a}\nspec: {\(spec)}\n"
        return ManifestLoader.load(
            [SourceFile(path: "a.yaml", bytes: Array(text.utf8))], variables: variables, environment: environment
        ) { _ in nil }
    }

    @Test(arguments: ["1.10", "007", "1e5", "true", "null", "~", "0x10", "99999999999999999999", "a: b", ".inf", "'x'"])
    func `is its text where a text is asked for`(value: String) throws {
        let spec = "taskDefinition: r, timeout: {attemptDurationSeconds: 60}, group: '${{ vars.x }}', "
        let overrides = "overrides: {containerOverrides: [{name: main, command: ['v${{ vars.x }}']}]}"
        let loading = job(spec + overrides, ["x": value])
        let job = try soundJob(in: loading)
        #expect(job.spec["group"]?.string == value)
        let container = job.spec["overrides"]?["containerOverrides"]?.array?.first
        #expect(container?["command"]?.array == [.string("v\(value)")])
    }

    @Test func `is a number or a truth value where one is asked for`() throws {
        let loading = job(
            "taskDefinition: r, timeout: {attemptDurationSeconds: '${{ vars.t }}'}, suspend: '${{ env.HOLD }}'",
            ["t": "90"], environment: ["HOLD": "true"])
        let job = try soundJob(in: loading)
        #expect(job.policy.timeout.attemptDurationSeconds == 90 && job.isSuspended)
    }

    @Test func `that is no number where one is asked for is told`() {
        let loading = job("taskDefinition: r, timeout: {attemptDurationSeconds: '${{ vars.t }}'}", ["t": "9O"])
        #expect(loading.codes == ["M0004"])
    }

    @Test func `keeps the digits of a version that a file writes without quotes`() throws {
        let file = SourceFile(path: "v.yaml", bytes: Array("v: 1.10\n".utf8))
        let text = """
            apiVersion: purser/v1
            kind: Job
            metadata: {name: a}
            spec: {taskDefinition: r, timeout: {attemptDurationSeconds: 60}, group: "app:${{ vars.v }}"}
            """
        let loading = ManifestLoader.load(
            [SourceFile(path: "a.yaml", bytes: Array(text.utf8))],
            variables: VariableReading(file, environment: [:]).variables
        ) { _ in nil }
        #expect(try soundJob(in: loading).spec["group"] == "app:1.10")
    }
}

@Suite struct `A secret variable` {
    private static let canary = "canary-0123456789"

    private func load(_ spec: String, value: String = canary) -> Loading {
        var variables = Variables()
        let file = SourceFile(path: "v.yaml", bytes: Array("s: {secret: true}\n".utf8))
        variables.add(VariableReading(file, environment: [:]).variables)
        variables.set("s", to: value, from: .option)
        let text = """
            apiVersion: purser/v1
            kind: Job
            metadata: {name: a}
            spec:
              timeout: {attemptDurationSeconds: 60}
            \(spec.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))

            """
        return ManifestLoader.load([SourceFile(path: "a.yaml", bytes: Array(text.utf8))], variables: variables) { _ in
            nil
        }
    }

    // Every kind of complaint about a value: type, range, length, form, choice, a rule of ECS.
    @Test(arguments: [
        "taskDefinition: r\ncount: ${{ vars.s }}", "taskDefinition: ${{ vars.s }}!",
        "taskDefinition: r\ntags: ${{ vars.s }}",
        "taskDefinition: r\nlaunchType: ${{ vars.s }}", "taskDefinition: r\nsuspend: ${{ vars.s }}",
        "taskDefinition: r\nplatformVersion: ${{ vars.s }}\ngroup: [x]", "taskDefinition: r\nlaunch: ${{ vars.s }}",
        "taskDefinition: {file: '${{ vars.s }}.json'}", "taskDefinition: r\ncluster: '${{ vars.s }} ${{ vars.none }}'",
        "taskDefinition: r\ntags: {k: [\"${{ vars.s }}\"]}",
    ])
    func `is in no diagnostic`(spec: String) {
        let loading = load(spec)
        #expect(loading.hasErrors)
        #expect(!loading.text.contains("canary"), "\(loading.text)")
    }

    @Test func `that is a number out of range is not quoted`() {
        let loading = load("taskDefinition: r\ncount: ${{ vars.s }}", value: "31415")
        #expect(loading.codes == ["M0006"] && !loading.text.contains("31415"), "\(loading.text)")
    }

    @Test func `is masked in what is shown, and hashed as it is`() throws {
        let loading = load("taskDefinition: r\ngroup: g-${{ vars.s }}\ncluster: ${{ vars.s }}")
        let job = try soundJob(in: loading)
        #expect(job.spec["group"]?.string == "g-\(Self.canary)")
        let shown = loading.secrets.masked(job.spec)
        #expect(shown["group"] == "g-(secret)" && shown["cluster"] == "(secret)")
        let other = try soundJob(in: load("taskDefinition: r\ngroup: g-${{ vars.s }}", value: "other-value"))
        #expect(other.manifestHash != job.manifestHash)
    }

    @Test func `from an environment variable with such a name is one without being declared`() {
        let text = """
            apiVersion: purser/v1
            kind: Job
            metadata: {name: a}
            spec: {taskDefinition: r, timeout: {attemptDurationSeconds: 60}, group: "${{ env.API_TOKEN }}", count: x}
            """
        let loading = ManifestLoader.load(
            [SourceFile(path: "a.yaml", bytes: Array(text.utf8))], environment: ["API_TOKEN": "canary-word"]
        ) { _ in nil }
        #expect(loading.secrets.contains("canary-word"))
    }
}

@Suite struct `What looks like a secret in a manifest` {
    @Test(arguments: [
        "environment: [{name: DB_PASSWORD, value: canary-word}], comand: [x]",
        "environment: [{name: A, value: AKIAABCDEFGHCANARY12}], comand: [x]",
        "environment: {DB_PASSWORD: canary-word}", "environment: [{name: DB_PASSWORD, value: [canary-word]}]",
        "secrets: [{name: X, valueFrom: canary-word}], comand: [x]",
        "environmen: [{name: API_TOKEN, value: canary-word}]",
        "logConfiguration: {logDriver: awslogs, secretOptions: [{name: X, valueFrom: canary}]}, comand: [x]",
        "environment: [{name: DB_PASSWORD, value: canary-word}",
    ])
    func `is not in the lines that are shown`(container: String) {
        let text = """
            apiVersion: purser/v1
            kind: Job
            metadata: {name: a}
            spec:
              timeout: {attemptDurationSeconds: 60}
              taskDefinition:
                family: f
                memory: 512
                containerDefinitions: [{name: main, image: "a:1", \(container)}]

            """
        let loading = load(text)
        #expect(loading.hasErrors)
        #expect(!loading.text.lowercased().contains("canary"), "\(loading.text)")
    }
}
