import ECS
import JSON

/// What RunTask and StartTask have in common: a request to launch, checked against the task definition.
///
/// Source: Amazon ECS API Reference, RunTask and StartTask.
struct LaunchForm {
    /// Where the tasks are to run.
    enum Placement {
        case fargate(capacityProvider: String?)
        /// On the cluster's instance; `capacityProvider` is one of the cluster's own.
        case instance(capacityProvider: String?)
        case external
    }

    let definition: DefinitionRecord
    let overrides: JSON
    let network: JSON?
    let volume: VolumeForm?
    let group: String
    let startedBy: String?
    let platformVersion: String
    let enableExecuteCommand: Bool
    /// The caller's tags, and those of the definition where they are to be passed on.
    let tags: [Tag]
    let addsManagedTags: Bool

    /// Checks a request to launch on Fargate, all of it, or elsewhere.
    ///
    /// - Throws: what ECS answers to a request that breaks a rule; nothing was launched.
    init(_ request: Members, definition: DefinitionRecord, isFargate: Bool) throws(ServiceError) {
        self.definition = definition
        overrides = try LaunchForm.overrides(request, definition: definition, isFargate: isFargate)
        network = try LaunchForm.network(request, definition: definition, isFargate: isFargate)
        platformVersion = try LaunchForm.platform(request, isFargate: isFargate)
        volume = try VolumeForm(request, definition: definition, isFargate: isFargate)
        if isFargate, volume != nil, platformVersion != LaunchForm.latestPlatform {
            throw ServiceError(
                code: "PlatformTaskDefinitionIncompatibilityException",
                message: "Volumes of EBS need platform version \(LaunchForm.latestPlatform) or later.", status: 400)
        }
        group = try request.string("group") ?? "family:\(definition.family)"
        guard (1...255).contains(group.unicodeScalars.count) else {
            throw .invalidParameter("group must have 1 to 255 characters.")
        }
        startedBy = try request.string("startedBy")
        if let startedBy, !NameRules.isStartedBy(startedBy) {
            throw .invalidParameter(
                "startedBy must be at most 128 letters, digits, hyphens, slashes and underscores: '\(startedBy)'.")
        }
        enableExecuteCommand = try request.bool("enableExecuteCommand") ?? false
        guard !enableExecuteCommand || definition.body["taskRoleArn"] != nil || overrides["taskRoleArn"] != nil else {
            throw .invalidParameter("The service couldn't be updated because a valid taskRoleArn is not being used.")
        }
        addsManagedTags = try request.bool("enableECSManagedTags") ?? false
        let own = try TagRules.tags(in: request)
        switch try request.choice("propagateTags", of: ["TASK_DEFINITION", "SERVICE", "NONE"]) {
        case "SERVICE":
            throw .invalidParameter("propagateTags SERVICE is not allowed: the task belongs to no service.")
        case "TASK_DEFINITION": tags = TagRules.merge(own, over: definition.tags)
        default: tags = own
        }
    }

    /// The platform that LATEST stands for.
    private static let latestPlatform = "1.4.0"

    private static func platform(_ request: Members, isFargate: Bool) throws(ServiceError) -> String {
        guard let version = try request.string("platformVersion") else { return latestPlatform }
        guard isFargate else {
            throw .invalidParameter("The platform version must be null when specifying an EC2 launch type.")
        }
        guard ["LATEST", "1.3.0", "1.4.0"].contains(version) else {
            throw ServiceError(
                code: "PlatformUnknownException", message: "The specified platform '\(version)' does not exist.",
                status: 400)
        }
        return version == "LATEST" ? latestPlatform : version
    }
}

