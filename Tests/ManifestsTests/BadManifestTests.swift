// Every way in which a manifest can be wrong by itself: the code, and the place that is pointed at.
import Diagnostics
import JSON
import Manifests
import Testing

/// A manifest with one mark, and what is to be said about the marked stretch.
struct BadManifest: CustomTestStringConvertible {
    let code: ManifestCode
    let source: MarkedSource
    let hint: String?

    /// A whole manifest.
    init(_ code: ManifestCode, whole: String, hint: String? = nil) {
        self.code = code
        source = MarkedSource(whole)
        self.hint = hint
    }

    /// A manifest with these lines in `spec`.
    init(_ code: ManifestCode, _ lines: String, hint: String? = nil) {
        let inner = lines.split(separator: "\n").map { "  \($0)\n" }.joined()
        let required = ["taskDefinition: report:12", "timeout: {attemptDurationSeconds: 60}"]
            .filter { line in !lines.contains(line.prefix { $0 != " " }) }.map { "  \($0)\n" }.joined()
        let head = "apiVersion: purser/v1\nkind: Job\nmetadata: {name: report}\nspec:\n"
        self.init(code, whole: head + required + inner, hint: hint)
    }

    var testDescription: String { "\(code.rawValue) \(source.text.suffix(50))" }
}

