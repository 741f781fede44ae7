// Every value of the language, as the rest of the program reads it from a resolved spec.
import Diagnostics
import ECS
import JSON
import Jobs
import Manifests
import Schedules
import Testing

@Suite struct `The policy of a job` {
    @Test func `has all that the manifest says`() throws {
        let job = try soundJob(
            in: load(
                """
                apiVersion: purser/v1
                kind: Job
                metadata: {name: all}
                spec:
                  trigger:
                    schedule:
                      expression: 0 3 * * 1-5
                      timeZone: Europe/Berlin
                      startDate: 2026-01-01T00:00:00Z
                      endDate: 2027-01-01T00:00:00+01:00
                      startingDeadlineSeconds: 3600
                      catchUp: All
                      fire: EventBridge
                  onUnknown: Rerun
                  suspend: true
                  concurrencyPolicy: Queue
                  concurrencyGroup: warehouse
                  maxConcurrency: 2
                  cluster: batch
                  taskDefinition: report:12
                  retryStrategy:
                    attempts: 3
                    evaluateOnExit:
                      - {onStopCode: SpotInterruption, action: ignore}
                      - {onReason: "Cannot*", onStatusReason: "Task failed*", onExitCode: 137, action: EXIT}
                    maxIgnored: 7
                    backoff: {intervalSeconds: 20, backoffRate: 1.5, maxDelaySeconds: 100, jitterStrategy: NONE}
                    fallback: [{fromAttempt: 2, launchType: EC2}, {fromAttempt: 3, launchType: EXTERNAL}]
                  launch: {attempts: 4, backoff: {intervalSeconds: 5, jitterStrategy: FULL}}
                  timeout: {attemptDurationSeconds: 600}
                  activeDeadlineSeconds: 7200
                  arrayProperties: {size: 10}
                  parallelism: 4
                  maxFailedIndexes: 2
                  successPolicy: {succeededCount: 8}
                  dependsOn: [{type: SEQUENTIAL, condition: COMPLETE}]
                  historyLimit: {succeeded: 3}
                """, zones: zones))
        let policy = job.policy
        guard case .schedule(let schedule) = policy.trigger else {
            Issue.record("the trigger is another one")
            return
        }
        #expect(try schedule.expression == ScheduleExpression(parsing: "0 3 * * 1-5"))
        #expect(schedule.timeZone == "Europe/Berlin" && schedule.startingDeadlineSeconds == 3600)
        #expect(schedule.startDate == Timestamp(iso8601: "2026-01-01T00:00:00Z"))
        #expect(schedule.endDate == Timestamp(iso8601: "2026-12-31T23:00:00Z"))
        #expect(schedule.catchUp == .all && schedule.fire == .eventBridge)
        #expect(policy.onUnknown == .rerun && policy.suspend && policy.concurrencyPolicy == .queue)
        #expect(policy.concurrencyGroup == "warehouse" && policy.maxConcurrency == 2)
        let retry = policy.retryStrategy
        #expect(retry.attempts == 3 && retry.maxIgnored == 7 && retry.highestAttempt == 10)
        #expect(retry.rules.map(\.action) == [.ignore, .exit])
        #expect(retry.rules[0].onStopCode == "SpotInterruption" && retry.rules[0].onReason == nil)
        #expect(retry.rules[1].onReason == "Cannot*" && retry.rules[1].onExitCode == "137")
        #expect(retry.rules[1].onStatusReason == "Task failed*")
        #expect(retry.backoff?.intervalSeconds == 20 && retry.backoff?.jitterStrategy == .off)
        #expect(retry.backoff?.backoffRate == 1.5 && retry.backoff?.maxDelaySeconds == 100)
        #expect(job.spec["retryStrategy"]?["fallback"]?.array?.count == 2)
        #expect(policy.launch.attempts == 4 && policy.launch.backoff.jitterStrategy == .full)
        #expect(policy.launch.backoff.maxDelaySeconds == 120 && policy.launch.secondLookSeconds == 300)
        #expect(policy.timeout.attemptDurationSeconds == 600 && policy.activeDeadlineSeconds == 7200)
        #expect(policy.arrayProperties?.size == 10 && policy.maxFailedIndexes == 2)
        // Each index waits for the one before, whatever was asked for.
        #expect(policy.parallelism == 1)
        #expect(policy.successPolicy?.succeededCount == 8 && job.units == 10)
        #expect(policy.dependsOn.map(\.type) == [.sequential] && policy.dependsOn[0].condition == .complete)
        #expect(policy.historyLimit?.succeeded == 3 && policy.historyLimit?.failed == nil)
    }

