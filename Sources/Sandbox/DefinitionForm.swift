import ECS
import JSON

/// A RegisterTaskDefinition request, checked and brought into the form in which ECS answers with it.
///
/// Source: Amazon ECS API Reference, RegisterTaskDefinition and TaskDefinition.
struct DefinitionForm {
    let family: String
    /// The members of the task definition that come from the request, normalised.
    let content: JSON
    let tags: [Tag]

    /// Members of a definition that are passed on as they are; others that the API does not know are dropped.
    private static let plainMembers = [
        "taskRoleArn", "executionRoleArn", "networkMode", "requiresCompatibilities", "pidMode", "ipcMode",
        "proxyConfiguration", "inferenceAccelerators", "ephemeralStorage", "runtimePlatform", "enableFaultInjection",
    ]

    /// - Throws: what ECS answers to a definition that breaks a rule; `ClientException` for most.
    init(_ request: Members) throws(ServiceError) {
        family = try request.required("family")
        guard NameRules.isName(family) else {
            throw .client("Invalid family '\(family)': 1 to 255 letters, digits, hyphens and underscores.")
        }
        tags = try TagRules.tags(in: request)
        let bytes = request.json.setting("tags", to: nil).canonical.utf8.count
        guard bytes <= Limits.taskDefinitionBytes else {
            throw .client(
                "The task definition is too large. Actual length: '\(bytes)'."
                    + " Max allowed length is '\(Limits.taskDefinitionBytes)' bytes.")
        }
        let networkMode = try request.choice("networkMode", of: ["bridge", "host", "awsvpc", "none"])
        let size = try DefinitionForm.size(request)
        let volumes = try DefinitionForm.volumes(request)
        let containers = try DefinitionForm.containers(
            request, volumes: volumes.compactMap { $0["name"]?.string }, networkMode: networkMode,
            hasTaskMemory: size.memory != nil)
        try DefinitionForm.checkStorage(request)
        let wantsFargate = try DefinitionForm.compatibilities(request).contains("FARGATE")
        if wantsFargate {
            try DefinitionForm.checkFargate(networkMode: networkMode, size: size, containers: containers)
        }

        var members: [String: JSON] = [:]
        for name in DefinitionForm.plainMembers {
            if let value = request.json[name], value != .null { members[name] = value.withoutNulls }
        }
        members["family"] = .string(family)
        members["cpu"] = size.cpu.map { .string(String($0)) }
        members["memory"] = size.memory.map { .string(String($0)) }
        members["volumes"] = .array(volumes)
        members["containerDefinitions"] = .array(containers)
        members["placementConstraints"] = try DefinitionForm.constraints(request)
        members["compatibilities"] = DefinitionForm.compatibilities(
            networkMode: networkMode, size: size, containers: containers)
        members["requiresAttributes"] = DefinitionForm.attributes(members)
        content = .object(members)
    }

    private static func size(_ request: Members) throws(ServiceError) -> (cpu: Int?, memory: Int?) {
        var cpu: Int?
        if let text = try request.string("cpu") {
            guard let units = TaskSize.cpuUnits(text) else { throw .client("Invalid 'cpu' setting for task.") }
            cpu = units
        }
        var memory: Int?
        if let text = try request.string("memory") {
            guard let size = TaskSize.mebibytes(text) else { throw .client("Invalid 'memory' setting for task.") }
            memory = size
        }
        return (cpu, memory)
    }

    private static func volumes(_ request: Members) throws(ServiceError) -> [JSON] {
        let kinds = [
            "host", "dockerVolumeConfiguration", "efsVolumeConfiguration", "s3filesVolumeConfiguration",
            "fsxWindowsFileServerVolumeConfiguration",
        ]
        var volumes: [JSON] = []
        var names: Set<String> = []
        var atLaunch = 0
        for volume in try request.structures("volumes") ?? [] {
            let name = try volume.string("name") ?? ""
            guard NameRules.isName(name) else { throw .client("Invalid name of a volume: '\(name)'.") }
            guard names.insert(name).inserted else { throw .client("Duplicate volume name '\(name)'.") }
            let given = kinds.filter { volume.json[$0] != nil && volume.json[$0] != .null }
            let isAtLaunch = try volume.bool("configuredAtLaunch") ?? false
            guard given.count + (isAtLaunch ? 1 : 0) <= 1 else {
                throw .client("Volume '\(name)' has more than one configuration.")
            }
            atLaunch += isAtLaunch ? 1 : 0
            var members = (volume.json.withoutNulls.object ?? [:])
                .filter { kinds.contains($0.key) || $0.key == "name" || $0.key == "configuredAtLaunch" }
            if given.isEmpty && !isAtLaunch { members["host"] = [:] }
            volumes.append(.object(members))
        }
        guard atLaunch <= 1 else {
            throw .client("Only one volume that is configured at launch is allowed in a task definition.")
        }
        return volumes
    }

