// The drawings of a graph, in each of their forms.
import Foundation
import JSON
import Jobs
import Testing

@testable import Planner

@Suite struct DependencyGraphTests {
    private static func job(_ name: String, after dependencies: JSON...) throws -> Job {
        try .plain(name, ["dependsOn": .array(dependencies)])
    }

    /// A diamond with a tail, a link over two waves, one by index, one to a job that is not there, and a job alone.
    private static func graph() throws -> DependencyGraph {
        let done: @Sendable (String) -> JSON = { ["job": .string($0), "condition": "SUCCESS"] }
        return DependencyGraph([
            try job("report", after: ["job": "join", "condition": "COMPLETE"], done("extract")),
            try job("join", after: done("left"), done("right")), try job("left", after: done("extract")),
            try job("right", after: ["job": "extract", "condition": "SUCCESS", "type": "N_TO_N"], done("elsewhere")),
            try job("extract"), try job("alone"),
            try job("last", after: ["type": "SEQUENTIAL", "condition": "SUCCESS"]),
        ])
    }

    @Test func `a program gets nodes with their waves, and edges, also from what is not there`() throws {
        let json = try JSON(encoding: Self.graph())
        let nodes = try #require(json["nodes"]?.array)
        #expect(nodes.contains(["job": "extract", "wave": 1]) && nodes.contains(["job": "report", "wave": 4]))
        let edges = try #require(json["edges"]?.array)
        #expect(
            edges.contains([
                "from": "join", "to": "report", "condition": "COMPLETE", "isByIndex": false, "isFromOutside": false,
            ]))
        #expect(
            edges.contains([
                "from": "elsewhere", "to": "right", "condition": "SUCCESS", "isByIndex": false, "isFromOutside": true,
            ]))
        #expect(edges.count == 7)
    }

    private static let forms: [(name: String, form: @Sendable (DependencyGraph) -> String)] = [
        ("txt", { $0.text }), ("mmd", { $0.mermaid }), ("dot", { $0.dot }), ("svg", { $0.svg }),
    ]

    /// `UPDATE_GOLDENS=1` writes them.
    @Test(arguments: forms.map(\.name))
    func `is written as in its golden file`(name: String) throws {
        let form = try #require(Self.forms.first { $0.name == name }).form
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/graph.\(name)")
        let text = form(try Self.graph())
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try Data(text.utf8).write(to: path)
            Issue.record("\(path.path) was written; run again without UPDATE_GOLDENS")
        }
        #expect(try String(contentsOf: path, encoding: .utf8) == text)
    }

    @Test func `escapes what a name must not be taken for`() throws {
        let graph = DependencyGraph([try Self.job(#"a"<b>&#c\"#)])
        #expect(graph.mermaid.contains(#"job0["a#quot;<b>&#35;c\"]"#))
        #expect(graph.dot.contains(#""a\"<b>&#c\\""#))
        #expect(graph.svg.contains(#">a"&lt;b&gt;&amp;#c\</text>"#))
    }

    @Test func `is there without any job`() {
        let graph = DependencyGraph([])
        #expect(graph.text == "" && graph.mermaid == "flowchart LR\n")
        #expect(graph.dot == "digraph jobs {\n  rankdir=LR\n  node [shape=box]\n}\n")
        #expect(graph.svg.hasPrefix("<svg ") && graph.svg.hasSuffix("</svg>\n"))
    }

    @Test func `has every arrow of its drawing lead to the right`() throws {
        let graph = try Self.graph()
        let arrows = graph.svg.split(separator: "\n").compactMap { $0.firstMatch(of: /d="M(\d+) \d+ C.* (\d+) \d+"/) }
        #expect(arrows.count == graph.edges.count && graph.edges.count == 6)
        for arrow in arrows { #expect(try #require(Int(arrow.1)) < #require(Int(arrow.2))) }
    }
}
