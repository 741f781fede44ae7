import ECS
import JSON
import Jobs
import Sandbox

/// The world that a seed gives: what is to run, who drives it, and for how long things go wrong.
struct Scenario: Sendable {
    /// A place where processes run one after another, each taking up what the one before has left.
    struct Seat: Sendable {
        let number: Int
        /// When the first process starts.
        let start: Duration
        /// The manifests of this seat are of another revision.
        let hasOtherRevision: Bool
        /// How many processes at most.
        let lives: Int
    }

    static let set = "sim"
    static let cluster = "batch"
    /// The family of the task of somebody else: that of a job, so that it is among those which are looked at.
    static let strangerFamily = "report"

    let seed: UInt64
    let start = Timestamp(milliseconds: 1_767_225_600_000)
    /// How long faults happen.
    let turmoil: Duration
    let jobs: [Job]
    /// The same jobs, one of them in another revision.
    let otherJobs: [Job]
    let seats: [Seat]
    /// Up to which age ECS takes a signature.
    let signatureAge: Duration
    /// A token that was answered with `failures[]` is answered so again.
    let failuresSpendToken: Bool
    /// Runs may be stopped by hand.
    let hasStops: Bool
    /// The jobs share what only so many runs may hold.
    let hasLocks: Bool
    /// Some processes are replicas of the controller.
    let hasControllers: Bool
    /// A task of somebody else.
    let strangerArn: String?
    /// ECS with what exists beforehand.
    let engine: Engine

    init(seed: UInt64) {
        var generator = Generator(seed, 4)
        self.seed = seed
        turmoil = generator.duration(
            generator.pick([
                .seconds(300)...(.seconds(1800)), .seconds(1200)...(.seconds(7200)), .seconds(1200)...(.seconds(7200)),
                .seconds(3600)...(.seconds(21_600)),
            ]))
        signatureAge = generator.pick([.seconds(300), .seconds(900)])
        failuresSpendToken = generator.chance(0.5)
        hasStops = generator.chance(0.1)
        var settings = EngineSettings(mode: .simulate, region: SimulatedECS.region)
        settings.seed = seed
        settings.timings.provisioning = .seconds(generator.pick([1, 5, 20]))
        settings.timings.pending = .seconds(1)
        settings.timings.activating = .seconds(generator.pick([1, 10]))
        settings.timings.stopping = .seconds(generator.pick([1, 5]))
        var engine = Engine(settings: settings)
        engine.show = { $0.sign }
        var answers: [JSON] = []
        for (operation, request) in Self.furniture {
            let answer = engine.handle(operation: operation, request: request, now: start)
            precondition(answer.error == nil, "the furniture of the world fits: \(answer.body.canonical)")
            answers.append(answer.body)
        }
        engine.dropEvents()
        self.engine = engine
        strangerArn = answers.last?["tasks"]?.array?.first?["taskArn"]?.string
        let instance = answers[1]["containerInstanceArns"]?.strings?.first ?? ""
        let count = generator.pick([1, 1, 1, 2, 3])
        var jobs: [Job] = []
        var others: [Job] = []
        // From a stream of its own: what else a seed draws stays as it is.
        var shares = Generator(seed, 7)
        let locks = shares.chance(0.15) ? shares.pick(Self.locks) : [:]
        hasLocks = !locks.isEmpty
        var services = Generator(seed, 9)
        hasControllers = services.chance(0.25)
        for index in 0..<count {
            let draft = Draft(
                name: ["report", "import", "audit"][index], &generator, instance: instance, locks: locks)
            jobs.append(draft.job(revision: "a"))
            others.append(index == 0 ? draft.job(revision: "b") : jobs[index])
        }
        self.jobs = jobs
        otherJobs = others
        let hasOthers = generator.chance(0.1) || hasLocks && shares.chance(0.5)
        seats = (0..<generator.pick([1, 1, 1, 2, 2, 3, 4])).map { number in
            Seat(
                number: number,
                start: number == 0 || generator.chance(0.5)
                    ? .milliseconds(generator.int(0...50)) : generator.duration(.zero...(.seconds(1800))),
                hasOtherRevision: hasOthers && number > 0 && generator.chance(0.5), lives: generator.int(1...4))
        }
    }

