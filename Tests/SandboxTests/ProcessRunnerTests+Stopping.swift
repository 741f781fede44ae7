import ECS
import FoundationEssentials
import Testing

@testable import Sandbox

extension ProcessRunnerTests {
    /// A script that ignores SIGTERM and says so in `shared/<name>`, with its process id.
    ///
    /// It ends by itself after some minutes, so that a runner that fails a test leaves nothing behind for good.
    private static func deaf(_ name: String) -> String {
        "trap '' TERM; echo $$ > shared/\(name); for i in $(seq 6000); do sleep 0.05; done"
    }

    @Test func `a stop is a SIGTERM, which a process may answer`() async throws {
        try await Bench.run { bench in
            let script = "trap 'echo bye; exit 7' TERM; echo $$ > shared/pid; while :; do sleep 0.05; done"
            let ref = await bench.start(script)
            try await bench.waitForFile("pid")
            await bench.runner.carryOut(.stop(ref, graceSeconds: 30))
            try await bench.expectExit(7, of: ref)
            // The shell may have something to say too, about the end of its `sleep`.
            #expect(bench.lines(of: ref).contains("bye"))
        }
    }

    @Test func `a process that does nothing about SIGTERM ends with 143`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start(arguments: ["sleep", "1000"])
            await bench.runner.carryOut(.stop(ref, graceSeconds: 30))
            try await bench.expectExit(143, of: ref)
        }
    }

    @Test func `a process that ignores SIGTERM is killed when its grace is over, not before`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start(Self.deaf("pid"))
            try await bench.waitForFile("pid")
            await bench.runner.carryOut(.stop(ref, graceSeconds: 30))
            await bench.clock.sleepers(1)
            bench.clock.advance(by: .milliseconds(29_999))
            // It is there to see a file that is made only now.
            let witness = await bench.start("kill -0 $(cat shared/pid)", container: "witness")
            try await bench.expectExit(0, of: witness)
            bench.clock.advance(by: .milliseconds(1))
            try await bench.expectExit(137, of: ref)
        }
    }

    @Test func `a grandchild that ignores SIGTERM is killed with the group`() async throws {
        try await Bench.run { bench in
            // The first process ends at SIGTERM; its child does not, and holds the output open.
            let script = "sh -c \"$DEAF\" & wait"
            let ref = await bench.start(script, environment: ["DEAF": Self.deaf("grandchild")])
            try await bench.waitForFile("grandchild")
            await bench.runner.carryOut(.stop(ref, graceSeconds: 30))
            try await bench.expectExit(143, of: ref)
            try await bench.waitForEnd(ofProcessIn: "grandchild")
        }
    }

    @Test func `a group that ignores SIGTERM is killed as a whole after the grace`() async throws {
        try await Bench.run { bench in
            let script = "trap '' TERM; sh -c \"$DEAF\" & \(Self.deaf("parent"))"
            let ref = await bench.start(script, environment: ["DEAF": Self.deaf("child")])
            try await bench.waitForFile("parent")
            try await bench.waitForFile("child")
            await bench.runner.carryOut(.stop(ref, graceSeconds: 2))
            await bench.clock.sleepers(1)
            bench.clock.advance(by: .seconds(2))
            try await bench.expectExit(137, of: ref)
            try await bench.waitForEnd(ofProcessIn: "child")
        }
    }

    @Test func `what a process leaves behind dies with it, and its output does not hold up the end`() async throws {
        try await Bench.run { bench in
            let script = "sh -c \"$DEAF\" & until [ -s shared/left ]; do sleep 0.01; done; echo done; exit 4"
            let ref = await bench.start(script, environment: ["DEAF": Self.deaf("left")])
            try await bench.expectExit(4, of: ref)
            #expect(bench.lines(of: ref) == ["done"])
            try await bench.waitForEnd(ofProcessIn: "left")
        }
    }

    @Test func `one that left the session and floods the output does not hold up the end`() async throws {
        try await Bench.run { bench in
            // `yes` dies of its broken pipe as soon as the runner stops reading.
            let script = """
                setsid sh -c 'echo $$ > shared/flood; exec yes' & until [ -s shared/flood ]; do sleep 0.01; done; exit 5
                """
            let ref = await bench.start(script, container: "silent")
            try await bench.expectExit(5, of: ref)
            try await bench.waitForEnd(ofProcessIn: "flood")
        }
    }

    @Test func `a process that closes its outputs runs on until it ends`() async throws {
        try await Bench.run { bench in
            let script =
                "exec >/dev/null 2>&1; echo $$ > shared/pid; until [ -s shared/go ]; do sleep 0.01; done; exit 6"
            let ref = await bench.start(script)
            try await bench.waitForFile("pid")
            let other = await bench.start("kill -0 $(cat shared/pid) && echo x > shared/go", container: "other")
            try await bench.expectExit(0, of: other)
            try await bench.expectExit(6, of: ref)
        }
    }

    @Test func `a second, shorter stop does not wait for the first`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start(Self.deaf("pid"))
            try await bench.waitForFile("pid")
            await bench.runner.carryOut(.stop(ref, graceSeconds: 120))
            await bench.runner.carryOut(.stop(ref, graceSeconds: 2))
            await bench.clock.sleepers(2)
            bench.clock.advance(by: .seconds(2))
            try await bench.expectExit(137, of: ref)
        }
    }

    @Test func `a stop of a container that does not run is harmless`() async throws {
        try await Bench.run { bench in
            let ref = ContainerRef(task: Bench.task, container: "main")
            await bench.runner.carryOut(.stop(ref, graceSeconds: 1))
            await bench.start("exit 3")
            try await bench.expectExit(3, of: ref)
            await bench.runner.carryOut(.stop(ref, graceSeconds: 1))
            await bench.start("exit 4")
            try await bench.expectExit(4, of: ref)
        }
    }

    @Test func `a shutdown ends all processes, the deaf ones by force, and then the reports`() async throws {
        try await Bench.run { bench in
            let polite = await bench.start(arguments: ["sleep", "1000"], container: "polite")
            let deaf = await bench.start(Self.deaf("deaf"), container: "deaf")
            try await bench.waitForFile("deaf")
            let (runner, clock) = (bench.runner, bench.clock)
            async let _ = runner.shutdown()
            try await bench.expectExit(143, of: polite)
            await clock.sleepers(1)
            clock.advance(by: .seconds(2))
            try await bench.expectExit(137, of: deaf)
            #expect(await bench.remainingReports() == [])
            await runner.shutdown()
            await bench.start("exit 0", container: "late")
            #expect(await bench.remainingReports() == [])
        }
    }

    @Test func `a shutdown before the runner works leaves it nothing to do`() async throws {
        let runner = ProcessRunner(root: "/nowhere", clock: HandClock(), logs: try LogStore(folder: nil)) { _ in nil }
        let ref = ContainerRef(task: Bench.task, container: "main")
        await runner.carryOut(.start(ContainerProcess(ref: ref, arguments: ["true"], environment: [:], mounts: [])))
        await runner.shutdown()
        await runner.run()
        var reports: [RunnerReport] = []
        for await report in runner.reports { reports.append(report) }
        let reason = "CannotStartContainerError: the sandbox is shutting down"
        #expect(reports == [.failedToStart(ref, reason: reason)])
    }

    @Test func `a cancelled runner ends its processes too`() async throws {
        let root = FileManager.default.temporaryDirectory.path() + "purser-runner-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        let runner = ProcessRunner(root: root, clock: HandClock(), logs: try LogStore(folder: nil)) { _ in nil }
        let ref = ContainerRef(task: Bench.task, container: "main")
        await runner.carryOut(
            .start(ContainerProcess(ref: ref, arguments: ["sleep", "1000"], environment: [:], mounts: [])))
        await withTaskGroup { group in
            group.addTask { await runner.run() }
            var reports = runner.reports.makeAsyncIterator()
            #expect(await reports.next(isolation: #isolation) == .started(ref))
            group.cancelAll()
            #expect(await reports.next(isolation: #isolation) == .exited(ref, exitCode: 143))
            #expect(await reports.next(isolation: #isolation) == nil)
        }
    }
}
