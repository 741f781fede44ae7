import AWS
import Controller
import Diagnostics
import ECS
import Jobs
import Ledger
import Manifests
import Sandbox

/// What a command works with once it is known who is asked and where the books are.
struct Session: Sendable {
    let world: World
    let set: String
    let settings: AWSSettings
    let client: AWSClient
    let ecs: ECSClient
    let ledgerAccess: LedgerAccess
    /// `purser.yaml`, and the folder that it is about.
    let project: Settings
    /// ECS is the sandbox of this folder.
    let isSandbox: Bool

    /// AWS's time, and waiting for it.
    var clock: AWSClock { AWSClock(client: client, clock: world.clock) }

    /// Opens the ledger; a file is made where it is missing.
    ///
    /// - Throws: `Failure` where it cannot be used; nothing was changed.
    func openLedger() async throws(Failure) -> any LedgerStore { try await ledgerAccess.open() }

    /// Opens the ledger where there is one; else an empty one that stays away from the disk.
    ///
    /// - Throws: `Failure` where it cannot be used; nothing was changed.
    func openExistingLedger() async throws(Failure) -> any LedgerStore { try await ledgerAccess.openExisting() }

    /// Opens the ledger to read: one that does not exist yet is empty, and stays away.
    ///
    /// - Throws: `Failure` where it cannot be read.
    func readLedger() async throws(Failure) -> any LedgerStore { try await ledgerAccess.read() }

    /// Learns AWS's time from one call before anything is decided by the clock: a fast clock would take launches for
    /// older than they are.
    ///
    /// - Throws: `Failure` where AWS cannot be asked.
    func correctClock(by snapshots: [RunSnapshot]) async throws(Failure) {
        guard let cluster = snapshots.first?.run.cluster else { return }
        do { _ = try await ecs.describeClusters([cluster]) } catch { throw Failure(error) }
    }

    /// What carries runs to their end, telling what happens on standard error.
    ///
    /// `maxLaunches` is how many launches it begins at the most; nil for what `purser.yaml` says.
    func driver(
        _ ledger: any LedgerStore, _ view: ProgressView, clock: (any WallClock)? = nil, maxLaunches: Int? = nil
    ) -> Driver {
        Driver(
            ledger: ledger, ecs: ecs, clock: clock ?? self.clock, brake: brake(maxLaunches: maxLaunches),
            report: { view.show($0) })
    }

    private func brake(maxLaunches: Int?) -> LaunchBrake {
        let (files, path) = (world.files, project.root + "/" + Session.stopFile)
        return LaunchBrake(
            perCommand: maxLaunches ?? project.configuration?.maxLaunches ?? Configuration.standardMaxLaunches,
            perMinute: project.configuration?.maxLaunchesPerMinute ?? Configuration.standardMaxLaunchesPerMinute,
            stopped: { files.exists(path) ? "the file \(Session.stopFile) halts them" : nil })
    }

    /// While this file exists beside `purser.yaml`, nothing is launched from the folder.
    static let stopFile = ".purser/stop"
}

/// The time of AWS, as well as it is known.
struct AWSClock: WallClock {
    let client: AWSClient
    let clock: any WallClock

    func now() -> Timestamp { client.correctedNow }

    func sleep(for duration: Duration) async throws {
        try await clock.sleep(for: duration)
    }
}

/// `purser.yaml` and where it lies.
struct Settings: Sendable {
    let configuration: Configuration?
    /// The folder of `purser.yaml`; the command's folder where there is none.
    let root: String

    /// Finds and reads `purser.yaml`: the file that a flag names, or the nearest from the command's folder upwards, or
    /// the one beside the manifests.
    ///
    /// - Throws: `Failure` where it is named and missing, or has errors, which are printed.
    static func load(_ options: ConnectionOptions, beside paths: [String], _ world: World) throws(Failure) -> Settings {
        guard let path = try find(options, beside: paths, world) else {
            return Settings(configuration: nil, root: world.folder)
        }
        let file: SourceFile
        do {
            file = SourceFile(path: world.shown(path), bytes: try world.files.read(path) ?? [])
        } catch {
            throw Failure(.error, "cannot read '\(world.shown(path))': \(error.reason)")
        }
        let (configuration, diagnostics) = ConfigurationLoader.load(file)
        ManifestInput(world: world).report(diagnostics)
        guard let configuration else { throw Failure(.error) }
        return Settings(configuration: configuration, root: folder(of: path))
    }

