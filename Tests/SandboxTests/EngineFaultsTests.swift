import ECS
import JSON
import Testing

@testable import Sandbox

/// What a script of faults says goes wrong, as it says, and nothing else does.
struct EngineFaultsTests {
    private static let minute: JSON = [
        "containerOverrides": [
            ["name": "main", "environment": [["name": "PURSER_SANDBOX_SECONDS", "value": "60"]]]
        ]
    ]

    private func bench(
        _ faults: JSON, mode: EngineSettings.Mode = .simulate
    ) throws -> (EngineBench, String) {
        let script = try FaultScript(["faults": faults])
        var bench = EngineBench(mode) { $0.faults = script }
        let definition = try bench.register()
        return (bench, definition)
    }

    private func launch(_ definition: String, _ more: [String: JSON] = [:], job: String = "report") -> JSON {
        var members = more
        members["startedBy"] = .string("purser/\(job)/0123456789abcdef")
        members["overrides"] = Self.minute
        return EngineBench.launch(definition, members)
    }

    // MARK: Calls

    @Test func `an error before the effect leaves nothing behind`() throws {
        var (bench, definition) = try bench([["on": "RunTask", "do": ["error": ["code": "AccessDeniedException"]]]])
        let answer = bench.call(.runTask, launch(definition))
        #expect(answer.error?.code == "AccessDeniedException" && answer.status == 400)
        #expect(bench.engine.state.tasks.isEmpty)
    }

    @Test func `an error after the effect hides a task, which the token finds again`() throws {
        var (bench, definition) = try bench([
            [
                "name": "lost", "on": "RunTask", "match": ["nth": 1],
                "do": ["error": ["code": "ServerException", "status": 500, "afterEffect": true]],
            ]
        ])
        let request = launch(definition, ["clientToken": "t"])
        let first = bench.call(.runTask, request)
        #expect(first.status == 500 && first.fault == "lost")
        #expect(first.effect?["tasks"]?.array?.count == 1, "the log of requests tells what was done")
        let second = bench.call(.runTask, request)
        #expect(second.body["tasks"]?.array?.count == 1)
        #expect(bench.engine.state.tasks.count == 1)
    }

    @Test(
        arguments: [
            (["throttle": [:]], "ThrottlingException"), (["throttle": ["wrapped": true]], "InvalidParameterException"),
        ] as [(JSON, String)])
    func `a throttle is one to the client, wrapped or not`(action: JSON, code: String) throws {
        var (bench, definition) = try bench([["on": "RunTask", "do": action]])
        let error = try #require(bench.call(.runTask, launch(definition)).error)
        #expect(error.code == code && error.errorClass == .throttled)
    }

    @Test(
        arguments: [
            (["reset": [:]], .reset, 1), (["reset": ["afterEffect": false]], .reset, 0), (["drop": [:]], .nothing, 1),
            (["truncate": ["bytes": 7]], .cut(bytes: 7), 1), (["html": [:]], .whole, 0),
            (["html": ["afterEffect": true]], .whole, 1),
        ] as [(JSON, Answer.Fate.Delivery, Int)])
    func `the server is told how an answer is to be lost`(
        action: JSON, delivery: Answer.Fate.Delivery, tasks: Int
    ) throws {
        var (bench, definition) = try bench([["on": "RunTask", "do": action]])
        let answer = bench.call(.runTask, launch(definition))
        #expect(answer.fate.delivery == delivery)
        #expect(bench.engine.state.tasks.count == tasks)
        #expect((answer.page?.status == 502) == (action["html"] != nil))
    }

    @Test func `delays add up, and do not keep another fault away`() throws {
        var (bench, definition) = try bench([
            ["on": "RunTask", "do": ["delay": ["seconds": .number(1.5)]]],
            ["on": "RunTask", "do": ["delay": ["seconds": 2]]],
            ["on": "RunTask", "do": ["throttle": [:]]], ["on": "RunTask", "do": ["reset": [:]]],
        ])
        let answer = bench.call(.runTask, launch(definition))
        #expect(answer.fate == .init(delay: .milliseconds(3500), delivery: .whole))
        #expect(answer.error?.code == "ThrottlingException")
    }

    // MARK: Launches

    @Test func `failures place nothing, and a token that failed fails again`() throws {
        var (bench, definition) = try bench([
            ["on": "RunTask", "match": ["times": 1], "do": ["failures": ["reason": "AGENT", "arn": "arn:i"]]]
        ])
        let request = launch(definition, ["clientToken": "t"])
        let expected: JSON = ["tasks": [], "failures": [["arn": "arn:i", "reason": "AGENT"]]]
        #expect(try bench.result(.runTask, request) == expected)
        #expect(try bench.result(.runTask, request) == expected)
        #expect(bench.engine.state.tasks.isEmpty)
        #expect(try bench.run(definition, ["clientToken": "u"])["tasks"]?.array?.count == 1)
    }

    @Test func `a task may start in spite of its failure, and is found by who started it`() throws {
        var (bench, definition) = try bench([
            ["on": "RunTask", "do": ["failures": ["reason": "AGENT", "start": true]]]
        ])
        let answer = try bench.result(.runTask, launch(definition))
        #expect(answer["tasks"] == [] && answer["failures"]?.array?.count == 1)
        let listed = try bench.result(.listTasks, ["startedBy": "purser/report/0123456789abcdef"])
        #expect(listed["taskArns"]?.array?.count == 1)
    }

