package import Diagnostics
import ECS
import JSON
package import Jobs
import YAML

/// What `purser.yaml` says: to whom the jobs belong, and where ECS and the ledger are.
package struct Configuration: Sendable {
    /// The unit of ownership: of the ledger, of launches, of pruning.
    package let set: String
    package let region: String?
    package let profile: String?
    /// The address of the ECS API.
    package let endpoint: String?
    /// Where the ledger is; a path is as written.
    package let ledger: LedgerAddress
    /// The queue that brings the events of ECS: `sqs:URL`.
    package let events: String?
    /// How many launches one command begins at the most.
    package let maxLaunches: Int
    /// How many of them within any minute.
    package let maxLaunchesPerMinute: Int
    /// Values of `vars` in manifests.
    package let variables: Variables

    package init(
        set: String, region: String? = nil, profile: String? = nil, endpoint: String? = nil,
        ledger: LedgerAddress = .sqlite(path: Configuration.standardLedger), events: String? = nil,
        maxLaunches: Int = Configuration.standardMaxLaunches,
        maxLaunchesPerMinute: Int = Configuration.standardMaxLaunchesPerMinute, variables: Variables = [:]
    ) {
        self.set = set
        self.region = region
        self.profile = profile
        self.endpoint = endpoint
        self.ledger = ledger
        self.events = events
        self.maxLaunches = maxLaunches
        self.maxLaunchesPerMinute = maxLaunchesPerMinute
        self.variables = variables
    }

    /// Where the ledger is when nothing else is said.
    package static let standardLedger = ".purser/ledger.db"
    /// How many launches one command begins where nothing else is said.
    package static let standardMaxLaunches = 10_000
    /// How many of them within any minute: a little more than ECS itself grants.
    package static let standardMaxLaunchesPerMinute = 1500
}

/// Reads `purser.yaml`.
package enum ConfigurationLoader {
    private static let queueScheme = "sqs:"

    /// Reads the configuration of a file, with everything that is wrong said in one pass; no configuration where
    /// there is an error.
    ///
    /// `environment` has the values of `${{ env.NAME }}` in variables.
    package static func load(
        _ file: SourceFile, environment: [String: String] = [:]
    ) -> (Configuration?, [Diagnostic]) {
        var variables = VariableReading(environment: environment)
        let (configuration, diagnostics) = load(file, &variables)
        variables.add(diagnostics)
        variables.conceal(file)
        return (variables.hasErrors ? nil : configuration, variables.diagnostics)
    }

    private static func load(
        _ file: SourceFile, _ variables: inout VariableReading
    ) -> (Configuration?, [Diagnostic]) {
        let reading = YAMLReader.read(file)
        var diagnostics = reading.diagnostics
        func report(_ code: ManifestCode, _ message: String, at span: SourceSpan?, hint: String? = nil) {
            diagnostics.append(Diagnostic(code.rawValue, .error, message, at: span, hint: hint))
        }
        guard let document = reading.documents.first else {
            if !diagnostics.contains(where: { $0.severity == .error }) {
                let start = SourcePosition(offset: 0, line: 1, column: 1)
                report(
                    .noDocument, "expected a configuration, found an empty file",
                    at: SourceSpan(file: file, start: start, end: start), hint: "write at least 'set: NAME'")
            }
            return (nil, diagnostics)
        }
        if let second = reading.documents.dropFirst().first {
            report(.severalDocuments, "expected one document, found \(reading.documents.count)", at: second.head(nil))
        }
        guard document.entries != nil else {
            report(.notAMapping, "expected a configuration such as 'set: NAME'", at: document.span)
            return (nil, diagnostics)
        }
        var checker = ShapeChecker(table: ManifestShapes.table)
        let type = ShapeType.structure("Configuration")
        let value = checker.value(of: document, as: type)
        diagnostics += checker.diagnostics
        let filled = ManifestShapes.table.filled(value, as: type)
        let ledger = LedgerAddress(filled["ledger"]?.string ?? "sqlite:" + Configuration.standardLedger)
        if ledger == nil {
            report(
                .wrongForm,
                "expected \(LedgerAddress.forms) for 'ledger', found '\(filled["ledger"]?.string ?? "")'",
                at: document["ledger"]?.span)
        }
        let events = filled["events"]?.string
        if let events, !events.hasPrefix(queueScheme) || events.utf8.count == queueScheme.utf8.count {
            report(.wrongForm, "expected 'sqs:URL' for 'events', found '\(events)'", at: document["events"]?.span)
        }
        if let node = document["variables"] { variables.read(node) }
        guard !diagnostics.contains(where: { $0.severity == .error }), let set = filled["set"]?.string,
            let ledger
        else {
            return (nil, diagnostics)
        }
        let configuration = Configuration(
            set: set, region: filled["region"]?.string, profile: filled["profile"]?.string,
            endpoint: filled["endpoint"]?.string, ledger: ledger, events: events,
            maxLaunches: filled["maxLaunches"]?.int ?? Configuration.standardMaxLaunches,
            maxLaunchesPerMinute: filled["maxLaunchesPerMinute"]?.int ?? Configuration.standardMaxLaunchesPerMinute,
            variables: variables.variables)
        return (configuration, diagnostics)
    }
}
