package import JSON

/// The events of ECS that Purser takes in, as JSON Schema: what it needs of them, not all that they hold.
///
/// Source: Amazon ECS Developer Guide, "Amazon ECS events" and its samples. Members and types that are not described
/// here may come and are let through, because ECS adds some now and then.
package enum EventSchema {
    /// The schema of an event as EventBridge delivers it, in the dialect of 2020-12.
    package static var schema: JSON {
        let required: JSON = [
            "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail",
        ]
        let kinds: [JSON] = [
            kind("ECS Task State Change", "TaskDetail"),
            kind("ECS Container Instance State Change", "ContainerInstanceDetail"),
        ]
        let names: JSON = .array(kinds.compactMap { $0["if"]?["properties"]?["detail-type"]?["const"] })
        let members: [String: JSON] = [
            "version": ["type": "string"], "id": ["type": "string", "minLength": 1],
            "detail-type": described(["enum": names], "The type of the event."), "source": ["const": "aws.ecs"],
            "account": ["type": "string", "pattern": "^[0-9]{12}$"], "time": time,
            "region": ["type": "string", "minLength": 1], "resources": ["type": "array", "items": ["type": "string"]],
            "detail": ["type": "object"],
        ]
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "events.v1.schema.json",
            "title": "Events that Purser takes in", "type": "object",
            "description": "Task and container instance state changes of Amazon ECS, in the envelope of EventBridge.",
            "properties": .object(members), "required": required, "allOf": .array(kinds),
            "$defs": [
                "TaskDetail": taskDetail, "TaskContainer": container, "ContainerInstanceDetail": instanceDetail,
                "Resource": resource,
            ],
        ]
    }

    private static var taskDetail: JSON {
        let members: [String: JSON] = [
            "taskArn": arn("task"), "clusterArn": arn("cluster"), "taskDefinitionArn": arn("task-definition"),
            "containerInstanceArn": arn("container-instance"), "lastStatus": status, "desiredStatus": status,
            "version": described(
                ["type": "integer", "minimum": 0],
                "Rises with each change; a copy of an event has the same, and of two the higher one is the later."),
            "containers": ["type": "array", "items": ["$ref": "#/$defs/TaskContainer"]],
            "overrides": ["type": "object"], "attachments": ["type": "array", "items": ["type": "object"]],
            "startedBy": described(["type": "string"], "The launch that made the task, for tasks of Purser."),
            "group": text, "launchType": text, "capacityProviderName": text, "platformVersion": text,
            "availabilityZone": text, "cpu": text, "memory": text, "connectivity": text,
            "stopCode": described(text, "Why it stops; the Spot warning has one while the task still runs."),
            "stoppedReason": text, "createdAt": time, "pullStartedAt": time, "pullStoppedAt": time, "startedAt": time,
            "stoppingAt": time, "stoppedAt": time, "executionStoppedAt": time, "connectivityAt": time,
            "updatedAt": time,
        ]
        return object(["taskArn", "clusterArn", "lastStatus", "desiredStatus", "version"], members)
    }

    private static var container: JSON {
        object(
            ["name", "lastStatus"],
            [
                "name": described(text, "May be one that is not in the task definition: sidecars are put in."),
                "containerArn": text, "taskArn": text, "image": text, "imageDigest": text, "runtimeId": text,
                "lastStatus": text, "exitCode": ["type": "integer"], "reason": text,
                "cpu": described(text, "A number as a text; samples of AWS also have the text null."),
            ])
    }

    private static var instanceDetail: JSON {
        let resources: JSON = ["type": "array", "items": ["$ref": "#/$defs/Resource"]]
        return object(
            ["containerInstanceArn", "clusterArn", "status", "version"],
            [
                "containerInstanceArn": arn("container-instance"), "clusterArn": arn("cluster"),
                "ec2InstanceId": text, "status": text, "agentConnected": ["type": "boolean"],
                "attributes": ["type": "array", "items": ["type": "object"]], "registeredResources": resources,
                "remainingResources": resources, "version": ["type": "integer", "minimum": 0],
                "versionInfo": ["type": "object"], "updatedAt": time,
            ])
    }

    private static var resource: JSON {
        object(
            ["name", "type"],
            [
                "name": text, "type": text, "integerValue": ["type": "integer"],
                "stringSetValue": ["type": "array", "items": text],
            ])
    }

    private static let text: JSON = ["type": "string"]

    /// ISO 8601 with a zone, as events write all times.
    private static let time: JSON = ["type": "string", "pattern": #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"#]

    private static var status: JSON {
        let known = TaskStatus.inOrder.map(\.rawValue).joined(separator: ", ")
        return described(["type": "string", "minLength": 1], "One of \(known), or one that ECS adds.")
    }

    private static func arn(_ kind: String) -> JSON {
        ["type": "string", "pattern": .string("^arn:[^:]+:ecs:[^:]+:[0-9]{12}:\(kind)/.+$")]
    }

    /// What holds for events of one type.
    private static func kind(_ name: String, _ detail: String) -> JSON {
        [
            "if": ["properties": ["detail-type": ["const": .string(name)]]],
            "then": ["properties": ["detail": ["$ref": .string("#/$defs/\(detail)")]]],
        ]
    }

    private static func described(_ schema: JSON, _ words: String) -> JSON {
        schema.setting("description", to: .string(words))
    }

    private static func object(_ required: [String], _ members: [String: JSON]) -> JSON {
        ["type": "object", "properties": .object(members), "required": .array(required.map(JSON.string))]
    }
}