    private static func find(
        _ options: ConnectionOptions, beside paths: [String], _ world: World
    ) throws(Failure) -> String? {
        if let named = options.config {
            guard world.files.exists(world.path(named)) else { throw Failure(.error, "no such file: '\(named)'") }
            return world.path(named)
        }
        var folder = world.folder
        while true {
            let path = folder + "/purser.yaml"
            if world.files.exists(path) { return path }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { break }
            folder = String(folder[..<slash])
        }
        for path in paths where path != "-" {
            let whole = world.path(path)
            let beside = (world.files.isFolder(whole) ? whole : Settings.folder(of: whole)) + "/purser.yaml"
            if world.files.exists(beside) { return beside }
        }
        return nil
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// A value by flag, then environment, then file.
    static func first(_ flag: String?, _ environment: String?, _ file: String?) -> String? {
        [flag, environment, file].compactMap { $0 }.first { !$0.isEmpty }
    }
}

extension ConnectionOptions {
    /// The name of the set.
    ///
    /// - Throws: `Failure` where nothing names it.
    func setName(_ settings: Settings, _ world: World) throws(Failure) -> String {
        guard let name = Settings.first(set, world.environment["PURSER_SET"], settings.configuration?.set) else {
            throw Failure(
                .error, "no set is named: it owns the jobs and the ledger",
                wayOut: "write 'set: NAME' into purser.yaml (purser init makes one), or give --set or PURSER_SET")
        }
        return name
    }

    /// Where the ledger is; the path of a file is absolute.
    ///
    /// - Throws: `Failure` where it is of neither form.
    func ledgerAddress(_ settings: Settings, _ world: World) throws(Failure) -> LedgerAddress {
        let standard = LedgerAddress.sqlite(path: Configuration.standardLedger)
        guard let given = Settings.first(ledger, world.environment["PURSER_LEDGER"], nil) else {
            return absolute(settings.configuration?.ledger ?? standard, from: settings.root)
        }
        return try address(given, settings)
    }

    /// Reads an address that the user gave.
    ///
    /// - Throws: `Failure` where it is of neither form.
    func address(_ given: String, _ settings: Settings) throws(Failure) -> LedgerAddress {
        guard let address = LedgerAddress(given) else {
            throw Failure(
                .error, "the ledger '\(given)' is not of a kind that this version keeps",
                wayOut: "write it as \(LedgerAddress.forms), for example sqlite:.purser/ledger.db")
        }
        return absolute(address, from: settings.root)
    }

    private func absolute(_ address: LedgerAddress, from root: String) -> LedgerAddress {
        guard case .sqlite(let path) = address, !path.hasPrefix("/") else { return address }
        return .sqlite(path: root + "/" + path)
    }

    /// The ledger alone, for commands that do not ask ECS.
    ///
    /// - Throws: `Failure` where nothing names the set, or the address is none.
    func ledgerAccess(_ world: World) throws(Failure) -> LedgerAccess {
        let settings = try Settings.load(self, beside: [], world)
        return try ledgerAccess(settings, world)
    }

    private func ledgerAccess(_ settings: Settings, _ world: World) throws(Failure) -> LedgerAccess {
        let environment = filled(world.environment, from: settings.configuration)
        let (profile, region) = (self.profile, self.region)
        return LedgerAccess(
            world: world, set: try setName(settings, world), address: try ledgerAddress(settings, world)
        ) { () throws(Failure) in
            let flags = AWSSettings.Flags(
                profile: profile ?? world.environment["PURSER_PROFILE"],
                region: region ?? world.environment["PURSER_REGION"])
            return try ConnectionOptions.client(flags, environment, world, keepsPace: false).client
        }
    }

