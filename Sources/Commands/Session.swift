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
    /// The folder of `purser.yaml`, absolute; the command's folder where there is none.
    let root: String
    /// `purser.yaml`, absolute; nil where there is none.
    let path: String?

    /// Finds and reads `purser.yaml`: the file that a flag names, or the nearest from the command's folder upwards, or
    /// the one beside the manifests.
    ///
    /// - Throws: `Failure` where it is named and missing, or has errors, which are printed.
    static func load(_ options: ConnectionOptions, beside paths: [String], _ world: World) throws(Failure) -> Settings {
        try load(options.file, beside: paths, world)
    }

    /// The same for a command that does not ask AWS.
    static func load(
        _ options: ConfigurationOptions, beside paths: [String], _ world: World
    ) throws(Failure) -> Settings {
        guard let path = try find(options, beside: paths, world) else {
            return Settings(configuration: nil, root: world.folder, path: nil)
        }
        let file: SourceFile
        do {
            let bytes = try world.files.read(path, atMost: ManifestLoader.mostBytes) ?? []
            file = SourceFile(path: world.shown(path), bytes: bytes)
        } catch {
            throw Failure(.error, "cannot read '\(world.shown(path))': \(error.reason)")
        }
        let (configuration, diagnostics) = ConfigurationLoader.load(file, environment: world.environment)
        ManifestInput(world: world).report(diagnostics)
        guard let configuration else { throw Failure(.error) }
        world.terminal.conceal(configuration.variables.secrets)
        return Settings(configuration: configuration, root: folder(of: path), path: path)
    }

    private static func find(
        _ options: ConfigurationOptions, beside paths: [String], _ world: World
    ) throws(Failure) -> String? {
        if let named = first(options.config, world.environment["PURSER_CONFIG"], nil) {
            let path = ManifestPath.normalized(world.path(named))
            guard world.files.exists(path) else { throw Failure(.error, "no such file: '\(named)'") }
            return path
        }
        var folder = world.folder
        while true {
            let path = folder + "/purser.yaml"
            if world.files.exists(path) { return path }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { break }
            folder = String(folder[..<slash])
        }
        for path in paths where path != "-" {
            let whole = ManifestPath.normalized(world.path(path))
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

    /// The queue that brings the events of ECS, nil where none is named.
    ///
    /// - Throws: `Failure` where it is not of the form `sqs:URL`.
    func eventsURL(_ settings: Settings, _ world: World) throws(Failure) -> String? {
        let named = Settings.first(events, world.environment["PURSER_EVENTS"], settings.configuration?.events)
        guard let named else { return nil }
        guard named.hasPrefix("sqs:"), named.count > "sqs:".count else {
            throw Failure(.error, "expected sqs:URL for the events, found '\(named)'")
        }
        return String(named.dropFirst("sqs:".count))
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
        let flags = AWSSettings.Flags(
            profile: Settings.first(profile, world.environment["PURSER_PROFILE"], nil),
            region: Settings.first(region, world.environment["PURSER_REGION"], nil))
        return LedgerAccess(
            world: world, set: try setName(settings, world), address: try ledgerAddress(settings, world)
        ) { () throws(Failure) in
            let resolved = try ConnectionOptions.resolved(flags, environment, world)
            return ConnectionOptions.client(resolved, environment, world, keepsPace: false)
        }
    }

    /// Does `body` with everything that is needed to call ECS; with `--sandbox`, with ECS on this machine around it.
    ///
    /// - Throws: `Failure` where something is missing, and what `body` throws.
    func withSession(
        beside paths: [String] = [], with given: Settings? = nil, _ world: World,
        _ body: @Sendable (Session) async throws -> Void
    ) async throws {
        let settings = if let given { given } else { try Settings.load(self, beside: paths, world) }
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
        let resolved = try awsSettings(settings, world, endpoint: endpoint, environment)
        let client = ConnectionOptions.client(
            resolved, filled(environment, from: settings.configuration), world, keepsPace: try keepsPace(world))
        return Session(
            world: world, set: set, settings: resolved, client: client, ecs: ECSClient(client), ledgerAccess: ledger,
            project: settings, isSandbox: endpoint != nil)
    }

    private static func client(
        _ resolved: AWSSettings, _ environment: [String: String], _ world: World, keepsPace: Bool
    ) -> AWSClient {
        let credentials = CredentialsChain.standard(
            settings: resolved, environment: environment,
            files: { path throws(FileReadingError) in try world.files.read(path) }, transport: world.transport,
            clock: world.clock, process: world.runProcess)
        return AWSClient(
            settings: resolved, transport: world.transport, credentials: credentials, clock: world.clock,
            random: world.random, userAgent: "purser/\(Version.text)", keepsPace: keepsPace)
    }

    private static func resolved(
        _ flags: AWSSettings.Flags, _ environment: [String: String], _ world: World
    ) throws(Failure) -> AWSSettings {
        do {
            return try AWSSettings.resolve(flags, environment: environment) { path throws(FileReadingError) in
                try world.files.read(path)
            }
        } catch {
            throw Failure(.error, error.description, wayOut: error.wayOut)
        }
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

    /// What all tools of AWS agree on, with what Purser's own flags, environment and file say.
    ///
    /// `endpoint` is where the sandbox is, nil for AWS or what stands for it.
    ///
    /// - Throws: `Failure` where something is missing or cannot be read.
    func awsSettings(
        _ settings: Settings, _ world: World, endpoint: String?, _ environment: [String: String]
    ) throws(Failure) -> AWSSettings {
        let environment = filled(environment, from: settings.configuration)
        func given(_ flag: String?, _ variable: String) -> String? {
            Settings.first(flag, world.environment[variable], nil)
        }
        // A sandbox does not care which region it is in, but ARNs and signatures name one.
        let region = given(region, "PURSER_REGION")
        let inSandbox = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
        let flags = AWSSettings.Flags(
            profile: endpoint == nil ? given(profile, "PURSER_PROFILE") : nil,
            region: region ?? (endpoint == nil ? nil : inSandbox),
            endpoint: endpoint ?? given(self.endpoint, "PURSER_ENDPOINT"))
        return try ConnectionOptions.resolved(flags, environment, world)
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
