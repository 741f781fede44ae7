import ArgumentParser
import Jobs
import Manifests
import Planner

struct GraphCommand: WorldCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Show which job waits for which, and the waves in which they run.",
        discussion: """
            Reads manifests only. A wave begins when the runs of the wave before it have ended. The mermaid form is \
            drawn by Markdown viewers, the dot form by Graphviz, the svg form by browsers; a dashed edge is one of \
            condition COMPLETE. With json a program gets nodes, each with its wave, and edges.
            """)

    /// How the graph is written.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text
        case mermaid
        case dot
        case svg
        case json
    }

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var file: ConfigurationOptions
    @OptionGroup var choice: JobChoice
    @Option(name: .shortAndLong, help: "How it is written: text, mermaid, dot, svg or json.") var output: Form = .text

    var answersInJSON: Bool { output == .json }
    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        let settings = try Settings.load(file, beside: manifests.paths, world)
        let loading = try await ManifestInput(world: world).jobs(manifests, settings, choice)
        let graph = DependencyGraph(loading.jobs.map(\.job))
        switch output {
        case .text: world.terminal.write(graph.text)
        case .mermaid: world.terminal.write(graph.mermaid)
        case .dot: world.terminal.write(graph.dot)
        case .svg: world.terminal.write(graph.svg)
        case .json: world.terminal.write(Rendering.json(graph))
        }
    }
}