    @Test func `has the defaults of all that the manifest leaves out`() throws {
        let policy = try soundJob(in: load(plainJob)).policy
        #expect(policy.trigger == .onRevision && policy.onUnknown == .fail && !policy.suspend)
        #expect(policy.concurrencyPolicy == .allow && policy.concurrencyGroup == nil && policy.maxConcurrency == nil)
        #expect(policy.retryStrategy.attempts == 1 && policy.retryStrategy.rules.isEmpty)
        #expect(policy.retryStrategy.backoff?.intervalSeconds == 10 && policy.retryStrategy.maxIgnored == 5)
        #expect(policy.arrayProperties == nil && policy.dependsOn.isEmpty && policy.historyLimit == nil)
        let backoff = try soundJob(in: load(plainJob.with("spec.retryStrategy.backoff.intervalSeconds", 9))).policy
            .retryStrategy.backoff
        #expect(backoff?.backoffRate == 2 && backoff?.maxDelaySeconds == 360 && backoff?.jitterStrategy == .full)
    }

    @Test func `of parameters has each by its name`() throws {
        let parameters: JSON = ["day": ["required": true, "pattern": "\\d+"], "mode": ["default": "keep"]]
        let job = try soundJob(in: load(plainJob.with("spec.trigger.manual.parameters", parameters)))
        guard case .manual(let found) = job.policy.trigger else {
            Issue.record("the trigger is another one")
            return
        }
        #expect(found["day"]?.required == true && found["day"]?.pattern == "\\d+" && found["day"]?.default == nil)
        #expect(found["mode"]?.required == false && found["mode"]?.default == "keep")
    }

    @Test func `is read from a row that is older than most of the language`() throws {
        let old: JSON = [
            "trigger": ["onRevision": [:]], "suspend": false, "cluster": "default", "taskDefinition": "report:1",
            "count": 1, "retryStrategy": ["attempts": 1],
            "launch": [
                "attempts": 5, "backoff": ["intervalSeconds": 15, "backoffRate": 2, "maxDelaySeconds": 120],
                "provisioningTimeoutSeconds": 1800, "secondLookSeconds": 300,
            ],
            "timeout": ["attemptDurationSeconds": 60],
        ]
        let policy = try old.decoded(as: RunPolicy.self)
        #expect(policy.trigger == .onRevision && policy.concurrencyPolicy == .allow && policy.arrayProperties == nil)
        #expect(policy.launch.backoff.jitterStrategy == nil)
    }
}

@Suite struct `What this version does not run` {
    /// A value for each feature.
    static let uses: [UnservedFeature: (path: String, value: JSON)] = [
        .schedule: ("trigger.schedule.expression", "rate(1 day)"), .manual: ("trigger.manual", [:]),
        .rerun: ("onUnknown", "Rerun"),
        .dependenciesByIndex: ("dependsOn", [["job": "other", "type": "N_TO_N"]]),
        .historyLimit: ("historyLimit.failed", 1),
    ]

