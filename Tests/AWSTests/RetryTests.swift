import ECS
import JSON
import Testing

@testable import AWS

/// Proves when a call is repeated, how long it waits, and when it gives up.
@Suite struct RetryTests {
    private func call(_ script: ScriptedClient, isRepeatable: Bool = true) async throws(AWSError) -> String {
        try await script.client.call(
            .ecs, "DescribeTasks", body: Array("{}".utf8), isRepeatable: isRepeatable
        ).canonical
    }

    @Test(
        arguments: [
            ("a throttle", .error(400, "ThrottlingException")),
            ("a wrapped throttle", .error(400, "InvalidParameterException", "x (ErrorCode: RequestLimitExceeded)")),
            ("a fault", .error(500, "ServerException")),
            ("a fault without a code", .text(503, "<html>")),
            ("a request timeout by its code", .error(400, "RequestTimeoutException")),
            ("a refused connection", .refusedConnection),
            ("a broken connection", .brokenConnection),
            ("a timeout", .timeout),
        ] as [(String, ScriptedTransport.Step)])
    func `what may pass is tried again`(name: String, step: ScriptedTransport.Step) async throws {
        let script = ScriptedClient([step, step, .ok(#"{"ok":1}"#)])
        #expect(try await call(script) == #"{"ok":1}"#)
        #expect(script.transport.requests.count == 3)
        #expect(script.clock.slept == [.milliseconds(500), .milliseconds(1000)])
        let vain = ScriptedClient([step, step, step, .ok("{}")])
        await #expect(throws: AWSError.self) { try await call(vain) }
        #expect(vain.transport.requests.count == 3)
    }

    @Test(
        arguments: [
            ("a refusal", .error(400, "ClientException")),
            ("no permission", .error(403, "AccessDeniedException")),
            ("a conflict", .error(400, "ConflictException")),
            ("an unknown code", .error(400, "SomethingNewException")),
            ("a page of a proxy", .text(200, "<html>")),
            ("an answer too large", .failure(TransportError(.tooLarge, .afterSend, reason: ""))),
            ("cancelled", .failure(TransportError(.cancelled, .afterSend, reason: ""))),
        ] as [(String, ScriptedTransport.Step)])
    func `what would come to the same is not`(name: String, step: ScriptedTransport.Step) async {
        let script = ScriptedClient([step, .ok("{}")])
        await #expect(throws: AWSError.self) { try await call(script) }
        #expect(script.transport.requests.count == 1)
        #expect(script.clock.slept.isEmpty)
    }

    @Test func `a call that must not happen twice is repeated only when it did not happen`() async throws {
        let safe: [ScriptedTransport.Step] = [.refusedConnection, .error(400, "ThrottlingException"), .ok("{}")]
        #expect(try await call(ScriptedClient(safe), isRepeatable: false) == "{}")
        let losses: [ScriptedTransport.Step] = [
            .timeout, .brokenConnection, .error(500, "ServerException"), .text(502, ""), .text(200, "<html>"),
        ]
        for lost in losses {
            let script = ScriptedClient([lost, .ok("{}")])
            let error = await #expect(throws: AWSError.self) { try await call(script, isRepeatable: false) }
            guard case .outcomeUnknown = error?.code else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(script.transport.requests.count == 1)
            #expect(error?.description.hasSuffix("; whether the call was carried out is not known") == true)
        }
    }

    @Test func `the number of attempts is a setting`() async {
        let script = ScriptedClient(Array(repeating: .timeout, count: 9), attempts: 7, random: 0.999)
        await #expect(throws: AWSError.self) { try await call(script) }
        #expect(script.transport.requests.count == 7)
        #expect(
            script.clock.slept == [999, 1998, 3996, 7992, 15984, 19980].map { Duration.milliseconds($0) })
    }

    @Test func `repeats are paid from a quota that all calls share`() async throws {
        let steps = Array(repeating: ScriptedTransport.Step.timeout, count: 200)
        let script = ScriptedClient(steps, attempts: 100, random: 0)
        // 500 tokens at ten each: fifty repeats, then none.
        await #expect(throws: AWSError.self) { try await call(script) }
        #expect(script.transport.requests.count == 51)
        await #expect(throws: AWSError.self) { try await call(script) }
        #expect(script.transport.requests.count == 52)
    }

    @Test func `a success pays back what its last repeat cost`() {
        var quota = RetryQuota()
        let first = quota.pay(afterTimeout: true)
        #expect((first, quota.tokens) == (10, 490))
        let second = quota.pay(afterTimeout: false)
        #expect((second, quota.tokens) == (5, 485))
        quota.refund(second)
        #expect(quota.tokens == 490)
        quota.refund(nil)
        #expect(quota.tokens == 491)
        for _ in 0..<20 { quota.refund(nil) }
        #expect(quota.tokens == 500)
    }

    @Test func `a wrong clock is corrected once, and the request signed anew`() async throws {
        let skewed = ScriptedTransport.Step.error(
            403, "InvalidSignatureException", "Signature expired", date: "Fri, 02 Jan 2026 04:04:05 GMT")
        let script = ScriptedClient([skewed, .ok("{}")])
        #expect(try await call(script) == "{}")
        #expect(
            script.transport.requests.map { $0.header("X-Amz-Date") } == ["20260102T030405Z", "20260102T040405Z"])
        #expect(script.clock.slept.isEmpty)
        let rightClock = ScriptedTransport.Step.error(
            403, "InvalidSignatureException", "The signature does not match", date: "Fri, 02 Jan 2026 03:04:06 GMT")
        let wrongKey = ScriptedClient([rightClock, .ok("{}")])
        await #expect(throws: AWSError.self) { try await call(wrongKey) }
        #expect(wrongKey.transport.requests.count == 1)
        let again = ScriptedClient([
            skewed, .error(403, "RequestExpired", date: "Fri, 02 Jan 2026 09:04:05 GMT"), .ok("{}"),
        ])
        await #expect(throws: AWSError.self) { try await call(again) }
        #expect(again.transport.requests.count == 2)
    }

    /// Gives other keys each time it is asked.
    struct Rotating: CredentialsProvider {
        let place = "a rotating place"
        let count = Counter()

        func load() async throws(CredentialsError) -> Credentials? {
            Credentials(accessKeyID: "KEY\(count.next())", secretAccessKey: "S")
        }
    }

    @Test func `a single send that was refused for expired credentials is not signed with them again`() async throws {
        let expired = ScriptedTransport.Step.error(403, "ExpiredTokenException")
        let script = ScriptedClient([expired, .ok("{}")], credentials: [Rotating()])
        _ = await script.client.exchange(.ecs, "RunTask", body: Array("{}".utf8))
        _ = await script.client.exchange(.ecs, "RunTask", body: Array("{}".utf8))
        let keys = script.transport.requests.compactMap { $0.header("Authorization") }
        #expect(keys.count == 2 && keys[0].contains("KEY1/") && keys[1].contains("KEY2/"))
    }

    @Test func `expired credentials are replaced once`() async throws {
        let expired = ScriptedTransport.Step.error(403, "ExpiredTokenException")
        let script = ScriptedClient([expired, .ok("{}")], credentials: [Rotating()])
        #expect(try await call(script) == "{}")
        let keys = script.transport.requests.compactMap { $0.header("Authorization") }
        #expect(keys.count == 2 && keys[0].contains("KEY1/") && keys[1].contains("KEY2/"))
        let vain = ScriptedClient([expired, expired, .ok("{}")], credentials: [Rotating()])
        await #expect(throws: AWSError.self) { try await call(vain) }
        #expect(vain.transport.requests.count == 2)
    }

    @Test func `a caller that has given up sends nothing`() async {
        let script = ScriptedClient([.ok("{}")])
        let work = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await script.client.exchange(.ecs, "DescribeTasks", body: [])
        }
        guard case .notSent(let error) = await work.value else {
            Issue.record("something was sent")
            return
        }
        #expect(error.code == .cancelled)
        #expect(script.transport.requests.isEmpty)
    }

    @Test func `a caller that gives up while a call waits hears what happened last`() async {
        let script = ScriptedClient([
            .reply { _ in
                withUnsafeCurrentTask { $0?.cancel() }
                return HTTPResponse(status: 503, body: Array(#"{"__type":"ServiceUnavailable"}"#.utf8))
            }, .ok("{}"),
        ])
        let work = Task { try await call(script) }
        let error = await #expect(throws: AWSError.self) { try await work.value }
        #expect(error?.status == 503)
        #expect(script.transport.requests.count == 1)
    }
}
