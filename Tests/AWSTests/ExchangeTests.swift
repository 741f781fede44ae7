import ECS
import JSON
import Synchronization
import Testing

@testable import AWS

/// Proves what each answer to one send is taken for, and that one send is one send.
@Suite struct ExchangeTests {
    /// What a launch would conclude.
    enum Class: Sendable {
        case effect
        case conflict
        case noEffect
        case ambiguous
    }

    @Test(
        arguments: [
            (.ok(#"{"tasks":[],"failures":[]}"#), .effect),
            (.ok(#"{"tasks":["#), .ambiguous),
            (.ok(""), .ambiguous),
            (.ok("[]"), .ambiguous),
            (.text(200, "<html>Sign in to the network</html>"), .ambiguous),
            (.text(201, "{}"), .ambiguous),
            (.text(302, ""), .ambiguous),
            (.text(403, "<html>Forbidden by the proxy</html>"), .ambiguous),
            (.text(500, ""), .ambiguous),
            (.text(503, "<html>Service Unavailable</html>"), .ambiguous),
            (.text(400, #"{"message":"no code"}"#), .ambiguous),
            (.error(500, "ServerException"), .ambiguous),
            (.error(503, "ServiceUnavailable"), .ambiguous),
            (.error(400, "SomethingNewException"), .ambiguous),
            (.error(500, "ClientException"), .ambiguous),
            (.error(400, "ConflictException"), .conflict),
            (.error(400, "ClientException"), .noEffect),
            (.error(403, "AccessDeniedException"), .noEffect),
            (.error(400, "AccessDeniedException"), .noEffect),
            (.error(400, "InvalidParameterException"), .noEffect),
            (.error(400, "InvalidParameterException", "Error … (ErrorCode: RequestLimitExceeded)"), .noEffect),
            (.error(400, "ClusterNotFoundException"), .noEffect),
            (.error(400, "ThrottlingException", "Rate exceeded"), .noEffect),
            (.error(503, "ThrottlingException"), .noEffect),
            (.error(403, "ExpiredTokenException"), .noEffect),
            (.error(403, "InvalidSignatureException"), .noEffect),
            (.refusedConnection, .noEffect),
            (.brokenConnection, .ambiguous),
            (.timeout, .ambiguous),
            (.failure(TransportError(.tooLarge, .afterSend, reason: "")), .ambiguous),
            (.failure(TransportError(.cancelled, .afterSend, reason: "")), .ambiguous),
            (.failure(TransportError(.cancelled, .beforeSend, reason: "")), .noEffect),
            (.failure(TransportError(.timeout, .beforeSend, reason: "")), .noEffect),
        ] as [(ScriptedTransport.Step, Class)])
    func `an answer is classed by its code`(step: ScriptedTransport.Step, expected: Class) async {
        let script = ScriptedClient([step, .ok("{}")])
        let found: Class
        switch await script.client.exchange(.ecs, "RunTask", body: Array("{}".utf8)) {
        case .answered: found = .effect
        case .ambiguous: found = .ambiguous
        case .notSent: found = .noEffect
        case .refused(let error):
            switch error.errorClass {
            case .ambiguous: found = .ambiguous
            case .conflict: found = .conflict
            case .throttled, .clockSkew, .expiredCredentials, .refused: found = .noEffect
            }
        }
        #expect(found == expected)
        #expect(script.transport.requests.count == 1)
        #expect(script.clock.slept.isEmpty)
    }

    @Test func `a request carries what ECS wants, and the body byte for byte`() async throws {
        let script = ScriptedClient([.ok("{}", headers: [HTTPField("x-amzn-RequestId", "id-1")])])
        let body = Array(#"{ "b" : 1,"a":"\#u{1F600}" }"#.utf8)
        let exchange = await script.client.exchange(.ecs, "RunTask", body: body)
        #expect(exchange == .answered(body: [:], requestID: "id-1"))
        let request = try #require(script.transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.url == "https://ecs.eu-central-1.amazonaws.com/")
        #expect(request.body == body)
        #expect(request.header("Content-Type") == "application/x-amz-json-1.1")
        #expect(request.header("X-Amz-Target") == "AmazonEC2ContainerServiceV20141113.RunTask")
        #expect(request.header("Host") == "ecs.eu-central-1.amazonaws.com")
        #expect(request.header("X-Amz-Date") == "20260102T030405Z")
        #expect(
            request.header("Authorization")?.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-target") == true
        )
    }

    @Test func `the condition is asked with AWS's time, and nothing is sent where it does not hold`() async throws {
        let script = ScriptedClient([
            .error(400, "ClientException", date: "Fri, 02 Jan 2026 03:34:05 GMT"), .ok("{}"),
        ])
        _ = await script.client.exchange(.ecs, "RunTask", body: [])
        #expect(script.client.clockOffset == .seconds(1800))
        let asked = Mutex<[Timestamp]>([])
        let exchange = await script.client.exchange(.ecs, "RunTask", body: []) { now in
            asked.withLock { $0.append(now) }
            return false
        }
        #expect(asked.withLock { $0 }.map(\.description) == ["2026-01-02T03:34:05Z"])
        guard case .notSent(let error) = exchange else {
            Issue.record("\(exchange)")
            return
        }
        #expect(error.code == .fenced)
        #expect(script.transport.requests.count == 1)
    }

    @Test func `the condition is asked after the credentials are there`() async {
        struct SlowCredentials: CredentialsProvider {
            let clock: ManualClock
            let place = "a slow place"

            func load() async throws(CredentialsError) -> Credentials? {
                clock.advance(by: .seconds(7200))
                return exampleKeys
            }
        }
        let clock = ManualClock()
        let script = ScriptedClient([.ok("{}")], clock: clock, credentials: [SlowCredentials(clock: clock)])
        let limit = clock.now() + .seconds(2400)
        let exchange = await script.client.exchange(.ecs, "RunTask", body: []) { $0 < limit }
        guard case .notSent(let error) = exchange else {
            Issue.record("\(exchange)")
            return
        }
        #expect(error.code == .fenced)
        #expect(script.transport.requests.isEmpty)
    }

    @Test func `without credentials nothing is sent`() async {
        let script = ScriptedClient([.ok("{}")], credentials: [])
        guard case .notSent(let error) = await script.client.exchange(.ecs, "RunTask", body: []) else {
            Issue.record("something was sent")
            return
        }
        #expect(error.code == .credentials(.noneFound(places: [])))
        #expect(script.transport.requests.isEmpty)
    }

    @Test func `what a proxy says is shown short and harmless`() async {
        let page = "<html>\u{1B}[2J\u{202E}" + String(repeating: "x", count: 200)
        let script = ScriptedClient([.text(200, page)])
        guard case .ambiguous(let error) = await script.client.exchange(.ecs, "RunTask", body: []) else {
            Issue.record("not ambiguous")
            return
        }
        #expect(
            error.description
                == "RunTask: https://ecs.eu-central-1.amazonaws.com answered status 200, not as AWS does: "
                + "<html>\\u{1b}[2J\\u{202e}" + String(repeating: "x", count: 69) + "…")
        #expect(error.wayOut?.contains("--endpoint") == true)
    }
}