    /// Does `body` with everything that is needed to call ECS; with `--sandbox`, with ECS on this machine around it.
    ///
    /// - Throws: `Failure` where something is missing, and what `body` throws.
    func withSession(
        beside paths: [String] = [], _ world: World, _ body: @Sendable (Session) async throws -> Void
    ) async throws {
        let settings = try Settings.load(self, beside: paths, world)
        let set = try setName(settings, world)
        let ledger = try ledgerAccess(settings, world)
        guard sandbox else {
            try await body(session(set, ledger, settings, world, endpoint: nil, environment: world.environment))
            return
        }
        let script = try faults.map { path throws(Failure) in try FaultScript.load(path, world) }
        try await SandboxHost(world: world, root: settings.root, faults: script).run { endpoint in
            // Real keys must not reach a sandbox, and it asks for none in particular.
            var environment = world.environment
            environment["AWS_ACCESS_KEY_ID"] = "sandbox"
            environment["AWS_SECRET_ACCESS_KEY"] = "sandbox"
            environment["AWS_SESSION_TOKEN"] = nil
            let session = try session(
                set, ledger, settings, world, endpoint: endpoint, environment: environment)
            try await body(session)
        }
    }

    private func session(
        _ set: String, _ ledger: LedgerAccess, _ settings: Settings, _ world: World, endpoint: String?,
        environment: [String: String]
    ) throws(Failure) -> Session {
        let environment = filled(environment, from: settings.configuration)
        // A sandbox does not care which region it is in, but ARNs and signatures name one.
        let region = region ?? world.environment["PURSER_REGION"]
        let inSandbox = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
        let flags = AWSSettings.Flags(
            profile: endpoint == nil ? profile ?? world.environment["PURSER_PROFILE"] : nil,
            region: region ?? (endpoint == nil ? nil : inSandbox),
            endpoint: endpoint ?? self.endpoint ?? world.environment["PURSER_ENDPOINT"])
        let (resolved, client) = try ConnectionOptions.client(
            flags, environment, world, keepsPace: try keepsPace(world))
        return Session(
            world: world, set: set, settings: resolved, client: client, ecs: ECSClient(client), ledgerAccess: ledger,
            project: settings, isSandbox: endpoint != nil)
    }

    private static func client(
        _ flags: AWSSettings.Flags, _ environment: [String: String], _ world: World, keepsPace: Bool
    ) throws(Failure) -> (settings: AWSSettings, client: AWSClient) {
        let files: FileReading = { path throws(FileReadingError) in try world.files.read(path) }
        let resolved: AWSSettings
        do {
            resolved = try AWSSettings.resolve(flags, environment: environment, files: files)
        } catch {
            throw Failure(.error, error.description, wayOut: error.wayOut)
        }
        let credentials = CredentialsChain.standard(
            settings: resolved, environment: environment, files: files, transport: world.transport,
            clock: world.clock, process: world.runProcess)
        let client = AWSClient(
            settings: resolved, transport: world.transport, credentials: credentials, clock: world.clock,
            random: world.random, userAgent: "purser/\(Version.text)", keepsPace: keepsPace)
        return (resolved, client)
    }

    /// Whether calls keep within ECS's rates.
    ///
    /// - Throws: `Failure` where the environment asks for something else.
    private func keepsPace(_ world: World) throws(Failure) -> Bool {
        if let pace { return pace == .aws }
        guard let text = Settings.first(nil, world.environment["PURSER_PACE"], nil) else { return !sandbox }
        guard let pace = Pace(rawValue: text) else {
            throw Failure(.error, "PURSER_PACE is '\(text)'", wayOut: "write aws or none")
        }
        return pace == .aws
    }

    /// The environment with what `purser.yaml` says where the environment says nothing.
    private func filled(_ environment: [String: String], from file: Configuration?) -> [String: String] {
        var filled = environment
        func fill(_ names: [String], with value: String?) {
            if let value, names.allSatisfy({ (environment[$0] ?? "").isEmpty }) { filled[names[0]] = value }
        }
        fill(["AWS_REGION", "AWS_DEFAULT_REGION"], with: file?.region)
        fill(["AWS_PROFILE"], with: file?.profile)
        // 'endpoint:' is where ECS is: a ledger in AWS stays where it is.
        for service in ["ECS", "CLOUDWATCH_LOGS"] {
            fill(["AWS_ENDPOINT_URL_\(service)", "AWS_ENDPOINT_URL"], with: file?.endpoint)
        }
        return filled
    }
}
