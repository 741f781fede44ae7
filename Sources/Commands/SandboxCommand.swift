import ArgumentParser
import ECS
import Sandbox

/// What a task's containers are.
enum RunMode: String, ExpressibleByArgument, CaseIterable {
    case processes
    case simulate
}

struct SandboxCommand: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve ECS on this machine, for awscli, boto3 and Purser alike.",
        discussion: """
            Prints one line with its URL, then serves until Ctrl-C. Nothing is run unless --run processes is given: then
            each container's entryPoint and command run as a process of this machine, as this user.
            With --run simulate a container's environment chooses its end: PURSER_SANDBOX_SECONDS, PURSER_SANDBOX_EXIT_CODE.
            """)

    @Option(help: "The port on 127.0.0.1; 0 takes any that is free.") var port: UInt16 = 4566
    @Option(help: "processes: run containers as processes. simulate: run nothing.") var run: RunMode = .simulate
    @Option(help: "Keep clusters, task definitions and tasks in this file over restarts.") var state: String?
    @Option(help: "The folder for logs and the files of tasks.") var folder = ".purser/sandbox"
    @Option(help: "Append a line of JSON for each call to this file.") var requestLog: String?
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        let setup = SandboxSetup(
            world: world, folder: world.path(folder),
            settings: EngineSettings(mode: run == .processes ? .processes : .simulate),
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
