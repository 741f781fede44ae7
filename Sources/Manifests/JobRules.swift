import Diagnostics
import ECS
import JSON
import Jobs
import YAML

/// What a job's shape cannot say: the rules of ECS about its request, and the lints of Purser.
struct JobRules {
    /// The document, with the body of a task definition in the place of the file that holds it.
    let document: Node
    /// What the document says of `spec`; null stands for what is wrong in itself.
    let spec: JSON
    private(set) var diagnostics: [Diagnostic] = []

    init(document: Node, name: String?, spec: JSON) {
        self.document = document
        self.spec = spec
        let body = spec["taskDefinition"].flatMap { $0.object == nil || $0["file"] != nil ? nil : $0 }
        checkReference()
        let request = spec.setting("overrides", to: told(name ?? "", body))
        for violation in RequestRules.violations(runTask: request, taskDefinition: body) {
            report(violation, under: JSONPath()["spec"])
        }
        if let body {
            for violation in RequestRules.violations(taskDefinition: body) {
                report(violation, under: JSONPath()["spec"]["taskDefinition"])
            }
        }
        checkImages(body)
        checkKeptVolumes()
        checkEnvironment()
        checkSpot()
        checkDeadline()
        checkArray()
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
        let highest = 10 + (spec["retryStrategy"]?["maxIgnored"]?.int ?? 0)
        return ContainerContract(job: name, run: run, attempt: highest, place: place)
            .overrides(for: overrides, containers: names)
    }

    private mutating func report(_ violation: Violation, under path: JSONPath) {
        diagnostics.append(
            Diagnostic(
                violation.code, violation.isWarning ? .warning : .error, violation.message,
                at: document.span(of: path.appending(violation.path)), hint: violation.hint))
    }

    private mutating func lint(_ code: ManifestCode, _ message: String, at path: JSONPath, hint: String) {
        diagnostics.append(
            Diagnostic(code.rawValue, .warning, message, at: document.span(of: path), hint: hint))
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

    private mutating func checkImages(_ body: JSON?) {
        for (index, container) in (body?["containerDefinitions"]?.array ?? []).enumerated() {
            guard let image = container["image"]?.string, !image.contains("@") else { continue }
            // A colon before the last slash belongs to the port of the registry.
            let last = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
            let tag = last.split(separator: ":", maxSplits: 1).dropFirst().first
            guard tag == nil || tag == "latest" else { continue }
            lint(
                .imageNotPinned,
                "the image '\(image)' has \(tag == nil ? "no tag" : "the tag 'latest'"): two runs may differ in code",
                at: JSONPath()["spec"]["taskDefinition"]["containerDefinitions"][index]["image"],
                hint: "name a version, or a digest")
        }
    }

    private var attempts: Int { spec["retryStrategy"]?["attempts"]?.int ?? 1 }

    private mutating func checkKeptVolumes() {
        guard attempts > 1 else { return }
        for (index, volume) in (spec["volumeConfigurations"]?.array ?? []).enumerated() {
            let policy = volume["managedEBSVolume"]?["terminationPolicy"]
            guard policy?["deleteOnTermination"]?.bool == false else { continue }
            let count = spec["count"]?.int ?? 1
            let volumes = attempts * min(max(count, 1), 1000)
            lint(
                .volumesStay,
                "each of up to \(attempts) attempts\(count > 1 ? " of \(count) replicas" : "") leaves a volume that is "
                    + "paid for: up to \(volumes)",
                at: JSONPath()["spec"]["volumeConfigurations"][index]["managedEBSVolume"]["terminationPolicy"][
                    "deleteOnTermination"],
                hint: "let volumes be deleted, or run a single attempt")
        }
    }

    private mutating func checkEnvironment() {
        let places = [
            ["overrides", "containerOverrides"], ["taskDefinition", "containerDefinitions"],
        ]
        for place in places {
            let containers = spec[place[0]]?[place[1]]?.array ?? []
            for (index, container) in containers.enumerated() {
                let path = JSONPath()["spec"][place[0]][place[1]][index]["environment"]
                for (item, variable) in (container["environment"]?.array ?? []).enumerated() {
                    guard let name = variable["name"]?.string, let value = variable["value"]?.string,
                        SecretGuess.looksSecret(name: name, value: value)
                    else { continue }
                    // The value itself is not pointed at: it is not to be shown.
                    lint(
                        .secretInEnvironment,
                        "'\(name)' looks like a secret, and everybody who may describe the task "
                            + "can read 'environment'", at: path[item]["name"],
                        hint: "keep it in Secrets Manager or Parameter Store and name it in 'secrets' of the container")
                }
            }
        }
    }

    private mutating func checkSpot() {
        let providers = spec["capacityProviderStrategy"]?.array ?? []
        guard attempts == 1, spec["retryStrategy"] != .null else { return }
        guard let index = providers.firstIndex(where: { $0["capacityProvider"]?.string == "FARGATE_SPOT" }) else {
            return
        }
        lint(
            .spotOnce, "Spot capacity may be taken away at any time, and this job has a single attempt",
            at: JSONPath()["spec"]["capacityProviderStrategy"][index]["capacityProvider"],
            hint: "set 'retryStrategy.attempts' above 1")
    }

    /// An array and replicas exclude each other, and what speaks of indexes needs some.
    private mutating func checkArray() {
        let path = JSONPath()["spec"]
        func report(_ code: ManifestCode, _ message: String, at path: JSONPath, hint: String) {
            diagnostics.append(
                Diagnostic(code.rawValue, .error, message, at: document.span(of: path), hint: hint))
        }
        if spec["arrayProperties"] != nil {
            guard let count = spec["count"]?.int, count > 1 else { return }
            report(
                .exactlyOne, "expected 'count' or 'arrayProperties', found both", at: path["count"],
                hint: "an array runs once for each index: remove 'count'")
            return
        }
        for name in ["parallelism", "maxFailedIndexes", "successPolicy"] where spec[name] != nil {
            report(
                .missingKey, "missing 'arrayProperties', which '\(name)' speaks of", at: path[name],
                hint: "set 'arrayProperties.size', or remove '\(name)'")
        }
    }

    private mutating func checkDeadline() {
        guard let deadline = spec["activeDeadlineSeconds"]?.int,
            let timeout = spec["timeout"]?["attemptDurationSeconds"]?.int, deadline < timeout
        else { return }
        lint(
            .deadlineBeforeTimeout,
            "the run ends after \(deadline) seconds, before one attempt may (\(timeout))",
            at: JSONPath()["spec"]["activeDeadlineSeconds"],
            hint: "raise 'activeDeadlineSeconds' or lower 'timeout.attemptDurationSeconds'")
    }
}