    private static func checkStorage(_ request: Members) throws(ServiceError) {
        guard let storage = try request.structure("ephemeralStorage") else { return }
        guard try storage.int("sizeInGiB", in: 21...200) != nil else {
            throw .invalidParameter("ephemeralStorage.sizeInGiB must be given.")
        }
    }

    private static func constraints(_ request: Members) throws(ServiceError) -> JSON {
        let constraints = try request.structures("placementConstraints") ?? []
        guard constraints.count <= Limits.placementConstraints else {
            throw .client("Too many placement constraints: at most \(Limits.placementConstraints).")
        }
        for constraint in constraints {
            _ = try constraint.choice("type", of: ["memberOf"])
        }
        return .array(constraints.map(\.json.withoutNulls))
    }

    private static func compatibilities(_ request: Members) throws(ServiceError) -> [String] {
        let wanted = try request.strings("requiresCompatibilities") ?? []
        for name in wanted where !["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"].contains(name) {
            throw .client("Unknown compatibility '\(name)' in requiresCompatibilities.")
        }
        return wanted
    }
}

extension DefinitionForm {
    private static func checkFargate(
        networkMode: String?, size: (cpu: Int?, memory: Int?), containers: [JSON]
    ) throws(ServiceError) {
        guard networkMode == "awsvpc" else {
            throw .client("Fargate only supports network mode 'awsvpc'.")
        }
        guard let cpu = size.cpu, let memory = size.memory else {
            throw .client("Fargate requires that 'cpu' and 'memory' be defined at the task level.")
        }
        guard Limits.hasFargateSize(cpu: cpu, memory: memory) else {
            throw .client("No Fargate configuration exists for given values: \(cpu) CPU, \(memory) memory.")
        }
        for container in containers {
            let name = container["name"]?.string ?? ""
            if let member = Limits.fargateRefusesInContainer.first(where: { isSet(container[$0]) }) {
                throw .client("'\(member)' of container '\(name)' is not supported on Fargate.")
            }
            if let driver = container["logConfiguration"]?["logDriver"]?.string,
                !Limits.fargateLogDrivers.contains(driver)
            {
                throw .client("Log driver '\(driver)' of container '\(name)' is not supported on Fargate.")
            }
        }
    }

    private static func isSet(_ value: JSON?) -> Bool {
        switch value {
        case nil, .bool(false)?, .array([])?: false
        default: true
        }
    }

    /// Where the definition could run.
    private static func compatibilities(
        networkMode: String?, size: (cpu: Int?, memory: Int?), containers: [JSON]
    ) -> JSON {
        guard networkMode == "awsvpc" else { return ["EXTERNAL", "EC2"] }
        do {
            try checkFargate(networkMode: networkMode, size: size, containers: containers)
            return ["EC2", "FARGATE"]
        } catch {
            return ["EC2"]
        }
    }

    /// The attributes that a container instance must have for the definition.
    private static func attributes(_ members: [String: JSON]) -> JSON {
        let containers = members["containerDefinitions"]?.array ?? []
        var names: Set<String> = ["com.amazonaws.ecs.capability.docker-remote-api.1.18"]
        if members["networkMode"]?.string == "awsvpc" { names.insert("ecs.capability.task-eni") }
        if members["taskRoleArn"] != nil { names.insert("com.amazonaws.ecs.capability.task-iam-role") }
        for container in containers {
            if let driver = container["logConfiguration"]?["logDriver"]?.string {
                names.insert("com.amazonaws.ecs.capability.logging-driver.\(driver)")
                if driver == "awslogs" && members["executionRoleArn"] != nil {
                    names.insert("ecs.capability.execution-role-awslogs")
                }
            }
            if container["image"]?.string?.contains(".dkr.ecr.") ?? false {
                names.insert("com.amazonaws.ecs.capability.ecr-auth")
                if members["executionRoleArn"] != nil { names.insert("ecs.capability.execution-role-ecr-pull") }
            }
            if !(container["dependsOn"]?.array ?? []).isEmpty { names.insert("ecs.capability.container-ordering") }
        }
        return .array(names.sorted().map { ["name": .string($0)] })
    }
}

extension Limits {
    /// Fargate has tasks of this size.
    static func hasFargateSize(cpu: Int, memory: Int) -> Bool {
        fargateSizes.contains { $0.cpu == cpu && $0.memory.contains(memory) }
    }
}

extension JSON {
    /// This value without the members of objects that are null: AWS reads those as absent.
    var withoutNulls: JSON {
        switch self {
        case .object(let members): .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
        case .array(let items): .array(items.map(\.withoutNulls))
        default: self
        }
    }
}
