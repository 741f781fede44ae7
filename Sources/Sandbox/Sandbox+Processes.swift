package import ECS
import Synchronization

extension Sandbox {
    /// A sandbox whose containers are processes of this machine.
    ///
    /// - Parameters:
    ///   - engine: Of the mode `processes`.
    ///   - root: An absolute path, below which the runner keeps the folders of tasks.
    ///   - logs: Takes what the processes write, under the group and stream that awslogs would use.
    ///   - clock: As for any sandbox.
    ///   - sinks: As for any sandbox.
    /// - Returns: A sandbox that is not running yet.
    package static func ofProcesses(
        engine: Engine, root: String, logs: LogStore, clock: any WallClock, sinks: Sinks = Sinks()
    ) -> Sandbox {
        precondition(engine.settings.mode == .processes, "an engine that simulates gives no orders to a runner")
        let owner = Owner()
        let runner = ProcessRunner(root: root, clock: clock, logs: logs) { ref in owner.logStream(of: ref) }
        let sandbox = Sandbox(engine: engine, runner: runner, clock: clock, sinks: sinks)
        owner.set(sandbox)
        return sandbox
    }

    /// How a runner asks the sandbox that it belongs to, which is made after it.
    private final class Owner: Sendable {
        private struct Link {
            weak var sandbox: Sandbox?
        }

        private let link = Mutex(Link())

        func set(_ sandbox: Sandbox) {
            link.withLock { $0.sandbox = sandbox }
        }

        func logStream(of ref: ContainerRef) -> (group: String, stream: String)? {
            // Asked outside of the lock: the sandbox has one of its own.
            let sandbox = link.withLock { $0.sandbox }
            return sandbox?.logStream(of: ref)
        }
    }
}
