package import JSON

/// A task as RunTask and DescribeTasks answer it, and as the `detail` of a task event carries it.
///
/// Every member but the ARN is optional: a replayed answer trims stopped tasks to ARN and statuses
/// (Amazon ECS API Reference, "Ensuring idempotency"). Members that are not listed here are dropped.
package struct ECSTask: Hashable, Sendable, Codable {
    package var taskArn: String
    package var attachments: [Attachment]?
    package var attributes: [JSON]?
    package var availabilityZone: String?
    package var capacityProviderName: String?
    package var clusterArn: String?
    package var connectivity: String?
    package var connectivityAt: Timestamp?
    package var containerInstanceArn: String?
    package var containers: [Container]?
    package var cpu: String?
    package var createdAt: Timestamp?
    package var desiredStatus: TaskStatus?
    package var enableExecuteCommand: Bool?
    package var ephemeralStorage: JSON?
    package var executionStoppedAt: Timestamp?
    package var group: String?
    package var healthStatus: String?
    package var lastStatus: TaskStatus?
    package var launchType: String?
    package var memory: String?
    package var overrides: JSON?
    package var platformFamily: String?
    package var platformVersion: String?
    package var pullStartedAt: Timestamp?
    package var pullStoppedAt: Timestamp?
    package var startedAt: Timestamp?
    package var startedBy: String?
    package var stopCode: StopCode?
    package var stoppedAt: Timestamp?
    package var stoppedReason: String?
    package var stoppingAt: Timestamp?
    package var tags: [Tag]?
    package var taskDefinitionArn: String?
    /// Rises with each change that makes an event; the same counter in events and in answers.
    package var version: Int?

    package init(taskArn: String) {
        self.taskArn = taskArn
    }

    /// The last part of the ARN: 32 hexadecimal digits.
    package var id: String {
        guard let slash = taskArn.utf8.lastIndex(of: UInt8(ascii: "/")) else { return taskArn }
        return String(taskArn[taskArn.utf8.index(after: slash)...])
    }
}

/// A container of a task.
package struct Container: Hashable, Sendable, Codable {
    package var name: String?
    package var containerArn: String?
    package var taskArn: String?
    package var image: String?
    package var imageDigest: String?
    package var runtimeId: String?
    package var lastStatus: String?
    /// Absent where the container never ran: that is never a success.
    package var exitCode: Int?
    package var reason: String?
    package var healthStatus: String?
    package var cpu: String?
    package var memory: String?
    package var memoryReservation: String?
    package var networkBindings: [JSON]?
    package var networkInterfaces: [JSON]?

    package init(name: String) {
        self.name = name
    }

    /// Reads sizes written as text, as ECS writes them, and as numbers, as emulators do.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func size(_ key: CodingKeys) throws -> String? {
            guard values.contains(key) else { return nil }
            if let number = try? values.decode(Int.self, forKey: key) { return String(number) }
            return try values.decodeIfPresent(String.self, forKey: key)
        }
        name = try values.decodeIfPresent(String.self, forKey: .name)
        containerArn = try values.decodeIfPresent(String.self, forKey: .containerArn)
        taskArn = try values.decodeIfPresent(String.self, forKey: .taskArn)
        image = try values.decodeIfPresent(String.self, forKey: .image)
        imageDigest = try values.decodeIfPresent(String.self, forKey: .imageDigest)
        runtimeId = try values.decodeIfPresent(String.self, forKey: .runtimeId)
        lastStatus = try values.decodeIfPresent(String.self, forKey: .lastStatus)
        exitCode = try values.decodeIfPresent(Int.self, forKey: .exitCode)
        reason = try values.decodeIfPresent(String.self, forKey: .reason)
        healthStatus = try values.decodeIfPresent(String.self, forKey: .healthStatus)
        cpu = try size(.cpu)
        memory = try size(.memory)
        memoryReservation = try size(.memoryReservation)
        networkBindings = try values.decodeIfPresent([JSON].self, forKey: .networkBindings)
        networkInterfaces = try values.decodeIfPresent([JSON].self, forKey: .networkInterfaces)
    }
}

/// A network interface or a volume of a task.
package struct Attachment: Hashable, Sendable, Codable {
    package var id: String?
    /// `ElasticNetworkInterface` or `AmazonElasticBlockStorage` in answers; `eni` in events.
    package var type: String?
    /// PRECREATED, CREATED, ATTACHING, ATTACHED, DETACHING, DETACHED, DELETED, FAILED.
    package var status: String?
    package var details: [KeyValuePair]?

    package init() {}
}

/// A name and its value, as ECS writes environment variables and the details of attachments.
package struct KeyValuePair: Hashable, Sendable, Codable {
    package var name: String?
    package var value: String?

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A tag of a resource.
package struct Tag: Hashable, Sendable, Codable {
    package var key: String
    package var value: String?

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// What could not be done for one resource, in an answer of status 200.
package struct Failure: Hashable, Sendable, Codable {
    package var arn: String?
    /// The reason by its code, such as `MISSING`, `RESOURCE:MEMORY` or `AGENT`.
    package var reason: String?
    package var detail: String?

    package init(arn: String? = nil, reason: String? = nil, detail: String? = nil) {
        self.arn = arn
        self.reason = reason
        self.detail = detail
    }
}
