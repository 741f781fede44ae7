// Manifests made of what other tools use: each is valid, and tells what of its source is not in it.
import Diagnostics
import Foundation
import JSON
import Manifests
import Testing

@testable import Import

@Suite struct `A manifest made from something else` {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

    private static let inputs: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasSuffix(".out") }.sorted()
    }()

    private func imported(_ text: String, path: String = "in.json") -> ([ImportedJob], [Diagnostic]) {
        Importer.jobs(in: SourceFile(path: path, bytes: Array(text.utf8)))
    }

    private func complaints(about job: ImportedJob) -> String {
        let loading = ManifestLoader.load([SourceFile(path: "m.yaml", bytes: Array(job.text.utf8))]) { _ in nil }
        let errors = loading.diagnostics.filter { $0.severity == .error }
        return errors.isEmpty && loading.jobs.count == 1
            ? "" : job.text + DiagnosticReport(errors).text(DiagnosticRenderer(.plain))
    }

    @Test(arguments: inputs)
    func `is the one that is expected`(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let (jobs, diagnostics) = imported(text, path: name)
        #expect(diagnostics.isEmpty && !jobs.isEmpty)
        for job in jobs { #expect(complaints(about: job) == "") }
        let made = jobs.map(\.text).joined(separator: "---\n")
        let golden = Self.folder.appending(path: name + ".out")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try Data(made.utf8).write(to: golden)
            Issue.record("\(golden.path) was written; run again without UPDATE_GOLDENS")
        }
        #expect(try String(contentsOf: golden, encoding: .utf8) == made)
    }

    @Test func `there are inputs, and no output without one`() throws {
        #expect(Self.inputs.count >= 8 && Self.odd.count >= 30)
        let all = Set(try FileManager.default.contentsOfDirectory(atPath: Self.folder.path))
        for name in all where name.hasSuffix(".out") { #expect(all.contains(String(name.dropLast(4))), "\(name)") }
    }

    // Every word of every input is in the manifest or is told.
    @Test(arguments: inputs)
    func `leaves nothing out in silence`(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let made = imported(text, path: name).0.map(\.text).joined()
        for word in [
            "namespace", "ttlSecondsAfterFinished", "podFailurePolicy", "annotations", "nodeSelector", "envFrom",
            "imagePullPolicy", "capabilities", "nvidia.com/gpu", "configMap", "serviceAccountName",
            "schedulingPriority", "instanceType", "Ref::none", "startedBy", "clientToken", "registeredBy",
            "secretKeyRef", "labels", "completionMode", "limits",
        ] where text.contains(word) {
            #expect(made.contains(word), "\(word) of \(name)")
        }
    }

    /// Task definitions, requests and jobs that are odd, broken or hostile in one place each.
    private static let odd: [String] = {
        let file = folder.deletingLastPathComponent().appending(path: "odd.jsonl")
        return ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }()

    @Test(arguments: odd)
    func `is valid, whatever it was made from`(text: String) throws {
        let (jobs, _) = imported(text)
        let job = try #require(jobs.first)
        #expect(jobs.count == 1 && complaints(about: job) == "")
        #expect(job.text.hasPrefix("# Made from "))
    }

    // Members of a sound input are replaced by values of other types: what comes out is valid all the same. Every third of
    // them shows it.
    @Test(arguments: inputs)
    func `is valid, whatever one value of its source is changed to`(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        guard name.hasSuffix(".json") else { return }
        let value = try JSON(parsing: Array(text.utf8))
        var count = 0
        for (index, changed) in mutants(of: value).enumerated() where index % 3 == text.utf8.count % 3 {
            for job in imported(changed.canonical).0 {
                #expect(complaints(about: job) == "", "\(changed.canonical)")
                count += 1
            }
        }
        #expect(count > 7)
    }

    /// The value with one value in it changed, for each value in it.
    private func mutants(of value: JSON) -> [JSON] {
        var found: [JSON] = [["odd": true], -1]
        switch value {
        case .array(let items):
            for (index, item) in items.enumerated() {
                found += mutants(of: item).map { changed in
                    var items = items
                    items[index] = changed
                    return .array(items)
                }
            }
        case .object(let members):
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                found += mutants(of: member).map { value.setting(key, to: $0) }
            }
        case .null, .bool, .int, .number, .string: break
        }
        return found
    }

    @Test(arguments: ["{}", "[]", "hello", #"{"kind": "Pod", "apiVersion": "v1"}"#, #"{"a": "#])
    func `needs a job to be made from`(text: String) {
        let (jobs, diagnostics) = imported(text)
        #expect(jobs.isEmpty && !diagnostics.isEmpty)
    }

    @Test func `is one for each job of a list, others told`() {
        let list = """
            {"apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a"}},
            {"kind": "ConfigMap"}, {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "b"}}]}
            """
        let (jobs, diagnostics) = imported(list)
        #expect(jobs.map(\.name) == ["a", "b"] && diagnostics.map(\.severity) == [.warning])
    }

    @Test(
        arguments: [
            ("1", 1024, nil), ("250m", 256, nil), ("0.5", 512, nil), ("512Mi", nil, 512), ("1Gi", nil, 1024),
            ("1G", nil, 954), ("1Ki", nil, 1),
        ] as [(String, Int64?, Int64?)])
    func `reads the amounts of Kubernetes`(text: String, cpu: Int64?, memory: Int64?) throws {
        let quantity = try #require(Quantity(text))
        if let cpu { #expect(quantity.cpuUnits == cpu) }
        if let memory { #expect(quantity.mebibytes == memory) }
        #expect(Quantity("lots") == nil && Quantity("-1") == nil && Quantity("") == nil)
    }
}
