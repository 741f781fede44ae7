import ECS
import JSON
import Testing

@testable import AWS

/// Proves what each call of ECS sends, and what its answers come to.
@Suite struct ECSClientTests {
    private func client(_ steps: [ScriptedTransport.Step]) -> (ECSClient, ScriptedTransport) {
        let script = ScriptedClient(steps)
        return (ECSClient(script.client), script.transport)
    }

    private func target(_ request: HTTPRequest) -> String {
        String(request.header("X-Amz-Target")?.split(separator: ".").last ?? "")
    }

    @Test func `tasks are described a hundred a call, with their tags`() async throws {
        let arns = (0..<250).map { "arn:aws:ecs:eu-central-1:1:task/c/\($0)" }
        let (ecs, transport) = client([
            .ok(#"{"tasks":[{"taskArn":"a","lastStatus":"RUNNING","tags":[{"key":"k","value":"v"}]}],"failures":[]}"#),
            .ok(#"{"tasks":[{"taskArn":"b"}],"failures":[{"arn":"x","reason":"MISSING"}]}"#),
            .ok(#"{"failures":[{"arn":"y","reason":"MISSING"}]}"#),
        ])
        let (tasks, failures) = try await ecs.describeTasks(cluster: "c", arns: arns)
        #expect(tasks.map(\.taskArn) == ["a", "b"])
        #expect(tasks[0].lastStatus == .running)
        #expect(tasks[0].tags == [Tag(key: "k", value: "v")])
        #expect(failures.map(\.arn) == ["x", "y"])
        let bodies = try transport.requests.map { try JSON(parsing: $0.body) }
        #expect(bodies.map { $0["tasks"]?.array?.count } == [100, 100, 50])
        #expect(bodies.flatMap { $0["tasks"]?.strings ?? [] } == arns)
        #expect(bodies.allSatisfy { $0["include"] == ["TAGS"] && $0["cluster"] == "c" })
        #expect(transport.requests.map(target) == ["DescribeTasks", "DescribeTasks", "DescribeTasks"])
    }

    @Test func `nothing is asked about no tasks`() async throws {
        let (ecs, transport) = client([])
        #expect(try await ecs.describeTasks(cluster: "c", arns: []).tasks.isEmpty)
        #expect(transport.requests.isEmpty)
    }

    @Test func `a list is read to its last page`() async throws {
        let (ecs, transport) = client([
            .ok(#"{"taskArns":["a","b"],"nextToken":"t1"}"#), .ok(#"{"taskArns":[],"nextToken":"t2"}"#),
            .ok(#"{"taskArns":["c"]}"#),
        ])
        let arns = try await ecs.listTasks(cluster: "c", family: nil, startedBy: "purser/x", desiredStatus: .stopped)
        #expect(arns == ["a", "b", "c"])
        #expect(
            transport.requests.map(\.text) == [
                #"{"cluster":"c","desiredStatus":"STOPPED","maxResults":100,"startedBy":"purser/x"}"#,
                #"{"cluster":"c","desiredStatus":"STOPPED","maxResults":100,"nextToken":"t1","startedBy":"purser/x"}"#,
                #"{"cluster":"c","desiredStatus":"STOPPED","maxResults":100,"nextToken":"t2","startedBy":"purser/x"}"#,
            ])
    }

    @Test func `a list that goes in a circle is an error, not a loop`() async {
        let page = ScriptedTransport.Step.ok(#"{"taskArns":["a"],"nextToken":"t1"}"#)
        let (ecs, transport) = client([page, page, page, page])
        await #expect(throws: AWSError.self) {
            try await ecs.listTasks(cluster: "c", family: "f", startedBy: nil, desiredStatus: nil)
        }
        #expect(transport.requests.count == 2)
    }

    @Test func `an answer of another shape is an error that says where`() async {
        let (ecs, _) = client([.ok(#"{"tasks":[{"taskArn":7}]}"#)])
        let error = await #expect(throws: AWSError.self) { try await ecs.describeTasks(cluster: "c", arns: ["a"]) }
        #expect(error?.code == .unexpectedAnswer(JSONError("not a String at '.tasks[0].taskArn'")))
    }

    @Test func `a task definition that does not exist is nil, and only by those words`() async throws {
        let missing = ScriptedTransport.Step.error(400, "ClientException", "Unable to describe task definition.")
        #expect(try await client([missing]).0.describeTaskDefinition("f:1") == nil)
        let (found, transport) = client([.ok(#"{"taskDefinition":{"family":"f"},"tags":[{"key":"k","value":"v"}]}"#)])
        let described = try await found.describeTaskDefinition("f:1")
        #expect(described == DescribedTaskDefinition(definition: ["family": "f"], tags: [Tag(key: "k", value: "v")]))
        #expect(transport.requests[0].text == #"{"include":["TAGS"],"taskDefinition":"f:1"}"#)
        let (other, _) = client([.error(400, "ClientException", "Something else.")])
        await #expect(throws: AWSError.self) { try await other.describeTaskDefinition("f:1") }
        // The same words are an error in every other call.
        let (stop, _) = client([missing])
        await #expect(throws: AWSError.self) { try await stop.stopTask(cluster: "c", task: "t", reason: "r") }
    }

    @Test func `a registration whose answer is lost is not repeated`() async throws {
        let (ecs, transport) = client([.text(502, "<html>"), .ok("{}")])
        let error = await #expect(throws: AWSError.self) { try await ecs.registerTaskDefinition(["family": "f"]) }
        guard case .outcomeUnknown = error?.code else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.operation == "RegisterTaskDefinition")
        #expect(transport.requests.count == 1)
        let (second, sent) = client([
            .error(400, "ThrottlingException"), .ok(#"{"taskDefinition":{"family":"f","revision":1}}"#),
        ])
        #expect(try await second.registerTaskDefinition(["family": "f"])["revision"] == 1)
        #expect(sent.requests.map(\.text) == [#"{"family":"f"}"#, #"{"family":"f"}"#])
    }

    @Test func `the small calls send what ECS names`() async throws {
        let (ecs, transport) = client([
            .ok(#"{"task":{"taskArn":"t","desiredStatus":"STOPPED"}}"#),
            .ok(#"{"taskDefinitionArns":["f:2","f:1"]}"#),
            .ok(#"{"clusters":[{"clusterName":"c"}],"failures":[{"arn":"d","reason":"MISSING"}]}"#),
            .ok(#"{"cluster":{"clusterName":"c"}}"#), .ok("{}"), .ok(#"{"tags":[{"key":"k","value":"v"}]}"#),
        ])
        #expect(try await ecs.stopTask(cluster: "c", task: "t", reason: "asked").desiredStatus == .stopped)
        #expect(try await ecs.listTaskDefinitions(familyPrefix: "f", status: "ACTIVE") == ["f:2", "f:1"])
        let clusters = try await ecs.describeClusters(["c", "d"])
        #expect(clusters.clusters == [["clusterName": "c"]])
        #expect(clusters.failures == [Failure(arn: "d", reason: "MISSING")])
        #expect(
            try await ecs.createCluster(name: "c", capacityProviders: ["FARGATE"], tags: [Tag(key: "k", value: "v")])[
                "clusterName"] == "c")
        try await ecs.tagResource(arn: "a", tags: [Tag(key: "k", value: "v")])
        #expect(try await ecs.listTagsForResource(arn: "a") == [Tag(key: "k", value: "v")])
        #expect(
            transport.requests.map { "\(target($0)) \($0.text)" } == [
                #"StopTask {"cluster":"c","reason":"asked","task":"t"}"#,
                #"ListTaskDefinitions {"familyPrefix":"f","maxResults":100,"sort":"DESC","status":"ACTIVE"}"#,
                #"DescribeClusters {"clusters":["c","d"],"include":["TAGS"]}"#,
                #"CreateCluster {"capacityProviders":["FARGATE"],"clusterName":"c","tags":[{"key":"k","value":"v"}]}"#,
                #"TagResource {"resourceArn":"a","tags":[{"key":"k","value":"v"}]}"#,
                #"ListTagsForResource {"resourceArn":"a"}"#,
            ])
    }

    @Test func `launches go out once, as they are`() async {
        let (ecs, transport) = client([.error(400, "ThrottlingException"), .text(500, "")])
        let body = Array(#"{"cluster":"c","clientToken":"t"}"#.utf8)
        guard case .refused(let error) = await ecs.runTask(body: body, mayBeSent: { _ in true }) else {
            Issue.record("not refused")
            return
        }
        #expect(error.errorClass == .throttled)
        guard case .ambiguous = await ecs.startTask(body: body, mayBeSent: { _ in true }) else {
            Issue.record("not ambiguous")
            return
        }
        #expect(transport.requests.map(target) == ["RunTask", "StartTask"])
        #expect(transport.requests.allSatisfy { $0.body == body })
    }

    @Test func `a page of logs, and a stream that is not there yet`() async throws {
        let (ecs, transport) = client([
            .ok(#"{"events":[{"timestamp":1767322800123,"message":"hi"}],"nextForwardToken":"f/2"}"#),
            .error(400, "ResourceNotFoundException", "The specified log stream does not exist."),
            .ok(#"{"logStreams":[{"logStreamName":"p/c/1"}],"nextToken":"n"}"#),
            .ok(#"{"logStreams":[{"logStreamName":"p/c/2"}]}"#),
            .error(400, "ResourceNotFoundException"),
        ])
        let page = try await ecs.getLogEvents(group: "g", stream: "s", nextToken: "f/1")
        #expect(
            page
                == LogPage(
                    events: [LogEvent(time: Timestamp(milliseconds: 1_767_322_800_123), message: "hi")],
                    nextToken: "f/2"))
        #expect(try await ecs.getLogEvents(group: "g", stream: "s", nextToken: nil) == nil)
        #expect(try await ecs.describeLogStreams(group: "g", prefix: "p/") == ["p/c/1", "p/c/2"])
        #expect(try await ecs.describeLogStreams(group: "g", prefix: "p/") == nil)
        #expect(
            transport.requests[0].text
                == #"{"logGroupName":"g","logStreamName":"s","nextToken":"f/1","startFromHead":true}"#)
        #expect(transport.requests[0].header("X-Amz-Target") == "Logs_20140328.GetLogEvents")
        #expect(transport.requests[0].header("Authorization")?.contains("/logs/aws4_request") == true)
    }
}

/// Proves the sentences of the errors and what they advise.
@Suite struct AWSErrorTests {
    @Test func `an error says what failed, where, and what to do`() {
        let refused = TransportError(.noConnection, .beforeSend, reason: "connection refused")
        let sandbox = AWSError(
            .transport(refused), operation: "RunTask", endpoint: Endpoint("http://127.0.0.1:4510"))
        #expect(sandbox.description == "RunTask: http://127.0.0.1:4510 cannot be reached: connection refused")
        #expect(sandbox.wayOut == "is the sandbox running? check --endpoint")
        let remote = AWSError(.transport(refused), endpoint: Endpoint("https://ecs.x.amazonaws.com"))
        #expect(remote.wayOut == "check the network, the region and --endpoint")
        let denied = AWSError(
            .service(ServiceError(code: "AccessDeniedException", message: "no\u{7}", status: 400)), operation: "RunTask"
        )
        #expect(denied.description == "RunTask: AccessDeniedException: no\\u{7}")
        #expect(denied.wayOut == "the credentials work, but their policy does not allow this call")
        let region = AWSError(.configuration(.noRegion(profile: "p")))
        #expect(region.description == "no AWS region is set, and profile 'p' has none")
        #expect(region.wayOut?.contains("--region") == true)
        let keys = AWSError(.credentials(.notSupported(profile: "p", feature: "to assume a role (role_arn)")))
        #expect(keys.description == "profile 'p' wants to assume a role (role_arn), which is not built yet")
        #expect(keys.wayOut?.contains("export-credentials") == true)
    }
}
