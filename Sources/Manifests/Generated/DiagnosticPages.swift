// swift-format-ignore-file
// Written by Scripts/pages.py from docs/diagnostics; not edited by hand.

/// The pages about diagnostics, in the order of their codes.
enum DiagnosticPages {
    /// Markdown, without the line break at the end.
    static let texts: [String] = [
        #"""
        # E0001: `overrides` are longer than ECS takes

        All of `overrides`, written as JSON, may have 8192 characters, and what Purser tells the containers
        of their run is part of it. An alias counts as what it stands for. Move what is large into the task
        definition, into a file in S3 that the container fetches, or into `secrets`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides:
              - name: main
                command:
                  - &long xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides:
              - name: main
                command: [fetch-and-run, "s3://reports/input.txt"]
        ```

        Source: Amazon ECS API Reference, RunTask, `overrides` (8192 characters in all).
        """#,
        #"""
        # E0002: both a launch type and a capacity provider strategy are given

        A launch names its capacity in one way: `launchType`, or `capacityProviderStrategy`. ECS refuses a
        request with both. With neither the default strategy of the cluster is used.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: EC2
          capacityProviderStrategy: [{capacityProvider: spot, weight: 1}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy: [{capacityProvider: spot, weight: 1}]
        ```

        Source: Amazon ECS API Reference, RunTask, `capacityProviderStrategy`.
        """#,
        #"""
        # E0003: managed instances are reached through a capacity provider strategy alone

        ECS Managed Instances are reached through a capacity provider. The API lists `MANAGED_INSTANCES` as
        a launch type, and RunTask does not take it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: MANAGED_INSTANCES
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy: [{capacityProvider: managed, weight: 1}]
        ```

        Source: Amazon ECS Developer Guide, Amazon ECS Managed Instances capacity providers.
        """#,
        #"""
        # E0004: the network mode `awsvpc` needs `networkConfiguration`

        Each task of a task definition with the network mode `awsvpc` has a network interface of its own,
        and RunTask must be told in which subnets. Fargate knows no other mode.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        Source: Amazon ECS API Reference, RunTask, `networkConfiguration`.
        """#,
        #"""
        # E0005: `networkConfiguration` goes with the network mode `awsvpc` alone

        `networkConfiguration` belongs to the network mode `awsvpc`. In any other mode the task uses the
        network of its instance, and ECS refuses the request.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            networkMode: awsvpc
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, RunTask, `networkConfiguration`.
        """#,
        #"""
        # E0006: Fargate takes no placement constraints or strategies

        Placement constraints and strategies choose among the instances of a cluster. Fargate has no
        instances to choose from.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          placementConstraints: [{type: distinctInstance}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        Source: Amazon ECS Developer Guide, Amazon ECS task definition differences for Fargate.
        """#,
        #"""
        # E0007: a task that runs by itself has no service to take tags from

        A task can take its tags from its task definition, or from the service that runs it. A task that
        RunTask starts has no service. A manifest cannot say it: `propagateTags: SERVICE` is refused as an
        unknown value (M0005) before a request is made.

        ## Wrong

        ```json RunTask
        {"taskDefinition": "report:12", "propagateTags": "SERVICE"}
        ```

        ## Right

        ```json RunTask
        {"taskDefinition": "report:12", "propagateTags": "TASK_DEFINITION"}
        ```

        Source: Amazon ECS API Reference, RunTask, `propagateTags`.
        """#,
        #"""
        # E0008: tags that begin with `aws:` are AWS's own

        AWS keeps keys of tags that begin with `aws:`, in upper or lower case, to itself.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags: {"aws:team": data}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags: {team: data}
        ```

        Source: Amazon ECS API Reference, Tag.
        """#,
        #"""
        # E0009: a tag is given twice

        A task has one value for each key of its tags. Written as a mapping the reader of YAML finds a key
        that is given twice; written as a list of `key` and `value`, this rule does.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
            - {key: team, value: data}
            - {key: team, value: reports}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
            - {key: team, value: data}
        ```

        Source: Amazon ECS API Reference, Tag.
        """#,
        #"""
        # E0010: every weight of a capacity provider strategy is 0

        The weights of a strategy say how tasks are shared out among its providers, and an item without a
        weight has weight 0: it gets no tasks. Where every item has weight 0, ECS refuses the request.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy:
            - {capacityProvider: spot}
            - {capacityProvider: steady}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy:
            - {capacityProvider: spot, weight: 3}
            - {capacityProvider: steady, weight: 1}
        ```

        Source: Amazon ECS API Reference, CapacityProviderStrategyItem.
        """#,
        #"""
        # E0011: more than one item of a capacity provider strategy has a base

        `base` says how many tasks run on a provider before the weights count. Only one item of a strategy
        can have one.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy:
            - {capacityProvider: spot, weight: 1, base: 1}
            - {capacityProvider: steady, weight: 1, base: 2}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy:
            - {capacityProvider: spot, weight: 1}
            - {capacityProvider: steady, weight: 1, base: 2}
        ```

        Source: Amazon ECS API Reference, CapacityProviderStrategyItem, `base`.
        """#,
        #"""
        # E0012: a capacity provider strategy mixes Fargate with other providers

        A strategy is made of Fargate's own providers (`FARGATE`, `FARGATE_SPOT`) or of those that your
        account defined, never of both.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy:
            - {capacityProvider: FARGATE, weight: 1}
            - {capacityProvider: steady, weight: 1}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy:
            - {capacityProvider: FARGATE, weight: 1}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        Source: Amazon ECS API Reference, CapacityProviderStrategyItem.
        """#,
        #"""
        # E0013: `platformVersion` goes with Fargate alone

        Platform versions are versions of Fargate. On other capacity there is none to choose.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: EC2
          platformVersion: "1.4.0"
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: EC2
        ```

        Source: Amazon ECS API Reference, RunTask, `platformVersion`.
        """#,
        #"""
        # E0014: a placement constraint is not one that ECS knows

        A placement constraint is `distinctInstance`, which takes no expression, or `memberOf`, which needs
        one in the query language of clusters.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          placementConstraints: [{type: memberOf}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          placementConstraints:
            - {type: memberOf, expression: "attribute:ecs.instance-type =~ m7.*"}
        ```

        Source: Amazon ECS API Reference, PlacementConstraint.
        """#,
        #"""
        # E0015: a placement strategy is not one that ECS knows

        A placement strategy is `random`, which takes no field, `binpack` by `cpu` or `memory`, or `spread`
        over `instanceId`, `host` or an attribute of the instances.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          placementStrategy: [{type: binpack, field: disk}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          placementStrategy: [{type: binpack, field: memory}]
        ```

        Source: Amazon ECS API Reference, PlacementStrategy.
        """#,
        #"""
        # E0016: a member goes with RunTask alone, and `containerInstances` means StartTask

        `containerInstances` names the instances that the tasks run on, so the launch is a StartTask, and
        ECS places nothing: that call has no launch type, no capacity provider and no placement.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: [0123456789abcdef]
          launchType: EC2
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: [0123456789abcdef]
        ```

        Source: Amazon ECS API Reference, StartTask.
        """#,
        #"""
        # E0017: a container override names no container

        An item of `containerOverrides` says by `name` which container it changes.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides: [{command: [report]}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides: [{name: main, command: [report]}]
        ```

        Source: Amazon ECS API Reference, ContainerOverride.
        """#,
        #"""
        # E0018: a container override names a container that the task definition does not have

        The task definition stands in the manifest, and has no container of this name: ECS would refuse
        every launch.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides: [{name: mian, command: [report, --full]}]
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides: [{name: main, command: [report, --full]}]
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, ContainerOverride, `name`.
        """#,
        #"""
        # E0019: a name is given twice

        A container is overridden at most once, and no two containers of a task definition have the same
        name. Of two items for one name it could not be told which one counts.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides:
              - {name: main, command: [report]}
              - {name: main, cpu: 256}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides:
              - {name: main, command: [report], cpu: 256}
        ```

        Source: Amazon ECS API Reference, ContainerOverride and ContainerDefinition.
        """#,
        #"""
        # E0020: a public address goes with Fargate alone

        `assignPublicIp` gives the network interface of a task on Fargate a public address. On EC2 the
        interface of a task never gets one: use a subnet with a NAT gateway.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: EC2
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1], assignPublicIp: ENABLED}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: EC2
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        Source: Amazon ECS Developer Guide, Allocate a network interface for an Amazon ECS task (awsvpc on
        EC2).
        """#,
        #"""
        # E0021: task definition and job together have too many placement constraints

        The constraints of the task definition and those of the request are added up, and ECS takes ten in
        all.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          placementConstraints:
            - &arm {type: memberOf, expression: "attribute:ecs.cpu-architecture == arm64"}
            - *arm
            - *arm
            - *arm
            - *arm
            - *arm
          taskDefinition:
            family: report
            placementConstraints: [*arm, *arm, *arm, *arm, *arm]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          placementConstraints:
            - &arm {type: memberOf, expression: "attribute:ecs.cpu-architecture == arm64"}
          taskDefinition:
            family: report
            placementConstraints: [*arm]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, RunTask, `placementConstraints`.
        """#,
        #"""
        # E0022: the task definition is not made for the launch type

        `requiresCompatibilities` says for which launch types ECS checked the task definition when it was
        registered. A launch on another one is refused.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [EC2]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
        ```

        Source: Amazon ECS API Reference, RegisterTaskDefinition, `requiresCompatibilities`.
        """#,
        #"""
        # E0023: ECS Exec needs a task role

        ECS Exec runs an agent in the container, which needs the rights to open a session: they come from
        the task role. Without one the launch is refused.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
          enableExecuteCommand: true
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            taskRoleArn: arn:aws:iam::111122223333:role/report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
          enableExecuteCommand: true
        ```

        Source: Amazon ECS Developer Guide, Monitor Amazon ECS containers with ECS Exec.
        """#,
        #"""
        # E0101: a volume is configured that the task definition does not leave to the launch

        A volume that is configured at launch is one that the task definition leaves open: it has the same
        name there, and `configuredAtLaunch: true`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scrach
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, TaskVolumeConfiguration.
        """#,
        #"""
        # E0102: the task definition leaves a volume to the launch, and none is configured

        The task definition leaves a volume to the launch (`configuredAtLaunch: true`), so each launch must
        say what volume that is. ECS refuses a request that does not.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        Source: Amazon ECS API Reference, RunTask, `volumeConfigurations`.
        """#,
        #"""
        # E0103: the type of an EBS volume is not one that EBS has

        EBS has the volume types `gp2`, `gp3`, `io1`, `io2`, `sc1`, `st1` and `standard`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp4
                sizeInGiB: 20
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        Source: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration, `volumeType`.
        """#,
        #"""
        # E0104: an EBS volume has neither a size nor a snapshot

        A volume is made with a size, or from a snapshot, whose size it then has. One of the two must be
        given; with both the size is at least that of the snapshot.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        Source: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration, `sizeInGiB`.
        """#,
        #"""
        # E0105: an EBS volume has a size that its type does not have

        Each type of volume has its range of sizes: for example 1 to 16,384 GiB for `gp2` and `gp3`, 4 to
        16,384 for `io1` and `io2`, 125 to 16,384 for `st1` and `sc1`. Where EBS itself takes more than ECS
        says, this is a warning.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: st1
                sizeInGiB: 100
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: st1
                sizeInGiB: 125
        ```

        Source: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration, `sizeInGiB`.
        """#,
        #"""
        # E0106: an EBS volume asks for IOPS that its type or size does not have

        IOPS can be set for `gp3`, `io1` and `io2`, each with its range and with a ratio to the size; `io1`
        and `io2` need them. Where EBS itself takes more than ECS says, this is a warning.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
                iops: 2000
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
                iops: 3000
        ```

        Source: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration, `iops`; Amazon EBS User Guide,
        Amazon EBS volume types.
        """#,
        #"""
        # E0107: an EBS volume asks for throughput that its type or its IOPS do not have

        Throughput can be set for `gp3` alone: from 125 MiB a second, and at most a quarter of the IOPS. A
        volume without `iops` has 3,000, so that 750 MiB a second are its most.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
                throughput: 900
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
                iops: 3600
                throughput: 900
        ```

        Source: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration, `throughput`; Amazon EBS User
        Guide, General Purpose SSD volumes.
        """#,
        #"""
        # E0108: the initialization rate of an EBS volume has no snapshot or is out of range

        The initialization rate says how fast a volume is filled from its snapshot: 100 to 300 MiB a second.
        A volume without a snapshot has nothing to be filled from.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
                volumeInitializationRate: 200
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                snapshotId: snap-0123456789abcdef0
                volumeInitializationRate: 200
        ```

        Source: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration, `volumeInitializationRate`.
        """#,
        #"""
        # E0109: the tags of an EBS volume are more than fit, or ECS's own

        A volume has at most 50 tags, of which ECS adds two by itself, `AmazonECSCreated` and
        `AmazonECSManaged`: they cannot be set, and 48 are left.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
                tagSpecifications: [{resourceType: volume, tags: [{key: AmazonECSManaged, value: "true"}]}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
                tagSpecifications: [{resourceType: volume, tags: [{key: team, value: data}]}]
        ```

        Source: Amazon ECS API Reference, EBSTagSpecification.
        """#,
        #"""
        # E0110: an EBS volume is of a kind that Fargate does not attach

        Fargate attaches EBS volumes from platform version 1.4.0 on, for Linux, with the file systems `xfs`,
        `ext4` and `ext3`, and not of the type `standard`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: standard
                sizeInGiB: 20
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        Source: Amazon ECS Developer Guide, Use Amazon EBS volumes with Amazon ECS.
        """#,
        #"""
        # E0201: a task definition is larger than ECS takes

        A task definition may have 64 KiB as JSON. An alias counts as what it stands for. Large texts belong
        into the image, or into S3.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: &line
                  - &long xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
                  - *long
              - {name: side-1, image: "busybox:1.36", command: *line}
              - {name: side-2, image: "busybox:1.36", command: *line}
              - {name: side-3, image: "busybox:1.36", command: *line}
              - {name: side-4, image: "busybox:1.36", command: *line}
              - {name: side-5, image: "busybox:1.36", command: *line}
              - {name: side-6, image: "busybox:1.36", command: *line}
              - {name: side-7, image: "busybox:1.36", command: *line}
              - {name: side-8, image: "busybox:1.36", command: *line}
              - {name: side-9, image: "busybox:1.36", command: *line}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS Developer Guide, Amazon ECS service quotas (task definition size).
        """#,
        #"""
        # E0202: a task definition has more containers than ECS takes

        The quotas of ECS say that a task definition has at most ten containers. This is a warning, since
        other pages of AWS disagree: the launch will show it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
              - {name: side-1, image: "busybox:1.36"}
              - {name: side-2, image: "busybox:1.36"}
              - {name: side-3, image: "busybox:1.36"}
              - {name: side-4, image: "busybox:1.36"}
              - {name: side-5, image: "busybox:1.36"}
              - {name: side-6, image: "busybox:1.36"}
              - {name: side-7, image: "busybox:1.36"}
              - {name: side-8, image: "busybox:1.36"}
              - {name: side-9, image: "busybox:1.36"}
              - {name: side-10, image: "busybox:1.36"}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS Developer Guide, Amazon ECS service quotas.
        """#,
        #"""
        # E0203: a container lacks a name or an image

        Each container of a task definition has a name and an image.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, ContainerDefinition.
        """#,
        #"""
        # E0204: no container of a task definition is essential

        A task ends when an essential container of it does, and at least one must be. Containers are
        essential unless they say otherwise.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                essential: false
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, ContainerDefinition, `essential`.
        """#,
        #"""
        # E0205: a container waits for what never comes

        `dependsOn` of a container names another container of the same task definition. One that is not
        there would never be ready, and one that waits for itself never starts. `COMPLETE` and `SUCCESS` wait
        for the end of a container, and the end of an essential one is the end of the task. `HEALTHY` waits
        for a `healthCheck`, which the other container must have.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                dependsOn: [{containerName: warmup, condition: SUCCESS}]
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                dependsOn: [{containerName: warmup, condition: SUCCESS}]
                command: [report]
              - {name: warmup, image: "busybox:1.36", essential: false}
        ```

        Source: Amazon ECS API Reference, ContainerDependency.
        """#,
        #"""
        # E0206: more than one volume is left to the launch, or it is of another kind as well

        A task definition leaves at most one volume to the launch, and says nothing else of it: no `host`,
        no `efsVolumeConfiguration`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true, host: {sourcePath: /data}}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        Source: Amazon ECS API Reference, Volume, `configuredAtLaunch`.
        """#,
        #"""
        # E0207: a container mounts a volume that the task definition does not have

        A container mounts a volume by the name that it has under `volumes` of the same task definition.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                mountPoints: [{sourceVolume: scrach, containerPath: /data}]
                command: [report]
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            volumes: [{name: scratch, configuredAtLaunch: true}]
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                mountPoints: [{sourceVolume: scratch, containerPath: /data}]
                command: [report]
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                volumeType: gp3
                sizeInGiB: 20
        ```

        Source: Amazon ECS API Reference, MountPoint.
        """#,
        #"""
        # E0208: a container has no memory, and its task has none either

        Without `memory` of the task each container says how much memory it takes: `memory`, the hard limit,
        or `memoryReservation`, or both, the limit being the larger one.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, ContainerDefinition, `memory`.
        """#,
        #"""
        # E0209: the name of an image is longer than ECS takes

        The name of an image, with registry, tag and digest, has at most 255 characters.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: registry.example.com/reports-of-the-northern-region/reports-of-the-northern-region/and-of-the-south-east-with-the-islands/and-of-the-south-east-with-the-islands/and-of-the-south-east-with-the-islands/and-of-the-south-east-with-the-islands/and-of-the-south-east-with-the-islands:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, ContainerDefinition, `image`.
        """#,
        #"""
        # E0210: CPU or memory of a task is not a size that ECS reads or takes

        `cpu` of a task is written in CPU units (`512`) or in vCPU (`.5 vCPU`), `memory` in MiB (`1024`) or
        in GB (`1 GB`). On EC2 a task takes from 128 CPU units on.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: 1 GiB
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: 1 GB
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, RegisterTaskDefinition, `cpu` and `memory`.
        """#,
        #"""
        # E0211: Fargate does not have this pair of CPU and memory

        Fargate has a table of CPU sizes, and for each the memory that goes with it: 512, 1024 or 2048 MiB
        with 256 CPU units, for example. Both must be given, and the pair must be in the table.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "4096"
            containerDefinitions:
              - name: main
                image: busybox:1.36
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "2048"
            containerDefinitions:
              - name: main
                image: busybox:1.36
        ```

        Source: Amazon ECS API Reference, RegisterTaskDefinition, `cpu`.
        """#,
        #"""
        # E0212: Fargate has the network mode `awsvpc` alone

        Each task on Fargate has a network interface of its own, so its task definition has the network mode
        `awsvpc`, and must say so: left out, the mode is `bridge`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
        ```

        Source: Amazon ECS Developer Guide, Amazon ECS task definition differences for Fargate.
        """#,
        #"""
        # E0213: a member of a task definition is refused by Fargate

        Some members of a task definition ask for the instance below the container, which Fargate does not
        show: `privileged`, GPUs, `ipcMode`, most log drivers and others.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                privileged: true
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
        ```

        Source: Amazon ECS Developer Guide, Amazon ECS task definition differences for Fargate.
        """#,
        #"""
        # E0214: a container on Fargate asks for a time to stop that it does not get

        `stopTimeout` is how long a container may take to end after SIGTERM. Fargate waits 2 to 120 seconds.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                stopTimeout: 300
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                stopTimeout: 120
        ```

        Source: Amazon ECS API Reference, ContainerDefinition, `stopTimeout`.
        """#,
        #"""
        # E0215: the network mode `none` has no ports

        With the network mode `none` a task has no network, and no ports to map.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            networkMode: none
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                portMappings: [{containerPort: 8080}]
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            networkMode: none
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, RegisterTaskDefinition, `networkMode`.
        """#,
        #"""
        # E0216: the containers reserve more than their task has

        `cpu` and `memory` of a task are all that its containers share. ECS refuses a container whose `memory`
        is more than that of the task, and containers that together reserve more CPU or memory than there is.
        Overrides count: what a launch changes is held against what is left of the task definition.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            cpu: "512"
            memory: "1024"
            containerDefinitions:
              - {name: main, image: "busybox:1.36", cpu: 512, memory: 768, command: [report]}
              - {name: proxy, image: "envoy:1.30", cpu: 256, memory: 256}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            cpu: "512"
            memory: "1024"
            containerDefinitions:
              - {name: main, image: "busybox:1.36", cpu: 256, memory: 768, command: [report]}
              - {name: proxy, image: "envoy:1.30", cpu: 256, memory: 256}
        ```

        Source: Amazon ECS API Reference, ContainerDefinition, `cpu` and `memory`.
        """#,
        #"""
        # E0217: a port is mapped in a way that its network mode does not have, or twice

        In the network modes `awsvpc` and `host` a container is reached at its own port: `hostPort` is left out
        or is the same. A port of the host, or of the network that the containers share, belongs to one
        container.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            networkMode: awsvpc
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
                portMappings: [{containerPort: 80, hostPort: 8080}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            networkMode: awsvpc
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
                portMappings: [{containerPort: 80}]
        ```

        Source: Amazon ECS API Reference, PortMapping.
        """#,
        #"""
        # E0218: a member of a container does not go with the network mode

        `links` joins containers of the network mode `bridge` and goes with no other. With `awsvpc` the
        containers of a task share one network interface and one name, so that `hostname` and `extraHosts` have
        no place there.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            networkMode: awsvpc
            memory: "512"
            containerDefinitions:
              - {name: main, image: "busybox:1.36", command: [report], hostname: reporter}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          taskDefinition:
            family: report
            networkMode: awsvpc
            memory: "512"
            containerDefinitions:
              - {name: main, image: "busybox:1.36", command: [report]}
        ```

        Source: Amazon ECS API Reference, ContainerDefinition, `links`, `hostname` and `extraHosts`.
        """#,
        #"""
        # E0219: a task definition needs an execution role and has none

        Before a container starts somebody must fetch its secrets, and on Fargate also pull its image from
        Amazon ECR and open its logs. ECS does it in the name of the execution role, and refuses a task
        definition that needs one and names none. The role of the task itself is another one: it is for what
        runs inside.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
                secrets: [{name: DB_PASSWORD, valueFrom: /report/db-password}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            executionRoleArn: arn:aws:iam::111122223333:role/ecsTaskExecutionRole
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
                secrets: [{name: DB_PASSWORD, valueFrom: /report/db-password}]
        ```

        Source: Amazon ECS Developer Guide, "Amazon ECS task execution IAM role".
        """#,
        #"""
        # E0220: a log driver lacks an option that it needs

        The log driver awslogs must be told the log group and its region, and on Fargate also a prefix for the
        names of its streams. ECS refuses a task definition without them.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
                logConfiguration:
                  logDriver: awslogs
                  options: {awslogs-group: /batch/report, mode: blocking}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
                logConfiguration:
                  logDriver: awslogs
                  options: {awslogs-group: /batch/report, awslogs-region: eu-central-1, mode: blocking}
        ```

        Source: Amazon ECS API Reference, LogConfiguration, `options`.
        """#,
        #"""
        # M0001: a document is not a mapping

        A manifest is a mapping with the keys `apiVersion`, `kind`, `metadata` and `spec`. This document is
        a list or a text. A folder of manifests should hold nothing else that ends in `.yaml`, `.yml` or
        `.json`.

        ## Wrong

        ```yaml
        - taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # M0002: a key is not one of the language

        The language does not have this key at this place. Nothing is ever ignored in silence, since a
        mistyped `retryStrategy` would mean a job that is not tried again. The hint names the key that is
        most like it, or the place where the key belongs.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategie: {attempts: 3}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy: {attempts: 3}
        ```
        """#,
        #"""
        # M0003: a key that must be there is missing

        Some keys have no default, because no value would be right for everybody. How long one attempt may
        run (`timeout.attemptDurationSeconds`) is one of them: a job that hangs would be paid for until
        somebody sees it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # M0004: a value is of another type than its key takes

        The key takes a value of another type. Often YAML read a value otherwise than it was meant: `1.10`
        is the number 1.1, and `true` is no text. Quotes make a text of anything; without quotes a number is
        a number. `yes`, `no`, `on` and `off` are texts, as YAML 1.2 has it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          platformVersion: 1.10
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          platformVersion: "1.4.0"
        ```
        """#,
        #"""
        # M0005: a text is not one of those that its key takes

        The key takes one of a few values, and this is none of them. Values are written as their owner
        writes them: `FARGATE` as in the API of ECS, `Forbid` as in Kubernetes.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: fargate
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```
        """#,
        #"""
        # M0006: a number is out of range

        The number is below or above what the key takes. The message names the range; for members of the API
        it is that of ECS, for `retryStrategy` and `timeout` that of AWS Batch.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy: {attempts: 11}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy: {attempts: 10}
        ```

        Source: AWS Batch User Guide, Automated job retries (1 to 10 attempts) and Job timeouts (60 seconds
        or more); Amazon ECS API Reference for members of RunTask.
        """#,
        #"""
        # M0007: a text, a list or a mapping is too long or too short

        A text, a list or a mapping has more or fewer characters, items or entries than the key takes; ECS
        would refuse the request.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: []}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        Source: Amazon ECS API Reference, AwsVpcConfiguration (at most 16 subnets and 5 security groups).
        """#,
        #"""
        # M0008: a text does not have the form that its key asks for

        The text does not have the form that the key asks for: a name of a job is made of lower-case
        letters, digits and `-`, a task definition is named by `family`, `family:revision` or its ARN, and
        so on. The message says what is expected.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: Nightly Report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: nightly-report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # M0009: of several keys exactly one must be given

        Of several keys exactly one is to be given, as each excludes the others. `trigger` says when a job
        runs: leave it out, and it runs once for each revision of what runs.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger: {}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger: {onRevision: {}}
        ```
        """#,
        #"""
        # M0010: a key is part of the language, but this version does not run it yet

        The key belongs to the language: `validate` checks it, `render` shows it and `hash` counts it, and a
        plan shows the job as not run. `apply` refuses the job before anything is sent, rather than run it
        otherwise than its manifest says.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: rate(1 hour)}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger: {onRevision: {}}
        ```
        """#,
        #"""
        # M0011: a key of the request that Purser fills in by itself

        The request to ECS has this member, and Purser fills it in: `clientToken`, `startedBy` and
        `referenceId` are how it finds a launch again and keeps it from happening twice. To group tasks use
        `group` or `tags`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          startedBy: reports
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: reports
        ```
        """#,
        #"""
        # M0012: a key has no value

        The key is there and its value is not. Whether the key should not be there, or the value was
        forgotten, cannot be told. An empty text is `""`, an empty list `[]`, an empty mapping `{}`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster:
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # M0013: a file holds no document

        The file holds no document: it is empty, or all of it is a comment. A manifest that was meant to run
        would not, so this is said.

        ## Wrong

        ```yaml
        # taskDefinition: report:12
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # M0014: two jobs have the same name

        The name of a job is what the ledger knows it by, and what `--job` and `dependsOn` mean; so it
        stands for one job in all the files that are loaded together.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report-north}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # M0015: a file that a manifest names cannot be read

