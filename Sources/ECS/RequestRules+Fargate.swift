import JSON

extension RequestRules {
    /// What a launch on Fargate asks of a task definition that does not say by itself that it is for Fargate, and what
    /// it asks of Windows.
    mutating func checkLaunchOnFargate(_ request: JSON, _ taskDefinition: JSON?) {
        guard let body = taskDefinition, RequestRules.isFargate(request) == true else { return }
        let made = body["requiresCompatibilities"]
        if made == nil || made == .array([]) { checkFargate(body, at: JSONPath()["taskDefinition"]) }
        let items = request["capacityProviderStrategy"]?.array ?? []
        if RequestRules.isWindows(body),
            let spot = items.firstIndex(where: { $0["capacityProvider"] == "FARGATE_SPOT" })
        {
            add(
                .compatibility, at: JSONPath()["capacityProviderStrategy"][spot]["capacityProvider"],
                "Fargate Spot has no Windows, which the task definition asks for")
        }
        if RequestRules.isWindows(body), !(request["volumeConfigurations"]?.array ?? []).isEmpty {
            add(
                .volumeOnFargate, at: JSONPath()["volumeConfigurations"],
                "Fargate attaches no EBS volume to Windows, which the task definition asks for")
        }
    }

    /// What Fargate asks of a task definition that is for Fargate.
    mutating func checkFargate(_ body: JSON, at path: JSONPath) {
        if let mode = body["networkMode"], mode != .null, mode != "awsvpc" {
            add(
                .fargateNetworkMode, at: path["networkMode"],
                "expected 'awsvpc' for Fargate, found '\(mode.string ?? "")'")
        } else if body["networkMode"] == nil {
            add(
                .fargateNetworkMode, at: RequestRules.placeOfFargate(body, path),
                "missing 'networkMode: awsvpc', which Fargate needs")
        }
        for name in Limits.fargateRefusesInTask where RequestRules.isSet(body[name]) {
            add(.fargateRefuses, at: path[name], "'\(name)' is not for Fargate")
        }
        if let mode = body["pidMode"]?.string, mode != "task" {
            add(.fargateRefuses, at: path["pidMode"], "expected 'task' for 'pidMode' on Fargate, found '\(mode)'")
        }
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            checkFargate(container: container, at: path["containerDefinitions"][index])
        }
        for (index, volume) in (body["volumes"]?.array ?? []).enumerated() {
            checkFargate(volume: volume, at: path["volumes"][index])
        }
        for name in ["cpu", "memory"] where body[name] == nil {
            let place = RequestRules.placeOfFargate(body, path)
            add(.fargateSize, at: place, "missing '\(name)' of the task, which Fargate needs")
        }
        checkFargateSize(body, at: path)
        checkExecutionRoleOnFargate(body, at: path)
    }

    /// Where a task definition says that it is for Fargate; the definition itself where only the launch says so.
    private static func placeOfFargate(_ body: JSON, _ path: JSONPath) -> JSONPath {
        body["requiresCompatibilities"] == nil ? path : path["requiresCompatibilities"]
    }

    private mutating func checkFargate(volume: JSON, at path: JSONPath) {
        if RequestRules.isSet(volume["dockerVolumeConfiguration"]) {
            add(.fargateRefuses, at: path["dockerVolumeConfiguration"], "Fargate has no volumes of Docker")
        }
        if RequestRules.isSet(volume["host"]?["sourcePath"]) {
            add(
                .fargateRefuses, at: path["host"]["sourcePath"], "Fargate has no host whose folders could be mounted",
                hint: "leave 'sourcePath' out for an empty folder that the containers share")
        }
    }

    /// What the agent of Fargate does for a container it does in the name of the execution role.
    private mutating func checkExecutionRoleOnFargate(_ body: JSON, at path: JSONPath) {
        guard body["executionRoleArn"] == nil else { return }
        for (index, container) in (body["containerDefinitions"]?.array ?? []).enumerated() {
            let place = path["containerDefinitions"][index]
            if container["logConfiguration"]?["logDriver"]?.string == "awslogs" {
                add(
                    .executionRole, at: place["logConfiguration"]["logDriver"],
                    "missing 'executionRoleArn' of the task, which Fargate needs for the log driver 'awslogs'",
                    hint: "name a role that may write to CloudWatch Logs")
            }
            if let image = container["image"]?.string, RequestRules.isPrivateECR(image) {
                add(
                    .executionRole, at: place["image"],
                    "missing 'executionRoleArn' of the task, which Fargate needs to pull from Amazon ECR",
                    hint: "name a role that may read the repository")
            }
        }
    }

    /// `111122223333.dkr.ecr.eu-central-1.amazonaws.com/report:1.4`.
    private static func isPrivateECR(_ image: String) -> Bool {
        let host = image.prefix { $0 != "/" }.split(separator: ".", omittingEmptySubsequences: false)
        return host.count >= 6 && host[1] == "dkr" && host[2].hasPrefix("ecr") && host[4] == "amazonaws"
            && host[0].utf8.count == 12 && host[0].allSatisfy(\.isNumber)
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
        checkLogOption(Limits.awslogsOptionOnFargate, of: container, at: path)
        let seconds = Limits.fargateStopTimeout
        if let given = container["stopTimeout"]?.int, !seconds.contains(given) {
            add(
                .fargateStopTimeout, at: path["stopTimeout"],
                "expected \(seconds.lowerBound) to \(seconds.upperBound) seconds for 'stopTimeout' on Fargate, "
                    + "found \(given)")
        }
    }

    static func isWindows(_ body: JSON?) -> Bool {
        body?["runtimePlatform"]?["operatingSystemFamily"]?.string?.hasPrefix("WINDOWS") ?? false
    }

    /// CPU and memory of a task definition, or of one with what a launch changes of it.
    mutating func checkFargateSize(_ body: JSON, at path: JSONPath) {
        let isWindows = RequestRules.isWindows(body)
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
            "expected \(RequestRules.phrase(size.memory)) for \(cpu) CPU units on Fargate, found \(memory)",
            hint: RequestRules.wayOut(memory, of: size, among: sizes))
    }

    /// The next memory that the size has, and the smallest size that has the memory.
    private static func wayOut(_ memory: Int, of size: Limits.FargateSize, among sizes: [Limits.FargateSize]) -> String?
    {
        let next = size.memory.first { $0 >= memory } ?? size.memory.last
        let other = sizes.first { $0.memory.contains(memory) }
        let parts = [
            next.map { "write \($0)" }, other.map { "give the task \($0.cpu) CPU units for \(memory) MiB" },
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", or ")
    }

    /// `512, 1024 or 2048 MiB`, `4096 to 16384 MiB in steps of 1024`.
    private static func phrase(_ sizes: [Int]) -> String {
        if sizes.count > 4, let first = sizes.first, let last = sizes.last {
            return "\(first) to \(last) MiB in steps of \(sizes[1] - first)"
        }
        return sizes.dropLast().map(String.init).joined(separator: ", ") + " or \(sizes.last ?? 0) MiB"
    }

    /// Given, and not as what its absence means.
    static func isSet(_ value: JSON?) -> Bool {
        switch value {
        case nil, .null?, .bool(false)?, .array([])?, .object([:])?: false
        default: true
        }
    }
}
