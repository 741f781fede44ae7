package import Diagnostics
import ECS
package import JSON
import YAML

/// Reads a script of faults for the sandbox.
package enum FaultFile {
    /// The script of a file, with what its language fills in, and everything that is wrong with it in one pass; no
    /// script where there is an error.
    package static func load(_ file: SourceFile) -> (JSON?, [Diagnostic]) {
        let reading = YAMLReader.read(file)
        var checker = ShapeChecker(table: ManifestShapes.table)
        guard let document = reading.documents.first else {
            if !reading.diagnostics.contains(where: { $0.severity == .error }) {
                let start = SourcePosition(offset: 0, line: 1, column: 1)
                checker.report(
                    .noDocument, "expected a script of faults, found an empty file",
                    at: SourceSpan(file: file, start: start, end: start), hint: "write 'faults:' and a list")
            }
            return (nil, reading.diagnostics + checker.diagnostics)
        }
        if let second = reading.documents.dropFirst().first {
            checker.report(
                .severalDocuments, "expected one document, found \(reading.documents.count)", at: second.head(nil))
        }
        let type = ShapeType.structure("Faults")
        let value = checker.value(of: document, as: type)
        if case .sequence(let faults)? = document["faults"]?.content {
            for fault in faults { checkFit(of: fault, &checker) }
        }
        let diagnostics = reading.diagnostics + checker.diagnostics
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
        return (ManifestShapes.table.filled(value, as: type), diagnostics)
    }

    /// Not everything can go wrong everywhere: an action that does not fit its moment would never strike.
    private static func checkFit(of fault: Node, _ checker: inout ShapeChecker) {
        guard let on = fault["on"]?.scalar?.text, let action = fault["do"]?.entries?.first else { return }
        let (isServed, places): (Bool, String)
        switch action.key {
        case "missing": (isServed, places) = (on == "DescribeTasks", "DescribeTasks")
        case "hide": (isServed, places) = (on == "ListTasks", "ListTasks")
        case "failures", "noCapacity":
            (isServed, places) = (on == "RunTask" || on == "StartTask", "RunTask or StartTask")
        case "exit": (isServed, places) = (on == "task.running", "task.running")
        case "hold": (isServed, places) = (on.hasPrefix("task.") && on != "task.running", "a stage before task.running")
        case "stop", "loseHost", "failVolume": (isServed, places) = (on.hasPrefix("task."), "a stage of a task")
        default: (isServed, places) = (!on.hasPrefix("task."), "a call")
        }
        if !isServed {
            checker.report(
                .faultOutOfPlace, "'\(action.key)' cannot happen on '\(on)'", at: action.keySpan,
                hint: "it happens on \(places)")
        }
        guard action.key == "missing" || action.key == "hide" else { return }
        for entry in fault["match"]?.entries ?? [] where entry.key == "nth" || entry.key == "times" {
            checker.report(
                .faultOutOfPlace, "'\(entry.key)' does not go with '\(action.key)', which counts by itself",
                at: entry.keySpan, hint: "write 'times' below '\(action.key)'")
        }
    }
}
