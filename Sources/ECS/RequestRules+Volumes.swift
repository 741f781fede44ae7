import JSON

extension RequestRules {
    mutating func checkVolumes(_ request: JSON, _ taskDefinition: JSON?) {
        let path = JSONPath()["volumeConfigurations"]
        let configured = request["volumeConfigurations"]?.array ?? []
        if let taskDefinition {
            checkNames(configured, taskDefinition, isKnown: request["volumeConfigurations"] != .null, at: path)
        }
        let isFargate = RequestRules.isFargate(request)
        for (index, volume) in configured.enumerated() {
            guard let ebs = volume["managedEBSVolume"], ebs.object != nil else { continue }
            let place = path[index]["managedEBSVolume"]
            checkType(of: ebs, isFargate: isFargate, at: place)
            checkVolumeTags(of: ebs, at: place["tagSpecifications"])
            if isFargate == true, ebs["filesystemType"]?.string == "ntfs" {
                add(.volumeOnFargate, at: place["filesystemType"], "expected 'xfs', 'ext4' or 'ext3', found 'ntfs'")
            }
            if ebs["volumeInitializationRate"] != nil, ebs["snapshotId"] == nil {
                add(
                    .volumeInitialization, at: place["volumeInitializationRate"],
                    "'volumeInitializationRate' goes with 'snapshotId': an empty volume has nothing to load")
            }
            if let rate = ebs["volumeInitializationRate"]?.int, !Limits.initializationRate.contains(rate) {
                let range = Limits.initializationRate
                add(
                    .volumeInitialization, at: place["volumeInitializationRate"],
                    "expected \(range.lowerBound) to \(range.upperBound) MiB a second, found \(rate)")
            }
        }
        if configured.contains(where: { $0["managedEBSVolume"] != nil }), isFargate == true,
            let version = request["platformVersion"]?.string, RequestRules.isBefore140(version)
        {
            add(
                .volumeOnFargate, at: JSONPath()["platformVersion"],
                "expected platform version 1.4.0 or later for an EBS volume, found '\(version)'")
        }
    }

    private mutating func checkNames(_ configured: [JSON], _ taskDefinition: JSON, isKnown: Bool, at path: JSONPath) {
        let volumes = taskDefinition["volumes"]?.array ?? []
        guard !volumes.contains(.null), taskDefinition["volumes"] != .null else { return }
        let left = volumes.filter { $0["configuredAtLaunch"]?.bool == true }.compactMap { $0["name"]?.string }
        for (index, volume) in configured.enumerated() {
            guard let name = volume["name"]?.string, !left.contains(name) else { continue }
            let known = volumes.contains { $0["name"]?.string == name }
            add(
                .volumeName, at: path[index]["name"],
                left.isEmpty
                    ? "the task definition leaves no volume to the launch, found '\(name)'"
                    : "expected the volume that the task definition leaves to the launch (\(RequestRules.list(left))), "
                        + "found '\(name)'",
                hint: known || left.isEmpty ? "set 'configuredAtLaunch: true' on that volume" : nil)
        }
        if isKnown, configured.isEmpty, let name = left.first {
            add(
                .volumeMissing, at: JSONPath(),
                "missing 'volumeConfigurations': the task definition leaves the volume '\(name)' to the launch")
        }
    }

    private mutating func checkType(of ebs: JSON, isFargate: Bool?, at path: JSONPath) {
        if ebs["sizeInGiB"] == nil, ebs["snapshotId"] == nil {
            add(.volumeSource, at: path, "missing 'sizeInGiB' or 'snapshotId' of an EBS volume")
        }
        // Without a type the service chooses one, and says nowhere which: only what all types share can be told.
        guard let name = ebs["volumeType"]?.string else { return }
        guard let type = Limits.ebsVolumeTypes.first(where: { $0.name == name }) else {
            let names = RequestRules.list(Limits.ebsVolumeTypes.map(\.name))
            return add(.volumeType, at: path["volumeType"], "expected one of \(names), found '\(name)'")
        }
        if isFargate == true, name == "standard" {
            add(.volumeOnFargate, at: path["volumeType"], "Fargate does not attach volumes of type 'standard'")
        }
        if let size = ebs["sizeInGiB"]?.int {
            checkRange(
                size, type.size, beyond: type.sizeOfEBS, unit: "GiB", type: name, rule: .volumeSize,
                at: path["sizeInGiB"])
        }
        checkIOPS(of: ebs, type: type, at: path)
        checkThroughput(of: ebs, type: type, at: path)
    }

