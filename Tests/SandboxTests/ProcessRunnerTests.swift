import ECS
import FoundationEssentials
import SystemPackage
import Testing

@testable import Sandbox

/// Proves with real processes that containers run as the engine was promised: what they get, what they leave, how
/// they end.
@Suite(.timeLimit(.minutes(2)))
struct ProcessRunnerTests {
    @Test(
        arguments: [
            ("exit 0", 0), ("exit 3", 3), ("exit 255", 255), ("nosuchprogram 2>/dev/null", 127), ("kill -TERM $$", 143),
            ("kill -KILL $$", 137), ("kill -PIPE $$", 141),
        ])
    func `a process's end is reported with its exit code`(script: String, code: Int) async throws {
        try await Bench.run { bench in
            let ref = await bench.start(script)
            try await bench.expectExit(code, of: ref)
        }
    }

    @Test func `the environment is the container's and a runtime's defaults, nothing else`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start(
                arguments: ["env"], container: "etl", environment: ["A": "1", "EMPTY": "", "TEXT": "a b=c \"d\" ü"])
            try await bench.expectExit(0, of: ref)
            let root = bench.folder(of: ref)
            #expect(
                bench.lines(of: ref).sorted() == [
                    "A=1", "EMPTY=", "HOME=\(root)", "HOSTNAME=etl",
                    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PURSER_SANDBOX_ROOT=\(root)",
                    "TEXT=a b=c \"d\" ü",
                ])
        }
    }

    @Test func `the container's own variables win over the defaults, but not over the sandbox's root`() async throws {
        try await Bench.run { bench in
            let own = ["PATH": "/bin:/usr/bin", "HOME": "/h", "HOSTNAME": "n", "PURSER_SANDBOX_ROOT": "/"]
            let ref = await bench.start(arguments: ["env"], environment: own)
            try await bench.expectExit(0, of: ref)
            #expect(
                bench.lines(of: ref).sorted() == [
                    "HOME=/h", "HOSTNAME=n", "PATH=/bin:/usr/bin", "PURSER_SANDBOX_ROOT=\(bench.folder(of: ref))",
                ])
        }
    }

    @Test func `arguments arrive as they are, the program's name among them`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start(
                arguments: ["sh", "-c", #"tr '\0' '|' < /proc/$$/cmdline"#, "$HOME", "a b", "*", ""])
            try await bench.expectExit(0, of: ref)
            #expect(bench.lines(of: ref) == [#"sh|-c|tr '\0' '|' < /proc/$$/cmdline|$HOME|a b|*||"#])
        }
    }

    @Test func `nothing comes on standard input`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("cat && readlink /proc/self/fd/0")
            try await bench.expectExit(0, of: ref)
            #expect(bench.lines(of: ref) == ["/dev/null"])
        }
    }

    @Test func `no file of this program is open in a process`() async throws {
        // Open across exec on purpose; any free number, for other tests have files of their own.
        let null = try FileDescriptor.open("/dev/null", .readOnly)
        let inherited = try null.duplicate()
        defer {
            try? null.close()
            try? inherited.close()
        }
        try await Bench.run { bench in
            let ref = await bench.start(arguments: ["ls", "/proc/self/fd"])
            try await bench.expectExit(0, of: ref)
            // 3 is the folder that ls reads.
            #expect(bench.lines(of: ref) == ["0", "1", "2", "3"])
        }
    }

    @Test func `a process leads a session of its own`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("echo $$; cut -d ' ' -f 5,6 /proc/$$/stat")
            try await bench.expectExit(0, of: ref)
            let lines = bench.lines(of: ref)
            try #require(lines.count == 2)
            #expect(lines[1] == "\(lines[0]) \(lines[0])")
        }
    }

    @Test(
        arguments: [
            ("nosuch", "CannotStartContainerError: exec: \"nosuch\": executable file not found in $PATH"),
            ("./nosuch", "CannotStartContainerError: exec: \"./nosuch\": stat ./nosuch: no such file or directory"),
            (
                "/dev/null/x",
                "CannotStartContainerError: exec: \"/dev/null/x\": stat /dev/null/x: no such file or directory"
            ),
            ("/etc/passwd", "CannotStartContainerError: exec: \"/etc/passwd\": permission denied"),
            ("/tmp", "CannotStartContainerError: exec: \"/tmp\": permission denied"),
        ])
    func `a program that cannot run is a failure to start with a reason`(program: String, reason: String) async throws {
        try await Bench.run { bench in
            let ref = await bench.start(arguments: [program])
            try await bench.expectFailure(reason, of: ref)
            // And it takes nothing with it: the same container may start again.
            await bench.start("exit 0")
            try await bench.expectExit(0, of: ref)
        }
    }

    @Test func `both outputs go into one stream, each in its order, with the time`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start(
                "for i in 1 2 3; do echo out $i; echo err $i >&2; done; printf 'out, no newline'")
            try await bench.expectExit(0, of: ref)

            let stream = "p/main/\(Bench.task)"
            #expect(bench.logs.streams(group: "/ecs/test", prefix: "p/") == [stream])
            let answer = try #require(bench.logs.events(group: "/ecs/test", stream: stream, from: 0, limit: 10))
            let lines = answer.events.map(\.1)
            #expect(lines.filter { $0.hasPrefix("out") } == ["out 1", "out 2", "out 3", "out, no newline"])
            #expect(lines.filter { $0.hasPrefix("err") } == ["err 1", "err 2", "err 3"])
            #expect(answer.events.map(\.0) == Array(repeating: bench.clock.now(), count: 7))
        }
    }

    @Test func `what a process writes is in the log while it runs`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("echo early; until [ -s shared/go ]; do sleep 0.01; done")
            // The log is written by then or a little later: look at it again after each further process.
            var seen: [String] = []
            while seen.isEmpty {
                let other = await bench.start("exit 0", container: "other")
                try await bench.expectExit(0, of: other)
                seen = bench.lines(of: ref)
            }
            #expect(seen == ["early"])
            let other = await bench.start("echo x > shared/go", container: "other")
            try await bench.expectExit(0, of: other)
            try await bench.expectExit(0, of: ref)
        }
    }

    @Test func `a container without a log stream runs all the same, however much it writes`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("head -c 1000000 /dev/zero", container: "silent")
            try await bench.expectExit(0, of: ref)
            #expect(bench.logs.streams(group: "/ecs/test", prefix: "") == [])
        }
    }

    @Test func `a megabyte of output is in the log before the end is reported`() async throws {
        try await Bench.run { bench in
            let ref = await bench.start("yes 0123456789abcdef0123456789abcde | head -n 32768; exit 9")
            try await bench.expectExit(9, of: ref)
            let stream = "p/main/\(Bench.task)"
            // The store holds a megabyte of it in memory, lines counted with 26 bytes more: the rest has been dropped.
            let answer = try #require(bench.logs.events(group: "/ecs/test", stream: stream, from: 0, limit: .max))
            #expect(answer.next == 32_768)
            #expect(answer.events.allSatisfy { $0.1 == "0123456789abcdef0123456789abcde" })
        }
    }

    @Test func `fifty processes run at once`() async throws {
        try await Bench.run { bench in
            // None of them ends before all have begun.
            let script =
                "touch shared/$HOSTNAME; until [ $(ls shared | wc -l) -eq 50 ]; do sleep 0.05; done; exit $CODE"
            var refs: [ContainerRef] = []
            for code in 1...50 {
                refs.append(await bench.start(script, container: "c\(code)", environment: ["CODE": "\(code)"]))
            }
            for (index, ref) in refs.enumerated() {
                try await bench.expectExit(index + 1, of: ref)
            }
        }
    }
}
