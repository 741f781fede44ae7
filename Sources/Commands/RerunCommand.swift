import ArgumentParser
import Controller
import Jobs
import Ledger
import Runs

struct RerunCommand: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Run some indexes of a run again: first as a plan, with --apply for real.",
        discussion: """
            What runs is what the run pinned when it was made: the same task definition and the same request, \
            whatever the manifest says by now. The indexes become a run of their own; asking twice launches once, \
            until it has ended.
            """)

    @Argument(help: "The run (an id or the beginning of one), or a job for its newest run.") var run: String
    @Flag(help: "All indexes that did not succeed, also those that never began.") var failed = false
    @Option(help: "These indexes: 3,7-9.") var index: String?
    @Flag(help: "Launch what the plan says.") var apply = false
    @Flag(help: "Return as soon as each launch is decided.") var detach = false
    @OptionGroup var launches: LaunchOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if failed == (index != nil) { throw ValidationError("Give one of --failed and --index LIST.") }
        if detach && !apply { throw ValidationError("--detach goes with --apply.") }
    }

    func run(in world: World) async throws {
        try await connection.withSession(world) { session in
            let ledger = try await session.openExistingLedger()
            let original = try await RunChoice.find(run, in: ledger)
            let units = try units(of: original)
            let view = ProgressView(world: world)
            let clock = session.clock
            let applier = Applier(
                set: session.set, ecs: session.ecs, ledger: ledger, now: { clock.now() }, report: session.progress(view)
            )
            do {
                try await session.correctClock(by: [original])
                let rerun = try await applier.rerun(of: original, units: units)
                let plan = RerunView(rerun)
                if format.output == .text { world.terminal.write(plan.text + (apply ? "\n" : plan.hint)) }
                guard apply else {
                    if format.output == .json { world.terminal.write(Rendering.json(plan)) }
                    return
                }
                let begun = try await applier.begin(rerun)
                let ended: [RunSnapshot]
                do {
                    ended = try await session.driver(ledger, view, maxLaunches: launches.maxLaunches)
                        .drive([begun], until: detach ? .launched : .ended)
                } catch ControlError.detached {
                    let runs = try await session.snapshots([begun.run.id], ledger)
                    world.terminal.write(format.output.render(runs.map(RunView.init), details: true))
                    throw session.detached(from: runs)
                }
                world.terminal.write(format.output.render(ended.map(RunView.init), details: true))
                if let failure = Failure(endOf: ended) { throw failure }
            } catch let error as ControlError {
                throw Failure(error)
            }
        }
    }

    /// The units that are meant.
    private func units(of original: RunSnapshot) throws(Failure) -> UnitSet {
        let run = original.run
        guard run.status.isFinal, run.status != .unknown else {
            throw Failure(
                run.status == .unknown ? .unknown : .error, "\(run.id) has not ended: it is \(run.status.rawValue)",
                wayOut: run.status == .unknown ? "purser resolve \(run.id)" : "purser wait \(run.id)")
        }
        guard let index else {
            let units = original.unsuccessful
            if units.isEmpty { throw Failure(.error, "\(run.id) has no index that is known to have failed") }
            return units
        }
        guard let units = UnitSet(parsing: index, below: run.units) else {
            throw Failure(
                .error, "'\(index)' is no list of indexes of \(run.id)",
                wayOut: "write it as 3,7-9, with indexes from 0 to \(run.units - 1)")
        }
        return units
    }
}

/// A rerun as a plan: one value for the text and for `--output json`.
private struct RerunView: Encodable {
    /// A unit that is run again, and how it stands.
    struct Unit: Encodable {
        let index: Int
        let status: String
        let reason: String?
    }

    let of: String
    let run: String
    let taskDefinition: String
    /// `launch`, or `resume` where the same rerun was begun before.
    let action: String
    let indexes: String
    let count: Int
    let units: [Unit]

    init(_ rerun: Rerun) {
        of = rerun.original.run.id.rawValue
        run = rerun.run.id.rawValue
        taskDefinition = rerun.run.taskDefinition
        action = rerun.begun == nil ? "launch" : "resume"
        indexes = rerun.units.description
        count = rerun.units.count
        let current = rerun.original.current
        units = rerun.units.units.map { index in
            guard let launch = current[index] else { return Unit(index: index, status: "never began", reason: nil) }
            let status = Run.Status(endOf: launch)
            return Unit(
                index: index, status: status.rawValue,
                reason: status == .succeeded ? nil : launch.outcome?.summary ?? launch.reason)
        }
    }

    /// The plan for people; ends with a newline.
    var text: String {
        let what = "\(count) \(count == 1 ? "index" : "indexes") of \(of)"
        var lines = ["Rerun of \(what): \(indexes)", ""]
        lines += units.prefix(RunView.shownLaunches).map { unit in
            "  [\(unit.index)] \(unit.status)" + (unit.reason.map { ": \($0)" } ?? "")
        }
        if units.count > RunView.shownLaunches {
            lines.append("  and \(units.count - RunView.shownLaunches) more; --output json has them all")
        }
        lines.append("")
        lines.append(
            action == "launch"
                ? "Plan: launch \(count) \(count == 1 ? "task" : "tasks") as \(run), task definition \(taskDefinition)."
                : "Plan: go on with \(run), which was begun before.")
        return lines.joined(separator: "\n") + "\n"
    }

    var hint: String { "Nothing was launched: --apply does it.\n" }
}
