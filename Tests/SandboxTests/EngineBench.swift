import ECS
import JSON
import Testing

@testable import Sandbox

/// An engine on a bench: time passes when a test says so, and never else.
struct EngineBench {
    var engine: Engine
    var now = Timestamp(milliseconds: 1_767_225_600_000)

    init(_ mode: EngineSettings.Mode = .simulate, _ change: (inout EngineSettings) -> Void = { _ in }) {
        var settings = EngineSettings(mode: mode, region: "eu-west-1")
        change(&settings)
        engine = Engine(settings: settings)
    }

    mutating func call(_ operation: ECS.Operation, _ request: JSON) -> Answer {
        engine.handle(operation: operation, request: request, now: now)
    }

    /// The body of an answer that must be a success.
    mutating func result(
        _ operation: ECS.Operation, _ request: JSON, at location: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        let answer = call(operation, request)
        try #require(answer.error == nil, sourceLocation: location)
        return answer.body
    }

    /// The code of an answer that should be an error; empty after a success.
    mutating func code(_ operation: ECS.Operation, _ request: JSON) -> String {
        call(operation, request).error?.code ?? ""
    }

    mutating func pass(_ duration: Duration) {
        now = now + duration
        engine.advance(to: now)
    }

    /// Lets time pass to the next thing that is due.
    mutating func passToNextWake(at location: SourceLocation = #_sourceLocation) throws {
        now = try #require(engine.nextWake, sourceLocation: location)
        engine.advance(to: now)
    }

    mutating func report(_ report: RunnerReport) {
        engine.apply(report, now: now)
    }

    /// Registers a definition for Fargate and returns its ARN.
    mutating func register(
        _ changes: [String: JSON] = [:], at location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let body = EngineBench.definition(changes)
        let answer = try result(.registerTaskDefinition, body, at: location)
        return try #require(answer["taskDefinition"]?["taskDefinitionArn"]?.string, sourceLocation: location)
    }

    /// Launches tasks on Fargate and returns the answer.
    mutating func run(
        _ definition: String, _ changes: [String: JSON] = [:], at location: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        try result(.runTask, EngineBench.launch(definition, changes), at: location)
    }

    /// Launches one task and returns its ARN.
    mutating func runOne(
        _ definition: String, _ changes: [String: JSON] = [:], at location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let tasks = try run(definition, changes, at: location)["tasks"]?.array
        return try #require(tasks?.first?["taskArn"]?.string, sourceLocation: location)
    }

    /// A task as DescribeTasks shows it now.
    mutating func task(_ arn: String, at location: SourceLocation = #_sourceLocation) throws -> ECSTask {
        let answer = try result(.describeTasks, ["tasks": [.string(arn)], "include": ["TAGS"]], at: location)
        return try #require(answer["tasks"]?.array?.first, sourceLocation: location).decoded(as: ECSTask.self)
    }

    /// Registers and launches containers, and lets time pass until they begin.
    mutating func start(
        _ containers: [JSON], at location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let definition = try register(["containerDefinitions": .array(containers)], at: location)
        let arn = try runOne(definition, at: location)
        pass(.milliseconds(500))
        return arn
    }

    static func definition(_ changes: [String: JSON] = [:]) -> JSON {
        var members: [String: JSON] = [
            "family": "report", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256",
            "memory": "512", "containerDefinitions": [container("main")],
        ]
        members.merge(changes) { _, new in new }
        return .object(members.filter { $0.value != .null })
    }

    static func container(_ name: String, _ changes: [String: JSON] = [:]) -> JSON {
        var members: [String: JSON] = ["name": .string(name), "image": "repo/app:1", "command": ["work"]]
        members.merge(changes) { _, new in new }
        return .object(members.filter { $0.value != .null })
    }

    static func launch(_ definition: String, _ changes: [String: JSON] = [:]) -> JSON {
        var members: [String: JSON] = [
            "taskDefinition": .string(definition), "launchType": "FARGATE",
            "networkConfiguration": ["awsvpcConfiguration": ["subnets": ["subnet-1"]]],
        ]
        members.merge(changes) { _, new in new }
        return .object(members.filter { $0.value != .null })
    }
}

extension ContainerRef {
    /// A container of the task with this ARN.
    init(_ arn: String, _ container: String) {
        self.init(task: String(arn.split(separator: "/").last ?? ""), container: container)
    }
}
