package import ECS

/// The manifest language as a shape table; RunTask's members come from the table of the requests.
package enum ManifestShapes {
    /// The table; a document of `kind: Job` is a `Job`, one of `kind: Defaults` a `Defaults`, `purser.yaml` is a
    /// `Configuration`, a script of faults is `Faults`.
    package static let table = ShapeTable(text + "\n" + FaultShapes.text, over: .requests)

    // The words after `#` become the descriptions of the schema and the pages of the reference.
    private static let text = """
        struct Job
        apiVersion! |purser/v1 # The version of this language.
        kind! Job|Defaults # What the document is: a job, or what the jobs of a folder leave out.
        metadata! Metadata # What the job is called.
        spec! Spec # What runs, where, and what to do when it ends.

        struct Defaults
        apiVersion! |purser/v1 # The version of this language.
        kind! Job|Defaults # What the document is: a job, or what the jobs of a folder leave out.
        spec! Spec # What the jobs of this folder and below leave out; the nearest folder wins.

        struct Metadata
        name! string@jobName # The name of the job, unique in its set.
        labels {string} # Words of your own to select jobs by; never sent to ECS.

        struct Spec
        trigger Trigger = {} # When the job runs; exactly one of its members.
        onUnknown Fail|Rerun = Fail # What becomes of a launch that can be proved neither made nor lost: it stays unknown \
        until somebody decides, or it is made again and may run twice.
        suspend bool = false # Whether new runs are held back; what runs already goes on.
        concurrencyPolicy Allow|Forbid|Replace|Queue = Allow # What happens when a run is due while another one of the \
        job goes on: both run, the new one is left out, the old one is stopped, or the new one waits.
        concurrencyGroup string@jobName # A lock that jobs share: of the runs of a group one goes on at a time.
        maxConcurrency int(1...1000) # How many runs of the group go on at a time, instead of one.
        cluster RunTask.cluster = default # The cluster that runs the job: its name or its ARN.
        taskDefinition! string or TaskDefinitionFile or RegisterTaskDefinition # What runs: a family, \
        family:revision, an ARN, a file, or the body of RegisterTaskDefinition.
        count int(1...1000) = 1 # How many replicas run; each is launched and followed by itself.
        launchType RunTask.launchType # The kind of capacity; or name providers in capacityProviderStrategy, never \
        both.
        capacityProviderStrategy RunTask.capacityProviderStrategy # The capacity providers to use, with their \
        weights; the only way to Fargate Spot and managed instances.
        platformVersion RunTask.platformVersion # The version of the Fargate platform.
        networkConfiguration RunTask.networkConfiguration # Subnets and security groups of the task; Fargate needs it.
        placementConstraints RunTask.placementConstraints # Which container instances a task may be placed on; not \
        on Fargate.
        placementStrategy RunTask.placementStrategy # Which of the possible container instances is preferred; not \
        on Fargate.
        containerInstances StartTask.containerInstances # Container instances to start the tasks on, instead of \
        letting ECS place them.
        overrides RunTask.overrides # What is different from the task definition in this job: command, \
        environment, size, roles.
        volumeConfigurations RunTask.volumeConfigurations # The EBS volume that the task definition leaves to the \
        launch.
        retryStrategy RetryStrategy = {} # How often a task that ended without success is run again.
        launch Launch = {} # What is done about a task that could not be placed; a budget of its own, never an \
        attempt.
        timeout! Timeout # How long one attempt may run.
        activeDeadlineSeconds int(1...31536000) # How long the whole run may take, in seconds, delays included.
        arrayProperties ArrayProperties # An array: the job runs once for each index, which its containers are told.
        parallelism int(1...10000) # How many indexes of an array run at a time; all when left out.
        maxFailedIndexes int(0...10000) # After how many failed indexes of an array the rest is not run any more.
        successPolicy SuccessPolicy # When an array has succeeded before all of its indexes have.
        dependsOn [Dependency](...20) # What must have ended before the job runs.
        tags {string@tagText(1...128):string@tagText(0...256)}(0...50) or [Tag](0...50) # Tags of the tasks: a \
        mapping, or a list of key and value as RunTask takes it.
        propagateTags TASK_DEFINITION|NONE == NONE # Whether the tasks take over the tags of their task definition.
        enableECSManagedTags RunTask.enableECSManagedTags # Whether ECS adds the tag that names the cluster.
        enableExecuteCommand RunTask.enableExecuteCommand # Whether ECS Exec may open a shell in the containers.
        group RunTask.group # The task group, by which placement can tell tasks apart.
        historyLimit HistoryLimit # How many runs are kept in the ledger; never decides whether something runs.
        startedBy reserved # Purser names the launch in it
        clientToken reserved # Purser makes it, so that no launch happens twice
        referenceId reserved # it belongs to ECS itself

        union Trigger onRevision
        onRevision OnRevision # Run once for each revision of what runs.
        manual Manual # Run when somebody asks for it.
        schedule Schedule # Run at the times of a schedule.

        struct OnRevision

        struct Manual
        parameters {string@parameterName:Parameter}(...64) # What a run is asked for with, by name.

        struct Parameter
        required bool = false # Whether a run cannot be asked for without it.
        default string(...1024) # What it is where nothing is given.
        pattern string(1...512) # A regular expression that matches the whole value.
        description string(1...1024) # What it is for, in a sentence.

        struct Schedule
        expression! string(1...256) # When: cron(), rate() or at() of EventBridge Scheduler, or five fields as in crontab.
        timeZone string(1...50) # The IANA name of the time zone that the clock is read in; cron and at need one.
        startDate string@instant # Nothing is run before it.
        endDate string@instant # Nothing is run after it.
        startingDeadlineSeconds int(10...31536000) # How late a run may begin, in seconds; later it is recorded as missed.
        catchUp Latest|None|All = Latest # Which of the runs that nobody was there to begin are begun late.
        fire Controller|EventBridge = Controller # Who begins the runs: Purser's controller, or EventBridge Scheduler.

        struct TaskDefinitionFile
        file! string(1...) # The path of a file with the body of RegisterTaskDefinition or an answer of \
        DescribeTaskDefinition, from the folder of the manifest.

        struct RetryStrategy
        attempts int(1...10) = 1 # Attempts in total, the first one included.
        evaluateOnExit [ExitRule](...20) # What is done about an end, by rules of which the first that fits counts; where \
        none fits the task is run again.
        maxIgnored int(0...100) = 5 # How many ends may be ignored: run again without using up an attempt.
        backoff RetryBackoff = {} # How long to wait before the next attempt.
        fallback [Fallback](...9) # Other capacity for later attempts.

        struct ExitRule
        onStopCode string@stopCodePattern(1...512) # The stop code of the task, or its beginning and a star.
        onReason string@textPattern(1...512) # The reason of a container, or its beginning and a star.
        onStatusReason string@textPattern(1...512) # The stopped reason of the task, or its beginning and a star.
        onExitCode text@exitCodePattern(1...512) # The exit code of a container, or its beginning and a star.
        action! RETRY|EXIT|IGNORE anycase # Run again, end, or run again without using up an attempt.

        struct RetryBackoff
        intervalSeconds int(1...31622400) = 10 # The first delay, in seconds.
        backoffRate number(1...100) = 2 # What each delay is multiplied by for the next.
        maxDelaySeconds int(1...31622400) = 360 # The longest delay, in seconds.
        jitterStrategy FULL|NONE = FULL # Whether a delay is cut to a random part of itself.

        struct Fallback
        fromAttempt! int(2...110) # The first attempt that runs so, ignored ones counted too; the next entry takes over \
        from its own.
        launchType RunTask.launchType # The kind of capacity; or name providers in capacityProviderStrategy, never \
        both.
        capacityProviderStrategy RunTask.capacityProviderStrategy # The capacity providers to use, with their weights.
        platformVersion RunTask.platformVersion # The version of the Fargate platform.
        networkConfiguration RunTask.networkConfiguration # Subnets and security groups of the task.
        placementConstraints RunTask.placementConstraints # Which container instances a task may be placed on.
        placementStrategy RunTask.placementStrategy # Which of the possible container instances is preferred.

        struct Launch
        attempts int(1...20) = 5 # Tries in total to place one attempt.
        backoff LaunchBackoff = {} # How long to wait between tries.
        provisioningTimeoutSeconds int(1...31536000) = 1800 # How long a task may wait before it runs, in seconds; \
        then it is stopped.
        secondLookSeconds int(5...1200) = 300 # How long to wait, in seconds, before each of the two looks for a \
        task that exists all the same.

        struct LaunchBackoff
        intervalSeconds int(1...99999999) = 15 # The first delay, in seconds.
        backoffRate number(1...100) = 2 # What each delay is multiplied by for the next.
        maxDelaySeconds int(1...31622400) = 120 # The longest delay, in seconds.
        jitterStrategy FULL|NONE = NONE # Whether a delay is cut to a random part of itself.

        struct Timeout
        attemptDurationSeconds! int(60...31536000) # How long one attempt may run, in seconds from its start.

        struct ArrayProperties
        size! int(2...10000) # How many indexes the array has, from 0.

        struct SuccessPolicy
        succeededCount! int(1...10000) # How many indexes must succeed; then the rest is stopped.

        struct Dependency
        job string@jobName # The job that is waited for; none for SEQUENTIAL.
        condition SUCCESS|COMPLETE = SUCCESS # How it must have ended: with success, or in any way.
        type SEQUENTIAL|N_TO_N # SEQUENTIAL: each index waits for the one before. N_TO_N: each index waits for the same \
        index of the other array. The whole job is waited for when left out.

        struct HistoryLimit
        succeeded int(0...1000000) # How many runs that succeeded are kept; all when left out.
        failed int(0...1000000) # How many runs that ended otherwise are kept; all when left out.

        struct Configuration
        set! string@jobName # The unit of ownership: jobs, ledger and launches belong to it.
        region string(1...) # The region of AWS, where neither a flag nor the environment names one.
        profile string(1...) # The profile of the AWS configuration files.
        endpoint string(1...) # The address of the ECS API, for a sandbox or a proxy.
        ledger string(1...) = sqlite:.purser/ledger.db # Where runs are recorded: sqlite:PATH or dynamodb:TABLE.
        events string(1...) # Where the events of ECS come from: sqs:URL.
        maxLaunches int(1...1000000) = 10000 # How many launches one command begins at the most.
        maxLaunchesPerMinute int(1...1000000) = 1500 # How many of them within any minute.
        variables {json} # Values for vars in manifests; {secret: true, value: ...} for one that is never printed.
        """
}
