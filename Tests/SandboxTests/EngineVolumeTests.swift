import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineVolumeTests {
    /// A volume of 100 GiB, gp3, with changes.
    static func volume(_ changes: JSON = [:]) -> JSON {
        var members: [String: JSON] = [
            "roleArn": "arn:aws:iam::123456789012:role/volumes", "volumeType": "gp3", "sizeInGiB": 100,
        ]
        members.merge(changes.object ?? [:]) { _, new in new }
        return .object(members.filter { $0.value != .null })
    }

    private func code(of volume: JSON, changes: [String: JSON] = [:]) throws -> String {
        var bench = EngineBench()
        let definition = try bench.register(["volumes": [["name": "data", "configuredAtLaunch": true]]])
        var members: [String: JSON] = ["volumeConfigurations": [["name": "data", "managedEBSVolume": volume]]]
        members.merge(changes) { _, new in new }
        return bench.code(.runTask, EngineBench.launch(definition, members))
    }

    @Test(
        arguments: [
            [:],
            ["sizeInGiB": 1],
            ["sizeInGiB": 16_384, "iops": 16_000, "throughput": 1000],
            ["sizeInGiB": 32, "iops": 16_000],
            ["sizeInGiB": .null, "snapshotId": "snap-1"],
            ["snapshotId": "snap-1", "volumeInitializationRate": 100],
            ["volumeType": "io1", "sizeInGiB": 4, "iops": 200],
            ["volumeType": "io2", "sizeInGiB": 256, "iops": 256_000],
            ["volumeType": "st1", "sizeInGiB": 125],
            ["volumeType": "gp2", "sizeInGiB": 16_384],
            ["volumeType": .null],
            ["filesystemType": "ext4", "encrypted": true, "terminationPolicy": ["deleteOnTermination": true]],
            ["tagSpecifications": [["resourceType": "volume", "tags": [["key": "a", "value": "1"]]]]],
        ] as [JSON])
    func `a volume that EBS has is taken`(changes: JSON) throws {
        #expect(try code(of: EngineVolumeTests.volume(changes)) == "")
    }

    @Test(
        arguments: [
            ["roleArn": .null],
            ["roleArn": "volumes"],
            ["sizeInGiB": .null],
            ["sizeInGiB": 0],
            ["sizeInGiB": 16_385],
            ["volumeType": "gp4"],
            ["volumeType": "standard"],
            ["iops": 2999],
            ["iops": 16_001],
            ["sizeInGiB": 31, "iops": 16_000],
            ["throughput": 124],
            ["throughput": 1000],
            ["volumeType": "io1"],
            ["volumeType": "io1", "sizeInGiB": 3, "iops": 100],
            ["volumeType": "io1", "sizeInGiB": 4, "iops": 201],
            ["volumeType": "gp2", "iops": 3000],
            ["volumeType": "st1", "sizeInGiB": 124],
            ["volumeType": "st1", "sizeInGiB": 125, "throughput": 125],
            ["volumeInitializationRate": 100],
            ["snapshotId": "snap-1", "volumeInitializationRate": 99],
            ["snapshotId": "other"],
            ["filesystemType": "btrfs"],
            ["terminationPolicy": [:]],
            ["tagSpecifications": [["tags": []]]],
            ["tagSpecifications": [["resourceType": "volume", "tags": [["key": "AmazonECSManaged", "value": "1"]]]]],
        ] as [JSON])
    func `a volume that EBS has not is refused`(changes: JSON) throws {
        #expect(try code(of: EngineVolumeTests.volume(changes)) == "InvalidParameterException")
    }

    @Test func `the names of the definition and of the launch must be the same`() throws {
        let volume = EngineVolumeTests.volume()
        let wrong = "InvalidParameterException"
        #expect(try code(of: volume, changes: ["volumeConfigurations": []]) == wrong)
        #expect(
            try code(of: volume, changes: ["volumeConfigurations": [["name": "x", "managedEBSVolume": volume]]])
                == wrong)
        #expect(try code(of: volume, changes: ["volumeConfigurations": [["name": "data"]]]) == wrong)
        let entry: JSON = ["name": "data", "managedEBSVolume": volume]
        #expect(try code(of: volume, changes: ["volumeConfigurations": [entry, entry]]) == wrong)
        #expect(
            try code(of: volume, changes: ["platformVersion": "1.3.0"])
                == "PlatformTaskDefinitionIncompatibilityException")
    }
}