extension LaunchForm {
    /// The overrides as the task will show them: an entry for each container, in the order of the definition.
    private static func overrides(
        _ request: Members, definition: DefinitionRecord, isFargate: Bool
    ) throws(ServiceError) -> JSON {
        let given = try request.structure("overrides")
        let length = given.map { $0.json.canonical.unicodeScalars.count } ?? 0
        guard length <= Limits.overridesCharacters else {
            throw .invalidParameter(
                "Container Overrides length must be at most \(Limits.overridesCharacters), but was \(length).")
        }
        let names = definition.containers.compactMap { $0["name"]?.string }
        var byName: [String: JSON] = [:]
        for entry in try given?.structures("containerOverrides") ?? [] where entry.json.object?.isEmpty == false {
            let name = try entry.required("name")
            guard names.contains(name) else {
                throw .invalidParameter(
                    "Override for container named \(name) is not a container in the TaskDefinition.")
            }
            guard byName[name] == nil else { throw .invalidParameter("Container \(name) has two overrides.") }
            try check(entry)
            byName[name] = entry.json.withoutNulls
        }
        if let given { try checkSize(given, definition: definition, isFargate: isFargate) }
        let entries = names.map { byName[$0] ?? ["name": .string($0)] }
        return (given?.json.withoutNulls ?? [:]).setting("containerOverrides", to: .array(entries))
            .setting("inferenceAcceleratorOverrides", to: given?.json["inferenceAcceleratorOverrides"] ?? [])
    }

    private static func check(_ entry: Members) throws(ServiceError) {
        _ = try entry.strings("command")
        for pair in try entry.structures("environment") ?? [] {
            guard let name = try pair.string("name"), !name.isEmpty else {
                throw .invalidParameter("An environment variable of \(entry.place("environment")) has no name.")
            }
            _ = try pair.string("value")
        }
        _ = try entry.int("cpu", in: 0...196_608)
        _ = try entry.int("memory", in: 4...Int(Int32.max))
        _ = try entry.int("memoryReservation", in: 4...Int(Int32.max))
    }

    private static func checkSize(
        _ overrides: Members, definition: DefinitionRecord, isFargate: Bool
    ) throws(ServiceError) {
        if let storage = try overrides.structure("ephemeralStorage") {
            _ = try storage.int("sizeInGiB", in: 21...200)
        }
        let cpuText = try overrides.string("cpu") ?? definition.body["cpu"]?.string
        let memoryText = try overrides.string("memory") ?? definition.body["memory"]?.string
        let cpu = cpuText.flatMap(TaskSize.cpuUnits)
        let memory = memoryText.flatMap(TaskSize.mebibytes)
        guard (cpuText == nil) == (cpu == nil), (memoryText == nil) == (memory == nil) else {
            throw .invalidParameter("Invalid 'cpu' or 'memory' setting in the overrides of the task.")
        }
        if isFargate, let cpu, let memory, !Limits.hasFargateSize(cpu: cpu, memory: memory) {
            throw .invalidParameter("No Fargate configuration exists for given values: \(cpu) CPU, \(memory) memory.")
        }
    }

    private static func network(
        _ request: Members, definition: DefinitionRecord, isFargate: Bool
    ) throws(ServiceError) -> JSON? {
        let given = try request.structure("networkConfiguration")?.structure("awsvpcConfiguration")
        guard definition.networkMode == "awsvpc" else {
            guard given == nil else {
                throw .invalidParameter(
                    "Network Configuration is not valid for the given networkMode of this task definition.")
            }
            return nil
        }
        guard let given else {
            throw .invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
        }
        let subnets = try given.strings("subnets") ?? []
        guard !subnets.isEmpty else { throw .invalidParameter("subnets can not be empty.") }
        guard subnets.count <= 16 else { throw .invalidParameter("subnets can have at most 16 items.") }
        for subnet in subnets where !subnet.hasPrefix("subnet-") {
            throw .invalidParameter(
                "Error retrieving subnet information for [\(subnet)]: The subnet ID '\(subnet)' does not exist"
                    + " (ErrorCode: InvalidSubnetID.NotFound)")
        }
        let groups = try given.strings("securityGroups") ?? []
        guard groups.count <= 5 else { throw .invalidParameter("securityGroups can have at most 5 items.") }
        for group in groups where !group.hasPrefix("sg-") {
            throw .invalidParameter(
                "Error retrieving security group information for [\(group)]: The security group '\(group)' does not"
                    + " exist (ErrorCode: InvalidGroup.NotFound)")
        }
        let publicIP = try given.choice("assignPublicIp", of: ["ENABLED", "DISABLED"])
        guard isFargate || publicIP != "ENABLED" else {
            throw .invalidParameter("Assign public IP is not supported for this launch type.")
        }
        return given.json
    }
}
