package import JSON

extension ManifestShapes {
    /// What members may be given, for editors to show: by structure and member, `Spec.cluster`.
    ///
    /// Members that are truth values, words of a list or structures show by themselves what they take.
    package static let examples: [String: [JSON]] = [
        "Metadata.name": ["nightly-report"],
        "Metadata.labels": [["team": "data"]],
        "Spec.cluster": ["batch", "arn:aws:ecs:eu-central-1:111122223333:cluster/batch"],
        "Spec.concurrencyGroup": ["warehouse"],
        "Spec.maxConcurrency": [2],
        "Spec.taskDefinition": ["report:12", ["file": "report.json"]],
        "Spec.count": [3],
        "Spec.capacityProviderStrategy": [
            [["capacityProvider": "FARGATE_SPOT", "weight": 3], ["capacityProvider": "FARGATE", "weight": 1]]
        ],
        "Spec.platformVersion": ["1.4.0", "LATEST"],
        "Spec.networkConfiguration": [
            [
                "awsvpcConfiguration": [
                    "subnets": ["subnet-0a1b2c3d4e5f60718"], "securityGroups": ["sg-0a1b2c3d4e5f60718"],
                    "assignPublicIp": "DISABLED",
                ]
            ]
        ],
        "Spec.placementConstraints": [
            [["type": "memberOf", "expression": "attribute:ecs.instance-type =~ m7.*"]], [["type": "distinctInstance"]],
        ],
        "Spec.placementStrategy": [
            [["type": "spread", "field": "attribute:ecs.availability-zone"], ["type": "binpack", "field": "memory"]]
        ],
        "Spec.containerInstances": [
            ["arn:aws:ecs:eu-central-1:111122223333:container-instance/batch/0123456789abcdef"]
        ],
        "Spec.overrides": [
            [
                "containerOverrides": [
                    [
                        "name": "main", "command": ["report", "--full"],
                        "environment": [["name": "MODE", "value": "full"]],
                    ]
                ]
            ]
        ],
        "Spec.volumeConfigurations": [
            [
                [
                    "name": "scratch",
                    "managedEBSVolume": [
                        "roleArn": "arn:aws:iam::111122223333:role/ecsInfrastructureRole", "sizeInGiB": 200,
                        "volumeType": "gp3",
                    ],
                ]
            ]
        ],
        "Spec.activeDeadlineSeconds": [14_400],
        "Spec.parallelism": [20],
        "Spec.maxFailedIndexes": [5],
        "Spec.dependsOn": [[["job": "extract"]], [["job": "extract", "condition": "COMPLETE", "type": "N_TO_N"]]],
        "Spec.tags": [["CostCenter": "42"], [["key": "CostCenter", "value": "42"]]],
        "Spec.group": ["reports"],
        "Manual.parameters": [["day": ["required": true, "pattern": #"\d{4}-\d\d-\d\d"#]]],
        "Parameter.default": ["2026-01-31"],
        "Parameter.pattern": [#"\d{4}-\d\d-\d\d"#],
        "Parameter.description": ["the day to report on"],
        "Schedule.expression": [
            "cron(0 3 * * ? *)", "cron(0 8 ? * MON-FRI *)", "rate(6 hours)", "at(2030-01-31T06:00:00)", "0 3 * * 1-5",
        ],
        "Schedule.timeZone": ["Europe/Berlin", "America/New_York", "UTC"],
        "Schedule.startDate": ["2030-01-31T06:00:00Z"],
        "Schedule.endDate": ["2030-12-31T23:00:00+01:00"],
        "Schedule.startingDeadlineSeconds": [3600],
        "TaskDefinitionFile.file": ["report.json"],
        "RetryStrategy.attempts": [3],
        "RetryStrategy.evaluateOnExit": [
            [
                ["onStopCode": "SpotInterruption", "action": "IGNORE"],
                ["onReason": "CannotPullContainer*", "action": "EXIT"],
            ]
        ],
        "RetryStrategy.maxIgnored": [5],
        "RetryStrategy.fallback": [
            [["fromAttempt": 2, "capacityProviderStrategy": [["capacityProvider": "FARGATE", "weight": 1]]]]
        ],
        "ExitRule.onStopCode": ["SpotInterruption"],
        "ExitRule.onReason": ["CannotPullContainer*"],
        "ExitRule.onStatusReason": ["Host EC2*"],
        "ExitRule.onExitCode": ["137", "1*"],
        "RetryBackoff.intervalSeconds": [10],
        "RetryBackoff.backoffRate": [2],
        "RetryBackoff.maxDelaySeconds": [360],
        "Fallback.fromAttempt": [2],
        "Fallback.capacityProviderStrategy": [[["capacityProvider": "FARGATE", "weight": 1]]],
        "Fallback.platformVersion": ["1.4.0"],
        "Fallback.networkConfiguration": [["awsvpcConfiguration": ["subnets": ["subnet-1b2c3d4e5f6071829"]]]],
        "Fallback.placementConstraints": [[["type": "distinctInstance"]]],
        "Fallback.placementStrategy": [[["type": "random"]]],
        "Launch.attempts": [5],
        "Launch.provisioningTimeoutSeconds": [1800],
        "Launch.secondLookSeconds": [300],
        "LaunchBackoff.intervalSeconds": [15],
        "LaunchBackoff.backoffRate": [2],
        "LaunchBackoff.maxDelaySeconds": [120],
        "Timeout.attemptDurationSeconds": [3600],
        "ArrayProperties.size": [100],
        "SuccessPolicy.succeededCount": [95],
        "Dependency.job": ["extract"],
        "HistoryLimit.succeeded": [30],
        "HistoryLimit.failed": [100],
        "Configuration.set": ["data-platform"],
        "Configuration.region": ["eu-central-1"],
        "Configuration.profile": ["batch"],
        "Configuration.endpoint": ["http://localhost:8080"],
        "Configuration.ledger": ["sqlite:.purser/ledger.db"],
        "Configuration.events": ["sqs:https://sqs.eu-central-1.amazonaws.com/111122223333/purser"],
        "Configuration.maxLaunches": [2000],
        "Configuration.maxLaunchesPerMinute": [600],
        "Configuration.variables": [["image": "registry.example.com/report:1.4.2"]],
    ]
}