        The file that the manifest names is not there or cannot be read. The path starts at the folder of
        the file that names it, wherever Purser is run.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition: {file: task.json}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition: {file: task.json}
        ```

        ```yaml task.json
        {"family": "report", "memory": "512",
         "containerDefinitions": [{"name": "main", "image": "busybox:1.36"}]}
        ```
        """#,
        #"""
        # M0016: a file with a task definition must hold exactly one document

        A file with a task definition holds one document: the body of RegisterTaskDefinition, or the answer
        of DescribeTaskDefinition. With several it is not said which one is meant.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition: {file: task.yaml}
        ```

        ```yaml task.yaml
        family: report
        memory: "512"
        containerDefinitions:
          - {name: main, image: "busybox:1.36"}
        ---
        family: extract
        memory: "512"
        containerDefinitions:
          - {name: main, image: "busybox:1.36"}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition: {file: task.yaml}
        ```

        ```yaml task.yaml
        family: report
        memory: "512"
        containerDefinitions:
          - {name: main, image: "busybox:1.36"}
        ```
        """#,
        #"""
        # M0017: members that ECS writes by itself were left out of a task definition

        ECS writes some members into a task definition by itself, such as `revision` and `status`; they come
        with a body that was copied from `aws ecs describe-task-definition`. RegisterTaskDefinition does not
        take them, so they were left out; so is the tag `purser:body`, by which Purser knows again what it
        registered. Remove them, and the warning goes away.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            revision: 3
            status: ACTIVE
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```

        Source: Amazon ECS API Reference, TaskDefinition and RegisterTaskDefinition.
        """#,
        #"""
        # M0018: a configuration must be one document

        `purser.yaml` says for a whole repository who owns its jobs and where the ledger is: it is one
        document. Jobs stand in files of their own.

        ## Wrong

        ```yaml purser.yaml
        set: reports
        ---
        set: extracts
        ```

        ## Right

        ```yaml purser.yaml
        set: reports
        ```
        """#,
        #"""
        # M0019: a variable is not defined

        `${{ vars.name }}` and `${{ env.NAME }}` are filled in before a manifest is checked, and nothing has
        this name. Variables come from `purser.yaml`; an undefined one is never taken for an empty text.
        The same is said of a name that `--var` gives and that no file declares and no manifest asks for.
        `${NAME}` with one brace is left to the shell of the container.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: ${{ vars.clutser }}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: ${{ job.name }}
        ```
        """#,
        #"""
        # M0020: an interpolation cannot be read

