import ECS
import JSON
import Testing

@testable import Sandbox

struct SandboxServerTests {
    private static let digits = String(repeating: "0", count: 64)

    /// The headers that an SDK would send for a call at the time of `LeapingClock`.
    private static func headers(
        _ target: String, service: String = "ecs", region: String = "eu-west-1"
    ) -> [String: String] {
        [
            "Host": "localhost:4566", "X-Amz-Target": target, "X-Amz-Date": "20260101T000000Z",
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": "AWS4-HMAC-SHA256 Credential=AKID/20260101/\(region)/\(service)/aws4_request,"
                + " SignedHeaders=host;x-amz-date, Signature=\(digits)",
        ]
    }

    /// Serves an engine in which no time passes, on any free port.
    private func serve(
        faults: FaultScript? = nil, _ body: @Sendable @escaping (SandboxServer.Endpoint) async throws -> Void
    ) async throws {
        let clock = LeapingClock(horizon: .zero)
        var settings = EngineSettings(mode: .simulate)
        settings.faults = faults
        let sandbox = Sandbox(engine: Engine(settings: settings), runner: NoRunner(), clock: clock)
        let server = SandboxServer(sandbox: sandbox, logs: nil)
        try await sandbox.run { try await server.serve(port: 0, body) }
    }

    private func post(
        _ body: [UInt8], headers: [String: String], to endpoint: SandboxServer.Endpoint, method: String = "POST",
        path: String = "/"
    ) async throws -> (status: Int, headers: [String: String], body: JSON) {
        let answer = try await HTTPConversation.open(endpoint.port) { conversation in
            try await conversation.send(method, path, headers: headers, body: body)
            return try await conversation.answer()
        }
        return (answer.status, answer.headers, try JSON(parsing: answer.body))
    }

    @Test func `a call is answered in AWS JSON 1_1, for the region that it was signed for`() async throws {
        try await serve { endpoint in
            #expect(endpoint.host == "127.0.0.1" && endpoint.port > 0)
            #expect(endpoint.description == "http://127.0.0.1:\(endpoint.port)")
            let target = ECS.Operation.listClusters.target
            let answer = try await post(Array("{}".utf8), headers: Self.headers(target), to: endpoint)
            #expect(answer.status == 200)
            #expect(answer.body == ["clusterArns": ["arn:aws:ecs:eu-west-1:123456789012:cluster/default"]])
            #expect(answer.headers["content-type"] == "application/x-amz-json-1.1")
            #expect(answer.headers["date"] == "Thu, 01 Jan 2026 00:00:00 GMT")
            #expect(answer.headers["x-amzn-requestid"]?.count == 36)
            #expect(answer.headers["x-amzn-errortype"] == nil)
        }
    }