    private static let locks: [[String: JSON]] = [
        ["concurrencyGroup": "warehouse"], ["concurrencyGroup": "warehouse", "maxConcurrency": 2],
        ["concurrencyPolicy": "Forbid"], ["concurrencyPolicy": "Queue"], ["concurrencyPolicy": "Replace"],
        ["concurrencyPolicy": "Replace", "concurrencyGroup": "warehouse"],
    ]

    private static let furniture: [(operation: Operation, request: JSON)] = [
        (.createCluster, ["clusterName": .string(cluster)]),
        (.listContainerInstances, ["cluster": .string(cluster)]),
        (
            .registerTaskDefinition,
            [
                "family": .string(strangerFamily), "networkMode": "bridge",
                "containerDefinitions": [
                    [
                        "name": "main", "image": "busybox", "memory": 64,
                        "environment": [["name": "PURSER_SANDBOX_SECONDS", "value": "5000"]],
                    ]
                ],
            ]
        ),
        (
            .runTask,
            [
                "cluster": .string(cluster), "taskDefinition": "report:1", "startedBy": "somebody/else",
                "launchType": "EC2", "clientToken": "theirs",
            ]
        ),
    ]
}

/// A job as the seed draws it.
private struct Draft {
    let name: String
    let count: Int
    let attempts: Int
    let tries: Int
    let exitCode: Int
    let seconds: Int
    let attemptSeconds: Int
    let provisioningSeconds: Int
    let deadline: Int?
    let instance: String?
    let locks: [String: JSON]

    init(name: String, _ generator: inout Generator, instance: String, locks: [String: JSON]) {
        self.name = name
        self.locks = locks
        count = generator.pick([1, 1, 1, 1, 2, 2, 3, 4])
        attempts = generator.pick([1, 1, 2, 3])
        tries = generator.pick([1, 2, 3, 3])
        exitCode = generator.pick([0, 0, 3])
        seconds = generator.pick([1, 1, 5, 30, 120, 600, 1800])
        attemptSeconds = generator.chance(0.1) ? 60 : 3600
        provisioningSeconds = generator.chance(0.1) ? 60 : 1800
        deadline = generator.chance(0.1) ? generator.pick([120, 1200, 5400]) : nil
        self.instance = generator.chance(0.1) ? instance : nil
    }

    func job(revision: String) -> Job {
        let environment: [JSON] = [
            ["name": "PURSER_SANDBOX_EXIT_CODE", "value": .string(String(exitCode))],
            ["name": "PURSER_SANDBOX_SECONDS", "value": .string(String(seconds))],
            ["name": "REVISION", "value": .string(revision)],
        ]
        var members: [String: JSON] = [
            "cluster": .string(Scenario.cluster), "count": .int(Int64(count)), "suspend": false,
            "retryStrategy": ["attempts": .int(Int64(attempts))],
            "timeout": ["attemptDurationSeconds": .int(Int64(attemptSeconds))],
            "launch": [
                "attempts": .int(Int64(tries)), "provisioningTimeoutSeconds": .int(Int64(provisioningSeconds)),
                "secondLookSeconds": 300,
                "backoff": ["intervalSeconds": 15, "backoffRate": 2, "maxDelaySeconds": 120],
            ],
        ]
        let main: JSON = [
            "name": "main", "image": "busybox:1.36", "command": ["true"], "environment": .array(environment),
        ]
        if let instance {
            members["containerInstances"] = [.string(instance)]
            members["taskDefinition"] = [
                "family": .string(name), "networkMode": "bridge",
                "containerDefinitions": [main.setting("memory", to: 64)],
            ]
        } else {
            members["launchType"] = "FARGATE"
            members["networkConfiguration"] = ["awsvpcConfiguration": ["subnets": ["subnet-1"]]]
            members["taskDefinition"] = [
                "family": .string(name), "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
                "cpu": "256", "memory": "512", "containerDefinitions": [main],
            ]
        }
        members.merge(locks) { own, _ in own }
        members["activeDeadlineSeconds"] = deadline.map { .int(Int64($0)) }
        do {
            return try Job(name: name, labels: [:], spec: .object(members), hashed: .object(members))
        } catch {
            preconditionFailure("the drawn job is one: \(error)")
        }
    }
}