        Between `${{` and `}}` stands one name: `vars.NAME`, `env.NAME` or `job.name`. There are no
        expressions, functions or defaults.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: ${{ upper(vars.cluster) }}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: ${{ job.name }}
        ```
        """#,
        #"""
        # M0021: a list or a mapping is filled into a text

        A value that is one interpolation alone may be a list or a mapping. Inside a longer text it cannot:
        there is no one way to write a list as text.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch-${{ vars.names }}
        ```

        ```yaml purser.yaml
        set: reports
        variables: {names: [north, south]}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch-${{ vars.name }}
        ```

        ```yaml purser.yaml
        set: reports
        variables: {name: north}
        ```
        """#,
        #"""
        # M0022: a folder has more than one document of `kind: Defaults`

        A document of `kind: Defaults` says what the jobs of its folder, and of the folders below, leave
        out. With two in one folder it would depend on the order of reading which one wins.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Defaults
        spec: {cluster: batch}
        ---
        apiVersion: purser/v1
        kind: Defaults
        spec: {group: reports}
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Defaults
        spec: {cluster: batch, group: reports}
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # M0030: a schedule expression cannot be read

        An expression is `cron(...)` with six fields, `rate(...)` or `at(...)` of EventBridge Scheduler, or
        the five fields of a crontab. The message points into the expression, at what cannot be read.

