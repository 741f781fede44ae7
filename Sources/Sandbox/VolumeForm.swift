import ECS
import JSON

/// The configuration of the one volume of EBS that a task may bring, checked.
///
/// Source: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration.
struct VolumeForm {
    let name: String
    let roleArn: String
    let deletesOnTermination: Bool

    /// Reads `volumeConfigurations`; nil where the definition has no volume to configure.
    ///
    /// - Throws: `InvalidParameterException` where the two do not fit, or a value is out of range.
    init?(_ request: Members, definition: DefinitionRecord, isFargate: Bool) throws(ServiceError) {
        let entries = try request.structures("volumeConfigurations") ?? []
        guard entries.count <= 1 else {
            throw .invalidParameter("A task has at most one volume that is configured at launch.")
        }
        guard let entry = entries.first else {
            guard definition.volumeAtLaunch == nil else {
                throw .invalidParameter(
                    "The task definition has a volume '\(definition.volumeAtLaunch ?? "")' that is configured at"
                        + " launch, and volumeConfigurations does not configure it.")
            }
            return nil
        }
        name = try entry.required("name")
        guard name == definition.volumeAtLaunch else {
            throw .invalidParameter(
                "volumeConfigurations names '\(name)', which is not a volume that is configured at launch in the task"
                    + " definition.")
        }
        guard let volume = try entry.structure("managedEBSVolume") else {
            throw .invalidParameter("volumeConfigurations of '\(name)' has no managedEBSVolume.")
        }
        roleArn = try volume.required("roleArn")
        guard ARN(roleArn)?.service == "iam" else { throw .invalidParameter("Invalid roleArn '\(roleArn)'.") }
        let termination = try volume.structure("terminationPolicy")
        let deletes = try termination?.bool("deleteOnTermination")
        guard termination == nil || deletes != nil else {
            throw .invalidParameter("terminationPolicy.deleteOnTermination must be given.")
        }
        deletesOnTermination = deletes ?? true
        try VolumeForm.checkSize(volume, isFargate: isFargate)
        try VolumeForm.checkRest(volume)
    }

    private static func checkSize(_ volume: Members, isFargate: Bool) throws(ServiceError) {
        // ECS's text names no default; gp2 is that of CreateVolume.
        let name = try volume.string("volumeType") ?? "gp2"
        guard let type = Limits.ebsVolumeTypes.first(where: { $0.name == name }) else {
            throw .invalidParameter("Unknown volumeType '\(name)'.")
        }
        guard !(isFargate && name == "standard") else {
            throw .invalidParameter("The volume type standard is not supported on Fargate.")
        }
        let size = try volume.int("sizeInGiB", in: type.size)
        let snapshot = try volume.string("snapshotId")
        guard size != nil || snapshot != nil else {
            throw .invalidParameter("managedEBSVolume needs a sizeInGiB or a snapshotId.")
        }
        if let snapshot, !snapshot.hasPrefix("snap-") {
            throw .invalidParameter("Invalid snapshotId '\(snapshot)'.")
        }
        if try volume.int("volumeInitializationRate", in: Limits.initializationRate) != nil, snapshot == nil {
            throw .invalidParameter("volumeInitializationRate is allowed with a snapshotId only.")
        }
        try checkSpeed(volume, type: type, size: size)
    }

    private static func checkSpeed(
        _ volume: Members, type: Limits.EBSVolumeType, size: Int?
    ) throws(ServiceError) {
        var iops: Int?
        if let range = type.iops {
            iops = try volume.int("iops", in: range)
            guard iops != nil || !type.needsIOPS else {
                throw .invalidParameter("The volume type \(type.name) needs iops.")
            }
        } else if try volume.int("iops") != nil {
            throw .invalidParameter("The volume type \(type.name) takes no iops.")
        }
        if let iops, let size, let ratio = type.iopsPerGiB, iops > Limits.gp3BaseIOPS || type.needsIOPS {
            let most = size * ratio
            guard iops <= most else {
                throw .invalidParameter("\(iops) iops are too many for \(size) GiB of \(type.name): at most \(most).")
            }
        }
        guard let range = type.throughput else {
            guard try volume.int("throughput") == nil else {
                throw .invalidParameter("The volume type \(type.name) takes no throughput.")
            }
            return
        }
        if let throughput = try volume.int("throughput", in: range),
            throughput * Limits.gp3IOPSPerMiB > iops ?? Limits.gp3BaseIOPS
        {
            throw .invalidParameter(
                "A throughput of \(throughput) needs at least \(throughput * Limits.gp3IOPSPerMiB) iops.")
        }
    }

    private static func checkRest(_ volume: Members) throws(ServiceError) {
        _ = try volume.bool("encrypted")
        _ = try volume.string("kmsKeyId")
        _ = try volume.choice("filesystemType", of: ["ext3", "ext4", "xfs", "ntfs"])
        for specification in try volume.structures("tagSpecifications") ?? [] {
            guard try specification.choice("resourceType", of: ["volume"]) != nil else {
                throw .invalidParameter("tagSpecifications.resourceType must be volume.")
            }
            _ = try specification.choice("propagateTags", of: ["TASK_DEFINITION", "SERVICE", "NONE"])
            let tags = try TagRules.tags(in: specification)
            guard tags.count <= Limits.volumeTags else {
                throw .invalidParameter("A volume takes at most \(Limits.volumeTags) tags of the caller.")
            }
            if let reserved = tags.first(where: { Limits.reservedVolumeTags.contains($0.key) }) {
                throw .invalidParameter("The tag '\(reserved.key)' is reserved.")
            }
        }
    }
}
