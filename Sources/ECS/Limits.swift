/// What the service refuses, as data; each number with the place that says so.
///
/// `members` holds what concerns one member by itself and becomes part of its shape, so that the schema shows it too.
/// The other tables hold what `RequestRules` compares members by.
package enum Limits {
    /// Ranges, forms and implied values that the service's model leaves to its documentation.
    static let members = """
        RunTask.cluster == default # Amazon ECS API Reference, RunTask
        RunTask.capacityProviderStrategy (...20) # Amazon ECS API Reference, RunTask
        RunTask.count (1...10) == 1 # Amazon ECS API Reference, RunTask
        RunTask.enableECSManagedTags == false # Amazon ECS API Reference, RunTask
        RunTask.enableExecuteCommand == false # Amazon ECS API Reference, RunTask
        RunTask.placementConstraints (...10) # Amazon ECS API Reference, RunTask
        RunTask.placementStrategy (...5) # Amazon ECS API Reference, RunTask
        RunTask.platformVersion == LATEST # Amazon ECS API Reference, RunTask
        RunTask.propagateTags == NONE # Amazon ECS API Reference, RunTask
        RunTask.volumeConfigurations (...1) # Amazon ECS Developer Guide, "Use Amazon EBS volumes with Amazon ECS"
        StartTask.containerInstances (1...10) # Amazon ECS API Reference, StartTask
        CapacityProviderStrategyItem.weight == 0 # Amazon ECS API Reference, CapacityProviderStrategyItem
        CapacityProviderStrategyItem.base == 0 # Amazon ECS API Reference, CapacityProviderStrategyItem
        AwsVpcConfiguration.subnets (1...16) # Amazon ECS API Reference, AwsVpcConfiguration
        AwsVpcConfiguration.securityGroups (...5) # Amazon ECS API Reference, AwsVpcConfiguration
        PlacementConstraint.expression (...2000) # Amazon ECS API Reference, PlacementConstraint
        TaskDefinitionPlacementConstraint.expression (...2000) # as PlacementConstraint
        TaskOverride.cpu text # written both ways in the Developer Guide
        TaskOverride.memory text # written both ways in the Developer Guide
        EphemeralStorage.sizeInGiB (21...200) # Amazon ECS API Reference, EphemeralStorage
        Tag.key @tagText # Amazon ECS API Reference, Tag
        Tag.value @tagText # Amazon ECS API Reference, Tag
        TaskVolumeConfiguration.name @ecsName # Amazon ECS API Reference, Volume
        TaskManagedEBSVolumeConfiguration.roleArn @arn # Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration
        TaskManagedEBSVolumeConfiguration.sizeInGiB (1...65536) # Amazon EBS User Guide, volume types
        TaskManagedEBSVolumeTerminationPolicy.deleteOnTermination == true # its page in the Amazon ECS API Reference
        RegisterTaskDefinition.family @ecsName # Amazon ECS API Reference, RegisterTaskDefinition
        RegisterTaskDefinition.containerDefinitions (1...) # Amazon ECS API Reference, RegisterTaskDefinition
        RegisterTaskDefinition.cpu text # Amazon ECS API Reference, RegisterTaskDefinition
        RegisterTaskDefinition.memory text # Amazon ECS API Reference, RegisterTaskDefinition
        RegisterTaskDefinition.placementConstraints (...10) # Amazon ECS API Reference, RegisterTaskDefinition
        ContainerDefinition.name @ecsName # Amazon ECS API Reference, ContainerDefinition
        ContainerDefinition.essential == true # Amazon ECS API Reference, ContainerDefinition
        ContainerDefinition.environmentFiles (...10) # Amazon ECS API Reference, ContainerDefinition
        ContainerDefinition.memory (4...) # Amazon ECS API Reference, ContainerDefinition
        ContainerRestartPolicy.ignoredExitCodes (...50) # Amazon ECS API Reference, ContainerRestartPolicy
        ContainerRestartPolicy.restartAttemptPeriod (60...1800) # Amazon ECS API Reference, ContainerRestartPolicy
        HealthCheck.interval (5...300) # Amazon ECS API Reference, HealthCheck
        HealthCheck.timeout (2...60) # Amazon ECS API Reference, HealthCheck
        HealthCheck.retries (1...10) # Amazon ECS API Reference, HealthCheck
        HealthCheck.startPeriod (0...300) # Amazon ECS API Reference, HealthCheck
        LinuxParameters.swappiness (0...100) # Amazon ECS API Reference, LinuxParameters
        PortMapping.protocol == tcp # Amazon ECS API Reference, PortMapping
        PortMapping.containerPort (0...65535) # a port
        PortMapping.hostPort (0...65535) # a port
        Volume.name @ecsName # Amazon ECS API Reference, Volume
        """

    /// Characters of `overrides` as JSON, punctuation counted.
    ///
    /// Source: Amazon ECS API Reference, RunTask.
    package static let overridesCharacters = 8192

    /// Bytes of a task definition.
    ///
    /// Source: Amazon ECS service quotas, "Task definition size limit".
    package static let taskDefinitionBytes = 65_536

    /// Containers of a task definition.
    ///
    /// Source: the quota list of older editions of the Developer Guide; the present one does not name it.
    package static let containers = 10

    /// Characters of an image up to `@`.
    ///
    /// Source: Amazon ECS API Reference, ContainerDefinition.
    package static let imageCharacters = 255

    /// Why a task may have stopped, in one word.
    ///
    /// Source: Amazon ECS API Reference, Task; InfrastructureHealth is named by the Developer Guide alone.
    package static let stopCodes = [
        "TaskFailedToStart", "EssentialContainerExited", "UserInitiated", "ServiceSchedulerInitiated",
        "SpotInterruption", "TerminationNotice", "InfrastructureHealth",
    ]

    /// Seconds a container on Fargate may take to stop.
    ///
    /// Source: Amazon ECS API Reference, ContainerDefinition.
    package static let fargateStopTimeout = 2...120

    /// The options that the log driver awslogs needs.
    ///
    /// Source: Amazon ECS API Reference, LogConfiguration.
    package static let awslogsOptions = ["awslogs-group", "awslogs-region"]

    /// The option that the log driver awslogs needs on Fargate too.
    ///
    /// Source: as `awslogsOptions`.
    package static let awslogsOptionOnFargate = "awslogs-stream-prefix"

    /// The member of a container definition that goes with the network mode bridge alone.
    ///
    /// Source: Amazon ECS API Reference, ContainerDefinition.
    package static let onlyWithBridge = "links"

    /// The members of a container definition that do not go with the network mode awsvpc.
    ///
    /// Source: as `onlyWithBridge`.
    package static let refusedWithAwsvpc = ["extraHosts", "hostname"]

    /// Placement constraints of task definition and RunTask together.
    ///
    /// Source: Amazon ECS API Reference, RunTask.
    package static let placementConstraints = 10

    /// CPU units of a task that does not run on Fargate.
    ///
    /// Source: Amazon ECS API Reference, RegisterTaskDefinition.
    package static let taskCPU = 128...196_608

    /// Tags of a task or of a task definition.
    ///
    /// Source: Amazon ECS API Reference, Tag.
    package static let tags = 50

    /// Tags of an EBS volume; ECS adds two of its own to the 50 of EBS.
    ///
    /// Source: Amazon ECS Developer Guide, "Use Amazon EBS volumes with Amazon ECS".
    package static let volumeTags = 48

    /// The tags that ECS itself puts on a volume.
    ///
    /// Source: as `volumeTags`.
    package static let reservedVolumeTags = ["AmazonECSCreated", "AmazonECSManaged"]
}
