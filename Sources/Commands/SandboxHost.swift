import AWS
import ECS
import JSON
import Sandbox
import Synchronization

/// ECS on this machine, hosted by a command: the one that listens already, or one inside this process.
struct SandboxHost: Sendable {
    let world: World
    /// The folder whose `.purser/sandbox` keeps state, logs and the files of tasks.
    let root: String
    /// What is to go wrong in a sandbox of this process.
    var faults: FaultScript?
    /// The command changes nothing: for it alone no folder is made.
    var onlyLooks = false

    private var folder: String { root + "/.purser/sandbox" }

    /// The book of what ran in the sandbox, from the folder of `purser.yaml`.
    static let ledger = ".purser/sandbox/ledger.db"

    /// Where a listening sandbox writes its URL.
    var endpointFile: String { folder + "/endpoint" }

    /// Does a command's work with a sandbox; one inside this process stays until its tasks have ended.
    ///
    /// - Throws: `Failure` where no sandbox can be had, and what the work throws.
    func run(_ work: Engagement) async throws {
        if onlyLooks, !world.files.exists(folder) {
            var setup = SandboxSetup(
                world: world, folder: folder, settings: EngineSettings(mode: .processes), stateFile: nil,
                requestLog: nil)
            setup.settings.faults = faults
            setup.isFleeting = true
            return try await setup.serve(port: 0) { endpoint, sandbox in
                try await work.run(in: sandbox, at: endpoint)
            }
        }
        // The host may be about to start, or about to leave and be followed by us.
        for _ in 0..<50 {
            if let lock = try lock("lock", isShared: false) {
                defer { withExtendedLifetime(lock) {} }
                return try await host(work)
            }
            // Before the host is asked: it stays while it has guests.
            if let guest = try lock("guests", isShared: true) {
                defer { withExtendedLifetime(guest) {} }
                if let endpoint = await listening() {
                    try refuseFaults()
                    return try await work.run(at: endpoint)
                }
            }
            do { try await world.clock.sleep(for: .milliseconds(100)) } catch { throw Failure(.interrupted) }
        }
        throw Failure(
            .error, "another purser hosts the sandbox of \(world.shown(folder)), and it does not answer",
            wayOut: "wait until it has ended, or end it")
    }

    /// Does the work with the sandbox of this process, or with one that `purser sandbox` serves, which takes no lock.
    private func host(_ work: Engagement) async throws {
        if let endpoint = await listening() {
            try refuseFaults()
            return try await work.run(at: endpoint)
        }
        var settings = EngineSettings(mode: .processes)
        settings.faults = faults
        var setup = SandboxSetup(
            world: world, folder: folder, settings: settings,
            stateFile: folder + "/state.json", requestLog: folder + "/requests.jsonl")
        setup.termination = Failure(
            .terminated, "ended by SIGTERM: the tasks of the sandbox in this process were stopped",
            wayOut: "purser apply goes on with their runs")
        // Held until nothing is served any more: who comes while we leave is no guest, but the next host.
        let door = Mutex<FileLock?>(nil)
        defer { door.withLock { $0 = nil } }
        try await setup.serve(port: 0) { endpoint, sandbox in
            world.files.put(endpoint + "\n", at: endpointFile)
            defer { world.files.remove(endpointFile) }
            var failure: (any Error)?
            do { try await work.run(in: sandbox, at: endpoint) } catch { failure = error }
            let closed = await letGuestsLeave()
            door.withLock { $0 = closed }
            if let failure { throw failure }
        }
    }

    /// Faults strike in the sandbox of this process only.
    private func refuseFaults() throws(Failure) {
        guard faults != nil else { return }
        throw Failure(
            .error, "another process serves the sandbox of \(world.shown(folder)): --faults would strike nobody",
            wayOut: "give --faults to that one, or end it")
    }

    /// Only one process hosts the sandbox of a folder, since its state is one file; others are its guests.
    private func lock(_ name: String, isShared: Bool) throws(Failure) -> FileLock? {
        do {
            return try world.files.lock(folder + "/" + name, isShared: isShared)
        } catch {
            throw Failure(.error, "the sandbox's folder \(world.shown(folder)) cannot be used: \(error.reason)")
        }
    }