@Suite struct `A manifest that is wrong` {
    static let cases: [BadManifest] = [
        BadManifest(.notAMapping, whole: "⟦just a text⟧"),
        BadManifest(.notAMapping, whole: "⟦[a, b]⟧"),
        BadManifest(.noDocument, whole: "⟦⟧"),
        BadManifest(.noDocument, whole: "⟦⟧# only a comment\n"),
        BadManifest(.unknownKey, "⟦retryStrategie⟧: {attempts: 2}", hint: "did you mean 'retryStrategy'?"),
        BadManifest(.unknownKey, "⟦launchtype⟧: FARGATE", hint: "did you mean 'launchType'?"),
        BadManifest(.unknownKey, "⟦command⟧: [a]", hint: "'command' belongs under 'overrides.containerOverrides[]'"),
        BadManifest(
            .unknownKey, "overrides: {containerOverrides: [{name: a, ⟦image⟧: b}]}",
            hint: "'image' belongs under 'taskDefinition.containerDefinitions[]'"),
        BadManifest(
            .unknownKey, "⟦attemptDurationSeconds⟧: 60", hint: "'attemptDurationSeconds' belongs under 'timeout'"),
        BadManifest(.unknownKey, "⟦labels⟧: {a: b}", hint: "'labels' belongs under 'metadata'"),
        BadManifest(.unknownKey, "⟦apiVersion⟧: purser/v1", hint: "'apiVersion' belongs at the top of the document"),
        BadManifest(.unknownKey, "timeout: {attemptDurationSeconds: 60, ⟦zzz⟧: 1}"),
        BadManifest(
            .unknownKey,
            whole: "apiVersion: purser/v1\nkind: Job\nmetadata: {name: a}\n⟦cluster⟧: b\n"
                + "spec: {taskDefinition: r, timeout: {attemptDurationSeconds: 60}}",
            hint: "'cluster' belongs under 'spec'"),
        BadManifest(
            .missingKey, whole: "apiVersion: purser/v1\nkind: Job\nmetadata: {name: a}\n⟦spec⟧:\n  taskDefinition: b\n",
            hint: "how long one attempt may run"),
        BadManifest(
            .missingKey,
            whole: "⟦apiVersion⟧: purser/v1\nkind: Job\n"
                + "spec: {taskDefinition: r, timeout: {attemptDurationSeconds: 60}}"),
        BadManifest(
            .unknownKey,
            "taskDefinition: {family: a, ⟦command⟧: [b], containerDefinitions: [{name: a, image: 'b:1', memory: 9}]}",
            hint: "'command' belongs under 'taskDefinition.containerDefinitions[]'"),
        BadManifest(.missingKey, "networkConfiguration:\n  ⟦awsvpcConfiguration⟧:\n    securityGroups:\n      - a"),
        BadManifest(
            .missingKey,
            "volumeConfigurations:\n  - ⟦managedEBSVolume⟧:\n      roleArn: arn:aws:iam::1:role/a\n      sizeInGiB: 1"),
        BadManifest(.wrongType, "count: ⟦\"3\"⟧", hint: "write it without quotes"),
        BadManifest(.wrongType, "count: ⟦1.5⟧"),
        BadManifest(.wrongType, "count:\n  ⟦- 1⟧"),
        BadManifest(.wrongType, "platformVersion: ⟦1.10⟧", hint: "write \"1.10\" in quotes"),
        BadManifest(.wrongType, "cluster: ⟦true⟧", hint: "write \"true\" in quotes"),
        BadManifest(.wrongType, "suspend: ⟦yes⟧", hint: "YAML 1.2 knows only true and false: write true"),
        BadManifest(.wrongType, "suspend: ⟦'false'⟧", hint: "write it without quotes"),
        BadManifest(
            .wrongType, "overrides: {containerOverrides: [{name: a, command: ⟦run⟧}]}", hint: "write a list: [run]"),
        BadManifest(.wrongType, "timeout: ⟦60⟧"),
        BadManifest(.wrongType, "tags: {CostCenter: ⟦42⟧}", hint: "write \"42\" in quotes"),
        BadManifest(.wrongType, "tags: ⟦text⟧"),
        BadManifest(
            .wrongType, "overrides: {containerOverrides: [{name: a, environment: [{name: N, value: ⟦5⟧}]}]}",
            hint: "write it in quotes"),
        BadManifest(.wrongType, "volumeConfigurations: [⟦a⟧]"),
        BadManifest(.unknownValue, "launchType: ⟦FARGAT⟧", hint: "did you mean 'FARGATE'?"),
        BadManifest(.unknownValue, "launchType: ⟦fargate⟧", hint: "did you mean 'FARGATE'?"),
        BadManifest(.unknownValue, "propagateTags: ⟦SERVICE⟧"),
        BadManifest(
            .unknownValue,
            whole: "apiVersion: ⟦purser/v2⟧\nkind: Job\nmetadata: {name: a}\n"
                + "spec: {taskDefinition: r, timeout: {attemptDurationSeconds: 60}}", hint: "did you mean 'purser/v1'?"),
        BadManifest(.outOfRange, "count: ⟦0⟧"),
        BadManifest(.wrongLength, "networkConfiguration: {awsvpcConfiguration: {subnets: ⟦[]⟧}}"),
        BadManifest(
            .wrongForm,
            whole: "apiVersion: purser/v1\nkind: Job\nmetadata: {name: ⟦Report⟧}\n"
                + "spec: {taskDefinition: r, timeout: {attemptDurationSeconds: 60}}"),
        BadManifest(.wrongForm, "taskDefinition: ⟦report:0⟧"),
        BadManifest(.wrongForm, "taskDefinition: ⟦report:1:2⟧"),
        BadManifest(.wrongForm, "taskDefinition: ⟦arn:aws:ecs:eu-central-1:1:cluster/report⟧"),
        BadManifest(.wrongForm, "taskDefinition: ⟦td.json⟧", hint: "a file is named by {file: td.json}"),
        BadManifest(.wrongForm, "tags: {k: ⟦\"a,b\"⟧}"),
        BadManifest(.wrongForm, "tags: {⟦\"a,b\"⟧: x}"),
        BadManifest(.exactlyOne, "trigger: ⟦{}⟧"),
        BadManifest(.exactlyOne, "trigger: {onRevision: {}, ⟦manual⟧: {}}", hint: "keep one"),
        BadManifest(.nothingGiven, "trigger: {⟦manual⟧: }"),
        BadManifest(.scheduleSyntax, "trigger: {schedule: {expression: cron(0 ⟦25⟧ * * ? *), timeZone: UTC}}"),
        BadManifest(.scheduleSyntax, "trigger: {schedule: {expression: \"⟦60⟧ 3 * * *\", timeZone: UTC}}"),
        BadManifest(.scheduleSyntax, "trigger: {schedule: {expression: 'rate(5 ⟦weeks⟧)'}}"),
        BadManifest(
            .scheduleSyntax, "trigger: {schedule: {expression: ⟦\"\\x36\\x30 3 * * *\"⟧, timeZone: UTC}}"),
        BadManifest(
            .scheduleSyntax, "trigger: {schedule: {expression: '⟦@daily⟧', timeZone: UTC}}",
            hint: "write it as '0 0 * * *'"),
        BadManifest(
            .zoneUnknown, "trigger: {schedule: {expression: 0 3 * * *, timeZone: ⟦Europe/Berln⟧}}",
            hint: "did you mean 'Europe/Berlin'?"),
        BadManifest(.zoneMissing, "trigger: {schedule: ⟦{expression: 0 3 * * *}⟧}"),
        BadManifest(
            .neverOccurs,
            "trigger: {schedule: {expression: rate(1 day), startDate: 2026-01-02T00:00:00Z, endDate: ⟦2026-01-02T00:00:00Z⟧}}"
        ),
        BadManifest(
            .neverOccurs, "trigger: {schedule: {expression: ⟦at(2026-03-29T02:30:00)⟧, timeZone: Europe/Berlin}}"),
        BadManifest(
            .neverOccurs, "trigger: {schedule: {expression: ⟦cron(30 2 29 3 ? 2026)⟧, timeZone: Europe/Berlin}}"),
        BadManifest(
            .neverOccurs,
            "trigger: {schedule: {expression: ⟦cron(0 0 1 1 ? *)⟧, timeZone: UTC, startDate: 2026-01-02T00:00:00Z, endDate: 2026-12-31T00:00:00Z}}"
        ),
        BadManifest(.wrongForm, "trigger: {schedule: {expression: rate(1 day), startDate: ⟦2026-01-01⟧}}"),
        BadManifest(.wrongForm, "trigger: {schedule: {expression: rate(1 day), startDate: ⟦2026-02-30T00:00:00Z⟧}}"),
        BadManifest(.wrongForm, "trigger: {manual: {parameters: {⟦a-b⟧: {}}}}"),
        BadManifest(.patternInvalid, "trigger: {manual: {parameters: {day: {pattern: 'a⟦(⟧b'}}}}"),
        BadManifest(.patternInvalid, "trigger: {manual: {parameters: {day: {pattern: ⟦(?⟧=a)}}}}"),
        BadManifest(
            .parameterContradiction, "trigger: {manual: {parameters: {day: {required: true, default: ⟦x⟧}}}}"),
        BadManifest(
            .parameterContradiction, "trigger: {manual: {parameters: {day: {pattern: '[0-9]+', default: ⟦x1⟧}}}}"),
        BadManifest(.unknownKey, "⟦fromAttempt⟧: 2", hint: "'fromAttempt' belongs under 'retryStrategy.fallback[]'"),
        BadManifest(.unknownKey, "⟦pattern⟧: a", hint: "'pattern' belongs under 'trigger.manual.parameters.*'"),
        BadManifest(.unknownKey, "⟦timeZone⟧: UTC", hint: "'timeZone' belongs under 'trigger.schedule'"),
        BadManifest(
            .unknownValue, "retryStrategy: {evaluateOnExit: [{action: ⟦RETY⟧}]}", hint: "did you mean 'RETRY'?"),
        BadManifest(.wrongForm, "retryStrategy: {evaluateOnExit: [{action: EXIT, onExitCode: ⟦\"1*7\"⟧}]}"),
        BadManifest(.wrongForm, "retryStrategy: {evaluateOnExit: [{action: EXIT, onExitCode: ⟦\"-1\"⟧}]}"),
        BadManifest(.wrongForm, "retryStrategy: {evaluateOnExit: [{action: EXIT, onReason: ⟦\"*a\"⟧}]}"),
        BadManifest(
            .wrongForm, "retryStrategy: {evaluateOnExit: [{action: EXIT, onStopCode: ⟦\"Spot Interruption\"⟧}]}"),
        BadManifest(
            .backoffOrder, "retryStrategy: {attempts: 2, backoff: {intervalSeconds: 10, maxDelaySeconds: ⟦9⟧}}"),
        BadManifest(.backoffOrder, "launch: {backoff: {intervalSeconds: ⟦121⟧}}"),
        BadManifest(
            .fallbackAttempt, "retryStrategy: {attempts: 2, fallback: [{fromAttempt: ⟦3⟧, platformVersion: LATEST}]}"),
        BadManifest(
            .fallbackAttempt,
            "retryStrategy: {attempts: 3, fallback: [{fromAttempt: 2, platformVersion: LATEST}, {fromAttempt: ⟦2⟧, platformVersion: 1.4.0}]}"
        ),
        BadManifest(.fallbackAttempt, "retryStrategy: {attempts: 3, fallback: [⟦{fromAttempt: 2}⟧]}"),
        BadManifest(.arrayNeeded, "parallelism: ⟦2⟧"), BadManifest(.arrayNeeded, "maxFailedIndexes: ⟦2⟧"),
        BadManifest(.arrayNeeded, "successPolicy: ⟦{succeededCount: 2}⟧"),
        BadManifest(.arrayNeeded, "dependsOn: [{type: ⟦SEQUENTIAL⟧}]"),
        BadManifest(.arrayAndCount, "arrayProperties: {size: 2}\ncount: ⟦2⟧"),
        BadManifest(.beyondArray, "arrayProperties: {size: 2}\nmaxFailedIndexes: ⟦3⟧"),
        BadManifest(.beyondArray, "arrayProperties: {size: 2}\nsuccessPolicy: {succeededCount: ⟦3⟧}"),
        BadManifest(.dependencyUnknown, "dependsOn: [{job: ⟦other⟧}]"),
        BadManifest(.dependencyCycle, "dependsOn: [{job: ⟦report⟧}]"),
        BadManifest(.dependencyForm, "dependsOn: [⟦{condition: COMPLETE}⟧]"),
        BadManifest(.groupNeeded, "maxConcurrency: ⟦2⟧"),
        BadManifest(.setByPurser, "⟦startedBy⟧: me"),
        BadManifest(.setByPurser, "⟦clientToken⟧: abc"),
        BadManifest(.setByPurser, "⟦referenceId⟧: abc"),
        BadManifest(.nothingGiven, "⟦cluster⟧:"),
        BadManifest(.nothingGiven, "⟦overrides⟧: null"),
        BadManifest(.fileUnreadable, "taskDefinition: {file: ⟦absent.json⟧}"),
        BadManifest(
            .unknownKey,
            "taskDefinition: {⟦famly⟧: a, containerDefinitions: [{name: a, image: 'b:1', memory: 9}], family: b}"),
        BadManifest(
            .unknownKey,
            "taskDefinition: {file: absent.json, ⟦path⟧: x, family: b, containerDefinitions: [{name: a, image: 'b:1', memory: 9}]}"
        ),
    ]

