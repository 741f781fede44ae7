// Stopped tasks as ECS answers them, each with where its shape and words come from.
//
// DG: Amazon ECS Developer Guide, by page: error-codes "Stopped tasks error codes", pull "CannotPullContainer task
// errors", init "ResourceInitializationError", start "TaskFailedToStart", oom "OutOfMemoryError", failures "API failure
// reasons", ebs "Troubleshooting EBS volume attachments", spot "Fargate capacity providers", maintenance "Task
// maintenance", lifecycle "Task lifecycle". KC: AWS Knowledge Center, "Why is my Amazon ECS task stopped?".
// AGENT: source of the Amazon ECS container agent, dockerapi/errors.go. MODEL: the API model of ECS, its enums and texts.
import ECS
import Jobs
import Testing

@testable import Runs

/// A stopped task, what it is, and what follows where no rule of the manifest says otherwise.
struct StoppedTask: Sendable, CustomTestStringConvertible {
    let name: String
    var code: StopCode?
    var said: String?
    var containers: [Container] = [.of("main")]
    /// The `statusReason` of its volume's attachment.
    var volume: String?
    var hasStarted = false
    let outcome: Outcome.Class
    let sequel: Sequel
    var testDescription: String { name }

    var task: ECSTask {
        var task = ECSTask(taskArn: "arn:aws:ecs:eu-central-1:111122223333:task/batch/1dc5c17a422b4dc8aaeb1d3f0bd1e2c1")
        task.lastStatus = .stopped
        task.desiredStatus = .stopped
        task.version = 5
        task.stopCode = code
        task.stoppedReason = said
        task.containers = containers
        task.startedAt = hasStarted ? Fixture.start : nil
        if let volume {
            var attachment = Attachment()
            attachment.type = "AmazonElasticBlockStorage"
            attachment.status = "DELETED"
            attachment.details = [
                KeyValuePair(name: "volumeName", value: "scratch"), KeyValuePair(name: "statusReason", value: volume),
            ]
            task.attachments = [attachment]
        }
        return task
    }
}

extension Container {
    static func of(_ name: String, _ exit: Int? = nil, _ reason: String? = nil) -> Container {
        var container = Container(name: name)
        container.exitCode = exit
        container.reason = reason
        container.lastStatus = "STOPPED"
        return container
    }
}

private let exited = "Essential container in task exited"
private let spot = "Your Spot Task was interrupted."
private let pull = "CannotPullContainerError: pull image manifest has been retried 5 time(s): "
private let secrets =
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
private let eni =
    "TaskFailedToStart: Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': "

