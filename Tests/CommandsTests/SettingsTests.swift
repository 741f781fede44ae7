// Every setting: by flag, then by environment, then by purser.yaml.
import AWS
import ArgumentParser
import Manifests
import Testing

@testable import Commands

@Suite struct `A setting` {
    /// A setting with a value by each way; each way is written as the user would.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The environment variables that give it, strongest first.
        let variables: [String]
        let values: [String]
        /// What comes out where nothing says anything; nil where that is a failure or nothing.
        let standard: String?
        var testDescription: String { name }

        func value(of command: PlanCommand, in world: World) throws -> String? {
            let connection = command.connection
            let settings = try Settings.load(connection, beside: [], world)
            switch name {
            case "set": return try connection.setName(settings, world)
            case "ledger": return "\(try connection.ledgerAddress(settings, world))"
            case "events": return try connection.eventsURL(settings, world)
            default:
                let resolved = try connection.awsSettings(settings, world, endpoint: nil, world.environment)
                switch name {
                case "region": return resolved.region
                case "profile": return resolved.profile?.name
                default: return "\(resolved.endpoint(.ecs))"
                }
            }
        }
    }

    private static let cases = [
        Case(name: "set", variables: ["PURSER_SET"], values: ["flagged", "outside", "written"], standard: nil),
        Case(
            name: "region", variables: ["PURSER_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"],
            values: ["eu-north-1", "eu-west-1", "us-west-2"], standard: nil),
        Case(
            name: "profile", variables: ["PURSER_PROFILE", "AWS_PROFILE"], values: ["flagged", "outside", "written"],
            standard: nil),
        Case(
            name: "endpoint", variables: ["PURSER_ENDPOINT", "AWS_ENDPOINT_URL_ECS"],
            values: ["http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"],
            standard: "https://ecs.eu-central-1.amazonaws.com"),
        Case(
            name: "ledger", variables: ["PURSER_LEDGER"],
            values: ["sqlite:flagged.db", "sqlite:/outside.db", "dynamodb:written"],
            standard: "sqlite:/repo/.purser/ledger.db"),
        Case(
            name: "events", variables: ["PURSER_EVENTS"],
            values: ["sqs:https://a/1/flagged", "sqs:https://a/1/outside", "sqs:https://a/1/written"], standard: nil),
    ]

    /// A value as it comes out: a queue without its scheme, and a path from its folder.
    private func resolved(_ value: String) -> String {
        if value.hasPrefix("sqs:") { return String(value.dropFirst(4)) }
        guard value.hasPrefix("sqlite:"), !value.hasPrefix("sqlite:/") else { return value }
        return "sqlite:/repo/" + value.dropFirst(7)
    }

    private func world(_ name: String, file: String?, environment: [String: String]) -> World {
        var lines = name == "set" && file == nil ? ["set: unused"] : []
        if name != "set" { lines.append("set: demo") }
        if name != "region" { lines.append("region: eu-central-1") }
        if let file { lines.append("\(name): \(file)") }
        let config = "[profile flagged]\n[profile outside]\n[profile written]\n"
        return MemoryWorld(
            ["/repo/purser.yaml": lines.joined(separator: "\n") + "\n", "/home/.aws/config": config],
            environment: environment.merging(["HOME": "/home"]) { given, _ in given }
        ).world
    }

    @Test(arguments: cases)
    func `is taken from the flag, then the environment, then the file`(setting: Case) throws {
        for variable in setting.variables {
            let environment = [variable: setting.values[1]]
            let flag = try PlanCommand.parse(["--\(setting.name)", setting.values[0]])
            let none = try PlanCommand.parse([])
            for (command, environment, file, expected) in [
                (flag, environment, setting.values[2], setting.values[0]),
                (flag, [:], nil, setting.values[0]),
                (none, environment, setting.values[2], setting.values[1]),
                (none, environment, nil, setting.values[1]),
                (none, [:], setting.values[2], setting.values[2]),
                (none, [variable: ""], setting.values[2], setting.values[2]),
            ] as [(PlanCommand, [String: String], String?, String)] {
                let world = world(setting.name, file: file, environment: environment)
                let found = try setting.value(of: command, in: world)
                #expect(found == resolved(expected), "\(setting.name) \(environment) \(file ?? "-")")
            }
        }
    }

    @Test(arguments: cases)
    func `that nobody gives is the standard one`(setting: Case) throws {
        guard setting.name != "set" else { return }
        let world = world(setting.name, file: nil, environment: [:])
        let command = try PlanCommand.parse([])
        if setting.name == "region" {
            #expect(throws: Failure.self) { try setting.value(of: command, in: world) }
        } else {
            #expect(try setting.value(of: command, in: world) == setting.standard)
        }
    }

    @Test func `of Purser goes over one that all tools of AWS share`() throws {
        let environment = ["PURSER_REGION": "eu-north-1", "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-west-2"]
        let world = world("region", file: nil, environment: environment)
        #expect(try Self.cases[1].value(of: PlanCommand.parse([]), in: world) == "eu-north-1")
    }

    @Test func `may stand in a file of another name`() throws {
        let files = [
            "/repo/purser.yaml": "set: near\n", "/repo/x/other.yaml": "set: far\n", "/third.yaml": "set: third\n",
        ]
        func set(_ arguments: [String], _ environment: [String: String]) throws -> String {
            let world = MemoryWorld(files, environment: environment).world
            let connection = try PlanCommand.parse(arguments).connection
            return try connection.setName(try Settings.load(connection, beside: [], world), world)
        }
        #expect(try set([], [:]) == "near")
        #expect(try set([], ["PURSER_CONFIG": "x/other.yaml"]) == "far")
        #expect(try set(["--config", "/third.yaml"], ["PURSER_CONFIG": "x/other.yaml"]) == "third")
        #expect(throws: Failure.self) { try set(["--config", "none.yaml"], [:]) }
    }

    @Test func `is found from a folder below`() throws {
        let world = MemoryWorld(["/repo/purser.yaml": "set: up\n", "/repo/a/b/c.yaml": ""], folder: "/repo/a/b").world
        let settings = try Settings.load(try PlanCommand.parse([]).connection, beside: [], world)
        #expect(settings.configuration?.set == "up" && settings.root == "/repo" && settings.path == "/repo/purser.yaml")
    }
}
