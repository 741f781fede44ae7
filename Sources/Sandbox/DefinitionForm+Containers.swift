import ECS
import JSON

extension DefinitionForm {
    /// Members of a container that are passed on; others that the API does not know are dropped.
    private static let containerMembers: Set<String> = [
        "name", "image", "repositoryCredentials", "cpu", "memory", "memoryReservation", "links", "portMappings",
        "essential", "restartPolicy", "entryPoint", "command", "environment", "environmentFiles", "mountPoints",
        "volumesFrom", "linuxParameters", "secrets", "dependsOn", "startTimeout", "stopTimeout", "versionConsistency",
        "hostname", "user", "workingDirectory", "disableNetworking", "privileged", "readonlyRootFilesystem",
        "dnsServers", "dnsSearchDomains", "extraHosts", "dockerSecurityOptions", "interactive", "pseudoTerminal",
        "dockerLabels", "ulimits", "logConfiguration", "healthCheck", "systemControls", "resourceRequirements",
        "firelensConfiguration", "credentialSpecs",
    ]

    /// Reads and normalises the containers.
    ///
    /// - Throws: `ClientException` for the first container that breaks a rule.
    static func containers(
        _ request: Members, volumes: [String], networkMode: String?, hasTaskMemory: Bool
    ) throws(ServiceError) -> [JSON] {
        let given = try request.structures("containerDefinitions") ?? []
        guard !given.isEmpty else { throw .client("Container definitions can not be empty.") }
        guard given.count <= Limits.containers else {
            throw .client("A task definition has at most \(Limits.containers) containers, not \(given.count).")
        }
        var names: Set<String> = []
        var containers: [JSON] = []
        for container in given {
            let name = try checkedName(container)
            guard names.insert(name).inserted else { throw .client("Container names must be unique: '\(name)'.") }
            try checkMemory(container, name: name, hasTaskMemory: hasTaskMemory)
            try checkLists(container, name: name, volumes: volumes)
            containers.append(try normalised(container, networkMode: networkMode))
        }
        guard containers.contains(where: { $0["essential"]?.bool ?? true }) else {
            throw .client("At least one container must be essential.")
        }
        try checkDependencies(containers)
        for container in containers {
            for source in container["volumesFrom"]?.array ?? [] {
                let other = source["sourceContainer"]?.string ?? ""
                guard names.contains(other) else { throw .client("Unknown container '\(other)' in volumesFrom.") }
            }
        }
        return containers
    }

    private static func checkedName(_ container: Members) throws(ServiceError) -> String {
        guard let name = try container.string("name"), NameRules.isName(name) else {
            throw .client("Container.name must be 1 to 255 letters, digits, hyphens and underscores.")
        }
        guard let image = try container.string("image"), !image.isEmpty else {
            throw .client("Container.image should not be null or empty.")
        }
        guard image.prefix(while: { $0 != "@" }).unicodeScalars.count <= Limits.imageCharacters, !image.contains(" ")
        else {
            throw .client("Container.image contains invalid characters or is too long.")
        }
        return name
    }

    private static func checkMemory(_ container: Members, name: String, hasTaskMemory: Bool) throws(ServiceError) {
        _ = try container.int("cpu", in: 0...196_608)
        let hard = try container.int("memory", in: 4...Int(Int32.max))
        let soft = try container.int("memoryReservation", in: 4...Int(Int32.max))
        guard hasTaskMemory || hard != nil || soft != nil else {
            throw .client(
                "Invalid setting for container '\(name)'."
                    + " At least one of 'memory' or 'memoryReservation' must be specified.")
        }
        if let hard, let soft, soft >= hard {
            throw .client("Invalid setting for container '\(name)'. 'memory' must be greater than 'memoryReservation'.")
        }
    }

    private static func checkLists(_ container: Members, name: String, volumes: [String]) throws(ServiceError) {
        _ = try container.strings("entryPoint")
        _ = try container.strings("command")
        _ = try container.bool("essential")
        _ = try container.int("stopTimeout", in: 0...120)
        _ = try container.int("startTimeout", in: 2...Int(Int32.max))
        for pair in try container.structures("environment") ?? [] {
            guard let key = try pair.string("name"), !key.isEmpty else {
                throw .client("An environment variable of container '\(name)' has no name.")
            }
            _ = try pair.string("value")
        }
        for secret in try container.structures("secrets") ?? [] {
            _ = try secret.required("name")
            _ = try secret.required("valueFrom")
        }
        for mount in try container.structures("mountPoints") ?? [] {
            let source = try mount.required("sourceVolume")
            guard volumes.contains(source) else { throw .client("Unknown volume '\(source)'.") }
            _ = try mount.required("containerPath")
        }
        if let log = try container.structure("logConfiguration") {
            _ = try log.required("logDriver")
            if let options = try log.structure("options") {
                for key in options.json.object?.keys.sorted() ?? [] { _ = try options.string(key) }
            }
        }
    }

    private static func normalised(_ container: Members, networkMode: String?) throws(ServiceError) -> JSON {
        var members = (container.json.withoutNulls.object ?? [:]).filter { containerMembers.contains($0.key) }
        members["cpu"] = members["cpu"] ?? 0
        members["essential"] = members["essential"] ?? true
        for list in ["environment", "mountPoints", "volumesFrom", "systemControls"] {
            members[list] = members[list] ?? []
        }
        members["portMappings"] = .array(
            try (container.structures("portMappings") ?? []).map { mapping throws(ServiceError) in
                var port = mapping.json.withoutNulls.object ?? [:]
                port["protocol"] = port["protocol"] ?? "tcp"
                if networkMode == "awsvpc" { port["hostPort"] = port["hostPort"] ?? port["containerPort"] }
                return .object(port)
            })
        return .object(members)
    }
}

extension DefinitionForm {
    /// The rules for `dependsOn`: names that exist, conditions that can come true, and no circle.
    private static func checkDependencies(_ containers: [JSON]) throws(ServiceError) {
        var edges: [String: [String]] = [:]
        for container in containers {
            let name = container["name"]?.string ?? ""
            for dependency in container["dependsOn"]?.array ?? [] {
                let entry = try Members(dependency, path: "dependsOn")
                let other = try entry.required("containerName")
                let condition = try entry.choice("condition", of: ["START", "COMPLETE", "SUCCESS", "HEALTHY"])
                guard let target = containers.first(where: { $0["name"]?.string == other }), other != name else {
                    throw .client("Container '\(name)' depends on '\(other)', which is not another container.")
                }
                try check(condition, of: target, name: other)
                edges[name, default: []].append(other)
            }
        }
        // Take away what depends on nothing that is left; what cannot be taken away is a circle.
        var left = Set(edges.keys)
        while let free = left.first(where: { name in (edges[name] ?? []).allSatisfy { !left.contains($0) } }) {
            left.remove(free)
        }
        guard left.isEmpty else {
            throw .client("Containers depend on each other in a circle: \(left.sorted().joined(separator: ", ")).")
        }
    }

    private static func check(_ condition: String?, of target: JSON, name: String) throws(ServiceError) {
        switch condition {
        case "COMPLETE", "SUCCESS":
            guard target["essential"]?.bool == false else {
                throw .client("The condition \(condition ?? "") may not be set on '\(name)', an essential container.")
            }
        case "HEALTHY":
            guard target["healthCheck"] != nil else {
                throw .client("The condition HEALTHY needs a health check in container '\(name)'.")
            }
        case "START": break
        default: throw .client("A dependency on '\(name)' has no condition.")
        }
    }
}