extension StoppedTask {
    /// Containers that ran and exited.
    static let exits: [StoppedTask] = [
        // DG lifecycle; MODEL stopCode
        .init(
            name: "exit 0", code: .essentialContainerExited, said: exited, containers: [.of("main", 0)],
            hasStarted: true, outcome: .succeeded, sequel: .end),
        // DG lifecycle
        .init(
            name: "exit 3", code: .essentialContainerExited, said: exited, containers: [.of("main", 3)],
            hasStarted: true, outcome: .failed, sequel: .attempt),
        // DG oom; AGENT OutOfMemoryError
        .init(
            name: "killed for memory", code: .essentialContainerExited,
            said: "OutOfMemoryError: container killed due to memory usage",
            containers: [.of("main", 137, "OutOfMemoryError: Container killed due to memory usage")],
            hasStarted: true, outcome: .failed, sequel: .attempt),
        // KC exit codes
        .init(
            name: "killed, 137 without a word", code: .essentialContainerExited, said: exited,
            containers: [.of("main", 137)], hasStarted: true, outcome: .failed, sequel: .attempt),
        // KC exit codes
        .init(
            name: "segmentation fault", code: .essentialContainerExited, said: exited,
            containers: [.of("main", 139)], hasStarted: true, outcome: .failed, sequel: .attempt),
        // MODEL essential: another container's code does not count
        .init(
            name: "a helper's failure", code: .essentialContainerExited, said: exited,
            containers: [.of("main", 0), .of("helper", 1)], hasStarted: true, outcome: .succeeded, sequel: .end),
        .init(
            name: "a helper's success", code: .essentialContainerExited, said: exited,
            containers: [.of("main", 1), .of("helper", 0)], hasStarted: true, outcome: .failed, sequel: .attempt),
        // GuardDuty's runtime monitoring adds a container of this name to Fargate tasks
        .init(
            name: "an injected sidecar that failed", code: .essentialContainerExited, said: exited,
            containers: [.of("main", 0), .of("aws-guardduty-agent-x", 137)], hasStarted: true, outcome: .succeeded,
            sequel: .end),
        .init(
            name: "an injected sidecar that alone exited", code: .taskFailedToStart,
            said: pull + "dial tcp 52.1.2.3:443: i/o timeout",
            containers: [.of("main"), .of("aws-guardduty-agent-x", 0)], outcome: .neverStarted,
            sequel: .placementOrAttempt),
        // DG lifecycle: the exit code is there as soon as the process ended, the task after deprovisioning
        .init(
            name: "exit 0 of a container that traps SIGTERM", code: .userInitiated, said: "Task stopped by user",
            containers: [.of("main", 0)], hasStarted: true, outcome: .stopped, sequel: .end),
        // AGENT CannotStopContainerError after the process had ended
        .init(
            name: "a failure, and trouble in stopping", code: .essentialContainerExited, said: exited,
            containers: [.of("main", 2, "CannotStopContainerError: failed sending SIGTERM to container")],
            hasStarted: true, outcome: .failed, sequel: .attempt),
        // KC "Failed container health checks"
        .init(
            name: "unhealthy", said: "Task failed container health checks", containers: [.of("main", 137)],
            hasStarted: true, outcome: .failed, sequel: .attempt),
        // MODEL: a code that came after this was written
        .init(
            name: "a stop code that is not known", code: StopCode(rawValue: "SomethingNew"), said: "Something new",
            containers: [.of("main", 5)], hasStarted: true, outcome: .failed, sequel: .attempt),
        // a replayed answer trims a stopped task to its statuses (API Reference, "Ensuring idempotency")
        .init(name: "no containers, no word", containers: [], outcome: .neverStarted, sequel: .attempt),
        // DG lifecycle: started and then nothing was heard of it
        .init(
            name: "started, and no exit code", code: .essentialContainerExited, said: exited, hasStarted: true,
            outcome: .neverStarted, sequel: .attempt),
        // MODEL dependsOn: the second essential container waits for the first
        .init(
            name: "one essential ran, the other never", code: .essentialContainerExited, said: exited,
            containers: [.of("main"), .of("helper", 0)], outcome: .neverStarted, sequel: .attempt),
    ]

