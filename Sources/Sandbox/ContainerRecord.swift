import ECS
import JSON

/// What the engine knows of a container beyond what ECS shows: how to run it, when, and where it is.
struct ContainerRecord: Hashable, Sendable, Codable {
    enum State: String, Hashable, Sendable, Codable {
        /// Its turn has not come.
        case waiting
        /// It was ordered to start, and nothing was heard yet.
        case starting
        case running
        /// It ended, or never ran and never will.
        case ended
    }

    enum Condition: String, Hashable, Sendable, Codable {
        case start = "START"
        case complete = "COMPLETE"
        case success = "SUCCESS"
        case healthy = "HEALTHY"
    }

    struct Dependency: Hashable, Sendable, Codable {
        let container: String
        let condition: Condition
    }

    struct Mount: Hashable, Sendable, Codable {
        let volume: String
        let containerPath: String
    }

    /// The end that a simulated container is going to have.
    struct SimulatedEnd: Hashable, Sendable, Codable {
        var at: Timestamp
        var exitCode: Int
    }

    struct Decree: Hashable, Sendable, Codable {
        let exitCode: Int
        let reason: String?
    }

    let name: String
    let isEssential: Bool
    let dependencies: [Dependency]
    /// Seconds from SIGTERM to SIGKILL.
    let stopTimeout: Int
    let arguments: [String]
    let environment: [String: String]
    let mounts: [Mount]
    let logGroup: String?
    let logPrefix: String?
    /// The first thing that a process cannot be given here, such as a secret; nil where there is none.
    let unavailable: String?
    var state = State.waiting
    var exitCode: Int?
    var simulatedEnd: SimulatedEnd?
    /// How a fault has it end, whatever the process makes of it.
    var decreed: Decree?

    /// A container of a new task.
    ///
    /// - Parameters:
    ///   - definition: The container in its task definition, normalised.
    ///   - override: Its entry among the container overrides of the call, if there is one.
    init(definition: JSON, override: JSON?) {
        name = definition["name"]?.string ?? ""
        isEssential = definition["essential"]?.bool ?? true
        dependencies = (definition["dependsOn"]?.array ?? []).compactMap { entry in
            guard let container = entry["containerName"]?.string,
                let condition = entry["condition"]?.string.flatMap(Condition.init)
            else { return nil }
            return Dependency(container: container, condition: condition)
        }
        stopTimeout = definition["stopTimeout"]?.int ?? 30
        let command = override?["command"]?.strings ?? definition["command"]?.strings ?? []
        arguments = (definition["entryPoint"]?.strings ?? []) + command
        var environment: [String: String] = [:]
        for pair in (definition["environment"]?.array ?? []) + (override?["environment"]?.array ?? []) {
            environment[pair["name"]?.string ?? ""] = pair["value"]?.string ?? ""
        }
        self.environment = environment
        mounts = (definition["mountPoints"]?.array ?? []).map { mount in
            Mount(
                volume: mount["sourceVolume"]?.string ?? "", containerPath: mount["containerPath"]?.string ?? "")
        }
        let log = definition["logConfiguration"]
        let options = log?["logDriver"]?.string == "awslogs" ? log?["options"] : nil
        logGroup = options?["awslogs-group"]?.string
        logPrefix = options?["awslogs-stream-prefix"]?.string
        unavailable = ContainerRecord.unavailable(definition: definition, override: override)
    }

    private static func unavailable(definition: JSON, override: JSON?) -> String? {
        if let secret = definition["secrets"]?.array?.first {
            return "secret '\(secret["name"]?.string ?? "")'"
        }
        let files = (definition["environmentFiles"]?.array ?? []) + (override?["environmentFiles"]?.array ?? [])
        return files.first.map { "environment file '\($0["value"]?.string ?? "")'" }
    }

    /// Its process may be there.
    var isAlive: Bool { state == .starting || state == .running }

    /// It has run, for whatever time.
    var hasRun: Bool { state == .running || exitCode != nil }

    /// How long it is to run where containers are simulated, and what it exits with.
    ///
    /// The container says so itself in `PURSER_SANDBOX_SECONDS` (a fraction is allowed) and `PURSER_SANDBOX_EXIT_CODE`
    /// (0 to 255); a value that cannot be read counts as absent.
    func simulation(usual: Duration) -> (run: Duration, exitCode: Int) {
        var run = usual
        if let seconds = environment["PURSER_SANDBOX_SECONDS"].flatMap(Double.init), (0...1e8).contains(seconds) {
            run = .milliseconds(Int64((seconds * 1000).rounded()))
        }
        let code = environment["PURSER_SANDBOX_EXIT_CODE"].flatMap(Int.init) ?? 0
        return (run, (0...255).contains(code) ? code : 0)
    }
}
