import Diagnostics
import ECS
import JSON
import Jobs
import Schedules
import YAML

/// What a job's shape cannot say: the rules of ECS about its request, and the lints of Purser.
struct JobRules {
    /// The document, with the body of a task definition in the place of the file that holds it.
    let document: Node
    /// What the document says of `spec`; null stands for what is wrong in itself.
    let spec: JSON
    /// Its `retryStrategy` and `launch`, where they are given, with the defaults of the language written out; the rest is
    /// not asked for.
    let filled: JSON
    private(set) var diagnostics: [Diagnostic] = []

    /// Checks a document.
    ///
    /// - Parameters:
    ///   - document: The tree that `spec` was read from.
    ///   - name: The name of the job, where it is known.
    ///   - spec: What the document says.
    ///   - zones: The time zones that there are; nil where their names are not to be checked.
    init(document: Node, name: String?, spec: JSON, zones: ZoneCatalog? = nil) {
        self.document = document
        self.spec = spec
        filled = JSON.members([
            "retryStrategy": JobRules.filled("retryStrategy", of: spec), "launch": JobRules.filled("launch", of: spec),
        ])
        let body = spec["taskDefinition"].flatMap { $0.object == nil || $0["file"] != nil ? nil : $0 }
        checkReference()
        let request = spec.setting("overrides", to: told(name ?? "", body))
        for violation in RequestRules.violations(runTask: request, taskDefinition: body) {
            report(violation, under: JSONPath()["spec"])
        }
        if let body {
            for violation in RequestRules.violations(taskDefinition: DefinitionTag.measured(body)) {
                report(violation, under: JSONPath()["spec"]["taskDefinition"])
            }
            checkDefinitionTags(body)
        }
        checkImages(body)
        checkKeptVolumes()
        checkEnvironment()
        checkSpot()
        checkDeadline()
        checkLogs(body)
        checkSchedule(zones)
        checkParameters()
        checkBackoff()
        checkExitRules()
        checkFallback(request, body)
        checkArray()
        checkSequence()
        checkDependencies()
        checkConcurrency()
    }

    private static func filled(_ name: String, of spec: JSON) -> JSON? {
        guard let given = spec[name], let member = ManifestShapes.table["Spec"][name] else { return nil }
        return ManifestShapes.table.filled(given, as: member.type)
    }

    /// The overrides as they will be sent, with the longest values that they will have.
    private func told(_ name: String, _ body: JSON?) -> JSON? {
        let overrides = spec["overrides"]
        if overrides == .null { return nil }
        let own = overrides?["containerOverrides"]?.array ?? []
        // A task definition that is named by reference has containers that are not known here: at least these.
        let containers = body?["containerDefinitions"]?.array ?? own
        let names = containers.compactMap { $0["name"]?.string }
        guard overrides != nil || !names.isEmpty else { return nil }
        let run = RunID(rawValue: name + "-0123456789")
        let size = spec["arrayProperties"]?["size"]?.int
        let place = size.map { ContainerContract.Place(index: max($0 - 1, 0), size: $0) }
        return ContainerContract(job: name, run: run, attempt: max(10, highestAttempt), place: place)
            .overrides(for: overrides, containers: names)
    }

    private mutating func report(_ violation: Violation, under path: JSONPath) {
        diagnostics.append(
            Diagnostic(
                violation.code, violation.isWarning ? .warning : .error, violation.message,
                at: document.span(of: path.appending(violation.path)), hint: violation.hint))
    }

    /// Says what is wrong at a place of the document.
    mutating func report(
        _ code: ManifestCode, _ message: String, at path: JSONPath, hint: String? = nil, related: JSONPath? = nil
    ) {
        report(
            Diagnostic(
                code.rawValue, .error, message, at: document.span(of: path), hint: hint,
                related: related.map { [Diagnostic.Related("the other one is here", at: document.span(of: $0))] } ?? [])
        )
    }

    mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Says what is allowed and still likely a mistake.
    mutating func lint(_ code: ManifestCode, _ message: String, at path: JSONPath, hint: String) {
        report(Diagnostic(code.rawValue, .warning, message, at: document.span(of: path), hint: hint))
    }

    /// Purser adds a tag of its own to what it registers.
    private mutating func checkDefinitionTags(_ body: JSON) {
        guard let count = body["tags"]?.array?.count, count >= Limits.tags else { return }
        report(
            .wrongLength,
            "expected at most \(Limits.tags - 1) tags of a task definition beside the one that Purser adds, found \(count)",
            at: JSONPath()["spec"]["taskDefinition"]["tags"])
    }

    private mutating func checkReference() {
        guard let text = spec["taskDefinition"]?.string, !TaskDefinitionReading.isReference(text) else { return }
        diagnostics.append(
            Diagnostic(
                ManifestCode.wrongForm.rawValue, .error,
                "expected a family, family:revision or the ARN of a task definition for 'taskDefinition', "
                    + "found '\(text.prefix(80))'",
                at: document.span(of: JSONPath()["spec"]["taskDefinition"]),
                hint: text.contains(".") && !text.hasPrefix("arn:")
                    ? "a file is named by {file: \(text.prefix(60))}" : nil))
    }
}