        In `cron(...)` one of the two fields for days is `?`, Sunday is 1, and what is not documented of
        `L`, `W` and `#` is refused rather than guessed. In a crontab Sunday is 0, and where neither field
        for days begins with `*` a day in either counts.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: cron(0 25 * * ? *), timeZone: Europe/Berlin}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: cron(0 23 * * ? *), timeZone: Europe/Berlin}
        ```

        Source: Amazon EventBridge Scheduler User Guide, "Schedule types on EventBridge Scheduler".
        """#,
        #"""
        # M0031: a time zone is not known

        Time zones go by their IANA names, such as `Europe/Berlin`; abbreviations and offsets are no names,
        because they do not say when clocks are put forward. The names are those of the tz database of the
        machine (`/usr/share/zoneinfo`, or where `TZDIR` points); on a machine without one the name cannot
        be checked, and this is a warning.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: cron(0 3 * * ? *), timeZone: Europe/Berln}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: cron(0 3 * * ? *), timeZone: Europe/Berlin}
        ```

        Source: RFC 9636, "The Time Zone Information Format (TZif)".
        """#,
        #"""
        # M0032: a schedule by the time of day has no time zone

        Three in the morning is another instant in each time zone, and no zone is a safe guess: neither that
        of the machine that happens to read the manifest, nor UTC. `rate(...)` needs none.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: cron(0 3 * * ? *)}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: cron(0 3 * * ? *), timeZone: UTC}
        ```
        """#,
        #"""
        # M0033: a schedule names a time that never comes

        The schedule would never start anything: its end is not after its start, no time that it names lies
        between the two, or the clocks of its zone are put forward over it. A local time that does not exist
        is skipped, and one that comes twice counts once, the first time.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: at(2026-03-29T02:30:00), timeZone: Europe/Berlin}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: at(2026-03-29T03:30:00), timeZone: Europe/Berlin}
        ```

        Source: Amazon EventBridge Scheduler User Guide, "Schedule types on EventBridge Scheduler".
        """#,
        #"""
        # M0034: a pattern is not a regular expression

        The pattern of a parameter matches the whole value. It is made of characters, `.`, classes, `\d \w
        \s` and their opposites, groups, `|` and repetitions. Looking around and references back are not in
        it, so that matching takes time that grows with the value alone.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            manual:
              parameters:
                day: {pattern: '\d{4}-(\d\d'}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            manual:
              parameters:
                day: {pattern: '\d{4}-(\d\d)'}
        ```
        """#,
        #"""
        # M0035: what is said of a parameter contradicts itself

        A parameter that is required is always given, so its default is never used; and a default that does
        not match the pattern would be refused if somebody gave it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            manual:
              parameters:
                mode: {pattern: keep|replace, default: drop}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            manual:
              parameters:
                mode: {pattern: keep|replace, default: keep}
        ```
        """#,
        #"""
        # M0036: a fallback is for no attempt, or changes nothing

        `fromAttempt` says from which attempt on other capacity is used. It is within
        `retryStrategy.attempts`, it rises from entry to entry, and an entry says what is different.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            attempts: 2
            fallback:
              - fromAttempt: 3
                platformVersion: 1.4.0
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            attempts: 3
            fallback:
              - fromAttempt: 3
                platformVersion: 1.4.0
        ```
        """#,
        #"""
        # M0037: the longest delay is shorter than the first

        Delays begin with `intervalSeconds`, grow by `backoffRate` and stop growing at `maxDelaySeconds`.
        With a longest delay below the first one the first is never waited for. Where `maxDelaySeconds` is
        left out its default counts.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            attempts: 2
            backoff: {intervalSeconds: 60, maxDelaySeconds: 30}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            attempts: 2
            backoff: {intervalSeconds: 30, maxDelaySeconds: 60}
        ```

        Source: AWS Step Functions Developer Guide, "Handling errors in Step Functions workflows".
        """#,
        #"""
        # M0038: a key speaks of an array that the job does not have

        `parallelism`, `maxFailedIndexes`, `successPolicy` and the dependency types `SEQUENTIAL` and
        `N_TO_N` speak of the indexes of an array, which a job has by `arrayProperties.size`. Replicas
        (`count`) have no indexes.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          parallelism: 20
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 100}
          parallelism: 20
        ```
        """#,
        #"""
        # M0039: a job has both replicas and an array

        `count` runs the same task several times, an array runs it once for each index. Both at once would
        leave open what an index of a replica is.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          count: 2
          arrayProperties: {size: 100}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 100}
        ```
        """#,
        #"""
        # M0040: a number of indexes is larger than the array

        More indexes than the array has can neither fail nor succeed: the limit would never be reached.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 100}
          successPolicy: {succeededCount: 101}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 100}
          successPolicy: {succeededCount: 95}
        ```
        """#,
        #"""
        # M0041: a job that is waited for is not declared

        `dependsOn` names jobs of the same set, in whichever file they are. The files are read together:
        name the folder, or all the files, or the job that is waited for is not known.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          dependsOn: [{job: extrct}]
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          dependsOn: [{job: extract}]
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
        ```
        """#,
        #"""
        # M0042: jobs wait for each other

        Each job of a circle waits for another one of it, so that none would ever begin. The message names
        the whole circle, and the notes show each dependency in it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          dependsOn: [{job: extract}]
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          dependsOn: [{job: report}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          dependsOn: [{job: extract}]
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
        ```
        """#,
        #"""
        # M0043: a dependency names a job where its type takes none, or none where it needs one

        A dependency names the job that is waited for. `SEQUENTIAL` alone names none: each index of the
        job's own array waits for the index before it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 10}
          dependsOn: [{condition: COMPLETE}]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 10}
          dependsOn: [{type: SEQUENTIAL}]
        ```

        Source: AWS Batch User Guide, "Job dependencies".
        """#,
        #"""
        # M0044: arrays that go index by index differ in size

        With `N_TO_N` each index waits for the same index of the other job, so both arrays have one size.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 10}
          dependsOn: [{job: extract, type: N_TO_N}]
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 20}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 10}
          dependsOn: [{job: extract, type: N_TO_N}]
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          arrayProperties: {size: 10}
        ```

        Source: AWS Batch User Guide, "Array jobs".
        """#,
        #"""
        # M0045: a job is waited for twice

        Two dependencies on one job say the same, or two things of which only one can hold.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          dependsOn:
            - {job: extract}
            - {job: extract, condition: COMPLETE}
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          dependsOn:
            - {job: extract}
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
        ```
        """#,
        #"""
        # M0046: a limit of runs is given, and no group

        `maxConcurrency` is the limit of a `concurrencyGroup`: how many runs of all its jobs go on at a
        time. What happens when two runs of one job meet is said by `concurrencyPolicy`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          maxConcurrency: 2
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          concurrencyGroup: warehouse
          maxConcurrency: 2
        ```
        """#,
        #"""
        # M0047: jobs of a group differ in its limit

        A group has one limit, so all its jobs give the same `maxConcurrency`; left out it is 1.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          concurrencyGroup: warehouse
          maxConcurrency: 2
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          concurrencyGroup: warehouse
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          concurrencyGroup: warehouse
          maxConcurrency: 2
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: extract}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          concurrencyGroup: warehouse
          maxConcurrency: 2
        ```
        """#,
        #"""
        # M0101: an image has no tag, or the tag `latest`

        An image without a tag means `latest`, and `latest` is whatever was pushed last: two runs of the
        same revision may run different code, and a retry may differ from the attempt before. Name a
        version, or the digest.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox
                command: [report]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                command: [report]
        ```
        """#,
        #"""
        # M0102: volumes are kept after each attempt

        Each attempt of each replica gets an EBS volume of its own. With `deleteOnTermination: false` every
        one of them stays, and is paid for, until somebody deletes it; the message says how many that may
        be.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                sizeInGiB: 20
                terminationPolicy: {deleteOnTermination: false}
          retryStrategy: {attempts: 3}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          volumeConfigurations:
            - name: scratch
              managedEBSVolume:
                roleArn: arn:aws:iam::111122223333:role/ecsInfrastructureRole
                sizeInGiB: 20
                terminationPolicy: {deleteOnTermination: true}
          retryStrategy: {attempts: 3}
        ```

        Source: Amazon ECS API Reference, TaskManagedEBSVolumeTerminationPolicy.
        """#,
        #"""
        # M0103: what looks like a secret stands in `environment`

        Everybody who may call DescribeTasks or DescribeTaskDefinition can read `environment`, and so can
        everybody who can read the repository. The name or the form of this value looks like a secret. Keep
        it in Secrets Manager or in Parameter Store and name it in `secrets` of the container; ECS puts it
        into the environment when the task starts.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides:
              - name: main
                environment:
                  - {name: DB_PASSWORD, value: correct-horse}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            executionRoleArn: arn:aws:iam::111122223333:role/ecsTaskExecutionRole
            containerDefinitions:
              - name: main
                image: busybox:1.36
                secrets:
                  - name: DB_PASSWORD
                    valueFrom: arn:aws:secretsmanager:eu-central-1:111122223333:secret:db
        ```

        Source: Amazon ECS Developer Guide, Pass sensitive data to an Amazon ECS container.
        """#,
        #"""
        # M0104: a job on Spot capacity has a single attempt

        AWS may take Spot capacity away at any time, with two minutes' notice, and the task ends. A job with
        a single attempt is then a failed one. Give it more attempts, or capacity that stays.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT, weight: 1}]
          networkConfiguration:
            awsvpcConfiguration: {subnets: [subnet-1]}
          retryStrategy: {attempts: 3}
        ```

        Source: Amazon ECS Developer Guide, Fargate capacity providers (Fargate Spot termination notices).
        """#,
        #"""
        # M0105: the deadline of the run ends before one attempt may

        `activeDeadlineSeconds` bounds the whole run, delays and retries included, and
        `timeout.attemptDurationSeconds` one attempt. The run would be over before its first attempt may be,
        so that the timeout has no meaning.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          activeDeadlineSeconds: 600
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          activeDeadlineSeconds: 7200
        ```
        """#,
        #"""
        # M0110: a key has no effect where it stands

        The key is sound by itself and changes nothing here: a time zone of a rate, a start of something
        that happens once, a limit of ignored ends without a rule that ignores any, a parallelism beyond the
        array. Likely something else was meant.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: rate(1 day), timeZone: Europe/Berlin}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          trigger:
            schedule: {expression: cron(0 3 * * ? *), timeZone: Europe/Berlin}
        ```
        """#,
        #"""
        # M0111: a log driver drops lines when it cannot keep up

        Since June 2025 the log driver awslogs does not block by default: where a container writes faster
        than lines can be sent, and its buffer is full, lines are lost. The log of a job is often all that
        is left of it. Say `mode: blocking`, or `mode: non-blocking` where lines may be lost.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                logConfiguration:
                  logDriver: awslogs
                  options:
                    awslogs-group: /batch/report
                    awslogs-region: eu-central-1
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          timeout: {attemptDurationSeconds: 3600}
          taskDefinition:
            family: report
            memory: "512"
            containerDefinitions:
              - name: main
                image: busybox:1.36
                logConfiguration:
                  logDriver: awslogs
                  options:
                    awslogs-group: /batch/report
                    awslogs-region: eu-central-1
                    mode: blocking
        ```

        Source: Amazon ECS API Reference, LogConfiguration.
        """#,
        #"""
        # M0112: a rule runs a task again, and there is a single attempt

        The first attempt is one of `retryStrategy.attempts`, which is 1 where it is left out, as in AWS
        Batch: after it nothing is run again, whatever a rule says. `IGNORE` does not use up an attempt.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            evaluateOnExit:
              - {onExitCode: "137", action: RETRY}
              - {onReason: "*", action: EXIT}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            attempts: 3
            evaluateOnExit:
              - {onExitCode: "137", action: RETRY}
              - {onReason: "*", action: EXIT}
        ```

        Source: AWS Batch API Reference, RetryStrategy.
        """#,
        #"""
        # M0113: a pattern fits no stop code that is known

        ECS gives a stopped task one of a few stop codes, and the pattern fits none of them: the rule would
        never fit. ECS may learn new ones, so this is a warning.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            attempts: 2
            evaluateOnExit:
              - {onStopCode: SpotInteruption, action: IGNORE}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          retryStrategy:
            attempts: 2
            evaluateOnExit:
              - {onStopCode: SpotInterruption, action: IGNORE}
        ```

        Source: Amazon ECS API Reference, Task.
        """#,
        #"""
        # M0201: a fault would never strike where it stands

        A script of faults says on which call, or in which stage of a task, something goes wrong. Not
        everything can go wrong everywhere: ListTasks can leave a task out, RunTask cannot. What is missing
        or hidden is counted for each task by itself, so `nth` and `times` of `match` do not go with it.

        ## Wrong

        ```yaml faults.yaml
        faults:
          - on: RunTask
            do: {hide: {}}
        ```

        ## Right

        ```yaml faults.yaml
        faults:
          - on: ListTasks
            do: {hide: {}}
        ```
        """#,
        #"""
        # Y0001: the file is larger than the reader accepts

        A manifest may have 4 MiB. Whatever is larger was not written by hand: most often a data file stands
        among the manifests, or a task carries its input in its command. The bound keeps a wrong path from
        filling the memory.

        Keep data in S3 or in the image, and name it in the manifest.

        ## Wrong

        ```sh
        { cat job.yaml; head -c 4194304 /dev/zero | tr '\0' '#'; } > large.yaml
        purser validate large.yaml
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0002: the file is not UTF-8

        YAML is Unicode, and Purser reads it as UTF-8. A byte that UTF-8 does not have means that the file
        was saved in another encoding, or that it is no text. Guessing would change names and commands
        without a word.

        Save the file as UTF-8; editors call it so.

        ## Wrong

        ```sh
        { cat job.yaml; printf '# caf\351\n'; } > latin.yaml
        purser validate latin.yaml
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        # café
        ```
        """#,
        #"""
        # Y0003: the file is UTF-16 or UTF-32

        The file starts as UTF-16 or UTF-32 does. Some editors and shells (PowerShell's `>` among them)
        write UTF-16 unless they are told otherwise. Save the file as UTF-8; a UTF-8 byte-order mark is
        accepted.

        ## Wrong

        ```sh
        iconv -f UTF-8 -t UTF-16 job.yaml > wide.yaml
        purser validate wide.yaml
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0004: a character that may not stand in YAML as it is

        Control characters, and the line breaks that editors do not show (U+0085, U+2028, U+2029), may not
        stand in a file as they are: what a reader sees and what a program reads would differ. NUL says that
        the file is no text at all.

        Take the character out. Where a value really needs it, write it as an escape in double quotes.

        ## Wrong

        ```sh
        { cat job.yaml; printf '  group: "a\033b"\n'; } > control.yaml
        purser validate control.yaml
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "a\eb"
        ```
        """#,
        #"""
        # Y0005: too many levels of sequences and mappings

        Sequences and mappings may stand inside each other 64 levels deep. No manifest needs that many; a
        file with more is broken, or was made to overrun its readers.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides: {cpu: "512"}
        ```
        """#,
        #"""
        # Y0006: too many values, aliases counted as often as they stand for something

        A file may have 1,000,000 values, and each alias counts as often as it stands for something: a few
        lines of aliases of aliases can stand for more than any memory holds ("billion laughs"). Such a file
        is refused before anything is made of it.

        ## Wrong

        ```yaml
        x1: &x1 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]
        x2: &x2 [*x1, *x1, *x1, *x1, *x1, *x1, *x1, *x1, *x1, *x1]
        x3: &x3 [*x2, *x2, *x2, *x2, *x2, *x2, *x2, *x2, *x2, *x2]
        x4: &x4 [*x3, *x3, *x3, *x3, *x3, *x3, *x3, *x3, *x3, *x3]
        x5: &x5 [*x4, *x4, *x4, *x4, *x4, *x4, *x4, *x4, *x4, *x4]
        x6: &x6 [*x5, *x5, *x5, *x5, *x5, *x5, *x5, *x5, *x5, *x5]
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides: *x6
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides: {cpu: "512"}
        ```
        """#,
        #"""
        # Y0007: a key given twice in one mapping

        A mapping has each key once. Of two values for one key most readers of YAML take the last and say
        nothing; Purser takes neither, because one of them is not what somebody meant. Keys are compared as
        texts, so `a` and `"a"` are the same. A merge key `<<` may stand once too; to merge several mappings
        give it a list. A key that is written beside `<<` stands instead of the merged one; where two of the
        merged mappings give a key and nobody says which is meant, that is a duplicate as well.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
          cluster: reports
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: reports
        ```
        """#,
        #"""
        # Y0008: a key that is a sequence or a mapping

        The keys of a manifest are texts. YAML allows a list or a mapping as a key, and Purser has no use
        for one; most often a `?` or a bracket got there by accident, or a `{{ template }}` without quotes
        was read as two mappings. A variable of Purser is written `${{ vars.NAME }}`, in braces with quotes
        around it; a template of another tool is filled in before Purser reads the file.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
            ? [team, unit]
            : data
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
            team: data
            unit: data
        ```
        """#,
        #"""
        # Y0009: an alias without an anchor before it

        An alias `*name` stands for the value that an anchor `&name` marks earlier in the same document.
        Anchors end with their document: after `---` they must be given again. A value that begins with `*`
        must be quoted.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags: *standard
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags: {team: data}
        ```
        """#,
        #"""
        # Y0010: an alias inside the value that it stands for

        The alias stands inside the value that its anchor marks, so the value would contain itself without
        end.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides: &all
            containerOverrides: [*all]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides: [{name: main}]
        ```
        """#,
        #"""
        # Y0011: a merge key whose value is no mapping

        The merge key `<<` takes the entries of another mapping, or of a list of mappings, into the one it
        stands in. Anything else has no entries to take. What the mapping says itself wins over what is
        merged, and of a list the first.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
            <<: [data]
            team: reports
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
            <<: {unit: data}
            team: reports
        ```
        """#,
        #"""
        # Y0012: a tag that is not of the core schema

        Purser knows the tags of YAML's core schema: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`,
        `!!map` and `!!seq`. Other tags ask for types that a manifest does not have (`!!timestamp`, `!!set`)
        or belong to other tools (`!Ref`, `!Sub` of CloudFormation).

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: !Ref Cluster
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0013: a tag that does not fit its value

        A tag says what its value is, and this value is something else. Mostly the tag is not needed: quotes
        make a text, and plain numbers are numbers.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          count: !!int three
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          count: 3
        ```
        """#,
        #"""
        # Y0014: a number that 64 bits cannot hold

        Whole numbers are read with 64 bits, others as a 64-bit float. A number beyond that would have to be
        changed to fit. What only looks like a number, such as an account or a build, is a text: quote it.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          count: 99999999999999999999
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          count: 9
        ```
        """#,
        #"""
        # Y0015: infinity or not-a-number

        `.inf` and `.nan` are numbers of YAML that JSON, and with it the API of ECS, does not have.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launch:
            backoff: {intervalSeconds: 15, backoffRate: .inf}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          launch:
            backoff: {intervalSeconds: 15, backoffRate: 2}
        ```
        """#,
        #"""
        # Y0016: a decimal number that starts with a zero

        By YAML 1.2 a number that starts with a zero is still decimal: `0600` is six hundred. YAML 1.1 and
        many tools read it as octal. Take the zeros away, quote the value where it is a text, or write
        `0o600` for octal.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          activeDeadlineSeconds: 07200
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          activeDeadlineSeconds: 7200
        ```
        """#,
        #"""
        # Y0017: a tab where spaces must indent

        YAML indents with spaces alone: how far a tab goes depends on who looks. Tabs may stand inside
        values and before comments.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
        	taskDefinition: report:12
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0018: a '[' or '{' that is never closed

        A list or a mapping in brackets goes on, over any number of lines, until its closing bracket. Where
        that is missing, all that follows is read as part of it. The place shown is where the bracket was
        opened.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: [first, second
          group: reports
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: [first, second]
          group: reports
        ```
        """#,
        #"""
        # Y0019: a quoted string that is never closed

        A quoted text goes on until the quote that opened it stands again, line breaks included. In single
        quotes a quote is written twice (`'it''s'`), in double quotes as `\"`.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: 'batch
          group: reports
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: 'batch'
          group: reports
        ```
        """#,
        #"""
        # Y0020: something other than a comma or the closing bracket after an item

        Inside brackets items are separated by commas. After a quoted text, or a value in brackets,
        something else stands there.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: ["first" "second"]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: ["first", "second"]
        ```
        """#,
        #"""
        # Y0021: a key without a ':'

        Among the keys of a mapping stands a line without a `:`. Either the colon is missing, or the line
        belongs to the value above and must be indented more than its key.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
          reports
          group: night
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
          group: reports
        ```
        """#,
        #"""
        # Y0022: a key and a value where no mapping can start

        A key with its value stands where none can start: after another value on the same line, or on a line
        that is indented more than the one before without being its value. A value that holds `: ` must be
        quoted.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: reports: night
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "reports: night"
        ```
        """#,
        #"""
        # Y0023: a '-' where no sequence can start

        An item `- ` stands on the same line as a key, where no list can start. Put the items on lines of
        their own, or write the list in brackets. A text that begins with `- ` must be quoted.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: - first
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances:
            - first
        ```
        """#,
        #"""
        # Y0024: a line whose indentation fits nothing above it

        All keys of a mapping, and all items of a list, begin in the same column. This line begins in a
        column of which nothing above it says what it belongs to.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
              team: data
            unit: reports
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          tags:
            team: data
            unit: reports
        ```
        """#,
        #"""
        # Y0025: more text after a value that is complete

        After a quoted text or a closing bracket the value is complete, and more text follows on the line.
        Quote the whole value, or take away the bracket that was not opened.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "reports" night
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "reports night"
        ```
        """#,
        #"""
        # Y0026: a character that cannot start a plain value

        `@` and `` ` `` are reserved by YAML, and `%` begins a directive: none of them can begin a plain
        value. Quote the value.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: @reports
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "@reports"
        ```
        """#,
        #"""
        # Y0027: an escape that double quotes do not know

        In double quotes a backslash begins an escape, such as `\n`, `\t` or `\u00e9`. Others do not exist:
        a regular expression or a Windows path belongs in single quotes, where a backslash is a backslash.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "reports\d"
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: 'reports\d'
        ```
        """#,
        #"""
        # Y0028: a '%' directive that cannot be used

        A line that begins with `%` before a document is a directive: `%YAML 1.2` or `%TAG`, each once, and
        the document begins with `---` after them. At most 64 `%TAG` are read.

        ## Wrong

        ```yaml
        %YAML 3.0
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```

        ## Right

        ```yaml
        %YAML 1.2
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0029: more content after a document has ended

        The first document of the file is complete, and more follows without a `---` between them. A list or
        a text in brackets or quotes is a document by itself.

        ## Wrong

        ```yaml
        {apiVersion: purser/v1, kind: Job, metadata: {name: report},
          spec: {taskDefinition: report:12, timeout: {attemptDurationSeconds: 3600}}}
        spec: {cluster: batch}
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0030: an anchor or alias without a proper name

        The name of an anchor (`&name`) or alias (`*name`) has letters, digits, `-` and `_`. A value that
        begins with `&` or `*`, such as a pattern of file names, must be quoted.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: *.csv
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "*.csv"
        ```
        """#,
        #"""
        # Y0031: a tag that is not written as tags are

        A tag begins with `!`, and this one is not written as tags are: a `<` is not closed, or a character
        of it would have to be escaped. A text that begins with `!` must be quoted.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: !<reports night
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          group: "!<reports night"
        ```
        """#,
        #"""
        # Y0032: a wrong header after '|' or '>'

        After `|` or `>`, which begin a text of several lines, may stand `+` or `-` (what becomes of line
        breaks at its end) and a digit from 1 to 9 (its indentation): then the line ends and the text begins
        on the next.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides:
              - name: main
                command:
                  - |report --full
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides:
            containerOverrides:
              - name: main
                command:
                  - |
                    report --full
        ```
        """#,
        #"""
        # Y0033: a bracket or comma where a value is expected

        A bracket or a comma stands where a value is expected. Mostly it is one comma, or one closing
        bracket, too many.

        ## Wrong

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: [first, , second]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          containerInstances: [first, second]
        ```
        """#,
        #"""
        # Y0034: any other break of YAML's grammar

        The file breaks YAML's grammar in a way for which there is no better explanation; the note holds the
        words of the parser. Look at the line that is shown and at the one before: at brackets, quotes and
        indentation.

        No file is known that leads here: every error of today's libyaml has an explanation of its own.

        ## Wrong

        ```text
        an error that a later libyaml may bring
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0035: a document that asks for YAML 1.1

        The file asks for YAML 1.1 by a directive, and it is read as YAML 1.2: `yes`, `no`, `on` and `off`
        are texts, and `017` is seventeen. Take the directive away, or ask for 1.2, once you have looked for
        such values.

        ## Wrong

        ```yaml
        %YAML 1.1
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```

        ## Right

        ```yaml
        %YAML 1.2
        ---
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0036: the reader gave up after too many problems

        After a thousand problems in one file nothing more is read: so many are one mistake many times, or
        no manifest at all. The first ones are shown; mend them and look again.

        ## Wrong

        ```sh
        yes '  cluster: batch' | head -n 2000 >> job.yaml
        purser validate job.yaml
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
        #"""
        # Y0037: too much text, aliases counted as often as they stand for something

        All texts of a file, keys included, may have 8 MiB, and each alias counts as often as it stands for
        something. A file of 4 MiB reaches that only by aliases: a long text that is named thousands of times
        would fill gigabytes once the request is written.

        ## Wrong

        ```yaml
        a: &a xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          overrides: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        ```

        ## Right

        ```yaml
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}
          cluster: batch
        ```
        """#,
    ]
}