    @Test(arguments: cases)
    func `is told where and how`(_ bad: BadManifest) throws {
        let loading = load(bad.source.text, zones: zones)
        let found = loading.diagnostics.first { diagnostic in
            diagnostic.code == bad.code.rawValue
                && diagnostic.span.map { $0.start.offset..<$0.end.offset } == bad.source.range
        }
        let diagnostic = try #require(found, "\(loading.text)")
        // A job that is wrong only beside others is a job by itself.
        let isWrongBesideOthers = [.dependencyUnknown, .dependencyCycle].contains(bad.code)
        #expect(loading.jobs.isEmpty != isWrongBesideOthers && loading.hasErrors)
        if let hint = bad.hint { #expect(diagnostic.hint == hint) }
    }

    @Test func `has only the one problem that it has`() {
        for bad in BadManifestTests.single {
            #expect(load(bad.source.text, zones: zones).diagnostics.count == 1, "\(load(bad.source.text).text)")
        }
    }

    @Test func `tells all its problems in one pass, in both files`() {
        let first = SourceFile(path: "a.yaml", bytes: Array("kind: Jb\nspec: {count: 0, clutser: x}\n".utf8))
        let second = SourceFile(path: "b.yaml", bytes: Array("apiVersion: 1\n".utf8))
        let loading = ManifestLoader.load([first, second]) { _ in nil }
        #expect(
            loading.codes == [
                "M0002", "M0003", "M0003", "M0003", "M0003", "M0003", "M0003", "M0003", "M0004", "M0005", "M0006",
            ])
    }

