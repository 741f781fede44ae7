import ECS
import FoundationEssentials
import Testing

@testable import Sandbox

extension ProcessRunnerTests {
    @Test func `a process works in its container's folder`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("pwd -P; cd \"$PURSER_SANDBOX_ROOT\" && pwd -P")
            try await bench.expectExit(0, of: ref)
            let lines = bench.lines(of: ref)
            #expect(lines.count == 2 && Set(lines).count == 1)
            #expect(lines.first?.hasSuffix("/tasks/\(Bench.task)/containers/main") == true)
        }
    }

    @Test func `two containers share a volume, each at its own path, and nothing else`() async throws {
        try await Bench.run { bench in
            let writer = await bench.start(
                "echo data > ${PURSER_SANDBOX_ROOT:-}/var/out/file; echo own > private", container: "writer",
                mounts: [.init(volume: "data", containerPath: "/var/out")])
            try await bench.expectExit(0, of: writer)
            let reader = await bench.start(
                "cat ${PURSER_SANDBOX_ROOT:-}/in/file; ls", container: "reader",
                mounts: [.init(volume: "data", containerPath: "/in/")])
            try await bench.expectExit(0, of: reader)
            #expect(bench.lines(of: reader) == ["data", "in"])
        }
    }

    @Test func `containers of a task may mount different volumes at one path`() async throws {
        try await Bench.run { bench in
            for name in ["a", "b"] {
                let ref = await bench.start(
                    "echo \(name) > data/name; ls data; cat data/name", container: name,
                    mounts: [.init(volume: "volume-\(name)", containerPath: "/data")])
                try await bench.expectExit(0, of: ref)
                #expect(bench.lines(of: ref) == ["name", name])
            }
        }
    }

    @Test func `a mount inside of another is found there`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start(
                "echo x > data/cache/file; ls other",
                mounts: [
                    .init(volume: "inner", containerPath: "/data/cache"),
                    .init(volume: "outer", containerPath: "/data"),
                    .init(volume: "inner", containerPath: "/other"),
                ])
            try await bench.expectExit(0, of: ref)
            #expect(bench.lines(of: ref) == ["file"])
        }
    }

    @Test func `a container that starts again finds its folder as it left it`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("echo once > file")
            try await bench.expectExit(0, of: ref)
            await bench.start("cat file; ls shared")
            try await bench.expectExit(0, of: ref)
            #expect(bench.lines(of: ref) == ["once"])
        }
    }

    @Test(
        arguments: [
            "", "/", "scratch", "/..", "/a/../../b", "/./a", "/a b", "/a\nb", "/a\u{0}b", "/$HOME", "/ä", "/a\\b",
        ])
    func `a mount path that cannot stand for a folder is refused`(path: String) async throws {
        try await Bench.run { bench in
            let ref = await bench.start("exit 0", mounts: [.init(volume: "v", containerPath: path)])
            let reason = "CannotCreateContainerError: the mount path \"\(path)\" cannot stand for a folder here"
            try await bench.expectFailure(reason, of: ref)
        }
    }

    @Test(arguments: ["..", "a/b", ".", ""])
    func `a name that leads out of the task's folder is refused`(name: String) async throws {
        try await Bench.run { bench in
            let reason = "CannotCreateContainerError: \"\(name)\" cannot be the name of a folder"
            let byVolume = await bench.start("exit 0", mounts: [.init(volume: name, containerPath: "/v")])
            try await bench.expectFailure(reason, of: byVolume)
            let byTask = await bench.start("exit 0", task: name)
            try await bench.expectFailure(reason, of: byTask)
        }
    }

    @Test func `a mount over something that is in its place is refused`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("echo x > taken", mounts: [])
            try await bench.expectExit(0, of: ref)
            await bench.start("exit 0", mounts: [.init(volume: "v", containerPath: "/taken")])
            guard case .failedToStart(ref, let reason) = try await bench.report(of: ref) else {
                Issue.record("it started")
                return
            }
            #expect(reason.hasPrefix("CannotCreateContainerError: mount \(bench.folder(of: ref))/taken: "))
        }
    }

    @Test func `a removed task's folders go, another's and the logs stay`() async throws {
        try await Bench.run { bench in
            let kept = await bench.start("exit 0", task: "ffffffffffffffffffffffffffffffff")
            try await bench.expectExit(0, of: kept)
            let ref = await bench.start("echo hello")
            // While it runs the order waits; the folders are gone before its end is reported.
            await bench.runner.carryOut(.remove(task: Bench.task))
            try await bench.expectExit(0, of: ref)
            #expect(!FileManager.default.fileExists(atPath: "\(bench.root)/tasks/\(Bench.task)"))
            #expect(FileManager.default.fileExists(atPath: bench.folder(of: kept)))
            #expect(bench.lines(of: ref) == ["hello"])
        }
    }

    @Test func `removing follows no link out of the folder`() async throws {
        try await Bench.run { bench in
            try FileManager.default.createDirectory(
                atPath: "\(bench.root)/outside/folder", withIntermediateDirectories: true)
            let ref = await bench.start("ln -s '\(bench.root)/outside' link; echo > shared/ready")
            try await bench.expectExit(0, of: ref)
            await bench.runner.carryOut(.remove(task: Bench.task))
            await bench.runner.shutdown()
            #expect(!FileManager.default.fileExists(atPath: "\(bench.root)/tasks/\(Bench.task)"))
            #expect(FileManager.default.fileExists(atPath: "\(bench.root)/outside/folder"))
        }
    }
}
