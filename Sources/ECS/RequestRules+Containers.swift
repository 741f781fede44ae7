import JSON

/// What the containers of a task definition ask for, beside each other and of their task.
extension RequestRules {
    /// CPU and memory that the containers reserve, against what their task has.
    mutating func checkReserved(_ body: JSON) {
        let path = JSONPath()
        let containers = body["containerDefinitions"]?.array ?? []
        if let cpu = body["cpu"]?.string.flatMap(TaskSize.cpuUnits) {
            let reserved = RequestRules.sum(containers.map { $0["cpu"]?.int ?? 0 })
            if reserved > cpu {
                add(
                    .containersTogether, at: path["cpu"],
                    "expected at least the \(reserved) CPU units that the containers reserve, found \(cpu)")
            }
        }
        guard let memory = body["memory"]?.string.flatMap(TaskSize.mebibytes) else { return }
        var isTold = false
        for (index, container) in containers.enumerated() {
            guard let most = container["memory"]?.int, most > memory else { continue }
            isTold = true
            add(
                .containersTogether, at: path["containerDefinitions"][index]["memory"],
                "expected at most the \(memory) MiB of the task for a container, found \(most)")
        }
        let reserved = RequestRules.sum(containers.map { ($0["memoryReservation"] ?? $0["memory"])?.int ?? 0 })
        if reserved > memory, !isTold {
            add(
                .containersTogether, at: path["memory"],
                "expected at least the \(reserved) MiB that the containers reserve, found \(memory)")
        }
    }

    /// A sum that no number is too large for.
    private static func sum(_ numbers: [Int]) -> Int {
        numbers.reduce(0) { $0 + min(max($1, 0), 1 << 40) }
    }

    /// The ports of all containers: they share one host, or in awsvpc and host one network.
    mutating func checkPorts(_ body: JSON) {
        guard let mode = (body["networkMode"] ?? "bridge").string, mode != "none" else { return }
        let isShared = mode == "awsvpc" || mode == "host"
        var taken: Set<String> = []
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            let path = JSONPath()["containerDefinitions"][index]["portMappings"]
            for (item, mapping) in (container["portMappings"]?.array ?? []).enumerated() where mapping.object != nil {
                if mapping["containerPort"] == nil, mapping["containerPortRange"] == nil {
                    add(.portMapping, at: path[item], "missing 'containerPort' of a port mapping")
                }
                let port = mapping["containerPort"]?.int ?? 0
                let host = mapping["hostPort"]?.int ?? 0
                if isShared, host != 0, port != 0, host != port {
                    add(
                        .portMapping, at: path[item]["hostPort"],
                        "expected \(port), the port of the container, for 'hostPort' in the network mode '\(mode)', "
                            + "found \(host)", hint: "leave 'hostPort' out")
                }
                let number = host != 0 ? host : isShared ? port : 0
                let name = "\(mapping["protocol"]?.string ?? "tcp") port \(number)"
                if number != 0, !taken.insert(name).inserted {
                    add(.portMapping, at: path[item], "the \(name) is mapped twice")
                }
            }
        }
    }

    /// Members that only some network modes have; what Fargate refuses as such is not told twice.
    mutating func checkNetworkMode(_ body: JSON) {
        guard let mode = (body["networkMode"] ?? "bridge").string, mode != "bridge" else { return }
        var refused = [Limits.onlyWithBridge] + (mode == "awsvpc" ? Limits.refusedWithAwsvpc : [])
        if RequestRules.isForFargate(body) { refused.removeAll(where: Limits.fargateRefusesInContainer.contains) }
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            for name in refused where RequestRules.isSet(container[name]) {
                add(
                    .networkModeRefuses, at: JSONPath()["containerDefinitions"][index][name],
                    "'\(name)' does not go with the network mode '\(mode)'")
            }
        }
    }

    /// Secrets have names that neither they nor variables have, and a role in whose name they are read.
    mutating func checkSecrets(_ body: JSON) {
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            let secrets = container["secrets"]?.array ?? []
            guard !secrets.isEmpty else { continue }
            let path = JSONPath()["containerDefinitions"][index]["secrets"]
            if body["executionRoleArn"] == nil {
                add(
                    .executionRole, at: path, "missing 'executionRoleArn' of the task, which reads the secrets",
                    hint: "name a role that may read them")
            }
            let variables = RequestRules.names(of: container["environment"])
            var seen: Set<String> = []
            for (item, secret) in secrets.enumerated() {
                guard let name = secret["name"]?.string else { continue }
                if !seen.insert(name).inserted {
                    add(.nameTwice, at: path[item]["name"], "the secret '\(name)' is given twice")
                } else if variables.contains(name) {
                    add(
                        .nameTwice, at: path[item]["name"],
                        "'\(name)' is both a secret and a variable in 'environment'",
                        hint: "remove one of the two")
                }
            }
        }
    }

    /// A launch sets no variable that the container has as a secret.
    mutating func checkVariables(of override: JSON, _ taskDefinition: JSON?, at path: JSONPath) {
        let variables = override["environment"]?.array ?? []
        guard !variables.isEmpty,
            let container = taskDefinition?["containerDefinitions"]?.array?.first(where: {
                $0["name"] != nil && $0["name"] == override["name"]
            })
        else { return }
        let secrets = RequestRules.names(of: container["secrets"])
        for (item, variable) in variables.enumerated() {
            guard let name = variable["name"]?.string, secrets.contains(name) else { continue }
            add(
                .nameTwice, at: path["environment"][item]["name"],
                "'\(name)' is a secret of the task definition, and cannot be a variable too")
        }
    }

    private static func names(of list: JSON?) -> Set<String> {
        Set((list?.array ?? []).compactMap { $0["name"]?.string })
    }

    /// What the log driver awslogs cannot do without.
    mutating func checkLogOptions(_ body: JSON) {
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            let path = JSONPath()["containerDefinitions"][index]
            for name in Limits.awslogsOptions { checkLogOption(name, of: container, at: path) }
        }
    }

    /// One option of awslogs, where that is the log driver of a container.
    mutating func checkLogOption(_ name: String, of container: JSON, at path: JSONPath) {
        guard let log = container["logConfiguration"], log["logDriver"]?.string == "awslogs",
            log["options"] != .null, log["options"]?[name] == nil
        else { return }
        add(
            .logOptions, at: path["logConfiguration"],
            "missing '\(name)' in 'options' of the log driver 'awslogs'")
    }
}

