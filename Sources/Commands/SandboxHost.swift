import AWS
import ECS
import JSON
import Sandbox

/// ECS on this machine, hosted by a command: the one that listens already, or one inside this process.
struct SandboxHost: Sendable {
    let world: World
    /// The folder whose `.purser/sandbox` keeps state, logs and the files of tasks.
    let root: String
    /// What is to go wrong in a sandbox of this process.
    var faults: FaultScript?

    private var folder: String { root + "/.purser/sandbox" }

    /// Where a listening sandbox writes its URL.
    var endpointFile: String { folder + "/endpoint" }

    /// Does `body` with the URL of a sandbox.
    ///
    /// A sandbox inside this process stays until its tasks have ended.
    ///
    /// - Throws: `Failure` where no sandbox can be had, and what `body` throws.
    func run(_ body: @Sendable (String) async throws -> Void) async throws {
        guard let lock = try lock("lock", isShared: false) else {
            try refuseFaults()
            let endpoint = try await other()
            let guest = try self.lock("guests", isShared: true)
            defer { withExtendedLifetime(guest) {} }
            try await body(endpoint)
            return
        }
        defer { withExtendedLifetime(lock) {} }
        if let endpoint = await listening() {
            // One that `purser sandbox` serves, which takes no lock.
            try refuseFaults()
            try await body(endpoint)
            return
        }
        var settings = EngineSettings(mode: .processes)
        settings.faults = faults
        let setup = SandboxSetup(
            world: world, folder: folder, settings: settings,
            stateFile: folder + "/state.json", requestLog: folder + "/requests.jsonl")
        try await setup.serve(port: 0) { endpoint, sandbox in
            world.files.put(endpoint + "\n", at: endpointFile)
            defer { world.files.remove(endpointFile) }
            var failure: (any Error)?
            do { try await body(endpoint) } catch { failure = error }
            await stay(sandbox)
            await letGuestsLeave()
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

    /// The URL of the sandbox of the process that holds the lock; it may be about to start.
    private func other() async throws -> String {
        for _ in 0..<50 {
            if let endpoint = await listening() { return endpoint }
            try await world.clock.sleep(for: .milliseconds(100))
        }
        throw Failure(
            .error, "another purser hosts the sandbox of \(world.shown(folder)), and it does not answer",
            wayOut: "wait until it has ended, or end it")
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

    /// Waits until no other command uses the sandbox in this process, or Ctrl-C is pressed.
    private func letGuestsLeave() async {
        do {
            while try lock("guests", isShared: false) == nil {
                try await world.clock.sleep(for: .milliseconds(100))
            }
        } catch {
            // Ctrl-C, or the folder has gone: nobody is left to wait for.
        }
    }

    private func stay(_ sandbox: Sandbox) async {
        guard !sandbox.isIdle else { return }
        world.terminal.note("The sandbox in this process stays until its tasks have ended (Ctrl-C ends them).\n")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sandbox.idle() }
            group.addTask {
                // Ends by an error when Ctrl-C is pressed.
                while (try? await world.clock.sleep(for: .seconds(3600))) != nil {}
            }
            await group.next()
            group.cancelAll()
        }
    }
}

/// The parts of a sandbox, put together.
struct SandboxSetup: Sendable {
    let world: World
    /// Where logs and the files of tasks are kept.
    let folder: String
    let settings: EngineSettings
    /// Where the state is kept over restarts; nil keeps it in memory.
    let stateFile: String?
    /// Where a line is written for each call; nil writes none.
    let requestLog: String?

    /// Serves while `body` runs; ends all processes afterwards.
    ///
    /// - Throws: `Failure` where the state, the folder or the port cannot be had; and what `body` throws.
    func serve(
        port: UInt16, _ body: @Sendable (String, Sandbox) async throws -> Void
    ) async throws {
        let logs: LogStore
        do { logs = try LogStore(folder: folder + "/logs") } catch { throw Failure(.error, "\(error)") }
        let engine = try engine()
        let sandbox =
            engine.settings.mode == .processes
            ? Sandbox.ofProcesses(engine: engine, root: folder, logs: logs, clock: world.clock, sinks: sinks())
            : Sandbox(engine: engine, runner: NoRunner(), clock: world.clock, sinks: sinks())
        let server = SandboxServer(sandbox: sandbox, logs: logs)
        do {
            try await sandbox.run {
                try await server.serve(port: port) { endpoint in try await body("\(endpoint)", sandbox) }
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
