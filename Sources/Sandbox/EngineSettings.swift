/// What a sandbox is told before it starts.
package struct EngineSettings: Hashable, Sendable {
    /// What a container of a task is.
    package enum Mode: String, Hashable, Sendable {
        /// Nothing runs: a container "runs" for a while and exits with a code, both of its own environment's choosing.
        case simulate
        /// Each container is a process of this machine: orders go to a runner, and its reports come back.
        case processes
    }

    /// How long a task stays in each stage of its life.
    package struct Timings: Hashable, Sendable {
        package var provisioning = Duration.milliseconds(200)
        package var pending = Duration.milliseconds(100)
        /// The time in which an image would be pulled; containers start at its end.
        package var activating = Duration.milliseconds(200)
        package var deactivating = Duration.milliseconds(50)
        /// The least time in STOPPING, where containers get their signal; it lasts until all have ended.
        package var stopping = Duration.milliseconds(50)
        package var deprovisioning = Duration.milliseconds(100)
        /// How long a simulated container runs that does not say so itself.
        package var simulatedRun = Duration.seconds(1)

        package init() {}
    }

    /// The account of all ARNs: 12 digits.
    package var account = "123456789012"
    /// The region of all ARNs; nil takes it from the first signed request.
    package var region: String?
    package var mode: Mode
    package var timings = Timings()
    package var manner = Manner.kind
    /// What is to go wrong.
    package var faults: FaultScript?
    /// Where ids come from: the same seed and the same requests make the same ids.
    package var seed: UInt64 = 1
    /// How long a stopped task can be described; ECS promises an hour.
    package var keepsStopped = Duration.seconds(3600)
    /// CPU units of the one container instance that a cluster gets where a task asks for EC2.
    package var instanceCPU = 65_536
    /// The memory of that instance, in MiB.
    package var instanceMemory = 262_144

    package init(mode: Mode, region: String? = nil) {
        self.mode = mode
        self.region = region
    }
}