    /// Capacity taken back, hosts gone, people.
    static let takenDown: [StoppedTask] = [
        // DG spot
        .init(
            name: "Spot by its code", code: .spotInterruption, said: spot, containers: [.of("main", 143)],
            hasStarted: true, outcome: .interrupted, sequel: .attempt),
        // DG spot, copy of June 2023
        .init(
            name: "Spot by the older code", code: .terminationNotice, said: spot, containers: [.of("main", 137)],
            hasStarted: true, outcome: .interrupted, sequel: .attempt),
        // DG spot
        .init(
            name: "Spot by its text", said: spot, containers: [.of("main", 143)], hasStarted: true,
            outcome: .interrupted, sequel: .attempt),
        // DG error-codes, SpotInterruptionError
        .init(
            name: "Spot by the error's name", said: "SpotInterruptionError: the Spot capacity was reclaimed",
            containers: [.of("main", 137)], hasStarted: true, outcome: .interrupted, sequel: .attempt),
        .init(
            name: "Spot before it ran", code: .spotInterruption, said: spot, outcome: .interrupted, sequel: .attempt),
        // DG spot: SIGTERM comes two minutes before the end, and who heeds it may exit with 0, its work half done
        .init(
            name: "exit 0 within the Spot notice", code: .spotInterruption, said: spot, containers: [.of("main", 0)],
            hasStarted: true, outcome: .interrupted, sequel: .attempt),
        .init(
            name: "exit 0 of a host that is taken down", said: "Host EC2 (instance i-0123456789abcdef0) terminated.",
            containers: [.of("main", 0)], hasStarted: true, outcome: .hostLost, sequel: .attempt),
        .init(
            name: "Spot, and a code of its own", code: .spotInterruption, said: spot,
            containers: [.of("main", 75)], hasStarted: true, outcome: .interrupted, sequel: .attempt),
        // widely reported; AWS Batch's guide matches "Host EC2*"
        .init(
            name: "host terminated", said: "Host EC2 (instance i-0123456789abcdef0) terminated.",
            hasStarted: true, outcome: .hostLost, sequel: .attempt),
        .init(
            name: "host stopped", said: "Host EC2 (instance i-0123456789abcdef0) stopped.",
            containers: [.of("main", 137)], hasStarted: true, outcome: .hostLost, sequel: .attempt),
        // DG maintenance
        .init(
            name: "maintenance",
            said: "ECS is performing maintenance on the underlying infrastructure hosting the task.",
            containers: [.of("main", 143)], hasStarted: true, outcome: .hostLost, sequel: .attempt),
        // MODEL stopCode InfrastructureHealth
        .init(
            name: "unhealthy host", code: .infrastructureHealth, said: "Instance status check failed",
            hasStarted: true, outcome: .hostLost, sequel: .attempt),
        // KC "Task stopped by user"
        .init(
            name: "stopped in the console", code: .userInitiated, said: "Task stopped by user",
            containers: [.of("main", 143)], hasStarted: true, outcome: .stopped, sequel: .end),
        .init(
            name: "stopped before it ran", code: .userInitiated, said: "Task stopped by user", outcome: .stopped,
            sequel: .end),
        // MODEL StopTask: the reason is the caller's
        .init(
            name: "stopped with words of somebody's", code: .userInitiated, said: "TaskFailedToStart: AGENT, I guess",
            containers: [.of("main", 137)], hasStarted: true, outcome: .stopped, sequel: .end),
    ]

    /// Tasks that were taken in and found no place.
    static let unplaced: [StoppedTask] = [
        // DG failures
        .init(
            name: "no memory", code: .taskFailedToStart, said: "TaskFailedToStart: RESOURCE:MEMORY",
            outcome: .neverStarted, sequel: .placement),
        .init(
            name: "no processor", code: .taskFailedToStart, said: "TaskFailedToStart: RESOURCE:CPU",
            outcome: .neverStarted, sequel: .placement),
        .init(
            name: "no free attachment point", code: .taskFailedToStart, said: "TaskFailedToStart: RESOURCE:ENI",
            outcome: .neverStarted, sequel: .placement),
        .init(
            name: "the agent is away", code: .taskFailedToStart, said: "TaskFailedToStart: AGENT",
            outcome: .neverStarted, sequel: .placement),
        .init(
            name: "no instances", code: .taskFailedToStart, said: "TaskFailedToStart: NO ACTIVE INSTANCES",
            containers: [], outcome: .neverStarted, sequel: .placement),
        .init(
            name: "an empty provider", code: .taskFailedToStart, said: "TaskFailedToStart: EMPTY CAPACITY PROVIDER",
            outcome: .neverStarted, sequel: .placement),
        .init(
            name: "a constraint that nothing meets", code: .taskFailedToStart,
            said: "TaskFailedToStart: MemberOf placement constraint unsatisfied", outcome: .neverStarted, sequel: .end),
        .init(
            name: "an attribute that nothing has", code: .taskFailedToStart, said: "TaskFailedToStart: ATTRIBUTE",
            outcome: .neverStarted, sequel: .end),
        // Knowledge Center, "RunTask and Fargate capacity"
        .init(
            name: "no Fargate capacity", code: .taskFailedToStart,
            said: "Capacity is unavailable at this time. Please try again later or in a different availability zone",
            outcome: .neverStarted, sequel: .placement),
        // DG service event messages
        .init(
            name: "a quota of tasks", code: .taskFailedToStart,
            said: "You've reached the limit on the number of tasks you can run concurrently",
            outcome: .neverStarted, sequel: .placement),
        .init(
            name: "no Spot capacity", code: .taskFailedToStart, said: "RESOURCE:FARGATE", outcome: .neverStarted,
            sequel: .placement),
    ]