    /// The URL of the sandbox that another process hosts for this folder; nil where none answers.
    private func listening() async -> String? {
        guard let bytes = try? world.files.read(endpointFile) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        guard
            let settings = try? AWSSettings.resolve(
                AWSSettings.Flags(region: "us-east-1", endpoint: text), environment: [:], files: { _ in nil })
        else { return nil }
        let chain = CredentialsChain.standard(
            settings: settings,
            environment: ["AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "sandbox"], files: { _ in nil },
            transport: world.transport, clock: world.clock, process: world.runProcess)
        let client = AWSClient(
            settings: settings, transport: world.transport, credentials: chain, clock: world.clock,
            random: world.random, userAgent: "purser/\(Version.text)", keepsPace: false)
        let answer = try? await ECSClient(client).describeClusters(["default"])
        return answer == nil ? nil : text
    }

    /// Waits until no other command uses the sandbox in this process, or Ctrl-C is pressed again.
    ///
    /// - Returns: What keeps further guests out; nil after Ctrl-C.
    private func letGuestsLeave() async -> FileLock? {
        let clock = world.after(world.interruptions()).clock
        do {
            while true {
                if let lock = try lock("guests", isShared: false) { return lock }
                try await clock.sleep(for: .milliseconds(100))
            }
        } catch {
            // Ctrl-C, or the folder has gone: nobody is left to wait for.
            return nil
        }
    }
}

/// The parts of a sandbox, put together.
struct SandboxSetup: Sendable {
    let world: World
    /// Where logs and the files of tasks are kept.
    let folder: String
    var settings: EngineSettings
    /// Where the state is kept over restarts; nil keeps it in memory.
    let stateFile: String?
    /// Where a line is written for each call; nil writes none.
    let requestLog: String?

    /// Nothing of it is kept on the disk.
    var isFleeting = false
    /// How the command fails that somebody ends.
    var termination = Failure(.terminated)

    /// Serves while `body` runs; ends all processes afterwards, also where somebody ends this one.
    ///
    /// - Throws: `Failure` where the state, the folder or the port cannot be had; and what `body` throws.
    func serve(
        port: UInt16, _ body: @escaping @Sendable (String, Sandbox) async throws -> Void
    ) async throws {
        let logs: LogStore
        do { logs = try LogStore(folder: isFleeting ? nil : folder + "/logs") } catch {
            throw Failure(.error, "\(error)")
        }
        let engine = try engine()
        let sandbox =
            engine.settings.mode == .processes
            ? Sandbox.ofProcesses(engine: engine, root: folder, logs: logs, clock: world.steadyClock, sinks: sinks())
            : Sandbox(engine: engine, runner: NoRunner(), clock: world.steadyClock, sinks: sinks())
        let server = SandboxServer(sandbox: sandbox, logs: logs)
        do {
            try await sandbox.run {
                try await server.serve(port: port) { endpoint in
                    // Processes that outlived their host would run beside those of the next attempt.
                    try await world.untilTerminated(termination) { try await body("\(endpoint)", sandbox) }
                }
            }
        } catch let error as SandboxServer.ListenError {
            throw Failure(.error, "\(error)", wayOut: "choose another port; --port 0 takes any that is free")
        }
    }

    private func engine() throws(Failure) -> Engine {
        var settings = settings
        settings.seed = UInt64(world.makeID().prefix(16), radix: 16) ?? 1
        guard let stateFile else { return Engine(settings: settings) }
        do {
            guard let saved = try world.files.read(stateFile) else { return Engine(settings: settings) }
            return try Engine(settings: settings, saved: saved, now: world.clock.now())
        } catch let error as Engine.StateError {
            throw Failure(.error, "the sandbox's state \(stateFile): \(error)", wayOut: "remove the file to begin anew")
        } catch {
            throw Failure(.error, "the sandbox's state \(stateFile) cannot be read")
        }
    }

    private func sinks() -> Sandbox.Sinks {
        var sinks = Sandbox.Sinks()
        let files = world.files
        if let stateFile { sinks.save = { bytes in try files.write(bytes, to: stateFile) } }
        if let requestLog {
            sinks.request = { line in try? files.append(Array((line.canonical + "\n").utf8), to: requestLog) }
        }
        return sinks
    }
}

extension FileSystem {
    /// Writes a small file; a failure costs nothing that matters.
    fileprivate func put(_ text: String, at path: String) {
        try? write(Array(text.utf8), to: path)
    }
}