// MARK: - Overrides

extension RequestRules {
    private static let sizes = ["cpu", "memory", "memoryReservation"]

    /// What a launch changes of CPU and memory, held against what is left of the task definition.
    mutating func checkSizes(_ request: JSON, _ taskDefinition: JSON?) {
        guard let overrides = request["overrides"],
            ([overrides] + (overrides["containerOverrides"]?.array ?? [])).contains(where: { item in
                RequestRules.sizes.contains { item[$0] != nil }
            })
        else { return }
        let isFargate = RequestRules.isFargate(request) == true
        func violations(_ body: JSON) -> [Violation] {
            var rules = RequestRules()
            rules.checkReserved(body)
            if isFargate { rules.checkFargateSize(body, at: JSONPath()) }
            return rules.violations
        }
        let body = taskDefinition ?? [:]
        let known = Set(violations(body).map(\.message))
        for violation in violations(RequestRules.changed(body, by: overrides)) where !known.contains(violation.message)
        {
            var place = JSONPath()["overrides"]
            if case .key(let name)? = violation.path.steps.first, overrides[name] != nil { place = place[name] }
            add(violation.rule, at: place, "\(violation.message), with the overrides")
        }
    }

    /// A task definition as a launch changes it, as far as CPU and memory go.
    private static func changed(_ body: JSON, by overrides: JSON) -> JSON {
        func taking(_ names: [String], from other: JSON, over value: JSON) -> JSON {
            names.reduce(value) { result, name in other[name].map { result.setting(name, to: $0) } ?? result }
        }
        let changed = taking(["cpu", "memory"], from: overrides, over: body)
        guard let containers = body["containerDefinitions"]?.array else { return changed }
        let items = overrides["containerOverrides"]?.array ?? []
        let merged = containers.map { container in
            let item = items.first { $0["name"] != nil && $0["name"] == container["name"] }
            return item.map { taking(sizes, from: $0, over: container) } ?? container
        }
        return changed.setting("containerDefinitions", to: .array(merged))
    }
}