    @Test func `is drawn with its line, its place and the way out`() {
        let text = """
            apiVersion: purser/v1
            kind: Job
            metadata: {name: report}
            spec:
              taskDefinition: report:12
              retryStrategie: {attempts: 2}
              count: "3"
              timeout: {attemptDurationSeconds: 59}
            """
        #expect(
            load(text).text == """
                job.yaml:6:3: error[M0002]: unknown key 'retryStrategie' in 'spec'
                5 |   taskDefinition: report:12
                6 |   retryStrategie: {attempts: 2}
                  |   ^~~~~~~~~~~~~~ did you mean 'retryStrategy'?

                job.yaml:7:10: error[M0004]: expected a whole number for 'count', found the string '3'
                6 |   retryStrategie: {attempts: 2}
                7 |   count: "3"
                  |          ^~~ write it without quotes

                job.yaml:8:37: error[M0006]: expected 60 to 31536000 for 'attemptDurationSeconds', found 59
                7 |   count: "3"
                8 |   timeout: {attemptDurationSeconds: 59}
                  |                                     ^~ write 60

                3 errors
                """)
    }

    @Test func `never quotes a value of environment`() {
        let text = load(
            plainJob.with(
                "spec.overrides",
                [
                    "containerOverrides": [["name": "a", "environment": [["name": "N", "value": 271_828]]]]
                ])
        ).diagnostics.map { "\($0.message) \($0.hint ?? "") \($0.notes)" }.joined()
        #expect(!text.isEmpty && !text.contains("271828"))
    }

    @Test func `that the reader of YAML refuses gives no job`() {
        let loading = load(soundYAML + "\n  cluster: b\n  cluster: c\n")
        #expect(loading.jobs.isEmpty)
        #expect(loading.codes.contains("Y0007"))
    }
}

let soundYAML = """
    apiVersion: purser/v1
    kind: Job
    metadata: {name: report}
    spec:
      taskDefinition: report:12
      timeout: {attemptDurationSeconds: 60}
    """

enum BadManifestTests {
    /// Those whose one mistake does not make another.
    static let single = `A manifest that is wrong`.cases.filter { bad in
        ![.unknownValue, .fileUnreadable, .missingKey].contains(bad.code) && !bad.source.text.contains("absent.json")
    }
}
