import ArgumentParser
import Manifests

/// In which form a command answers.
enum OutputForm: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// `--output`, which every command has.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How to answer: text for people, json for programs.")
    var output: OutputForm = .text
}

/// Where manifests come from.
struct ManifestOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files, folders (every *.yaml, *.yml and *.json below them), or - for standard input.",
            discussion: "Without any: the folder 'manifests' where there is one, or else this folder."))
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "A YAML file with variables; may be given again, the later one wins.",
            discussion: "Its values go over those of purser.yaml and of PURSER_VAR_NAME.", valueName: "file"))
    var vars: [String] = []

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp(
            "A variable; may be given again. Goes over all others.",
            discussion:
                "3 is a number and true a truth value where one is asked for, and a text where a text is.",
            valueName: "name=value"))
    var definitions: [String] = []

    func validate() throws {
        // What is after a name may be a secret: nothing of it is quoted.
        guard assignments.count == definitions.count else {
            throw ValidationError("--var takes NAME=VALUE, the name of letters, digits, '_', '-' and '.'.")
        }
    }

    /// What `--var` says, in its order.
    var assignments: [(name: String, value: String)] {
        definitions.compactMap { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Variables.isName(String(parts[0])) else { return nil }
            return (String(parts[0]), String(parts[1]))
        }
    }
}

/// Where `purser.yaml` is.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: "The file to use as purser.yaml; also PURSER_CONFIG; by default the nearest, from this folder upwards.")
    var config: String?
}

/// How fast ECS is called.
enum Pace: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Within the rates that ECS grants an account, unless it is the sandbox of this process, which has none.
    case aws
    /// As fast as answers come.
    case none
}

/// How much a command may launch.
struct LaunchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Begin so many launches at the most; by default as many as purser.yaml says, or 10000.",
            discussion: "What is over waits for the next apply. While a file .purser/stop exists, none is begun."))
    var maxLaunches: Int?

    func validate() throws {
        if let maxLaunches, maxLaunches < 0 { throw ValidationError("--max-launches is a number from 0.") }
    }
}

/// Which set, which AWS, which ledger: each by flag, then environment, then purser.yaml.
struct ConnectionOptions: ParsableArguments {
    @OptionGroup var file: ConfigurationOptions

    @Option(help: "The set that owns the jobs; also PURSER_SET.")
    var set: String?

    @Option(help: "The AWS region; also PURSER_REGION, AWS_REGION.")
    var region: String?

    @Option(help: "The profile of AWS's shared files; also PURSER_PROFILE, AWS_PROFILE.")
    var profile: String?

    @Option(help: "The URL to call for ECS instead of AWS's; also PURSER_ENDPOINT, AWS_ENDPOINT_URL_ECS.")
    var endpoint: String?

    @Option(help: "The ledger: sqlite:PATH or dynamodb:TABLE; also PURSER_LEDGER.")
    var ledger: String?

    @Option(help: "How fast to call ECS: aws keeps within its rate limits, none does not; also PURSER_PACE.")
    var pace: Pace?

    @Option(help: "The queue of the events of ECS: sqs:URL; also PURSER_EVENTS.")
    var events: String?

    @Flag(
        help: ArgumentHelp(
            "Use ECS on this machine, with tasks as real processes.",
            discussion:
                "Starts the sandbox inside this command where none is listening, and stays until its tasks have ended.")
    )
    var sandbox = false

    @Option(help: "What is to go wrong in the sandbox, as a script in YAML; with --sandbox.")
    var faults: String?

    func validate() throws {
        if faults != nil && !sandbox { throw ValidationError("--faults needs --sandbox.") }
    }

    /// What of them another command must be given too, to speak of the same runs: as typed in a shell.
    var repeated: [String] {
        let values = [
            ("config", file.config), ("set", set), ("region", region), ("profile", profile), ("endpoint", endpoint),
            ("ledger", ledger),
        ]
        let given = values.flatMap { name, value in value.map { ["--\(name)", ConnectionOptions.quoted($0)] } ?? [] }
        return given + (sandbox ? ["--sandbox"] : [])
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:@=+,%".contains($0)) }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
