package import Jobs

/// Jobs, and what each waits for, ready to be written.
///
/// Names are escaped as each form asks: a job of the language needs it never, and a graph is not the place that checks.
package struct DependencyGraph {
    /// That one job waits for another one of the graph.
    struct Edge {
        let from: String
        let to: String
        let condition: RunPolicy.Dependency.Condition
        /// Each index waits for the same index.
        let isByIndex: Bool

        /// Any end will do.
        var isLoose: Bool { condition == .complete }
    }

    /// The names of the jobs of each wave, sorted.
    let waves: [[String]]
    /// Sorted by the job that waits, then in the order of its manifest.
    let edges: [Edge]
    /// What a job waits for that is not in the graph.
    private let outside: [Edge]

    /// The graph of some jobs, each name once; none of them wait for each other in a ring.
    package init(_ jobs: [Job]) {
        let names = Set(jobs.map(\.name))
        let all = jobs.sorted { $0.name < $1.name }.flatMap { job in
            job.policy.dependsOn.compactMap { dependency in
                dependency.job.map {
                    Edge(
                        from: $0, to: job.name, condition: dependency.condition, isByIndex: dependency.type == .byIndex)
                }
            }
        }
        waves = JobWaves(jobs).waves
        edges = all.filter { names.contains($0.from) }
        outside = all.filter { !names.contains($0.from) }
    }

    /// A block for each wave, a line for each job; also what is waited for and is not in the graph.
    package var text: String {
        let width = waves.joined().map(\.count).max() ?? 0
        return waves.enumerated().map { index, names in
            "wave \(index + 1)\n" + names.map { "  " + line(of: $0, width) + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private func line(of name: String, _ width: Int) -> String {
        let before = edges.filter { $0.to == name }.map { "\($0.from) (\($0.words))" }
        let beyond = outside.filter { $0.to == name }.map { "\($0.from) (\($0.words), not among these)" }
        guard !before.isEmpty || !beyond.isEmpty else { return name }
        let padding = String(repeating: " ", count: width - name.count)
        return "\(name)\(padding)  after \((before + beyond).joined(separator: ", "))"
    }

    /// A flowchart of Mermaid; nodes have numbers, since a name may be a word of its own.
    package var mermaid: String {
        let names = waves.joined().enumerated().map { (id: "job\($0.offset)", name: $0.element) }
        let ids = Dictionary(uniqueKeysWithValues: names.map { ($0.name, $0.id) })
        var lines = ["flowchart LR"]
        lines += names.map { "  \($0.id)[\"\(DependencyGraph.escaped($0.name, ["#": "#35;", "\"": "#quot;"]))\"]" }
        for edge in edges {
            guard let from = ids[edge.from], let to = ids[edge.to] else { continue }
            let label = edge.isByIndex ? "|N_TO_N|" : ""
            lines.append("  \(from) \(edge.isLoose ? "-.->" : "-->")\(label) \(to)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A digraph of Graphviz.
    package var dot: String {
        func quoted(_ name: String) -> String {
            "\"\(DependencyGraph.escaped(name, ["\"": "\\\"", "\\": "\\\\"]))\""
        }
        var lines = ["digraph jobs {", "  rankdir=LR", "  node [shape=box]"]
        lines += waves.joined().map { "  \(quoted($0))" }
        for edge in edges {
            let attributes = (edge.isLoose ? ["style=dashed"] : []) + (edge.isByIndex ? ["label=\"N_TO_N\""] : [])
            let suffix = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
            lines.append("  \(quoted(edge.from)) -> \(quoted(edge.to))\(suffix)")
        }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    /// A text with some of its characters replaced.
    static func escaped(_ text: String, _ words: [Character: String]) -> String {
        text.reduce(into: "") { $0 += words[$1] ?? String($1) }
    }
}

extension DependencyGraph.Edge {
    /// `SUCCESS`, or `SUCCESS, N_TO_N`.
    var words: String { condition.rawValue + (isByIndex ? ", N_TO_N" : "") }
}

extension DependencyGraph: Encodable {
    private struct Node: Encodable {
        let job: String
        /// From 1.
        let wave: Int
    }

    private struct Link: Encodable {
        let from: String
        let to: String
        let condition: RunPolicy.Dependency.Condition
        let isByIndex: Bool
        /// `from` is not among the nodes.
        let isFromOutside: Bool

        init(_ edge: Edge, isFromOutside: Bool) {
            (from, to, condition) = (edge.from, edge.to, edge.condition)
            (isByIndex, self.isFromOutside) = (edge.isByIndex, isFromOutside)
        }
    }

    private enum CodingKeys: CodingKey {
        case nodes, edges
    }

    /// For programs: the jobs in the order of their waves, and what each waits for.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let nodes = waves.enumerated().flatMap { index, names in names.map { Node(job: $0, wave: index + 1) } }
        try container.encode(nodes, forKey: .nodes)
        let links = edges.map { Link($0, isFromOutside: false) } + outside.map { Link($0, isFromOutside: true) }
        try container.encode(links, forKey: .edges)
    }
}