    @Test func `without capacity nothing is placed for a while, from the first launch on`() throws {
        var (bench, definition) = try bench([["on": "RunTask", "do": ["noCapacity": ["forSeconds": 30]]]])
        bench.pass(.seconds(100))
        func reason() throws -> String? {
            try bench.result(.runTask, launch(definition))["failures"]?.array?.first?["reason"]?.string
        }
        #expect(try reason()?.hasPrefix("Capacity is unavailable at this time") == true)
        bench.pass(.milliseconds(29_999))
        #expect(try reason() != nil)
        bench.pass(.milliseconds(1))
        #expect(try reason() == nil)
        bench.pass(.seconds(100))
        #expect(try reason() == nil)
    }

    // MARK: What is shown

    @Test func `a task is missing so many times, each for itself`() throws {
        var (bench, definition) = try bench([
            ["on": "DescribeTasks", "match": ["job": "night-*"], "do": ["missing": ["times": 2]]]
        ])
        var arns: [JSON] = []
        for job in ["night-a", "night-b", "day"] {
            let answer = try bench.result(.runTask, launch(definition, job: job))
            arns.append(try #require(answer["tasks"]?.array?.first?["taskArn"]))
        }
        func found(_ arns: [JSON]) throws -> Int {
            try bench.result(.describeTasks, ["tasks": .array(arns)])["tasks"]?.array?.count ?? -1
        }
        #expect(try found(arns) == 1)
        #expect(try found([arns[0]]) == 0)
        #expect(try found(arns) == 2, "one of them has been missing twice")
        #expect(try found(arns) == 3)
    }

    @Test func `a task is hidden from lists for so long after its launch, or for ever`() throws {
        var (bench, definition) = try bench([
            ["on": "ListTasks", "match": ["cluster": "default"], "do": ["hide": ["forSeconds": 10]]],
            ["on": "DescribeTasks", "do": ["missing": [:]]],
        ])
        bench.pass(.seconds(5))
        let arn = try #require(
            try bench.result(.runTask, launch(definition))["tasks"]?.array?.first?["taskArn"])
        #expect(try bench.result(.listTasks, [:])["taskArns"] == [])
        bench.pass(.seconds(10))
        #expect(try bench.result(.listTasks, [:])["taskArns"] == [arn])
        #expect(try bench.result(.describeTasks, ["tasks": [arn]])["tasks"] == [])
    }

    // MARK: Matching

    @Test func `the nth, times, cluster, job and time decide which calls are struck`() throws {
        let cases: [(JSON, [Bool])] = [
            ([:], [true, true, true, true]), (["nth": 2], [false, true, false, false]),
            (["nth": [1, 4]], [true, false, false, true]), (["times": 3], [true, true, true, false]),
            (["fromSeconds": 2], [false, false, true, true]), (["untilSeconds": 2], [true, true, false, false]),
            (["cluster": "other"], [false, false, false, false]), (["cluster": "d?fault"], [true, true, true, true]),
            (["job": "report"], [true, true, true, true]), (["job": "rep"], [false, false, false, false]),
            (["startedBy": "purser/*/0123*"], [true, true, true, true]),
        ]
        for (match, struck) in cases {
            var (bench, definition) = try bench([["on": "RunTask", "match": match, "do": ["throttle": [:]]]])
            let found = struck.indices.map { _ in
                defer { bench.pass(.seconds(1)) }
                return bench.call(.runTask, launch(definition)).error != nil
            }
            #expect(found == struck, "\(match)")
        }
    }

    @Test func `a probability strikes its share, and the same calls each time`() throws {
        func struck(seed: Int64) throws -> [Bool] {
            let script = try FaultScript([
                "seed": .int(seed),
                "faults": [["on": "ListTasks", "match": ["probability": .number(0.3)], "do": ["throttle": [:]]]],
            ])
            var bench = EngineBench { $0.faults = script }
            return (0..<1000).map { _ in bench.call(.listTasks, [:]).error != nil }
        }
        let first = try struck(seed: 1)
        #expect((250...350).contains(first.count { $0 }))
        #expect(try struck(seed: 1) == first)
        #expect(try struck(seed: 2) != first)
    }

    @Test func `a restart does not repeat what has struck, another script begins anew`() throws {
        var (bench, _) = try bench([["on": "ListTasks", "match": ["nth": 1], "do": ["throttle": [:]]]])
        #expect(bench.code(.listTasks, [:]) == "ThrottlingException")
        var settings = bench.engine.settings
        bench.engine = try Engine(settings: settings, saved: bench.engine.saved, now: bench.now)
        #expect(bench.code(.listTasks, [:]).isEmpty)
        settings.faults = try FaultScript([
            "seed": 2, "faults": [["on": "ListTasks", "match": ["nth": 1], "do": ["throttle": [:]]]],
        ])
        bench.engine = try Engine(settings: settings, saved: bench.engine.saved, now: bench.now)
        #expect(bench.code(.listTasks, [:]) == "ThrottlingException")
    }

    @Test(
        arguments: [
            ("", "", true), ("", "a", false), ("*", "", true), ("*", "abc", true), ("a*c", "abbc", true),
            ("a*c", "abcd", false), ("*b*", "abc", true), ("a?c", "abc", true), ("a?c", "ac", false),
            ("*a*b", "aaab", true), ("**", "x", true), ("abc", "ABC", false),
        ])
    func `a glob matches whole texts`(pattern: String, text: String, matches: Bool) {
        #expect(Glob(pattern).matches(text) == matches)
    }
}
