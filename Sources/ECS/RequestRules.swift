package import JSON

/// The rules of ECS about requests, as pure functions over their bodies.
///
/// A member that is `null` is one of which nothing is known, because it is broken in another way: it counts as given,
/// and nothing is said about its value. What the shape of a single member says (`Limits.members`) is not said again.
package struct RequestRules {
    private(set) var violations: [Violation] = []

    /// What ECS would refuse of a RunTask, or of a StartTask where `containerInstances` is given.
    ///
    /// - Parameters:
    ///   - request: The body; members that ECS does not have are of no interest.
    ///   - taskDefinition: The body of the task definition that it runs, where that is known.
    /// - Returns: What is wrong, in no order; the places start at `request`.
    package static func violations(runTask request: JSON, taskDefinition: JSON? = nil) -> [Violation] {
        var rules = RequestRules()
        // One that is too large is told to be so; to compare its thousands of containers would take too long.
        let taskDefinition = taskDefinition.flatMap { RequestRules.isTooLarge($0) ? nil : $0 }
        rules.checkOverrides(request, taskDefinition)
        rules.checkCapacity(request)
        rules.checkPlacement(request, taskDefinition)
        rules.checkNetwork(request, taskDefinition)
        rules.checkOwnPlacement(request)
        rules.checkLaunchOnFargate(request, taskDefinition)
        rules.checkSizes(request, taskDefinition)
        rules.checkVolumes(request, taskDefinition)
        rules.checkTags(request["tags"], at: JSONPath()["tags"])
        if request["propagateTags"]?.string == "SERVICE" {
            rules.add(
                .propagateFromService, at: JSONPath()["propagateTags"],
                "expected 'TASK_DEFINITION' or 'NONE', found 'SERVICE'")
        }
        rules.checkExecuteCommand(request, taskDefinition)
        return rules.violations
    }

    /// What ECS would refuse of a RegisterTaskDefinition.
    package static func violations(taskDefinition: JSON) -> [Violation] {
        var rules = RequestRules()
        rules.checkTaskDefinition(taskDefinition)
        return rules.violations
    }

    mutating func add(
        _ rule: RequestRule, at path: JSONPath, _ message: String, hint: String? = nil, isWarning: Bool = false
    ) {
        violations.append(Violation(path: path, rule: rule, message: message, hint: hint, isWarning: isWarning))
    }

    /// Whether a request says that it runs on Fargate; nil where it does not say on what it runs.
    static func isFargate(_ request: JSON) -> Bool? {
        if let type = request["launchType"]?.string { return type == "FARGATE" }
        guard let items = request["capacityProviderStrategy"]?.array, !items.isEmpty else { return nil }
        let providers = items.compactMap { $0["capacityProvider"]?.string }
        return providers.contains(where: isFargateProvider)
    }

    static func isFargateProvider(_ name: String) -> Bool {
        name == "FARGATE" || name == "FARGATE_SPOT"
    }

    static func list(_ names: [String]) -> String {
        // A few are enough to see what is meant; all of thousands, in each of thousands of messages, are not.
        let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
    }

    mutating func checkTags(_ tags: JSON?, at path: JSONPath) {
        var seen: Set<String> = []
        for (index, tag) in (tags?.array ?? []).enumerated() {
            guard let key = tag["key"]?.string else { continue }
            if key.lowercased().hasPrefix("aws:") {
                add(.tagPrefix, at: path[index]["key"], "expected a tag of your own, found '\(key)', which is AWS's")
            }
            if !seen.insert(key).inserted {
                add(.tagTwice, at: path[index]["key"], "the tag '\(key)' is given twice")
            }
        }
    }

    mutating func checkExecuteCommand(_ request: JSON, _ taskDefinition: JSON?) {
        guard request["enableExecuteCommand"]?.bool == true, let taskDefinition else { return }
        guard taskDefinition["taskRoleArn"] == nil, request["overrides"]?["taskRoleArn"] == nil else { return }
        add(
            .executeCommandRole, at: JSONPath()["enableExecuteCommand"],
            "'enableExecuteCommand' needs a task role, and the task definition has none", hint: "set 'taskRoleArn'")
    }

    private mutating func checkOverrides(_ request: JSON, _ taskDefinition: JSON?) {
        guard let overrides = request["overrides"] else { return }
        let path = JSONPath()["overrides"]
        let length = overrides.canonicalBound > Limits.overridesCharacters ? overrides.canonical.utf16.count : 0
        if length > Limits.overridesCharacters {
            add(
                .overridesSize, at: path,
                "expected at most \(Limits.overridesCharacters) characters of 'overrides' as JSON, found \(length)",
                hint: "move what is large into the task definition, a file in S3, or 'secrets'")
            // What else is wrong with it waits: it may hold thousands of items.
            return
        }
        let names = taskDefinition?["containerDefinitions"]?.array?.map { $0["name"]?.string }
        var seen: Set<String> = []
        for (index, container) in (overrides["containerOverrides"]?.array ?? []).enumerated() {
            let place = path["containerOverrides"][index]
            guard let members = container.object else { continue }
            guard let given = members["name"] else {
                add(.overrideName, at: place, "missing 'name': which container is overridden")
                continue
            }
            guard let name = given.string else { continue }
            if !seen.insert(name).inserted {
                add(.nameTwice, at: place["name"], "the container '\(name)' is overridden twice")
            }
            checkVariables(of: container, taskDefinition, at: place)
            // A container whose own name is broken may be the one that is meant.
            guard let names, !names.contains(nil), !names.contains(name) else { continue }
            add(
                .overrideUnknown, at: place["name"],
                "expected a container of the task definition (\(RequestRules.list(names.compactMap { $0 }))), "
                    + "found '\(name)'")
        }
    }
}
