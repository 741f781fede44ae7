import JSON

/// A job definition of AWS Batch, as RegisterJobDefinition takes it and DescribeJobDefinitions answers it.
///
/// Source: AWS Batch API Reference, RegisterJobDefinition, ContainerProperties, EcsProperties.
enum BatchJobDefinition {
    /// The job of a definition.
    static func draft(_ value: JSON) -> Draft {
        var members = Members(value.withoutNulls)
        var draft = Draft(title: members.take("jobDefinitionName")?.string ?? "job")
        let type = members.take("type")?.string ?? "container"
        if type != "container" {
            draft.note("type", "only jobs of type 'container' have an equivalent, found '\(type)'")
        }
        let written = ["jobDefinitionArn", "revision", "status", "containerOrchestrationType"]
            .filter { members.take($0) != nil }
        if !written.isEmpty {
            draft.note("jobDefinition", "left out what Batch writes by itself: \(written.joined(separator: ", "))")
        }
        let isFargate = members.take("platformCapabilities")?.strings == ["FARGATE"]
        if isFargate { draft.spec["launchType"] = "FARGATE" }
        for name in ["retryStrategy", "timeout"] {
            guard let value = members.take(name), value != [:] else { continue }
            draft.spec[name] = value
        }
        if members.take("propagateTags") == true { draft.spec["propagateTags"] = "TASK_DEFINITION" }
        if let tags = members.take("tags"), tags != [:] { draft.spec["tags"] = tags }
        let parameters = members.take("parameters")?.object ?? [:]
        if !parameters.isEmpty {
            draft.note("parameters", "their defaults were put in the place of Ref::NAME in the commands")
        }
        var task = BatchTask(isFargate: isFargate, parameters: parameters.compactMapValues(\.string))
        task.definition["family"] = .string(draft.name)
        if members.rest["ecsProperties"] != nil {
            read(&members, &task, &draft)
        } else {
            var container = members.takeMembers("containerProperties")
            task.take(&container, of: &draft)
            let made = task.container(&container, named: "main", &draft)
            task.containers = [made]
            draft.leaveOut(container)
        }
        draft.leaveOut(members)
        task.finish(&draft)
        return draft
    }

    /// Reads `ecsProperties`, which has one task of several containers.
    private static func read(_ members: inout Members, _ task: inout BatchTask, _ draft: inout Draft) {
        var properties = members.takeMembers("ecsProperties")
        var tasks = properties.takeList("taskProperties")
        draft.leaveOut(properties)
        guard !tasks.isEmpty else { return }
        if tasks.count > 1 { draft.note(tasks[1].path, "a job has one task: the others have no equivalent") }
        task.take(&tasks[0], of: &draft)
        for (index, container) in tasks[0].takeList("containers").enumerated() {
            var container = container
            let name = container.take("name")?.string ?? (index == 0 ? "main" : "container-\(index + 1)")
            let made = task.container(&container, named: name, &draft)
            task.containers.append(made)
            draft.leaveOut(container)
        }
        draft.leaveOut(tasks[0])
    }
}

/// The task that Batch would make of a job definition.
private struct BatchTask {
    let isFargate: Bool
    /// The defaults of `Ref::NAME`.
    let parameters: [String: String]
    var definition: [String: JSON] = [:]
    var containers: [JSON] = []
    /// Of all containers, in CPU units and MiB.
    private var size: (cpu: Int64, memory: Int64) = (0, 0)

    init(isFargate: Bool, parameters: [String: String]) {
        self.isFargate = isFargate
        self.parameters = parameters
    }

    /// Takes what a container's or a task's properties say about the task as a whole.
    mutating func take(_ members: inout Members, of draft: inout Draft) {
        if let role = members.take("jobRoleArn") ?? members.take("taskRoleArn") { definition["taskRoleArn"] = role }
        for name in ["executionRoleArn", "ephemeralStorage", "runtimePlatform", "ipcMode", "pidMode"] {
            definition[name] = members.take(name)
        }
        let volumes = members.takeList("volumes").map { volume in BatchTask.volume(volume, &draft) }
        if !volumes.isEmpty { definition["volumes"] = .array(volumes) }
        var network = members.takeMembers("networkConfiguration")
        if let isPublic = network.take("assignPublicIp") {
            draft.spec["networkConfiguration"] = ["awsvpcConfiguration": ["assignPublicIp": isPublic]]
        }
        draft.leaveOut(network)
        var fargate = members.takeMembers("fargatePlatformConfiguration")
        if let version = members.take("platformVersion") ?? fargate.take("platformVersion") {
            draft.spec["platformVersion"] = version
        }
        draft.leaveOut(fargate)
        if let isOn = members.take("enableExecuteCommand") { draft.spec["enableExecuteCommand"] = isOn }
    }

