import JSON

extension RequestRules {
    /// What Fargate asks of a task definition that says that it is for Fargate.
    mutating func checkFargate(_ body: JSON) {
        let path = JSONPath()
        if let mode = body["networkMode"], mode != .null, mode != "awsvpc" {
            add(
                .fargateNetworkMode, at: path["networkMode"],
                "expected 'awsvpc' for Fargate, found '\(mode.string ?? "")'")
        } else if body["networkMode"] == nil {
            add(
                .fargateNetworkMode, at: path["requiresCompatibilities"],
                "missing 'networkMode: awsvpc', which Fargate needs")
        }
        for name in Limits.fargateRefusesInTask where RequestRules.isSet(body[name]) {
            add(.fargateRefuses, at: path[name], "'\(name)' is not for Fargate")
        }
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            checkFargate(container: container, at: path["containerDefinitions"][index])
        }
        checkFargateSize(body)
    }

    private mutating func checkFargate(container: JSON, at path: JSONPath) {
        for name in Limits.fargateRefusesInContainer where RequestRules.isSet(container[name]) {
            add(.fargateRefuses, at: path[name], "'\(name)' is not for Fargate")
        }
        for name in Limits.fargateRefusesInLinux where RequestRules.isSet(container["linuxParameters"]?[name]) {
            add(.fargateRefuses, at: path["linuxParameters"][name], "'\(name)' is not for Fargate")
        }
        for (item, resource) in (container["resourceRequirements"]?.array ?? []).enumerated()
        where resource["type"]?.string == "GPU" {
            add(.fargateRefuses, at: path["resourceRequirements"][item]["type"], "Fargate has no GPUs")
        }
        if let driver = container["logConfiguration"]?["logDriver"]?.string,
            !Limits.fargateLogDrivers.contains(driver)
        {
            add(
                .fargateRefuses, at: path["logConfiguration"]["logDriver"],
                "expected one of \(RequestRules.list(Limits.fargateLogDrivers)) for Fargate, found '\(driver)'")
        }
        if let seconds = container["stopTimeout"]?.int, seconds > Limits.fargateStopTimeout {
            add(
                .fargateStopTimeout, at: path["stopTimeout"],
                "expected at most \(Limits.fargateStopTimeout) seconds for 'stopTimeout' on Fargate, found \(seconds)")
        }
    }

    private mutating func checkFargateSize(_ body: JSON) {
        let path = JSONPath()
        let isWindows = body["runtimePlatform"]?["operatingSystemFamily"]?.string?.hasPrefix("WINDOWS") ?? false
        for name in ["cpu", "memory"] where body[name] == nil {
            add(.fargateSize, at: path["requiresCompatibilities"], "missing '\(name)' of the task, which Fargate needs")
        }
        guard let cpu = body["cpu"]?.string.flatMap(TaskSize.cpuUnits) else { return }
        let sizes = Limits.fargateSizes.filter { $0.servesWindows || !isWindows }
        guard let size = sizes.first(where: { $0.cpu == cpu }) else {
            let known = sizes.map { String($0.cpu) }.joined(separator: ", ")
            return add(
                .fargateSize, at: path["cpu"],
                "expected one of \(known) CPU units for \(isWindows ? "Windows on Fargate" : "Fargate"), found \(cpu)")
        }
        guard let memory = body["memory"]?.string.flatMap(TaskSize.mebibytes), !size.memory.contains(memory) else {
            return
        }
        add(
            .fargateSize, at: path["memory"],
            "expected \(RequestRules.phrase(size.memory)) for \(cpu) CPU units on Fargate, found \(memory)")
    }

    /// `512, 1024 or 2048 MiB`, `4096 to 16384 MiB in steps of 1024`.
    private static func phrase(_ sizes: [Int]) -> String {
        if sizes.count > 4, let first = sizes.first, let last = sizes.last {
            return "\(first) to \(last) MiB in steps of \(sizes[1] - first)"
        }
        return sizes.dropLast().map(String.init).joined(separator: ", ") + " or \(sizes.last ?? 0) MiB"
    }

    /// Given, and not as what its absence means.
    private static func isSet(_ value: JSON?) -> Bool {
        switch value {
        case nil, .null?, .bool(false)?, .array([])?, .object([:])?: false
        default: true
        }
    }
}
