import ArgumentParser
import Diagnostics
import ECS
import Manifests
import Sandbox

/// What a task's containers are.
enum RunMode: String, ExpressibleByArgument, CaseIterable {
    case processes
    case simulate
}

struct SandboxCommand: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve ECS on this machine, for awscli, boto3 and Purser alike.",
        discussion: """
            Prints one line with its URL, then serves until Ctrl-C. Nothing is run unless --run processes is given: \
            then each container's entryPoint and command run as a process of this machine, as this user. With --run \
            simulate a container's environment chooses its end: PURSER_SANDBOX_SECONDS, PURSER_SANDBOX_EXIT_CODE. \
            With --strict calls are throttled as ECS throttles them, and new tasks are missing or shown late for \
            some seconds.
            """)

    @Option(help: "The port on 127.0.0.1; 0 takes any that is free.") var port: UInt16 = 4566
    @Option(help: "processes: run containers as processes. simulate: run nothing.") var run: RunMode = .simulate
    @Flag(help: "Keep to ECS's rates and quotas, and show tasks late, as ECS does.") var strict = false
    @Option(help: "What is to go wrong, as a script in YAML: see docs/sandbox.md.") var faults: String?
    @Option(help: "Keep clusters, task definitions and tasks in this file over restarts.") var state: String?
    @Option(help: "The folder for logs and the files of tasks.") var folder = ".purser/sandbox"
    @Option(help: "Append a line of JSON for each call to this file.") var requestLog: String?
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        var settings = EngineSettings(mode: run == .processes ? .processes : .simulate)
        if strict { settings.manner = .strict }
        settings.faults = try faults.map { path throws(Failure) in try FaultScript.load(path, world) }
        let setup = SandboxSetup(
            world: world, folder: world.path(folder), settings: settings,
            stateFile: state.map(world.path), requestLog: requestLog.map(world.path))
        let endpointFile = world.path(folder) + "/endpoint"
        try await setup.serve(port: port) { endpoint, _ in
            try? world.files.write(Array((endpoint + "\n").utf8), to: endpointFile)
            defer { world.files.remove(endpointFile) }
            switch format.output {
            case .json: world.terminal.write(Rendering.json(["endpoint": endpoint]))
            case .text: world.terminal.write("\(endpoint)\n")
            }
            // Ends by an error when Ctrl-C is pressed.
            while (try? await world.clock.sleep(for: .seconds(3600))) != nil {}
        }
    }
}

extension FaultScript {
    /// Reads a script of faults.
    ///
    /// - Throws: `Failure` where it cannot be read or has errors, which are printed.
    static func load(_ path: String, _ world: World) throws(Failure) -> FaultScript {
        let file = try ManifestInput(world: world).read(path)
        let (script, diagnostics) = FaultFile.load(file)
        ManifestInput(world: world).report(diagnostics)
        guard let script else { throw Failure(.error) }
        do {
            return try FaultScript(script)
        } catch {
            preconditionFailure("a script that was checked can be read: \(error)")
        }
    }
}
