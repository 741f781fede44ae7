import Diagnostics
import JSON
import Testing

@testable import Manifests

/// Proves that a script of faults is read whole, and that what is wrong with one is said with its place.
@Suite struct FaultFileTests {
    private func load(_ text: String) -> (JSON?, [String]) {
        let (script, diagnostics) = FaultFile.load(SourceFile(path: "f.yaml", bytes: Array(text.utf8)))
        return (
            script,
            diagnostics.map { diagnostic in
                let start = diagnostic.span?.start
                return "\(start?.line ?? 0):\(start?.column ?? 0) \(diagnostic.code) \(diagnostic.message)"
            }
        )
    }

    @Test func `a script is filled with what its language assumes`() throws {
        let (script, diagnostics) = load(
            """
            faults:
              - on: RunTask
                match: {job: "night-*", nth: [1, 3]}
                do: {error: {code: ServerException, status: 500, afterEffect: true}}
              - name: pull
                on: task.pulling
                do: {stop: {stopCode: TaskFailedToStart, reason: "CannotPullContainerError: no such image"}}
            """)
        #expect(diagnostics.isEmpty, "\(diagnostics)")
        let faults = try #require(script?["faults"]?.array)
        #expect(script?["seed"] == 1)
        #expect(faults[0]["do"]?["error"] == ["code": "ServerException", "status": 500, "afterEffect": true])
        #expect(faults[0]["match"]?["nth"] == [1, 3])
        #expect(faults[1]["do"]?["stop"]?["afterSeconds"] == 0)
    }

    @Test(
        arguments: [
            ("", "1:1 M0013"),
            ("faults: []", "1:9 M0007"),
            ("faults:\n  - on: RunTask", "2:5 M0003"),
            ("faults:\n  - on: RunTsk\n    do: {throttle: {}}", "2:9 M0005"),
            ("faults:\n  - on: RunTask\n    do: {throttle: {}, hide: {}}", "3:24 M0009"),
            ("faults:\n  - on: RunTask\n    do: {hide: {}}", "3:10 M0201"),
            ("faults:\n  - on: ListTasks\n    do: {missing: {}}", "3:10 M0201"),
            ("faults:\n  - on: task.running\n    do: {hold: {seconds: 1}}", "3:10 M0201"),
            ("faults:\n  - on: task.running\n    do: {throttle: {}}", "3:10 M0201"),
            ("faults:\n  - on: RunTask\n    do: {stop: {reason: x}}", "3:10 M0201"),
            ("faults:\n  - on: DescribeTasks\n    match: {times: 2}\n    do: {missing: {}}", "3:13 M0201"),
            ("faults:\n  - on: RunTask\n    match: {probability: 2}\n    do: {throttle: {}}", "3:26 M0006"),
            ("faults:\n  - on: RunTask\n    do: {error: {code: X, status: 200}}", "3:35 M0006"),
            ("a: 1\n---\nb: 2\n", "3:1 M0018"),
        ] as [(String, String)])
    func `what is wrong is said with its place`(text: String, place: String) {
        let (script, diagnostics) = load(text)
        #expect(script == nil)
        #expect(diagnostics.contains { $0.hasPrefix(place) }, "\(diagnostics)")
    }
}
