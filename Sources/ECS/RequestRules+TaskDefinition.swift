import JSON

extension RequestRules {
    mutating func checkTaskDefinition(_ body: JSON) {
        let path = JSONPath()
        if RequestRules.isTooLarge(body) {
            add(
                .taskDefinitionSize, at: path,
                "expected at most \(Limits.taskDefinitionBytes) bytes of a task definition as JSON, "
                    + "found \(body.canonical.utf8.count)")
            // What else is wrong with it waits: looking for cycles in something that has no bound takes too long.
            return
        }
        let containers = body["containerDefinitions"]?.array ?? []
        checkContainers(containers, of: body)
        checkDependencies(containers)
        checkLaunchVolumes(body)
        checkTaskSize(body)
        checkReserved(body)
        checkPorts(body)
        checkNetworkMode(body)
        checkSecrets(body)
        checkLogOptions(body)
        checkTags(body["tags"], at: path["tags"])
        if RequestRules.isForFargate(body) { checkFargate(body, at: path) }
    }

    /// Whether a task definition has more bytes than ECS takes.
    static func isTooLarge(_ body: JSON) -> Bool {
        body.canonicalBound > Limits.taskDefinitionBytes && body.canonical.utf8.count > Limits.taskDefinitionBytes
    }

    /// Whether a task definition says by itself that it is for Fargate.
    static func isForFargate(_ body: JSON) -> Bool {
        body["requiresCompatibilities"]?.strings?.contains("FARGATE") == true
    }

    private mutating func checkContainers(_ containers: [JSON], of body: JSON) {
        let path = JSONPath()["containerDefinitions"]
        if containers.count > Limits.containers {
            add(
                .containerCount, at: path,
                "expected at most \(Limits.containers) containers, found \(containers.count)", isWarning: true)
        }
        var seen: Set<String> = []
        for (index, container) in containers.enumerated() {
            guard let members = container.object else { continue }
            let path = path[index]
            for name in ["name", "image"] where members[name] == nil {
                add(.containerIncomplete, at: path, "missing '\(name)' of a container")
            }
            if let name = members["name"]?.string, !seen.insert(name).inserted {
                add(.nameTwice, at: path["name"], "the container '\(name)' is defined twice")
            }
            checkImage(members["image"]?.string, at: path["image"])
            checkMemory(members, of: body, at: path)
            if body["networkMode"]?.string == "none", members["portMappings"]?.array?.isEmpty == false {
                add(
                    .portsWithoutNetwork, at: path["portMappings"],
                    "the network mode 'none' has no ports")
            }
        }
        let isWhole = !containers.isEmpty && containers.allSatisfy { $0.object != nil && $0["essential"] != .null }
        if isWhole, containers.allSatisfy({ $0["essential"]?.bool == false }) {
            add(
                .essentialContainer, at: path, "expected at least one essential container, found none",
                hint: "remove 'essential: false' from the container that does the work")
        }
    }

    private mutating func checkImage(_ image: String?, at path: JSONPath) {
        // No text has more characters than bytes.
        guard let image, image.utf8.count > Limits.imageCharacters else { return }
        let name = image.prefix { $0 != "@" }
        if name.utf16.count > Limits.imageCharacters {
            add(
                .imageName, at: path,
                "expected at most \(Limits.imageCharacters) characters of image before '@', found \(name.utf16.count)"
            )
        }
    }

    private mutating func checkMemory(_ members: [String: JSON], of body: JSON, at path: JSONPath) {
        if body["memory"] == nil, members["memory"] == nil, members["memoryReservation"] == nil {
            add(
                .containerMemory, at: path, "missing 'memory' of the task, or of each container",
                hint: "set 'memory' of the task definition")
        }
        if let memory = members["memory"]?.int, let reserved = members["memoryReservation"]?.int, memory <= reserved {
            add(
                .containerMemory, at: path["memoryReservation"],
                "expected less than 'memory' (\(memory)) for 'memoryReservation', found \(reserved)")
        }
    }

