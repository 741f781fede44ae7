import AWS
import ArgumentParser
import Diagnostics
import ECS
import FoundationEssentials
import JSON
import NIOHTTP1
import Serving
import Synchronization

@testable import Commands
@testable import Sandbox

/// A machine with a folder of its own, and ECS behind its network; all time is on one clock, which waiting moves.
final class Desk: Sendable {
    private struct State {
        var now = Timestamp(milliseconds: 1_767_225_600_000)
        /// How far the machine's clock is ahead of ECS's.
        var ahead = Duration.zero
        /// The next RunTask is lost on its way, and Ctrl-C is pressed then.
        var isCutOff = false
        var isInterrupted = false
        /// When Ctrl-C is pressed, by ECS's clock.
        var presses: [Timestamp] = []
        var calls: [String] = []
        var written = ""
        var noted = ""
    }

    /// The machine's clock, or that of ECS.
    private struct Clock: WallClock {
        let desk: Desk
        let isOurs: Bool

        func now() -> Timestamp { desk.state.withLock { isOurs ? $0.now + $0.ahead : $0.now } }

        func sleep(for duration: Duration) async throws {
            desk.pass(duration)
        }
    }

    private struct Screen: Terminal {
        let desk: Desk
        var isColoured: Bool { false }
        var isInteractive: Bool { false }

        func write(_ text: String) { desk.state.withLock { $0.written += text } }
        func writeCopy(_ text: String) { write(text) }
        func note(_ text: String) { desk.state.withLock { $0.noted += text } }
        func conceal(_ secrets: Secrets) {}
    }

    private struct Network: HTTPTransport {
        let desk: Desk
        let door: FrontDoor

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            let target = request.headers.first { $0.name.lowercased() == "x-amz-target" }?.value ?? ""
            let operation = target.split(separator: ".").last.map(String.init) ?? ""
            let isLost = desk.state.withLock { state in
                state.calls.append(operation)
                guard operation == "RunTask", state.isCutOff else { return false }
                state.isInterrupted = true
                return true
            }
            if isLost { throw TransportError(.broken, .afterSend, reason: "the connection was reset") }
            let headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
            let answer = await door.answer(HTTPCall(method: .POST, target: "/", headers: headers, body: request.body))
            return HTTPResponse(
                status: Int(answer.status.code), headers: answer.headers.map { HTTPField($0.name, $0.value) },
                body: answer.body)
        }
    }

    private let state = Mutex(State())
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "purser-desk-\(UUID())").path
        try DiskFiles().write(Array("set: demo\nregion: eu-central-1\n".utf8), to: folder + "/purser.yaml")
        try DiskFiles().write(Array(Desk.manifest.utf8), to: folder + "/manifests/report.yaml")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let manifest = """
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          cluster: default
          launchType: FARGATE
          timeout: {attemptDurationSeconds: 600}
          networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-0a1b2c3d4e5f60718]}}
          taskDefinition:
            family: report
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions: [{name: main, image: "busybox:1.36", command: ["true"]}]

        """

    /// How often Ctrl-C was pressed.
    var interruptions: Int {
        state.withLock { state in (state.isInterrupted ? 1 : 0) + state.presses.count { $0 <= state.now } }
    }
    /// What the commands asked of ECS, in order.
    var calls: [String] { state.withLock { $0.calls } }
    /// What the commands wrote to standard output and standard error.
    var output: String { state.withLock { $0.written + $0.noted } }

    func pass(_ duration: Duration) { state.withLock { $0.now = $0.now + duration } }

    /// Presses Ctrl-C when so much time has passed, each counted from now.
    func press(after delays: Duration...) { state.withLock { state in state.presses = delays.map { state.now + $0 } } }

    func setClockAhead(by duration: Duration) { state.withLock { $0.ahead = duration } }

    func forgetCalls() { state.withLock { $0.calls = [] } }

    /// Runs a command of this machine; `sandbox` is ECS, which lives on from command to command.
    func run(_ command: some WorldCommand, _ sandbox: Sandbox) async throws {
        let desk = self
        let door = FrontDoor(sandbox: sandbox, logs: LogsAPI(logs: nil), seed: 1)
        let world = World(
            environment: [
                "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
                "PURSER_ENDPOINT": "http://127.0.0.1:1",
            ],
            folder: folder, files: DiskFiles(), terminal: ConcealingTerminal(Screen(desk: self)),
            steadyClock: Clock(desk: self, isOurs: true),
            random: { 0 }, makeID: { String(repeating: "7", count: 32) }, transport: Network(desk: self, door: door),
            runProcess: { _ throws(CredentialProcessError) in throw CredentialProcessError("there is none") },
            interruptions: { desk.interruptions }, presses: { AsyncStream { _ in } },
            terminations: { AsyncStream { _ in } })
        try await command.run(in: world)
    }

    /// ECS with a cluster and nothing in it.
    func sandbox() -> Sandbox {
        Sandbox(
            engine: Engine(settings: EngineSettings(mode: .simulate, region: "eu-central-1")), runner: NoRunner(),
            clock: Clock(desk: self, isOurs: false))
    }

    /// Applies, and is cut off just after the launch was sent: whether it arrived is not known here.
    func leaveInDoubt(_ sandbox: Sandbox) async throws {
        state.withLock { $0.isCutOff = true }
        do {
            try await run(try Apply.parse([]), sandbox)
        } catch let failure as Failure where failure.status == .interrupted {
            state.withLock { state in
                state.isCutOff = false
                state.isInterrupted = false
                state.calls = []
            }
        }
    }
}
