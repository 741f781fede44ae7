// Events as EventBridge delivers them, for the tests.
import ECS
import JSON

@testable import Events

enum Sample {
    static let cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/jobs"

    static func taskARN(_ number: Int = 1) -> String {
        let digits = String(number, radix: 16)
        return "arn:aws:ecs:us-east-1:111122223333:task/jobs/" + String(repeating: "0", count: 32 - digits.count)
            + digits
    }

    static let instanceARN = "arn:aws:ecs:us-east-1:111122223333:container-instance/jobs/0123456789abcdef"

    static func taskDetail(
        _ number: Int = 1, version: Int = 4, status: String = "RUNNING", startedBy: String? = nil
    ) -> JSON {
        .members([
            "taskArn": .string(taskARN(number)), "clusterArn": .string(cluster), "lastStatus": .string(status),
            "desiredStatus": .string(status == "STOPPED" ? "STOPPED" : "RUNNING"), "version": .int(Int64(version)),
            "updatedAt": "2026-01-02T03:04:05.678Z", "startedBy": startedBy.map(JSON.string),
            "containers": [["name": "main", "lastStatus": .string(status), "cpu": "null"]],
        ])
    }

    static let instanceDetail: JSON = [
        "containerInstanceArn": .string(instanceARN), "clusterArn": .string(cluster), "status": "ACTIVE", "version": 9,
        "agentConnected": true, "updatedAt": "2026-01-02T03:04:05Z", "registeredResources": [["name": "CPU"]],
    ]

    static func envelope(_ kind: EventKind = .task, _ detail: JSON = taskDetail()) -> JSON {
        [
            "version": "0", "id": "3317b2af-7005-947d-b652-f55e762e571a", "detail-type": .string(kind.detailType),
            "source": "aws.ecs", "account": "111122223333", "time": "2026-01-02T03:04:09Z", "region": "us-east-1",
            "resources": [.string(taskARN())], "detail": detail,
        ]
    }
}