    @Test func `an error of the engine has its name in body and header`() async throws {
        try await serve { endpoint in
            let target = ECS.Operation.listTasks.target
            let answer = try await post(
                Array(#"{"cluster":"gone"}"#.utf8), headers: Self.headers(target), to: endpoint)
            #expect(answer.status == 400)
            #expect(answer.body == ["__type": "ClusterNotFoundException", "message": "Cluster not found."])
            #expect(answer.headers["x-amzn-errortype"] == "ClusterNotFoundException")
        }
    }

    @Test(arguments: ["reset", "drop"])
    func `a script breaks the connection off in place of an answer`(fault: String) async throws {
        let script = try FaultScript(["faults": [["on": "ListClusters", "match": ["nth": 1], "do": [fault: [:]]]]])
        try await serve(faults: script) { endpoint in
            let headers = Self.headers(ECS.Operation.listClusters.target)
            let rest = try await HTTPConversation.open(endpoint.port) { conversation in
                try await conversation.send("POST", "/", headers: headers, body: Array("{}".utf8))
                return try await conversation.rest()
            }
            #expect(rest == (fault == "reset" ? nil : ""))
            let second = try await post(Array("{}".utf8), headers: headers, to: endpoint)
            #expect(second.status == 200)
        }
    }

    @Test func `a script cuts an answer off in the middle`() async throws {
        let script = try FaultScript(["faults": [["on": "ListClusters", "do": ["truncate": ["bytes": 9]]]]])
        try await serve(faults: script) { endpoint in
            let rest = try await HTTPConversation.open(endpoint.port) { conversation in
                try await conversation.send(
                    "POST", "/", headers: Self.headers(ECS.Operation.listClusters.target), body: Array("{}".utf8))
                return try await conversation.rest()
            }
            let text = try #require(rest)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("\r\n\r\n{\"cluster"))
            #expect(!text.contains("Content-Length: 9\r\n"))
        }
    }

    @Test func `a script has a proxy answer in HTML`() async throws {
        let script = try FaultScript(["faults": [["on": "ListClusters", "do": ["html": ["status": 503]]]]])
        try await serve(faults: script) { endpoint in
            let answer = try await HTTPConversation.open(endpoint.port) { conversation in
                try await conversation.send(
                    "POST", "/", headers: Self.headers(ECS.Operation.listClusters.target), body: Array("{}".utf8))
                return try await conversation.answer()
            }
            #expect(answer.status == 503 && answer.headers["content-type"] == "text/html")
            #expect(answer.text.hasPrefix("<html>"))
        }
    }

    @Test func `an answer that is held back does not hold the end of the server back`() async throws {
        let script = try FaultScript(["faults": [["on": "ListClusters", "do": ["delay": ["seconds": 86_400]]]]])
        // The clock stands still: an answer that waits waits for ever.
        var settings = EngineSettings(mode: .simulate)
        settings.faults = script
        let sandbox = Sandbox(
            engine: Engine(settings: settings), runner: NoRunner(), clock: LeapingClock(horizon: .seconds(1)))
        try await sandbox.run {
            try await SandboxServer(sandbox: sandbox, logs: nil).serve(port: 0) { endpoint in
                try await HTTPConversation.open(endpoint.port) { conversation in
                    try await conversation.send(
                        "POST", "/", headers: Self.headers(ECS.Operation.listClusters.target), body: Array("{}".utf8))
                }
            }
        }
    }

    @Test func `time passes where it is told to, and everything goes by it`() async throws {
        try await serve { endpoint in
            let headers = ["Host": "localhost"]
            let answer = try await post(
                Array(#"{"advanceSeconds":10800}"#.utf8), headers: headers, to: endpoint, path: "/_sandbox/clock")
            #expect(answer.status == 200 && answer.body == ["now": "2026-01-01T03:00:00.000Z"])
            #expect(answer.headers["date"] == "Thu, 01 Jan 2026 03:00:00 GMT")
            let old = try await post(
                Array("{}".utf8), headers: Self.headers(ECS.Operation.listClusters.target), to: endpoint)
            #expect(old.body["__type"] == "InvalidSignatureException", "the signature is three hours old")
            for refused in [#"{"advanceSeconds":-1}"#, "{}", #"{"advanceSeconds":"1"}"#] {
                let answer = try await post(
                    Array(refused.utf8), headers: headers, to: endpoint, path: "/_sandbox/clock")
                #expect(answer.status == 400)
            }
        }
    }

    /// A request that is not let in, by what is changed of a good one.
    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var target = ECS.Operation.listClusters.target
        var changes: [String: String] = [:]
        var removed: [String] = []
        var body = Array("{}".utf8)
        var method = "POST"
        var path = "/"
        let status: Int
        let code: String
    }

    @Test(arguments: [
        Refused(
            testDescription: "a host by another name", changes: ["Host": "rebound.example:4566"], status: 403,
            code: "AccessDeniedException"),
        Refused(
            testDescription: "a host that begins like ours", changes: ["Host": "localhost.example"], status: 403,
            code: "AccessDeniedException"),
        Refused(
            testDescription: "a web page", changes: ["Origin": "http://localhost"], status: 403,
            code: "AccessDeniedException"),
        Refused(
            testDescription: "no signature", removed: ["Authorization"], status: 403,
            code: "MissingAuthenticationTokenException"),
        Refused(
            testDescription: "an old signature", changes: ["X-Amz-Date": "20251231T234459Z"], status: 403,
            code: "InvalidSignatureException"),
        Refused(
            testDescription: "another service", target: "DynamoDB_20120810.ListTables", status: 404,
            code: "UnknownOperationException"),
        Refused(
            testDescription: "an unknown call", target: "AmazonEC2ContainerServiceV20141113.ListServices", status: 404,
            code: "UnknownOperationException"),
        Refused(testDescription: "no call", removed: ["X-Amz-Target"], status: 404, code: "UnknownOperationException"),
        Refused(testDescription: "GET", method: "GET", status: 404, code: "UnknownOperationException"),
        Refused(testDescription: "another path", path: "/tasks", status: 404, code: "UnknownOperationException"),
        Refused(testDescription: "no JSON", body: Array("{".utf8), status: 400, code: "SerializationException"),
        Refused(testDescription: "a list", body: Array("[]".utf8), status: 400, code: "SerializationException"),
    ])
    func `what should not come in is kept out`(refused: Refused) async throws {
        try await serve { endpoint in
            var headers = Self.headers(refused.target)
            headers.merge(refused.changes) { _, new in new }
            for name in refused.removed { headers[name] = nil }
            let answer = try await post(
                refused.body, headers: headers, to: endpoint, method: refused.method, path: refused.path)
            #expect(answer.status == refused.status)
            #expect(answer.body["__type"]?.string == refused.code)
        }
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.1:8080", "LOCALHOST:1", "[::1]:8080"])
    func `the loopback interface may be called by each of its names`(host: String) async throws {
        try await serve { endpoint in
            var headers = Self.headers(ECS.Operation.listClusters.target)
            headers["Host"] = host
            let answer = try await post(Array("{}".utf8), headers: headers, to: endpoint)
            #expect(answer.status == 200)
        }
    }

    @Test func `logs have their own calls, signed for their own service`() async throws {
        try await serve { endpoint in
            let body = Array(#"{"logGroupName":"g","logStreamName":"s"}"#.utf8)
            let target = "Logs_20140328.GetLogEvents"
            let answer = try await post(body, headers: Self.headers(target, service: "logs"), to: endpoint)
            #expect(answer.body["__type"] == "ResourceNotFoundException")
            let wrong = try await post(body, headers: Self.headers(target), to: endpoint)
            #expect(wrong.body["__type"] == "InvalidSignatureException")
        }
    }

    @Test func `many calls at once launch one task for one token`() async throws {
        try await serve { endpoint in
            let register = EngineBench.definition().canonical
            _ = try await post(
                Array(register.utf8), headers: Self.headers(ECS.Operation.registerTaskDefinition.target), to: endpoint)
            let launch = EngineBench.launch("report", ["clientToken": "t"]).canonical
            let arns = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await post(
                            Array(launch.utf8), headers: Self.headers(ECS.Operation.runTask.target), to: endpoint
                        ).body["tasks"]?.array?.first?["taskArn"]
                    }
                }
                return try await group.reduce(into: Set<JSON?>()) { $0.insert($1) }
            }
            #expect(arns.count == 1 && !arns.contains(nil))
        }
    }

    @Test func `a port that is taken is an error before anything begins`() async throws {
        try await serve { endpoint in
            let clock = LeapingClock()
            let sandbox = Sandbox(
                engine: Engine(settings: EngineSettings(mode: .simulate)), runner: NoRunner(), clock: clock)
            let second = SandboxServer(sandbox: sandbox, logs: nil)
            let error = await #expect(throws: SandboxServer.ListenError.self) {
                try await second.serve(port: UInt16(endpoint.port)) { _ in Issue.record("it began") }
            }
            #expect(error?.port == endpoint.port)
        }
    }
}