    private mutating func checkDependencies(_ containers: [JSON]) {
        let path = JSONPath()["containerDefinitions"]
        let names = containers.map { $0["name"]?.string }
        // A broken name may be the one that is meant.
        guard !names.contains(nil) else { return }
        var waitsFor: [String: [String]] = [:]
        for (index, container) in containers.enumerated() {
            let dependencies = container["dependsOn"]?.array ?? []
            for (item, dependency) in dependencies.enumerated() {
                guard let name = dependency["containerName"]?.string else { continue }
                waitsFor[names[index] ?? "", default: []].append(name)
                if !names.contains(name) {
                    add(
                        .containerDependency, at: path[index]["dependsOn"][item]["containerName"],
                        "expected a container of the task definition (\(RequestRules.list(names.compactMap { $0 }))), "
                            + "found '\(name)'")
                } else if let other = containers.first(where: { $0["name"]?.string == name }) {
                    checkCondition(dependency, on: other, at: path[index]["dependsOn"][item]["condition"])
                }
            }
        }
        for (index, name) in names.enumerated() {
            guard let name, RequestRules.reaches(name, from: name, in: waitsFor) else { continue }
            add(
                .containerDependency, at: path[index]["dependsOn"],
                "the container '\(name)' waits for itself in the end")
        }
    }

    /// Whether what is waited for can come, by the container that is waited for.
    private mutating func checkCondition(_ dependency: JSON, on other: JSON, at path: JSONPath) {
        let name = other["name"]?.string ?? ""
        switch dependency["condition"]?.string {
        case "COMPLETE"?, "SUCCESS"?:
            guard other["essential"] == nil || other["essential"]?.bool == true else { return }
            add(
                .containerDependency, at: path,
                "the container '\(name)' is essential: when it ends the task does, and nobody can wait for that",
                hint: "set 'essential: false' on '\(name)'")
        case "HEALTHY"? where other["healthCheck"] == nil:
            add(
                .containerDependency, at: path, "the container '\(name)' has no 'healthCheck' that could say 'HEALTHY'",
                hint: "add one, or wait for 'START'")
        default: break
        }
    }

    private static func reaches(_ goal: String, from start: String, in edges: [String: [String]]) -> Bool {
        var seen: Set<String> = []
        var open = edges[start] ?? []
        while let next = open.popLast() {
            if next == goal { return true }
            if seen.insert(next).inserted { open += edges[next] ?? [] }
        }
        return false
    }

    private mutating func checkLaunchVolumes(_ body: JSON) {
        let volumes = body["volumes"]?.array ?? []
        let path = JSONPath()["volumes"]
        var seen: Set<String> = []
        var atLaunch = 0
        for (index, volume) in volumes.enumerated() {
            if let name = volume["name"]?.string, !seen.insert(name).inserted {
                add(.nameTwice, at: path[index]["name"], "the volume '\(name)' is defined twice")
            }
            guard volume["configuredAtLaunch"]?.bool == true else { continue }
            atLaunch += 1
            if atLaunch == 2 {
                add(
                    .launchVolumes, at: path[index]["configuredAtLaunch"],
                    "expected one volume that is configured at launch, found two")
            }
            if volume["name"] == nil {
                add(.launchVolumes, at: path[index], "missing 'name' of a volume that is configured at launch")
            }
            for member in (volume.object ?? [:]).keys.sorted() where !["name", "configuredAtLaunch"].contains(member) {
                add(
                    .launchVolumes, at: path[index][member],
                    "a volume that is configured at launch takes no '\(member)'")
            }
        }
        guard body["volumes"] != .null, volumes.allSatisfy({ $0["name"]?.string != nil }) else { return }
        checkMounts(of: body, volumes: seen)
    }

    private mutating func checkMounts(of body: JSON, volumes: Set<String>) {
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            for (item, mount) in (container["mountPoints"]?.array ?? []).enumerated() {
                guard let source = mount["sourceVolume"]?.string, !volumes.contains(source) else { continue }
                let known = volumes.isEmpty ? "none is defined" : RequestRules.list(volumes.sorted())
                add(
                    .mountPoint, at: JSONPath()["containerDefinitions"][index]["mountPoints"][item]["sourceVolume"],
                    "expected a volume of the task definition (\(known)), found '\(source)'")
            }
        }
    }

    private mutating func checkTaskSize(_ body: JSON) {
        if let text = body["cpu"]?.string {
            let cpu = TaskSize.cpuUnits(text)
            if cpu == nil {
                add(
                    .taskSize, at: JSONPath()["cpu"],
                    "expected CPU units such as '1024' or vCPUs such as '1 vCPU', found '\(text)'")
            } else if let cpu, !Limits.taskCPU.contains(cpu) {
                add(
                    .taskSize, at: JSONPath()["cpu"],
                    "expected \(Limits.taskCPU.lowerBound) to \(Limits.taskCPU.upperBound) CPU units, found \(cpu)")
            }
        }
        if let text = body["memory"]?.string, TaskSize.mebibytes(text) == nil {
            add(
                .taskSize, at: JSONPath()["memory"],
                "expected MiB such as '2048' or gigabytes such as '2 GB', found '\(text)'")
        }
    }
}
