import ArgumentParser
import ECS
import JSON
import Manifests
import Planner

struct SchemaCommand: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema (2020-12) of what Purser reads or writes.",
        discussion: """
            job     a manifest; editors complete and check with it config  purser.yaml plan    what 'purser plan \
            --output json' answers events  the events of ECS that Purser takes in faults  a script of faults for \
            the sandbox
            """)

    @Argument(help: "What to describe: job, config, plan, events or faults.") var subject = SchemaSubject.job
    /// A schema is JSON in either form.
    @OptionGroup var format: OutputOptions

    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        world.terminal.write(subject.schema.pretty + "\n")
    }
}

/// What has a schema.
enum SchemaSubject: String, ExpressibleByArgument, CaseIterable, Sendable {
    case job
    case config
    case plan
    case events
    case faults

    var schema: JSON {
        switch self {
        case .job: SchemaEmitter.jobSchema()
        case .config: SchemaEmitter.configurationSchema()
        case .plan: PlanSchema.schema
        case .events: EventSchema.schema
        case .faults: SchemaEmitter.faultsSchema()
        }
    }
}