    /// A container, in the words of ECS.
    mutating func container(_ members: inout Members, named name: String, _ draft: inout Draft) -> JSON {
        var container: [String: JSON] = ["name": .string(name)]
        // Batch and ECS have the same words for these.
        for name in [
            "image", "environment", "mountPoints", "readonlyRootFilesystem", "ulimits", "privileged", "user",
            "linuxParameters", "logConfiguration", "secrets", "repositoryCredentials", "essential", "dependsOn",
            "firelensConfiguration",
        ] {
            container[name] = members.take(name)
        }
        if let log = container["logConfiguration"], log["logDriver"] == "awslogs" {
            container["logConfiguration"] = BatchTask.whole(log, at: members.place("logConfiguration"), &draft)
        }
        if let command = members.take("command")?.strings, !command.isEmpty {
            container["command"] = .array(command.map { .string(filled($0, at: members.place("command"), &draft)) })
        }
        var cpu = members.take("vcpus").flatMap { Quantity($0.canonical) }
        var memory = members.take("memory").flatMap { Quantity($0.canonical) }
        for requirement in members.takeList("resourceRequirements") {
            let text = requirement.rest["value"]?.string ?? requirement.rest["value"]?.canonical ?? ""
            switch (requirement.rest["type"]?.string, Quantity(text)) {
            case ("VCPU"?, let amount?): cpu = amount
            case ("MEMORY"?, let amount?): memory = amount
            case ("GPU"?, _): container["resourceRequirements"] = [["type": "GPU", "value": .string(text)]]
            default: draft.note(requirement.path, "has no equivalent: \(JSON.object(requirement.rest).canonical)")
            }
        }
        size = (size.cpu + (cpu?.cpuUnits ?? 0), size.memory + (memory?.units ?? 0))
        if !isFargate {
            if let cpu { container["cpu"] = .int(cpu.cpuUnits) }
            container["memory"] = .int(memory?.units ?? 512)
            if memory == nil { draft.note(members.place("memory"), "none is named: 512 MiB were put in") }
        }
        return JSON.object(container).withoutEmptyMembers
    }

    /// Puts the task definition into the draft.
    mutating func finish(_ draft: inout Draft) {
        definition["containerDefinitions"] = .array(containers)
        if isFargate {
            definition["requiresCompatibilities"] = ["FARGATE"]
            definition["networkMode"] = "awsvpc"
            definition["cpu"] = .string(String(size.cpu))
            definition["memory"] = .string(String(size.memory))
        }
        draft.spec["taskDefinition"] = .object(definition.filter { $0.value != .null && $0.value != [:] })
    }

    /// A text with the defaults of its parameters in it.
    private func filled(_ text: String, at place: String, _ draft: inout Draft) -> String {
        var filled = text
        // The longest names first: one may be the beginning of another.
        for (name, value) in parameters.sorted(by: { $0.key.utf8.count > $1.key.utf8.count }) {
            filled = filled.replacing("Ref::\(name)", with: value)
        }
        if filled.contains("Ref::") { draft.note(place, "'\(filled)' names a parameter that has no default") }
        return filled
    }

    /// What Batch fills in where a job writes to CloudWatch Logs; ECS wants it named.
    ///
    /// Source: AWS Batch User Guide, "Use the awslogs log driver".
    private static func whole(_ log: JSON, at place: String, _ draft: inout Draft) -> JSON {
        let given = log["options"] ?? [:]
        guard let options = given.object else { return log }
        let standard: [String: JSON] = [
            "awslogs-group": "/aws/batch/job", "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": .string(draft.name),
        ]
        let added = standard.keys.filter { options[$0] == nil }.sorted()
        if !added.isEmpty {
            draft.note(place, "Batch fills these in, ECS does not: check \(added.joined(separator: ", "))")
        }
        return log.setting("options", to: .object(options.merging(standard) { own, _ in own }))
    }

    private static func volume(_ volume: Members, _ draft: inout Draft) -> JSON {
        var volume = volume
        var made: [String: JSON] = [:]
        for name in ["name", "host", "efsVolumeConfiguration"] { made[name] = volume.take(name) }
        draft.leaveOut(volume)
        if made["host"] == [:] { made["host"] = nil }
        return .object(made)
    }
}
