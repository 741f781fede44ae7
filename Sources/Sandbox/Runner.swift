/// Names a container of a task on this machine.
package struct ContainerRef: Hashable, Sendable {
    /// The task's id: 32 hexadecimal digits.
    package let task: String
    /// The container's name in its task definition.
    package let container: String

    package init(task: String, container: String) {
        self.task = task
        self.container = container
    }
}

/// A process to run for a container.
package struct ContainerProcess: Hashable, Sendable {
    /// A folder that stands for a volume of the task.
    package struct Mount: Hashable, Sendable {
        /// The volume's name in the task definition; containers of a task that name the same volume share the folder.
        package let volume: String
        /// Where the container sees it: `/scratch`.
        package let containerPath: String

        package init(volume: String, containerPath: String) {
            self.volume = volume
            self.containerPath = containerPath
        }
    }

    package let ref: ContainerRef
    /// `entryPoint` and `command`, in this order; not empty.
    package let arguments: [String]
    /// The container's own environment, nothing of this machine's.
    package let environment: [String: String]
    package let mounts: [Mount]

    package init(ref: ContainerRef, arguments: [String], environment: [String: String], mounts: [Mount]) {
        self.ref = ref
        self.arguments = arguments
        self.environment = environment
        self.mounts = mounts
    }
}

/// What the engine wants done outside: an order for the one who runs containers.
package enum RunnerOrder: Hashable, Sendable {
    case start(ContainerProcess)
    /// SIGTERM to the process and all it started, SIGKILL after `graceSeconds`.
    case stop(ContainerRef, graceSeconds: Int)
    /// The task has ended and nobody asks for its folders any more; its logs stay.
    case remove(task: String)
}

/// What happened to a container: what the engine hears back.
package enum RunnerReport: Hashable, Sendable {
    case started(ContainerRef)
    /// Ended by itself or by a signal: 0 to 255, a signal's number plus 128 for one that was killed.
    case exited(ContainerRef, exitCode: Int)
    /// Never ran: the program was not found, a folder could not be made.
    case failedToStart(ContainerRef, reason: String)
}
