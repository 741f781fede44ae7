import AWS
import Controller
import Jobs
import Ledger
import Manifests
import Sandbox

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
        return try ConnectionOptions.checked(set: name)
    }

    /// A name that a set may have.
    ///
    /// - Throws: `Failure` with a name that would do.
    static func checked(set name: String) throws(Failure) -> String {
        guard SetName.isValid(name) else {
            throw Failure(
                .error, "'\(name)' is no name of a set: it is \(SetName.phrase)",
                wayOut: SetName.like(name).map { "--set \($0)" })
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
    /// With `--sandbox` it is the sandbox's own, unless the flag names another one: what was rehearsed has not run, and
    /// a rehearsal is not written into the book of a team.
    ///
    /// - Throws: `Failure` where it is of neither form.
    func ledgerAddress(_ settings: Settings, _ world: World) throws(Failure) -> LedgerAddress {
        guard sandbox, Settings.first(ledger, nil, nil) == nil else {
            return try usualLedger(settings, world)
        }
        let rehearsal = absolute(.sqlite(path: SandboxHost.ledger), from: settings.root)
        let usual = try usualLedger(settings, world)
        if usual != absolute(.sqlite(path: Configuration.standardLedger), from: settings.root),
            !world.files.exists(settings.root + "/" + SandboxHost.ledger)
        {
            world.terminal.note("sandbox: the ledger is \(SandboxHost.ledger), not \(usual); --ledger names another\n")
        }
        return rehearsal
    }

    private func usualLedger(_ settings: Settings, _ world: World) throws(Failure) -> LedgerAddress {
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
            world: world, set: try setName(settings, world), address: try ledgerAddress(settings, world),
            sandboxLedger: sandbox || ledger != nil ? nil : settings.root + "/" + SandboxHost.ledger
        ) { () throws(Failure) in
            let resolved = try ConnectionOptions.resolved(flags, environment, world)
            // What was sent is written down, however often Ctrl-C is pressed meanwhile, but for a third time.
            return ConnectionOptions.client(resolved, environment, world.after(2), keepsPace: false)
        }
    }

    /// Does `body` with everything that is needed to call ECS; with `--sandbox`, with ECS on this machine around it.
    ///
    /// With `onlyLooks` it changes nothing, and a sandbox that is not there yet leaves nothing behind.
    ///
    /// - Throws: `Failure` where something is missing, and what `body` throws.
    func withSession(
        beside paths: [String] = [], with given: Settings? = nil, onlyLooks: Bool = false, _ world: World,
        _ body: @escaping @Sendable (Session) async throws -> Void
    ) async throws {
        let settings = if let given { given } else { try Settings.load(self, beside: paths, world) }
        let set = try setName(settings, world)
        let ledger = try ledgerAccess(settings, world)
        let started = StartedRuns()
        let options = self
        let work = Engagement(
            world: world, started: started,
            open: { (world, endpoint) throws(Failure) in
                try options.session(set, ledger, settings, world, endpoint: endpoint, started)
            }, body: body)
        guard sandbox else { return try await work.run(at: nil) }
        let script = try faults.map { path throws(Failure) in try FaultScript.load(path, world) }
        try await SandboxHost(world: world, root: settings.root, faults: script, onlyLooks: onlyLooks).run(work)
    }

    private func session(
        _ set: String, _ ledger: LedgerAccess, _ settings: Settings, _ world: World, endpoint: String?,
        _ started: StartedRuns
    ) throws(Failure) -> Session {
        var environment = world.environment
        if endpoint != nil {
            // Real keys must not reach a sandbox, and it asks for none in particular.
            environment["AWS_ACCESS_KEY_ID"] = "sandbox"
            environment["AWS_SECRET_ACCESS_KEY"] = "sandbox"
            environment["AWS_SESSION_TOKEN"] = nil
        }
        let resolved = try awsSettings(settings, world, endpoint: endpoint, environment)
        let client = ConnectionOptions.client(
            resolved, filled(environment, from: settings.configuration, isSandbox: endpoint != nil), world,
            keepsPace: try keepsPace(world))
        return Session(
            world: world, set: set, settings: resolved, client: client, ecs: ECSClient(client), ledgerAccess: ledger,
            project: settings, isSandbox: endpoint != nil, started: started)
    }

    private static func client(
        _ resolved: AWSSettings, _ environment: [String: String], _ world: World, keepsPace: Bool
    ) -> AWSClient {
        let credentials = CredentialsChain.standard(
            settings: resolved, environment: environment,
            files: { path throws(FileReadingError) in try world.files.read(path) }, transport: world.transport,
            clock: world.clock, process: world.runProcess)
        return AWSClient(
            settings: resolved, transport: world.attentiveTransport, credentials: credentials, clock: world.clock,
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
        let environment = filled(environment, from: settings.configuration, isSandbox: endpoint != nil)
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
    ///
    /// A sandbox needs no profile: one that is named for AWS need not be there.
    private func filled(
        _ environment: [String: String], from file: Configuration?, isSandbox: Bool = false
    ) -> [String: String] {
        var filled = environment
        func fill(_ names: [String], with value: String?) {
            if let value, names.allSatisfy({ (environment[$0] ?? "").isEmpty }) { filled[names[0]] = value }
        }
        fill(["AWS_REGION", "AWS_DEFAULT_REGION"], with: file?.region)
        fill(["AWS_PROFILE"], with: file?.profile)
        if isSandbox { filled["AWS_PROFILE"] = nil }
        // 'endpoint:' is where ECS is: a ledger in AWS stays where it is.
        for service in ["ECS", "CLOUDWATCH_LOGS"] {
            fill(["AWS_ENDPOINT_URL_\(service)", "AWS_ENDPOINT_URL"], with: file?.endpoint)
        }
        return filled
    }
}
