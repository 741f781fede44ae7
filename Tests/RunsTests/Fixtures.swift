import ECS
import JSON
import Jobs

@testable import Runs

/// A run to play with: one unit unless more are asked for, and the rules of the manifest's defaults.
enum Fixture {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)
    static let cluster = "arn:aws:ecs:eu-central-1:111122223333:cluster/batch"
    static let definition = "arn:aws:ecs:eu-central-1:111122223333:task-definition/report:12"

    static func spec(
        count: Int = 1, attempts: Int = 1, placements: Int = 5, secondLook: Int = 300, deadline: Int? = nil,
        instances: [String] = []
    ) -> JSON {
        .members([
            "cluster": "batch", "taskDefinition": "report:12", "count": .int(Int64(count)), "suspend": false,
            "retryStrategy": ["attempts": .int(Int64(attempts))],
            "launch": [
                "attempts": .int(Int64(placements)), "provisioningTimeoutSeconds": 1800,
                "secondLookSeconds": .int(Int64(secondLook)),
                "backoff": ["intervalSeconds": 15, "backoffRate": 2, "maxDelaySeconds": 120],
            ],
            "timeout": ["attemptDurationSeconds": 3600],
            "activeDeadlineSeconds": deadline.map { .int(Int64($0)) },
            "containerInstances": instances.isEmpty ? nil : .array(instances.map(JSON.string)),
        ])
    }

    static func snapshot(
        _ spec: JSON = spec(), containers: [ContainerRole] = [ContainerRole(name: "main", isEssential: true)]
    ) throws -> RunSnapshot {
        let job = try Job(name: "report", labels: [:], spec: spec, hashed: spec)
        let basis = job.keyBasis(taskDefinition: "report:12")
        let occurrence = Occurrence.revision(RunKey(basis: basis))
        let run = Run(
            id: RunID(set: "demo", job: "report", occurrence: occurrence), set: "demo", job: job,
            occurrence: occurrence, basis: basis, cluster: cluster, taskDefinition: definition, containers: containers,
            createdAt: start)
        return RunSnapshot(
            run: run,
            launches: (0..<job.units).map { unit in
                LaunchRequest.launch(
                    LaunchKey(run: run.id, unit: unit, attempt: 1, placement: 1), of: run, createdAt: start)
            })
    }

    static func reducer(_ snapshot: RunSnapshot) throws -> Reducer {
        Reducer(policy: try snapshot.run.policy())
    }

    static func task(
        _ launch: Launch, _ status: TaskStatus = .running, version: Int = 1, exit: [String: Int?] = ["main": nil],
        stopCode: StopCode? = nil, stoppedReason: String? = nil, startedAt: Timestamp? = nil
    ) -> ECSTask {
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/0123456789abcdef0123456789abcdef")
        task.startedBy = launch.startedBy
        task.lastStatus = status
        task.version = version
        task.stopCode = stopCode
        task.stoppedReason = stoppedReason
        task.startedAt = startedAt
        task.containers = exit.sorted { $0.key < $1.key }.map { name, code in
            var container = Container(name: name)
            container.exitCode = code
            return container
        }
        return task
    }
}

extension RunSnapshot {
    /// The only unit's newest launch.
    var newest: Launch { launches[launches.count - 1] }
}

extension Timestamp {
    static func minutes(_ count: Double) -> Timestamp {
        Fixture.start + .seconds(count * 60)
    }
}
