/// The language of fault scripts, which `purser sandbox --faults` takes, in the form of `ShapeParser`.
enum FaultShapes {
    static let text = """
        struct Faults
        seed int(0...2147483647) = 1 # Decides what a probability decides; the same seed strikes the same calls.
        faults! [Fault](1...200) # What goes wrong; of several faults that match a call, the first one strikes.

        struct Fault
        name string(1...64) # What the log of requests calls it.
        on! CreateCluster|DescribeClusters|RegisterTaskDefinition|DescribeTaskDefinition|RunTask|StartTask|StopTask|\
        DescribeTasks|ListTasks|TagResource|task.provisioning|task.pending|task.pulling|task.running # The call that \
        goes wrong, or the stage of a task in which something happens to it.
        match FaultMatch # Which calls or tasks; all of them where it is left out.
        do! FaultAction # What goes wrong; exactly one of its members.

        struct FaultMatch
        job string(1...) # The job that Purser launches; * stands for any text, ? for a character.
        startedBy string(1...128) # What the task was started by; * and ? as in job.
        cluster string(1...255) # The name of the cluster; * and ? as in job.
        nth int(1...) or [int(1...)](1...) # Which of those that match, counted from 1.
        times int(1...) # How often the fault strikes at most.
        fromSeconds number(0...) # Seconds after the sandbox's first call from which it strikes.
        untilSeconds number(0...) # Seconds after the sandbox's first call until which it strikes.
        probability number(0...1) # How likely each of those that match is struck.

        union FaultAction
        error FaultError # ECS answers with an error.
        throttle FaultThrottle # ECS says that there were too many calls.
        delay FaultDelay # The answer comes later.
        reset FaultConnection # The connection is reset before the answer.
        drop FaultConnection # The connection is closed before the answer.
        truncate FaultTruncation # The answer ends in the middle.
        html FaultPage # Something that is not ECS answers in HTML.
        failures FaultPlacement # A launch is answered with failures instead of tasks.
        noCapacity FaultCapacity # Launches are not placed for a while, from the first one that matches.
        missing FaultHiding # DescribeTasks does not know a task.
        hide FaultHiding # ListTasks leaves a task out.
        stop FaultStop # ECS stops the task.
        exit FaultExit # A container ends.
        hold FaultDelay # The stage lasts so much longer.
        loseHost FaultLoss # The task is gone with its host, and no container has an exit code.
        failVolume FaultLoss # The EBS volume cannot be made or attached.

        struct FaultError
        code! string(1...) # The name of the error, such as ServerException.
        message string # What ECS says about it.
        status int(400...599) = 400 # The HTTP status.
        afterEffect bool = false # Whether the call is carried out all the same.

        struct FaultThrottle
        wrapped bool = false # Whether EC2 throttles behind ECS, in the words of an InvalidParameterException.

        struct FaultDelay
        seconds! number(0...86400) # For how long.

        struct FaultConnection
        afterEffect bool = true # Whether the call is carried out all the same.

        struct FaultTruncation
        bytes int(0...) = 20 # After how many bytes of the body the connection is closed.

        struct FaultPage
        status int(200...599) = 502 # The HTTP status.
        afterEffect bool = false # Whether the call is carried out all the same.

        struct FaultPlacement
        reason! string(1...) # Such as RESOURCE:MEMORY, AGENT, or Capacity is unavailable at this time.
        arn string(1...) # The container instance that was tried; Fargate names none.
        detail string(1...) # More about it.
        start bool = false # Whether the task starts all the same.

        struct FaultCapacity
        forSeconds! number(0...31536000) # How long.
        reason string(1...) # The reason in failures; that of Fargate where it is left out.

        struct FaultHiding
        times int(1...) # From how many answers each task is left out.
        forSeconds number(0...31536000) # How long after its launch each task is left out; for ever without both.

        struct FaultStop
        stopCode TaskFailedToStart|EssentialContainerExited|UserInitiated|ServiceSchedulerInitiated|SpotInterruption|\
        TerminationNotice|InfrastructureHealth # Why, as a code.
        reason! string(1...) # Why, in words: the stoppedReason.
        exitCode int(0...255) # What the containers that run exit with; their own choice where it is left out.
        container string(1...255) # The one container that exitCode and containerReason are about.
        containerReason string(1...1024) # The reason of the container.
        afterSeconds number(0...31536000) = 0 # How long after the task has entered the stage.

        struct FaultExit
        code! int(0...255) # What the container exits with.
        container string(1...255) # Which one; the first essential one where it is left out.
        reason string(1...1024) # The reason of the container, such as OutOfMemoryError and what follows.
        afterSeconds number(0...31536000) = 0 # How long after the task has entered the stage.

        struct FaultLoss
        reason string(1...) # Why, in ECS's words.
        afterSeconds number(0...31536000) = 0 # How long after the task has entered the stage.
        """
}
