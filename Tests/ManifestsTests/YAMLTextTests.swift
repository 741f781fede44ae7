// What `render` writes reads back as the same value.
import Diagnostics
import JSON
import Jobs
import Manifests
import Testing
import YAML

@Suite struct `Rendered YAML` {
    private func readBack(_ text: String) throws -> JSON {
        let reading = YAMLReader.read(SourceFile(path: "a.yaml", bytes: Array(text.utf8)))
        #expect(reading.diagnostics.isEmpty, "\(text)")
        return json(try #require(reading.documents.first))
    }

    private func json(_ node: Node) -> JSON {
        switch node.content {
        case .scalar(let scalar):
            switch scalar.value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .float(let value): .number(value)
            case .string(let value): .string(value)
            }
        case .sequence(let items): .array(items.map(json))
        case .mapping(let entries):
            .object(Dictionary(entries.map { ($0.key, json($0.value)) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    @Test(arguments: [
        "", "a", "yes", "No", "null", "~", "1", "1.10", "-", "- a", "a: b", "a:", "a #b", "#a", "'", "\"", "\\", "a\nb",
        "a\n", " a", "a ", "\t", "[a", "{a", "!a", "&a", "*a", "|", ">", "%a", "@a", "`a", "?", "0x1", ".5", ".inf",
        "2026-01-01", "12:30:45", "<<", "=", "--- a", "...", "é日本", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{0}", "\u{7F}",
        "a,b", "a b: c", "${{ x }}", "arn:aws:ecs:eu-central-1:1:cluster/a", "NaN", "on", "\u{1F600}",
    ])
    func `keeps every string a string`(string: String) throws {
        let value: JSON = ["key": .string(string), "list": [.string(string)], "map": ["inner": [.string(string)]]]
        #expect(try readBack(YAMLText.render(value)) == value)
        let keyed = JSON.object([string: 1])
        #expect(try readBack(YAMLText.render(keyed)) == keyed)
    }

    @Test func `keeps other values as they are`() throws {
        let value: JSON = [
            "a": [], "b": [:], "c": .null, "d": true, "e": 1, "f": .number(1.5),
            "g": [[1, [2]], [], [:], ["h": [["i": 1]]]],
        ]
        #expect(try readBack(YAMLText.render(value)) == value)
    }

    @Test func `of a job is in the order of the language and makes the same job`() throws {
        let job = try soundJob(in: load(soundJob.with("spec.tags", ["a": "1"])))
        let text = YAMLText.manifest(name: job.name, labels: ["team": "data"], spec: job.spec)
        #expect(
            text.hasPrefix(
                """
                apiVersion: purser/v1
                kind: Job
                metadata:
                  name: report
                  labels:
                    team: data
                spec:
                  trigger:
                    onRevision: {}
                  onUnknown: Fail
                  suspend: false
                  concurrencyPolicy: Allow
                  cluster: batch
                  taskDefinition:
                    family: report
                    networkMode: awsvpc
                    containerDefinitions:
                      - name: main
                        image: busybox:1.36
                        command:
                          - "true"

                """), "\(text)")
        let again = try soundJob(in: load(text))
        #expect(again.spec == job.spec && again.hashed == job.hashed)
    }
}