    private mutating func checkIOPS(of ebs: JSON, type: Limits.EBSVolumeType, at path: JSONPath) {
        guard let range = type.iops else {
            guard ebs["iops"] != nil else { return }
            return add(
                .volumeIOPS, at: path["iops"], "'iops' cannot be set for a volume of type '\(type.name)'",
                hint: "remove it, or choose gp3, io1 or io2")
        }
        if type.needsIOPS, ebs["iops"] == nil {
            add(.volumeIOPS, at: path, "missing 'iops', which a volume of type '\(type.name)' needs")
        }
        guard let iops = ebs["iops"]?.int else { return }
        checkRange(
            iops, range, beyond: type.iopsOfEBS ?? range, unit: "IOPS", type: type.name, rule: .volumeIOPS,
            at: path["iops"])
        guard let ratio = type.iopsPerGiB, let size = ebs["sizeInGiB"]?.int else { return }
        let most = max(min(size, 1 << 20) * ratio, type.needsIOPS ? 0 : range.lowerBound)
        if iops > most, range.contains(iops) {
            add(
                .volumeIOPS, at: path["iops"],
                "expected at most \(most) IOPS for \(size) GiB of \(type.name) (\(ratio) a GiB), found \(iops)")
        }
    }

    private mutating func checkThroughput(of ebs: JSON, type: Limits.EBSVolumeType, at path: JSONPath) {
        guard let range = type.throughput else {
            guard ebs["throughput"] != nil else { return }
            return add(
                .volumeThroughput, at: path["throughput"],
                "'throughput' cannot be set for a volume of type '\(type.name)'", hint: "remove it, or choose gp3")
        }
        guard let throughput = ebs["throughput"]?.int else { return }
        checkRange(
            throughput, range, beyond: type.throughputOfEBS ?? range, unit: "MiB a second", type: type.name,
            rule: .volumeThroughput, at: path["throughput"])
        guard ebs["iops"] != .null else { return }
        let iops = ebs["iops"]?.int ?? Limits.gp3BaseIOPS
        if throughput > iops / Limits.gp3IOPSPerMiB, range.contains(throughput) {
            add(
                .volumeThroughput, at: path["throughput"],
                "expected at most \(iops / Limits.gp3IOPSPerMiB) MiB a second with \(iops) IOPS, found \(throughput)",
                hint: "set 'iops' to \(throughput * Limits.gp3IOPSPerMiB) or more")
        }
    }

    /// Between the range of ECS and that of EBS the two contradict each other: a warning.
    private mutating func checkRange(
        _ value: Int, _ range: ClosedRange<Int>, beyond wide: ClosedRange<Int>, unit: String, type: String,
        rule: RequestRule, at path: JSONPath
    ) {
        guard !range.contains(value) else { return }
        let isWarning = wide.contains(value)
        add(
            rule, at: path,
            "expected \(range.lowerBound) to \(range.upperBound) \(unit) for volumes of type '\(type)', found \(value)",
            hint: isWarning ? "EBS takes up to \(wide.upperBound), the API of ECS says less" : nil,
            isWarning: isWarning)
    }

    private mutating func checkVolumeTags(of ebs: JSON, at path: JSONPath) {
        for (index, specification) in (ebs["tagSpecifications"]?.array ?? []).enumerated() {
            let tags = specification["tags"]?.array ?? []
            let place = path[index]["tags"]
            checkTags(specification["tags"], at: place)
            if tags.count > Limits.volumeTags, tags.count <= 50 {
                add(
                    .volumeTags, at: place,
                    "expected at most \(Limits.volumeTags) tags beside the two that ECS adds, found \(tags.count)")
            }
            for (item, tag) in tags.enumerated() {
                guard let key = tag["key"]?.string, Limits.reservedVolumeTags.contains(key) else { continue }
                add(.volumeTags, at: place[item]["key"], "expected a tag of your own, found '\(key)', which is ECS's")
            }
        }
    }

    /// `1.3.0` and the like; LATEST and what is no version are not.
    static func isBefore140(_ version: String) -> Bool {
        let parts = version.split(separator: ".").map { Int($0) }
        guard let major = parts.first ?? nil else { return false }
        let minor = parts.count > 1 ? parts[1] ?? 0 : 0
        return major < 1 || (major == 1 && minor < 4)
    }
}