    /// Image, secrets, logs, file systems.
    static let unprepared: [StoppedTask] = [
        // DG pull: no route to the registry
        .init(
            name: "registry out of reach", code: .taskFailedToStart,
            said: pull + "failed to resolve ref docker.io/library/x:1: dial tcp 34.205.13.154:443: i/o timeout",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // DG pull: Docker Hub's limit
        .init(
            name: "the registry's limit", code: .taskFailedToStart,
            said: pull + "toomanyrequests: You have reached your pull rate limit", outcome: .neverStarted,
            sequel: .placementOrAttempt),
        // DG pull, on EC2: the words are the container's
        .init(
            name: "pull cancelled on EC2", code: .taskFailedToStart, said: "Task failed to start",
            containers: [.of("main", nil, "CannotPullContainerError: context canceled")], outcome: .neverStarted,
            sequel: .placementOrAttempt),
        // DG pull: 503 of a registry
        .init(
            name: "the registry is down", code: .taskFailedToStart,
            said: pull + "unexpected status code https://example.com/v2/x/manifests/1: 503 Service Unavailable",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // DG pull: image does not exist
        .init(
            name: "no such image", code: .taskFailedToStart,
            said: pull + "failed to resolve ref docker.io/library/nope:1: docker.io/library/nope:1: not found",
            outcome: .neverStarted, sequel: .attempt),
        // DG pull: no access
        .init(
            name: "no access to the image", code: .taskFailedToStart, said: "Task failed to start",
            containers: [
                .of(
                    "main", nil,
                    "CannotPullContainerError: Error response from daemon: pull access denied for x, repository does "
                        + "not exist or may require 'docker login'")
            ], outcome: .neverStarted, sequel: .attempt),
        // DG pull: disk full
        .init(
            name: "no disk for the image", code: .taskFailedToStart, said: "Task failed to start",
            containers: [
                .of("main", nil, "CannotPullContainerError: write /var/lib/docker/tmp/x: no space left on device")
            ], outcome: .neverStarted, sequel: .attempt),
        // AGENT CannotPullECRContainerError
        .init(
            name: "ECR says no", code: .taskFailedToStart, said: "Task failed to start",
            containers: [
                .of("main", nil, "CannotPullECRContainerError: AccessDeniedException: User is not authorized")
            ],
            outcome: .neverStarted, sequel: .attempt),
        // DG init: Systems Manager out of reach
        .init(
            name: "parameters out of reach", code: .taskFailedToStart,
            said: secrets + "unable to retrieve secrets from ssm: service call has been retried 5 time(s): "
                + "RequestCanceled: request context canceled caused by: context deadline exceeded",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // DG init: registry's authorisation out of reach
        .init(
            name: "authorisation out of reach", code: .taskFailedToStart,
            said: secrets + "unable to retrieve ecr registry auth: service call has been retried 3 time(s): "
                + "RequestError: send request failed caused by: dial tcp 10.0.0.9:443: i/o timeout",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // DG init: the secret is missing
        .init(
            name: "no such secret", code: .taskFailedToStart,
            said: secrets + "unable to retrieve secret from asm: service call has been retried 1 time(s): "
                + "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
            outcome: .neverStarted, sequel: .attempt),
        // DG init: the execution role may not
        .init(
            name: "no permission for the secret", code: .taskFailedToStart,
            said: secrets + "unable to retrieve secret from asm: service call has been retried 1 time(s): "
                + "AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue",
            outcome: .neverStarted, sequel: .attempt),
        // DG init: the log group is missing
        .init(
            name: "no log group", code: .taskFailedToStart,
            said:
                "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
                + "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
            outcome: .neverStarted, sequel: .attempt),
        // DG init: EFS
        .init(
            name: "a file system that does not answer", code: .taskFailedToStart,
            said: "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: "
                + "stderr: mount.nfs4: Connection timed out",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // DG init: environment files
        .init(
            name: "environment files out of reach", code: .taskFailedToStart,
            said: "ResourceInitializationError: failed to download env files: file download command: non empty error "
                + "stream: RequestCanceled: request context canceled",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // AGENT ResourceInitializationError
        .init(
            name: "an error of initialisation that is not known", code: .taskFailedToStart,
            said: "ResourceInitializationError: something else", outcome: .neverStarted, sequel: .attempt),
    ]

    /// Interfaces, volumes, runtimes.
    static let unattached: [StoppedTask] = [
        // DG start: the subnet is out of addresses
        .init(
            name: "no address in the subnet", code: .taskFailedToStart,
            said: eni + "InsufficientFreeAddressesInSubnet", outcome: .neverStarted, sequel: .placementOrAttempt),
        // DG start
        .init(
            name: "no permission for an interface", code: .taskFailedToStart,
            said: eni + "UnauthorizedOperation: You are not authorized to perform this operation.",
            outcome: .neverStarted, sequel: .attempt),
        // DG start
        .init(
            name: "an interface without a slot", code: .taskFailedToStart,
            said: "TaskFailedToStart: Unable to attach network interface to unused device index",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // AWS Batch users' reports
        .init(
            name: "an interface that took too long", code: .taskFailedToStart,
            said: "Timeout waiting for network interface provisioning to complete.", outcome: .neverStarted,
            sequel: .placementOrAttempt),
        // DG start
        .init(
            name: "AWS's own trouble", code: .taskFailedToStart, said: "TaskFailedToStart: InternalError",
            outcome: .neverStarted, sequel: .placementOrAttempt),
        // DG start
        .init(
            name: "a definition for another launch type", code: .taskFailedToStart,
            said: "TaskFailedToStart: The task definition is not compatible with the selected compute strategy",
            outcome: .neverStarted, sequel: .attempt),
        // DG ebs: IdempotentParameterMismatch stands for a bad key
        .init(
            name: "a volume's key", code: .taskFailedToStart, said: "TaskFailedToStart",
            volume: "ECS failed to set up the EBS volume. Encountered IdempotentParameterMismatch",
            outcome: .neverStarted, sequel: .attempt),
        // DG ebs: file system does not fit the snapshot
        .init(
            name: "a volume that cannot be mounted", code: .taskFailedToStart, said: "TaskFailedToStart",
            volume: "ECS timed out while configuring the EBS volume attachment to your Task",
            outcome: .neverStarted, sequel: .attempt),
        // DG ebs: the infrastructure role
        .init(
            name: "a volume's role", code: .taskFailedToStart, said: "TaskFailedToStart",
            volume: "ECS was unable to assume the configured ECS Infrastructure Role",
            outcome: .neverStarted, sequel: .attempt),
        // DG error-codes: a start that timed out may have begun
        .init(
            name: "a start that timed out", code: .taskFailedToStart,
            said: "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m",
            outcome: .neverStarted, sequel: .attempt),
        // DG error-codes, platform version 1.3
        .init(
            name: "a start that timed out in Docker", code: .taskFailedToStart, said: "Task failed to start",
            containers: [
                .of("main", nil, "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s")
            ], outcome: .neverStarted, sequel: .attempt),
        // DG error-codes
        .init(
            name: "no such entry point", code: .taskFailedToStart, said: "Task failed to start",
            containers: [
                .of(
                    "main", nil,
                    "CannotStartContainerError: Error response from daemon: exec: \"x\": executable file not found")
            ], outcome: .neverStarted, sequel: .attempt),
        // AGENT CannotCreateVolumeError
        .init(
            name: "a bind mount that fails", code: .taskFailedToStart, said: "Task failed to start",
            containers: [.of("main", nil, "CannotCreateVolumeError: permission denied")], outcome: .neverStarted,
            sequel: .attempt),
    ]

    static let all = exits + takenDown + unplaced + unprepared + unattached
}