    @Test(arguments: UnservedFeature.allCases)
    func `is told of a job that asks for it, with its place`(feature: UnservedFeature) throws {
        let use = try #require(Self.uses[feature])
        var document = plainJob.with("spec.retryStrategy.attempts", 2).with("spec.\(use.path)", use.value)
        if feature == .dependenciesByIndex { document = document.with("spec.arrayProperties.size", 2) }
        let other = plainJob.with("metadata.name", "other").with("spec.arrayProperties.size", 2)
        let loading = load("\(document.canonical)\n---\n\(other.canonical)\n")
        let loaded = try #require(loading.jobs.first, "\(loading.text)")
        #expect(!loading.hasErrors)
        #expect(loaded.job.unserved.contains(feature))
        let refusal = try #require(loaded.refusal)
        #expect(refusal.code == "M0010" && refusal.severity == .error && refusal.span != nil)
        #expect(refusal.message.contains("'report' is not run") && refusal.message.contains(feature.summary))
    }

    @Test func `is nothing of a job that leaves it out, or writes defaults out`() throws {
        let plain = try #require(load(plainJob).jobs.first)
        #expect(plain.job.unserved.isEmpty && plain.refusal == nil)
        let full: JSON = [
            "apiVersion": "purser/v1", "kind": "Job", "metadata": ["name": "report"], "spec": plain.job.spec,
        ]
        #expect(load(full).jobs.first?.job.unserved == [])
    }

    @Test func `is told once for a job, with the other places beside it`() throws {
        let text = soundYAML + "\n  historyLimit: {failed: 1}\n  onUnknown: Rerun\n"
        let refusal = try #require(load(text).jobs.first?.refusal)
        #expect(
            refusal.message == "'report' is not run: this version does not run launches again that may have happened "
                + "and history limits yet")
        #expect(refusal.span?.start.line == 8)
        #expect(refusal.related.map(\.span.start.line) == [7])
    }
}

@Suite struct `A pattern of a parameter` {
    @Test(arguments: [
        (#"^\d{4}-\d\d-\d\d$"#, ["2026-01-31"], ["2026-1-31", "x2026-01-31", "2026-01-31x", ""]),
        ("keep|replace", ["keep", "replace"], ["keeps", "kee", ""]), ("a(b|c)?d", ["ad", "abd", "acd"], ["abcd"]),
        ("[a-c-]+", ["a-c", "-"], ["d", ""]), ("[^a-c]*", ["xyz", ""], ["xa"]), ("a{2}", ["aa"], ["a", "aaa"]),
        ("a{2,}", ["aa", "aaaa"], ["a"]), ("a{0,2}", ["", "aa"], ["aaa"]), (#"\w+\s\W"#, ["ab !"], ["ab a"]),
        (#"[\d.]+"#, ["1.2"], ["1,2"]), (#"\("#, ["("], ["\\("]), (".", ["é"], ["\n", "ab"]), ("", [""], ["a"]),
        ("(?:ab)+", ["abab"], ["aba"]), ("a+?b", ["aab"], ["b"]), ("(a*)*", ["", "aaa"], ["b"]),
        ("a$|b", ["a", "b"], []),
        ("x^a", [], ["xa", "a"]),
    ])
    func `matches a value as a whole`(pattern: String, matching: [String], others: [String]) throws {
        let pattern = try ParameterPattern(pattern)
        for value in matching { #expect(pattern.matches(value), "\(value)") }
        for value in others { #expect(!pattern.matches(value), "\(value)") }
    }

    @Test(arguments: [
        "(", ")", "a)", "(a", "[a", "[b-a]", "*", "a**", "+a", "a{", "a{3,2}", "a{1001}", "\\", #"\q"#, #"\1"#, "(?=a)",
        "(?<n>a)", "^*", #"[\D]"#, "((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))",
        "((a{1000}){1000}){1000}", "(((((){1000}){1000}){1000}){1000}){1000}",
    ])
    func `is refused where it is none`(pattern: String) throws {
        let error = try #require(throws: PatternSyntaxError.self) { try ParameterPattern(pattern) }
        #expect(error.range.upperBound <= pattern.utf8.count)
    }

    @Test func `takes time that grows with the value alone`() throws {
        // Where places are tried one after the other, this doubles the time with each letter.
        let pattern = try ParameterPattern("(a+)+(a|aa)+b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}
